"""Finding calls by time, number, need, disposition and words."""

import re
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, exists, or_, select

from bot.records.calls import CallRecord
from bot.records.database import reading
from bot.records.tables import CallRow, TurnRow

_CALL = tuple(each.name for each in fields(CallRecord))


@dataclass(frozen=True)
class Search:
    """What is looked for; None is anything. `number`: E.164, or digits that the number holds.

    `since` is included, `until` is not. `words`: each must be in what was said.
    """

    since: datetime | None = None
    until: datetime | None = None
    number: str | None = None
    need: str | None = None
    disposition: str | None = None
    service: str | None = None
    words: str | None = None
    practice: bool = False


class SqlCallSearch:
    """The calls in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, search: Search, *, limit: int = 50, offset: int = 0) -> tuple[CallRecord, ...]:
        """The newest first."""
        statement = (
            select(*(getattr(CallRow, name) for name in _CALL))
            .where(*_conditions(search))
            .order_by(CallRow.started_at.desc(), CallRow.call_sid)
            .limit(limit)
            .offset(offset)
        )
        with reading(self._engine) as connection:
            return tuple(_record(row) for row in connection.execute(statement))


def _conditions(search: Search) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if search.since is not None:
        found.append(CallRow.started_at >= search.since)
    if search.until is not None:
        found.append(CallRow.started_at < search.until)
    if search.number:
        if search.number.startswith("+"):
            found.append(CallRow.caller_number == search.number)
        else:
            found.append(CallRow.caller_number.contains(search.number, autoescape=True))
    for name in ("need", "disposition", "service"):
        if value := getattr(search, name):
            found.append(getattr(CallRow, name) == value)
    for word in re.findall(r"[\w+-]+", search.words or "")[:6]:
        found.append(_said(word))
    if not search.practice:
        found.append(CallRow.simulated.is_(False))
    return found


def _said(word: str) -> ColumnElement[bool]:
    """Whether a turn of the call holds the word. SQLite knows no upper and lower case beyond English."""
    forms = {word, word.lower(), word.capitalize(), word.upper()}
    holds = or_(*(TurnRow.text.contains(form, autoescape=True) for form in sorted(forms)))
    return exists().where(TurnRow.call_sid == CallRow.call_sid, holds)


def _record(row: Any) -> CallRecord:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in row._mapping.items()
    }
    return CallRecord(**values)
