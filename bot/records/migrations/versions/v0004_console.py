"""Staff, their sessions, and their work with calls and callback requests."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003_services"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
NAME = sa.String(length=64)


def _cascading(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _column(name: str, kind: Any, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, **{"nullable": False, **options})


def upgrade() -> None:
    op.create_table(
        "staff",
        _column("name", NAME),
        _column("role", sa.String(length=16)),
        _column("password_hash", sa.String(length=200)),
        _column("must_change", sa.Boolean(), server_default=sa.false()),
        _column("phone", NAME, nullable=True),
        _column("created_at", INSTANT),
        _column("disabled_at", INSTANT, nullable=True),
        _column("failures", sa.Integer(), server_default="0"),
        _column("locked_until", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_staff"),
    )
    op.create_table(
        "staff_sessions",
        _column("token_hash", NAME),
        _column("staff", NAME),
        _column("csrf", NAME),
        _column("started_at", INSTANT),
        _column("seen_at", INSTANT),
        _column("practice", sa.Boolean()),
        _cascading("staff_sessions", "staff", "staff.name"),
        sa.PrimaryKeyConstraint("token_hash", name="pk_staff_sessions"),
    )
    op.create_table(
        "callback_work",
        _column("request_id", NAME),
        _column("version", sa.Integer()),
        _column("changed_at", INSTANT),
        _column("claimed_by", NAME, nullable=True),
        _column("claimed_at", INSTANT, nullable=True),
        _column("attempts", sa.Integer(), server_default="0"),
        _column("attempted_at", INSTANT, nullable=True),
        _column("retry_at", INSTANT, nullable=True),
        _column("outcome", sa.String(length=32), nullable=True),
        _column("note", sa.Text(), server_default=""),
        _column("closed_by", NAME, nullable=True),
        _column("closed_at", INSTANT, nullable=True),
        _cascading("callback_work", "request_id", "callback_requests.id"),
        sa.PrimaryKeyConstraint("request_id", name="pk_callback_work"),
    )
    op.create_index("ix_callback_work_changed_at", "callback_work", ["changed_at"])
    op.create_table(
        "alarm_acknowledgements",
        _column("call_sid", NAME),
        _column("red_flags", JSON),
        _column("by", NAME),
        _column("at", INSTANT),
        _cascading("alarm_acknowledgements", "call_sid", "calls.call_sid"),
        sa.PrimaryKeyConstraint("call_sid", name="pk_alarm_acknowledgements"),
    )
    op.create_table(
        "corrections",
        _column("id", sa.Integer()),
        _column("call_sid", NAME),
        _column("kind", sa.String(length=16)),
        _column("place", NAME),
        _column("original", sa.Text()),
        _column("corrected", sa.Text()),
        _column("by", NAME),
        _column("at", INSTANT),
        _cascading("corrections", "call_sid", "calls.call_sid"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_call_sid", "corrections", ["call_sid"])
    op.create_table(
        "access_reasons",
        _column("id", sa.Integer()),
        _column("call_sid", NAME),
        _column("by", NAME),
        _column("reason", sa.String(length=200)),
        _column("at", INSTANT),
        _cascading("access_reasons", "call_sid", "calls.call_sid"),
        sa.PrimaryKeyConstraint("id", name="pk_access_reasons"),
    )
    op.create_index("ix_access_reasons_call_sid_by_at", "access_reasons", ["call_sid", "by", "at"])
    op.create_table(
        "retention_rules",
        _column("kind", sa.String(length=32)),
        _column("days", sa.Integer()),
        sa.PrimaryKeyConstraint("kind", name="pk_retention_rules"),
    )
    op.create_table(
        "retention_runs",
        _column("id", sa.Integer()),
        _column("at", INSTANT),
        _column("by", sa.String(length=120)),
        _column("kind", sa.String(length=32)),
        _column("days", sa.Integer()),
        _column("removed", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_retention_runs"),
    )
    op.create_index("ix_retention_runs_at", "retention_runs", ["at"])


def downgrade() -> None:
    raise NotImplementedError("dropping the tables would drop what staff have done: restore a backup instead")
