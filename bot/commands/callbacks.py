"""`luuri callbacks`: the open callback requests."""

from zoneinfo import ZoneInfo

from bot.commands.output import print_json, say
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.report import callback_request
from bot.settings import Settings

HELSINKI = ZoneInfo("Europe/Helsinki")


def list_callbacks(settings: Settings, as_json: bool, simulated: bool) -> int:
    try:
        requests = SqlCallbackRequests(open_database(settings.sqlalchemy_url)).open(include_simulated=simulated)
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    for request in requests:
        if as_json:
            print_json(callback_request(request))
            continue
        deadline = request.deadline.astimezone(HELSINKI)
        mark = " (simuloitu)" if request.simulated else ""
        print(f"{deadline:%d.%m. klo %H.%M}  {request.service}  {request.number or '-'}  {request.concern}{mark}")
    if not requests and not as_json:
        print("Ei avoimia soittopyyntöjä.")
    return 0
