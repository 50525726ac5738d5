"""`luuri calls`: one call's transcript and summary, and the latest calls. Who looked is kept (703/2023)."""

from datetime import UTC, datetime
from getpass import getuser

from bot.care.hours import local
from bot.commands.output import print_json, say
from bot.edition import this_process_serves
from bot.records.audit import AuditEvent, SqlAuditEvents
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.records import Records
from bot.report import report
from bot.settings import Settings
from bot.studio.releases import Releases


def show_call(settings: Settings, call_sid: str, as_json: bool) -> int:
    """Returns 1 with one line when there is no such call. Without its audit event nothing is shown."""
    try:
        engine = open_database(settings.sqlalchemy_url)
        records = Records(engine, settings.data / "spool")
        this_process_serves(Releases(settings.data / "releases").served())
        shown = report(records, call_sid)
        seen = AuditEvent(datetime.now(UTC), f"shell:{getuser()}", "call.read", f"call:{call_sid}")
        SqlAuditEvents(engine).record(seen)
        turns = records.calls.turns(call_sid)
    except KeyError:
        say(f"luuri: there is no call {call_sid}")
        return 1
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    if as_json:
        print_json(shown)
        return 0
    for turn in turns:
        speaker = "Luuri" if turn.speaker == "luuri" else "Soittaja"
        sure = f" ({turn.confidence:.2f})" if turn.confidence is not None else ""
        signs = f"  [{', '.join(sign['category'] for sign in turn.signs)}]" if turn.signs else ""
        print(f"{local(turn.heard_at):%H.%M.%S} {speaker}{sure}: {turn.text}{signs}")
    print(f"\n{shown['summary']}\n")
    print(f"päättyi: {shown['disposition'] or '-'}, palvelu: {shown['service'] or '-'}, {shown['why'] or ''}")
    return 0


def list_calls(settings: Settings, as_json: bool, limit: int, simulated: bool) -> int:
    """The newest first: what a call came to, without a word of what was said."""
    try:
        records = Records(open_database(settings.sqlalchemy_url), settings.data / "spool")
        calls = records.calls.recent(limit, include_simulated=simulated)
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    for call in calls:
        started = local(call.started_at)
        if as_json:
            print_json(
                {
                    "call_sid": call.call_sid,
                    "started_at": started.isoformat(timespec="seconds"),
                    "need": call.need,
                    "red_flags": list(call.red_flags),
                    "disposition": call.disposition,
                    "service": call.service,
                    "simulated": call.simulated,
                }
            )
            continue
        flags = f"  ! {', '.join(call.red_flags)}" if call.red_flags else ""
        print(
            f"{started:%d.%m.%Y %H.%M}  {call.call_sid}  {call.disposition or 'kesken':<14}"
            f"{call.need or '-':<28}{flags}"
        )
    return 0
