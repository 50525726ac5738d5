"""`luuri feedback export`: marks and words of callers, as CSV or JSON lines."""

import csv
import sys
from datetime import UTC, datetime
from getpass import getuser

from bot.care.hours import local
from bot.commands.output import print_json, say
from bot.records.audit import AuditEvent, SqlAuditEvents
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.feedback import SqlFeedback
from bot.settings import Settings

FIELDS = ("given_at", "score", "words", "need", "service", "call_sid")


def export_feedback(settings: Settings, as_json: bool, simulated: bool) -> int:
    try:
        engine = open_database(settings.sqlalchemy_url)
        given = SqlFeedback(engine).given(include_simulated=simulated)
        detail = {"rows": len(given)}
        seen = AuditEvent(
            datetime.now(UTC), f"shell:{getuser()}", "feedback.exported", "feedback:all", detail
        )
        SqlAuditEvents(engine).record(seen)
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    writer = csv.writer(sys.stdout)
    if not as_json:
        writer.writerow(FIELDS)
    for each in given:
        row = {name: getattr(each, name) for name in FIELDS}
        row["given_at"] = local(each.given_at).isoformat(timespec="seconds")
        if as_json:
            print_json(row)
        else:
            writer.writerow([_cell(row[name]) for name in FIELDS])
    return 0


def _cell(value: object) -> object:
    """A caller's words must not become a formula in a spreadsheet."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
