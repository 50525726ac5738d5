"""Calls in danger that no member of staff has acknowledged yet: red flags, or a suspicion when the call was cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, String, cast, or_, select

from bot.records.acting import acting
from bot.records.console_tables import AlarmAcknowledgementRow
from bot.records.database import reading
from bot.records.rows import upsert
from bot.records.tables import CallRow, DutyAlertRow, TurnRow

WATCHED = timedelta(days=7)
"""Older calls do not sound: over the longest holidays nobody may have been at work to acknowledge."""


@dataclass(frozen=True)
class Alarm:
    """A call whose signs wait to be seen. `words`: what the caller said that raised the first of them.

    `is_suspicion`: no sign was heard for sure, but the call was cut while one was asked about, and the person on
    duty is rung.
    """

    call_sid: str
    caller_number: str | None
    started_at: datetime
    simulated: bool
    signs: tuple[str, ...]
    words: str
    is_suspicion: bool = False


class SqlAlarms:
    """Alarms in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def waiting(self, now: datetime, *, practice: bool) -> tuple[Alarm, ...]:
        """The oldest first. A sign that is heard after the acknowledgement makes the call wait again."""
        ack, duty = AlarmAcknowledgementRow, DutyAlertRow
        flags = cast(CallRow.red_flags, String)
        statement = (
            select(
                CallRow.call_sid,
                CallRow.caller_number,
                CallRow.started_at,
                CallRow.simulated,
                CallRow.red_flags,
                duty.dangers,
            )
            .outerjoin(ack, ack.call_sid == CallRow.call_sid)
            .outerjoin(duty, duty.call_sid == CallRow.call_sid)
            .where(
                CallRow.started_at > now - WATCHED,
                or_(flags != "[]", duty.call_sid.is_not(None)),
                or_(ack.call_sid.is_(None), cast(ack.red_flags, String) != flags),
            )
            .order_by(CallRow.started_at)
        )
        if not practice:
            statement = statement.where(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            words = _words(connection, [row.call_sid for row in rows])
        return tuple(
            Alarm(
                row.call_sid,
                row.caller_number,
                row.started_at,
                row.simulated,
                tuple(row.red_flags or row.dangers),
                words.get(row.call_sid, ""),
                is_suspicion=not row.red_flags,
            )
            for row in rows
        )

    def acknowledge(self, call_sid: str, by: str, at: datetime) -> None:
        """The person has seen the call's signs as they are now. Raises KeyError for an unknown call."""
        with acting(self._engine, by, "alarm.acknowledged", f"call:{call_sid}", at) as connection:
            flags = connection.execute(
                select(CallRow.red_flags).where(CallRow.call_sid == call_sid)
            ).scalar_one_or_none()
            if flags is None:
                raise KeyError(call_sid)
            seen = {"red_flags": flags, "by": by, "at": at}
            statement = upsert(connection, AlarmAcknowledgementRow).values(call_sid=call_sid, **seen)
            connection.execute(statement.on_conflict_do_update(index_elements=["call_sid"], set_=seen))

    def acknowledged(self, call_sid: str) -> tuple[str, datetime] | None:
        """Who has seen the call's red flags, and when."""
        row = AlarmAcknowledgementRow
        with reading(self._engine) as connection:
            found = connection.execute(select(row.by, row.at).where(row.call_sid == call_sid)).one_or_none()
            return None if found is None else (found.by, found.at)


def _words(connection: Connection, call_sids: Sequence[str]) -> dict[str, str]:
    """What raised the first sign of each call, in the caller's words."""
    rows = connection.execute(
        select(TurnRow.call_sid, TurnRow.signs)
        .where(TurnRow.call_sid.in_(call_sids), cast(TurnRow.signs, String) != "[]")
        .order_by(TurnRow.index)
    )
    words: dict[str, str] = {}
    for row in rows:
        words.setdefault(row.call_sid, str(row.signs[0].get("words", "")))
    return words
