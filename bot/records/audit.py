"""The audit log: who did or looked at what, when and why. Rows are added, never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from bot.records.database import reading, writing
from bot.records.tables import AuditEventRow


@dataclass(frozen=True)
class AuditEvent:
    """`actor`: a named person, or a part of the service as `luuri:part`. `subject`: such as `call:CA1`."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)


def write_event(connection: Connection, event: AuditEvent) -> None:
    """Add the event in a transaction of its action, so that neither happens without the other.

    Raises ValueError when the actor, the action or the subject is not named.
    """
    for name in ("actor", "action", "subject"):
        if not getattr(event, name).strip():
            raise ValueError(f"an audit event without its {name} is no audit event")
    connection.execute(
        insert(AuditEventRow).values(
            at=event.at,
            actor=event.actor,
            action=event.action,
            subject=event.subject,
            detail=dict(event.detail),
        )
    )


class SqlAuditEvents:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, event: AuditEvent) -> None:
        """Add the event. Raises ValueError without an actor, RecordsFailed when it cannot be kept."""
        with writing(self._engine) as connection:
            write_event(connection, event)

    def record_all(self, events: Iterable[AuditEvent]) -> None:
        """Add all of the events, or none. Raises as `record` does."""
        with writing(self._engine) as connection:
            for event in events:
                write_event(connection, event)

    def of_subject(self, subject: str) -> tuple[AuditEvent, ...]:
        """Everything that was done to the subject, from the first."""
        columns = [getattr(AuditEventRow, each.name) for each in fields(AuditEvent)]
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(*columns).where(AuditEventRow.subject == subject).order_by(AuditEventRow.id)
            )
            return tuple(AuditEvent(**row._mapping) for row in rows)
