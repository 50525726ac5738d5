"""The tables. What a row means is told by the module of the same name.

Every datetime is UTC. `why` and `reason` hold our own words for what happened, never a caller's.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Double, ForeignKey, Index, MetaData, String, Text, UniqueConstraint, false, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.records.columns import Json, UtcDateTime


class Tables(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        datetime: UtcDateTime,
        float: Double,
        list[Any]: Json,
        dict[str, Any]: Json,
    }


def _of_call() -> Any:
    return mapped_column(String(64), ForeignKey("calls.call_sid", ondelete="CASCADE"))


class CallRow(Tables):
    """One call. `announced` is false while only other facts of the call have arrived, not its start."""

    __tablename__ = "calls"
    __table_args__ = (
        Index(None, "started_at"),
        Index(None, "ended_at"),
        Index(None, "caller_number"),
        Index(None, "followed_up"),
    )

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    announced: Mapped[bool] = mapped_column(server_default=true())
    caller_number: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    clock_offset_s: Mapped[float] = mapped_column(server_default="0")
    simulated: Mapped[bool] = mapped_column(server_default=false())
    language: Mapped[str] = mapped_column(String(8), server_default="fi")
    streams: Mapped[list[Any]] = mapped_column(server_default="[]")
    need: Mapped[str | None] = mapped_column(String(64))
    need_confidence: Mapped[float | None]
    red_flags: Mapped[list[Any]] = mapped_column(server_default="[]")
    suspected: Mapped[list[Any]] = mapped_column(server_default="[]")
    denied: Mapped[list[Any]] = mapped_column(server_default="[]")
    failures: Mapped[list[Any]] = mapped_column(server_default="[]")
    told_112: Mapped[bool] = mapped_column(server_default=false())
    informed: Mapped[bool] = mapped_column(server_default=false())
    callback_changed: Mapped[bool] = mapped_column(server_default=false())
    told_service: Mapped[str | None] = mapped_column(String(64))
    disposition: Mapped[str | None] = mapped_column(String(20))
    service: Mapped[str | None] = mapped_column(String(64))
    why: Mapped[str | None] = mapped_column(String(200))
    answered_at: Mapped[datetime | None]
    age_years: Mapped[float | None]
    municipality: Mapped[str | None] = mapped_column(String(64))
    followed_up: Mapped[bool] = mapped_column(server_default=false())


class TurnRow(Tables):
    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("call_sid", "index"), Index(None, "misunderstood"))

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = _of_call()
    index: Mapped[int]
    speaker: Mapped[str] = mapped_column(String(8))
    text: Mapped[str] = mapped_column(Text)
    heard_at: Mapped[datetime]
    confidence: Mapped[float | None]
    alternatives: Mapped[list[Any]] = mapped_column(server_default="[]")
    signs: Mapped[list[Any]] = mapped_column(server_default="[]")
    topic: Mapped[str | None] = mapped_column(String(64))
    response_ms: Mapped[float | None]
    interrupted: Mapped[bool] = mapped_column(server_default=false())
    misunderstood: Mapped[bool] = mapped_column(server_default=false())


class CallbackRequestRow(Tables):
    __tablename__ = "callback_requests"
    __table_args__ = (
        UniqueConstraint("call_sid", "service"),
        Index(None, "status", "simulated", "deadline"),
        Index(None, "number"),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_sid: Mapped[str] = _of_call()
    service: Mapped[str] = mapped_column(String(64))
    need: Mapped[str | None] = mapped_column(String(64))
    concern: Mapped[str] = mapped_column(Text)
    number: Mapped[str | None] = mapped_column(String(64))
    preferred_time: Mapped[str] = mapped_column(Text, server_default="")
    preferred_time_words: Mapped[str] = mapped_column(Text, server_default="")
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime]
    deadline: Mapped[datetime]
    status: Mapped[str] = mapped_column(String(12))
    simulated: Mapped[bool]
    dropped: Mapped[bool] = mapped_column(server_default=false())
    flags: Mapped[list[Any]] = mapped_column(server_default="[]")
    birth_date: Mapped[str | None] = mapped_column(String(10))


class IntakeAnswerRow(Tables):
    __tablename__ = "intake_answers"
    __table_args__ = (UniqueConstraint("call_sid", "need", "topic"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = _of_call()
    need: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(64))
    value: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    turn_index: Mapped[int | None]
    confidence: Mapped[float | None]
    asked: Mapped[bool] = mapped_column(server_default=true())
    answered_at: Mapped[datetime]


class HandoffRow(Tables):
    __tablename__ = "handoffs"
    __table_args__ = (Index(None, "call_sid"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    call_sid: Mapped[str] = _of_call()
    service: Mapped[str] = mapped_column(String(64))
    number: Mapped[str | None] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime]
    outcome: Mapped[str | None] = mapped_column(String(12))
    ended_at: Mapped[datetime | None]


class DutyAlertRow(Tables):
    __tablename__ = "duty_alerts"

    call_sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    opened_at: Mapped[datetime]
    dangers: Mapped[list[Any]] = mapped_column(server_default="[]")
    caller_number: Mapped[str | None] = mapped_column(String(64))
    simulated: Mapped[bool] = mapped_column(server_default=false())
    rung: Mapped[list[Any]] = mapped_column(server_default="[]")
    ended_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None] = mapped_column(String(64))


class NoticeRow(Tables):
    __tablename__ = "notices"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    needs: Mapped[list[Any]] = mapped_column(server_default="[]")
    municipalities: Mapped[list[Any]] = mapped_column(server_default="[]")
    services: Mapped[list[Any]] = mapped_column(server_default="[]")
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]
    author: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class FeedbackRow(Tables):
    __tablename__ = "feedback"

    call_sid: Mapped[str] = mapped_column(
        String(64), ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True
    )
    given_at: Mapped[datetime]
    score: Mapped[int | None]
    words: Mapped[str] = mapped_column(Text, server_default="")


class TextMessageRow(Tables):
    __tablename__ = "text_messages"
    __table_args__ = (UniqueConstraint("call_sid", "number", "text"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = _of_call()
    number: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(String(320))
    wished_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(12))


class AuditEventRow(Tables):
    """Append-only: the database itself refuses to change or delete a row."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "at"), Index(None, "subject"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(120))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[dict[str, Any]] = mapped_column(server_default="{}")


class DirectoryRow(Tables):
    """The service directory as a whole: one row, holding everything but the services."""

    __tablename__ = "directory"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime]
    common: Mapped[dict[str, Any]]


class DirectoryImportRow(Tables):
    """Entries from elsewhere that lie over the data file's own."""

    __tablename__ = "directory_imports"

    source: Mapped[str] = mapped_column(String(16), primary_key=True)
    imported_from: Mapped[str] = mapped_column(Text)
    imported_at: Mapped[datetime]
    entries: Mapped[dict[str, Any]]


class DirectoryServiceRow(Tables):
    """One service's entry in the directory, as the data file has it."""

    __tablename__ = "directory_services"

    service_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    position: Mapped[int]
    entry: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
