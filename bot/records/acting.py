"""An act of a person: it happens together with its audit event, or not at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine

from bot.records.audit import AuditEvent, write_event
from bot.records.database import writing


@contextmanager
def acting(
    engine: Engine,
    actor: str,
    action: str,
    subject: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> Iterator[Connection]:
    """A transaction whose first row is the audit event; an error in the block undoes both.

    `actor` is the person's sign-in name. Raises ValueError when the actor is not named, RecordsFailed.
    """
    if not actor.strip():
        raise ValueError("an act needs a named actor")
    with writing(engine) as connection:
        write_event(connection, AuditEvent(at, f"staff:{actor}", action, subject, dict(detail or {})))
        yield connection
