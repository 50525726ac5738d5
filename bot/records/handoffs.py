"""Handoffs: the decision to hand a caller to a person, and what came of the ringing."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import Engine, select, update

from bot.records.database import reading, writing
from bot.records.rows import ensure_call, plain, upsert
from bot.records.settle import settle
from bot.records.tables import HandoffRow

HandoffOutcome = Literal["answered", "busy", "no_answer", "failed"]


@dataclass(frozen=True)
class HandoffRecord:
    """One target that was rung. The number stays out of `repr`, and so out of logs."""

    call_sid: str
    service: str
    reason: str
    started_at: datetime
    number: str | None = field(default=None, repr=False)
    outcome: HandoffOutcome | None = None
    ended_at: datetime | None = None
    id: str = field(default_factory=lambda: uuid4().hex)


class SqlHandoffs:
    """Handoffs in the database. Every method raises RecordsFailed and may be repeated without harm."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, handoff: HandoffRecord) -> None:
        """Record that a target is being rung."""
        with writing(self._engine) as connection:
            ensure_call(connection, handoff.call_sid, handoff.started_at)
            statement = upsert(connection, HandoffRow).values(
                **asdict(handoff) | {"reason": plain(handoff.reason)[:200]}
            )
            connection.execute(statement.on_conflict_do_nothing())
            settle(connection, handoff.call_sid)

    def end(self, handoff_id: str, outcome: HandoffOutcome, ended_at: datetime) -> None:
        """What came of the ringing; the first outcome counts. An unknown id changes nothing."""
        with writing(self._engine) as connection:
            statement = update(HandoffRow).where(HandoffRow.id == handoff_id, HandoffRow.outcome.is_(None))
            call_sid = connection.execute(
                statement.values(outcome=outcome, ended_at=ended_at).returning(HandoffRow.call_sid)
            ).scalar_one_or_none()
            if call_sid is not None:
                settle(connection, call_sid)

    def of_call(self, call_sid: str) -> tuple[HandoffRecord, ...]:
        """The call's handoffs from the first."""
        columns = [getattr(HandoffRow, each.name) for each in fields(HandoffRecord)]
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(*columns).where(HandoffRow.call_sid == call_sid).order_by(HandoffRow.started_at)
            )
            return tuple(HandoffRecord(**row._mapping) for row in rows)
