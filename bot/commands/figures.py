"""`luuri figures`: how residents get to care, by need, municipality, age group or hour."""

import csv
import sys
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from typing import Any

from bot.care.figures import SMALLEST, Row, figures
from bot.care.hours import HELSINKI
from bot.commands.output import print_json, say
from bot.records.database import open_database
from bot.records.failures import RecordsFailed
from bot.records.figures import contacts
from bot.settings import Settings

_TITLES = {
    "group": "ryhmä",
    "calls": "puheluja",
    "requests": "pyyntöjä",
    "transfers": "yhdistetty",
    "told_112": "112",
    "answered_s": "vastattu s",
    "requested_min": "pyyntö min",
    "resolved_min": "hoidettu min",
    "resolved_in_time": "ajoissa",
}


def show_figures(
    settings: Settings, by: str, begins: str | None, ends: str | None, form: str, simulated: bool
) -> int:
    """`form`: table, csv or json. `ends` is a date that is included. Returns 2 for a bad date or grouping."""
    try:
        first, last = _day("--from", begins), _day("--to", ends)
        if last is not None:
            last += timedelta(days=1)
        engine = open_database(settings.sqlalchemy_url)
        rows = figures(contacts(engine, first, last, include_simulated=simulated), by)
    except RecordsFailed as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    except ValueError as error:
        say(f"luuri: {error}")
        return 2
    _write(rows, form)
    return 0


def _write(rows: tuple[Row, ...], form: str) -> None:
    if form == "json":
        for row in rows:
            print_json(asdict(row))
        return
    names = [each.name for each in fields(Row)]
    if form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows([[_cell(getattr(row, name)) for name in names] for row in rows])
        return
    print("  ".join(f"{_TITLES[name]:>12}" if name != "group" else f"{_TITLES[name]:<30}" for name in names))
    for row in rows:
        cells = [_cell(getattr(row, name)) or f"<{SMALLEST}" for name in names[1:]]
        print(f"{row.group:<30}  " + "  ".join(f"{cell:>12}" for cell in cells))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def _day(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).replace(hour=0, minute=0, tzinfo=HELSINKI)
    except ValueError:
        raise ValueError(f"{option}: {text!r} is not a date such as 2026-11-01") from None
