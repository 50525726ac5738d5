"""`luuri callbacks`: the open callback requests."""

from datetime import UTC, datetime
from getpass import getuser

from bot.care.hours import local
from bot.commands.output import print_json, say
from bot.records.audit import AuditEvent, SqlAuditEvents
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.report import callback_request
from bot.settings import Settings


def list_callbacks(settings: Settings, as_json: bool, simulated: bool) -> int:
    try:
        engine = open_database(settings.sqlalchemy_url)
        requests = SqlCallbackRequests(engine).open(include_simulated=simulated)
        # Who looked at callers' data is kept (703/2023); without the audit event nothing is shown.
        for request in requests:
            seen = AuditEvent(
                datetime.now(UTC), f"shell:{getuser()}", "callback_request.read", f"call:{request.call_sid}"
            )
            SqlAuditEvents(engine).record(seen)
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    for request in requests:
        if as_json:
            print_json(callback_request(request))
            continue
        deadline = local(request.deadline)
        mark = " (simuloitu)" if request.simulated else ""
        print(
            f"{deadline:%d.%m. klo %H.%M}  {request.service}  {request.number or '-'}  {request.concern}{mark}"
        )
    if not requests and not as_json:
        print("Ei avoimia soittopyyntöjä.")
    return 0
