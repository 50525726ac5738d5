"""How long each kind of data is kept, and removing what is past its time.

A call whose callback request is open or taken is never touched. The audit log is kept.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, exists, func, insert, select, update

from bot.records.acting import acting
from bot.records.audit import AuditEvent, write_event
from bot.records.console_tables import CallbackWorkRow, CorrectionRow, RetentionRuleRow, RetentionRunRow
from bot.records.database import reading, writing
from bot.records.rows import upsert
from bot.records.sound import SoundFiles
from bot.records.suggestions import forget_calls
from bot.records.tables import (
    CallbackRequestRow,
    CallRow,
    DutyAlertRow,
    FeedbackRow,
    IntakeAnswerRow,
    TurnRow,
)

DAYS = {"sound": 30, "turns": 180, "calls": 730, "corrections": 730, "simulated": 30}
"""The kinds with the days that each is kept unless a rule says otherwise."""
LONGEST_DAYS = 36500
_AT_ONCE = 200
"""Calls in one transaction: telephone calls write to the same database meanwhile."""


@dataclass(frozen=True)
class Retention:
    """One kind: its days, how much is past its time now, and when some was last removed."""

    kind: str
    days: int
    waiting: int
    last_at: datetime | None
    last_removed: int


class SqlRetention:
    """Retention in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine, sound: SoundFiles) -> None:
        self._engine = engine
        self._sound = sound

    def rules(self) -> dict[str, int]:
        with reading(self._engine) as connection:
            rows = connection.execute(select(RetentionRuleRow.kind, RetentionRuleRow.days)).all()
        return {**DAYS, **{kind: days for kind, days in rows if kind in DAYS}}

    def set_days(self, kind: str, days: int, by: str, at: datetime) -> None:
        """Raises ValueError for an unknown kind or a time that is none."""
        if kind not in DAYS or not 1 <= days <= LONGEST_DAYS:
            raise ValueError(kind)
        subject = f"retention:{kind}"
        with acting(self._engine, by, "retention.changed", subject, at, {"days": days}) as connection:
            statement = upsert(connection, RetentionRuleRow).values(kind=kind, days=days)
            connection.execute(statement.on_conflict_do_update(index_elements=["kind"], set_={"days": days}))

    def state(self, at: datetime) -> tuple[Retention, ...]:
        """Each kind as it is now."""
        found = []
        run = RetentionRunRow
        for kind, days in self.rules().items():
            before = at - timedelta(days=days)
            with reading(self._engine) as connection:
                if kind == "sound":
                    waiting = len(_old_sound(connection, self._sound, before))
                else:
                    past = _KINDS[kind].past(before).subquery()
                    waiting = connection.execute(select(func.count()).select_from(past)).scalar_one()
                last = connection.execute(
                    select(run.at, run.removed).where(run.kind == kind).order_by(run.id.desc()).limit(1)
                ).one_or_none()
            found.append(
                Retention(kind, days, waiting, last.at if last else None, last.removed if last else 0)
            )
        return tuple(found)

    def run(self, by: str, at: datetime) -> int:
        """Remove everything past its time, a part in a transaction with its audit event; returns how much.

        `by` as the audit log names it, such as `luuri:service`.
        """
        return sum(self._remove(kind, days, by, at) for kind, days in self.rules().items())

    def remove_simulated(self, by: str, at: datetime) -> int:
        """Remove every simulated call that has begun before `at`, whatever its rule; returns how many."""
        return self._remove("simulated", 0, by, at)

    def _remove(self, kind: str, days: int, by: str, at: datetime) -> int:
        removed, before = 0, at - timedelta(days=days)
        while True:
            with writing(self._engine) as connection:
                if kind == "sound":
                    keys: Sequence[Any] = _old_sound(connection, self._sound, before)[:_AT_ONCE]
                else:
                    keys = connection.execute(_KINDS[kind].past(before).limit(_AT_ONCE)).scalars().all()
                if keys:
                    detail = {"days": days, "removed": len(keys)}
                    write_event(connection, AuditEvent(at, by, "retention.run", f"retention:{kind}", detail))
                    if kind in _KINDS:
                        _KINDS[kind].remove(connection, keys)
                    if kind != "corrections":
                        self._sound.remove(keys)  # before the commit: what is told to be removed is gone
                    removed += len(keys)
                if len(keys) < _AT_ONCE:
                    values = {"at": at, "by": by, "kind": kind, "days": days, "removed": removed}
                    connection.execute(insert(RetentionRunRow).values(**values))
                    return removed


@dataclass(frozen=True)
class _Kind:
    """`past`: the keys of what is older than a moment. `remove`: deletes what has these keys."""

    past: Callable[[datetime], Any]
    remove: Callable[[Connection, Any], None]


def _waits() -> Any:
    request = CallbackRequestRow
    return exists().where(request.call_sid == CallRow.call_sid, request.status.in_(("open", "claimed")))


def _old_sound(connection: Connection, sound: SoundFiles, before: datetime) -> list[str]:
    """Calls of which sound is kept that is past its time; it goes with a call that the records do not know too."""
    old = sound.older(before)
    waiting: set[str] = set()
    for first in range(0, len(old), _AT_ONCE):
        part = old[first : first + _AT_ONCE]
        rows = connection.execute(select(CallRow.call_sid).where(CallRow.call_sid.in_(part), _waits()))
        waiting.update(rows.scalars())
    return [call_sid for call_sid in old if call_sid not in waiting]


def _old_calls(before: datetime) -> Any:
    return select(CallRow.call_sid).where(CallRow.started_at < before, ~_waits())


def _old_simulated(before: datetime) -> Any:
    return select(CallRow.call_sid).where(CallRow.simulated.is_(True), CallRow.started_at < before)


def _old_turns(before: datetime) -> Any:
    has_turns = exists().where(TurnRow.call_sid == CallRow.call_sid)
    return select(CallRow.call_sid).where(CallRow.started_at < before, has_turns, ~_waits())


def _old_corrections(before: datetime) -> Any:
    return select(CorrectionRow.id).where(CorrectionRow.at < before)


def remove_calls(connection: Connection, sids: Any) -> None:
    """The calls with everything that hangs on them, in a transaction of the caller's."""
    forget_calls(connection, sids)
    connection.execute(delete(DutyAlertRow).where(DutyAlertRow.call_sid.in_(sids)))
    connection.execute(delete(CallRow).where(CallRow.call_sid.in_(sids)))


def _remove_words(connection: Connection, sids: Any) -> None:
    """The turns, and what else the caller's and the nurse's own words are kept in."""
    requests = select(CallbackRequestRow.id).where(CallbackRequestRow.call_sid.in_(sids))
    connection.execute(delete(TurnRow).where(TurnRow.call_sid.in_(sids)))
    connection.execute(delete(IntakeAnswerRow).where(IntakeAnswerRow.call_sid.in_(sids)))
    connection.execute(update(FeedbackRow).where(FeedbackRow.call_sid.in_(sids)).values(words=""))
    connection.execute(
        update(CallbackWorkRow).where(CallbackWorkRow.request_id.in_(requests)).values(note="")
    )
    connection.execute(
        update(CallbackRequestRow)
        .where(CallbackRequestRow.call_sid.in_(sids))
        .values(concern="", preferred_time="", preferred_time_words="", birth_date=None)
    )


def _remove_corrections(connection: Connection, ids: Any) -> None:
    connection.execute(delete(CorrectionRow).where(CorrectionRow.id.in_(ids)))


_KINDS = {
    "turns": _Kind(_old_turns, _remove_words),
    "calls": _Kind(_old_calls, remove_calls),
    "corrections": _Kind(_old_corrections, _remove_corrections),
    "simulated": _Kind(_old_simulated, remove_calls),
}
