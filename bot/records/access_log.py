"""Reading the audit log: who looked at or changed whose data, when and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, literal, or_, select

from bot.records.database import reading
from bot.records.tables import AuditEventRow, CallbackRequestRow, CallRow

_BATCH = 1000
_CALL = "call:"
_NOBODY: dict[str, Any] = {"number": None, "simulated": None}


@dataclass(frozen=True)
class LogQuery:
    """Which events; None is any. `actor`: a sign-in name. `number`: the caller's, E.164."""

    actor: str | None = None
    number: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class LogEntry:
    """One event; `number` is the caller's whose call it is about, while that call is kept."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    number: str | None
    simulated: bool | None


class SqlAccessLog:
    """The log in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, query: LogQuery, *, limit: int = 50, offset: int = 0) -> tuple[LogEntry, ...]:
        """The newest first."""
        event = AuditEventRow
        statement = (
            select(event.id, event.at, event.actor, event.action, event.subject, event.detail)
            .where(*_conditions(query))
            .order_by(event.id.desc())
            .limit(limit)
            .offset(offset)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            callers = _callers(connection, [row.subject for row in rows])
        return tuple(LogEntry(**row._mapping, **callers.get(row.subject, _NOBODY)) for row in rows)

    def all(self, query: LogQuery) -> Iterator[LogEntry]:
        """Every event of the query, the newest first, read a part at a time."""
        offset = 0
        while part := self.page(query, limit=_BATCH, offset=offset):
            yield from part
            offset += _BATCH


def _callers(connection: Connection, subjects: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Whose calls the subjects are, of those that are kept."""
    sids = {subject.removeprefix(_CALL) for subject in subjects if subject.startswith(_CALL)}
    rows = connection.execute(
        select(CallRow.call_sid, CallRow.caller_number, CallRow.simulated).where(CallRow.call_sid.in_(sids))
    )
    return {_CALL + row.call_sid: {"number": row.caller_number, "simulated": row.simulated} for row in rows}


def _conditions(query: LogQuery) -> list[ColumnElement[bool]]:
    event = AuditEventRow
    found: list[ColumnElement[bool]] = []
    if query.actor:
        found.append(event.actor == f"staff:{query.actor}")
    if query.since:
        found.append(event.at >= query.since)
    if query.until:
        found.append(event.at < query.until)
    if query.number:
        requested = select(CallbackRequestRow.call_sid).where(CallbackRequestRow.number == query.number)
        calls = select(literal(_CALL).concat(CallRow.call_sid)).where(
            or_(CallRow.caller_number == query.number, CallRow.call_sid.in_(requested))
        )
        found.append(or_(event.subject.in_(calls), event.subject == resident_subject(query.number)))
    return found


def resident_subject(number: str) -> str:
    """What the log calls a resident whose data as a whole was handled: it outlives that data."""
    return f"resident:{number[-4:]}"
