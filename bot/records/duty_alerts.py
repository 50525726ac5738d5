"""Duty alerts: a call was cut after a sign of danger, and the person on duty is rung until one acknowledges."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, select, update

from bot.records.audit import AuditEvent, write_event
from bot.records.database import reading, writing
from bot.records.rows import upsert
from bot.records.tables import DutyAlertRow

ACTOR = "luuri:duty"


@dataclass(frozen=True)
class DutyAlert:
    """One for a call. `dangers` are categories. Numbers are E.164 and stay out of `repr`, and so out of logs."""

    call_sid: str
    opened_at: datetime
    dangers: tuple[str, ...] = ()
    caller_number: str | None = field(default=None, repr=False)
    simulated: bool = False
    ended_at: datetime | None = None
    acknowledged_by: str | None = field(default=None, repr=False)


class SqlDutyAlerts:
    """Alerts in the database; every change is audited with it. Methods raise RecordsFailed and may be repeated."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, alert: DutyAlert) -> bool:
        """Keep the alert; False when the call has one already, and then nothing changes."""
        with writing(self._engine) as connection:
            return insert_alert(connection, alert)

    def rung(self, call_sid: str, number: str, at: datetime, outcome: str) -> None:
        """A number of the chain has been rung: acknowledged, no_answer or failed."""
        with writing(self._engine) as connection:
            row = connection.execute(
                select(DutyAlertRow.rung).where(DutyAlertRow.call_sid == call_sid).with_for_update()
            ).one_or_none()
            attempt = [at.isoformat(), number, outcome]
            if row is None or attempt in row.rung:
                return
            connection.execute(
                update(DutyAlertRow)
                .where(DutyAlertRow.call_sid == call_sid)
                .values(rung=[*row.rung, attempt])
            )
            detail = {"number": number, "outcome": outcome}
            write_event(connection, AuditEvent(at, ACTOR, "duty.rung", f"call:{call_sid}", detail))

    def end(self, call_sid: str, at: datetime, acknowledged_by: str | None) -> None:
        """Somebody has acknowledged, or (None) nobody is rung any more. The first end counts."""
        with writing(self._engine) as connection:
            ended = connection.execute(
                update(DutyAlertRow)
                .where(DutyAlertRow.call_sid == call_sid, DutyAlertRow.ended_at.is_(None))
                .values(ended_at=at, acknowledged_by=acknowledged_by)
                .returning(DutyAlertRow.call_sid)
            ).first()
            if ended:
                actor = f"duty:{acknowledged_by}" if acknowledged_by else ACTOR
                action = "duty.acknowledged" if acknowledged_by else "duty.given_up"
                write_event(connection, AuditEvent(at, actor, action, f"call:{call_sid}"))

    def get(self, call_sid: str) -> DutyAlert | None:
        with reading(self._engine) as connection:
            row = connection.execute(_alerts().where(DutyAlertRow.call_sid == call_sid)).one_or_none()
            return None if row is None else _alert(row)

    def unacknowledged(self) -> tuple[DutyAlert, ...]:
        """Alerts that nobody has ended, oldest first."""
        open_ones = _alerts().where(DutyAlertRow.ended_at.is_(None)).order_by(DutyAlertRow.opened_at)
        with reading(self._engine) as connection:
            return tuple(_alert(row) for row in connection.execute(open_ones))

    def attempts(self, call_sid: str) -> tuple[tuple[str, str, str], ...]:
        """(ISO time, number, outcome) of every ringing, from the first."""
        with reading(self._engine) as connection:
            rung = connection.scalar(select(DutyAlertRow.rung).where(DutyAlertRow.call_sid == call_sid))
            return tuple((at, number, outcome) for at, number, outcome in rung or ())


def insert_alert(connection: Connection, alert: DutyAlert) -> bool:
    """In a transaction of the caller's; False when the call has an alert already."""
    values = {each.name: getattr(alert, each.name) for each in fields(DutyAlert)}
    values["dangers"] = list(alert.dangers)
    statement = upsert(connection, DutyAlertRow).values(**values).on_conflict_do_nothing()
    is_new = connection.execute(statement.returning(DutyAlertRow.call_sid)).first() is not None
    if is_new:
        event = AuditEvent(
            alert.opened_at, ACTOR, "duty.opened", f"call:{alert.call_sid}", {"dangers": list(alert.dangers)}
        )
        write_event(connection, event)
    return is_new


def _alerts() -> Any:
    return select(*(getattr(DutyAlertRow, each.name) for each in fields(DutyAlert)))


def _alert(row: Any) -> DutyAlert:
    values = dict(row._mapping)
    values["dangers"] = tuple(values["dangers"])
    return DutyAlert(**values)
