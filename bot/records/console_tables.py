"""The tables of the console: who works in it, and what they do with calls and callback requests.

Every datetime is UTC. People are named by their sign-in name, which never changes.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from bot.records.tables import Tables


def _of_call() -> Any:
    return mapped_column(String(64), ForeignKey("calls.call_sid", ondelete="CASCADE"))


class StaffRow(Tables):
    __tablename__ = "staff"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    role: Mapped[str] = mapped_column(String(16))
    password_hash: Mapped[str] = mapped_column(String(200))
    must_change: Mapped[bool] = mapped_column(server_default=false())
    phone: Mapped[str | None] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8), server_default="fi")
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None]


class StaffSessionRow(Tables):
    """A signed-in browser; the cookie's value itself is kept nowhere, only its hash."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff: Mapped[str] = mapped_column(String(64), ForeignKey("staff.name", ondelete="CASCADE"))
    csrf: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    practice: Mapped[bool]


class CallbackWorkRow(Tables):
    """What has been done about a callback request; no row while nobody has touched it."""

    __tablename__ = "callback_work"
    __table_args__ = (Index(None, "changed_at"),)

    request_id: Mapped[str] = mapped_column(
        String(64), ForeignKey("callback_requests.id", ondelete="CASCADE"), primary_key=True
    )
    version: Mapped[int]
    changed_at: Mapped[datetime]
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    attempted_at: Mapped[datetime | None]
    retry_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text, server_default="")
    closed_by: Mapped[str | None] = mapped_column(String(64))
    closed_at: Mapped[datetime | None]


class AlarmAcknowledgementRow(Tables):
    """Somebody has seen the red flags of a call."""

    __tablename__ = "alarm_acknowledgements"

    call_sid: Mapped[str] = mapped_column(
        String(64), ForeignKey("calls.call_sid", ondelete="CASCADE"), primary_key=True
    )
    red_flags: Mapped[list[Any]]
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class CorrectionRow(Tables):
    """A person's correction beside what Luuri heard or understood, which stays as it was."""

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "call_sid"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = _of_call()
    kind: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(64))
    original: Mapped[str] = mapped_column(Text)
    corrected: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


class SuggestionRow(Tables):
    """What an administrator decided of a correction or of a turn; what was taken into the examples outlives its call.

    `turn`: the index of the turn whose words it is about. `call_sid` is empty and `erased` true once the call is
    erased; `settled`: somebody has seen to the example.
    """

    __tablename__ = "suggestions"
    __table_args__ = (Index(None, "call_sid"), Index(None, "correction_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("corrections.id", ondelete="SET NULL"))
    call_sid: Mapped[str] = mapped_column(String(64))
    turn: Mapped[int | None]
    decision: Mapped[str] = mapped_column(String(16))
    need: Mapped[str] = mapped_column(String(64), server_default="")
    text: Mapped[str] = mapped_column(Text, server_default="")
    draft: Mapped[str] = mapped_column(String(64), server_default="")
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    erased: Mapped[bool] = mapped_column(server_default=false())
    settled: Mapped[bool] = mapped_column(server_default=false())


class AccessReasonRow(Tables):
    """Why somebody looks at a call that is not part of their work in hand."""

    __tablename__ = "access_reasons"
    __table_args__ = (Index(None, "call_sid", "by", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    call_sid: Mapped[str] = _of_call()
    by: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]


class RetentionRuleRow(Tables):
    """How long a kind of data is kept, where that differs from the first rule."""

    __tablename__ = "retention_rules"

    kind: Mapped[str] = mapped_column(String(32), primary_key=True)
    days: Mapped[int]


class RetentionRunRow(Tables):
    """One kind's share of a removal of what is past its time."""

    __tablename__ = "retention_runs"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(32))
    days: Mapped[int]
    removed: Mapped[int]
