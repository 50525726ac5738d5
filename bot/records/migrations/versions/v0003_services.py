"""Dropped calls and duty alerts, known callers, notices, feedback, who a call was about."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003_services"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    of_calls: list[sa.Column[Any]] = [
        sa.Column("denied", JSON, server_default="[]", nullable=False),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("age_years", sa.Double(), nullable=True),
        sa.Column("municipality", sa.String(length=64), nullable=True),
        sa.Column("followed_up", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]
    for column in of_calls:
        op.add_column("calls", column)
    # Calls that ended before anything was followed up stay as they were left.
    op.execute("UPDATE calls SET followed_up = true WHERE ended_at IS NOT NULL")
    op.create_index("ix_calls_followed_up", "calls", ["followed_up"])
    of_requests: list[sa.Column[Any]] = [
        sa.Column("dropped", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("flags", JSON, server_default="[]", nullable=False),
        sa.Column("birth_date", sa.String(length=10), nullable=True),
    ]
    for column in of_requests:
        op.add_column("callback_requests", column)
    op.create_index("ix_callback_requests_number", "callback_requests", ["number"])
    op.create_table(
        "duty_alerts",
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("dangers", JSON, server_default="[]", nullable=False),
        sa.Column("caller_number", sa.String(length=64), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("rung", JSON, server_default="[]", nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.Column("acknowledged_by", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("call_sid", name="pk_duty_alerts"),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("needs", JSON, server_default="[]", nullable=False),
        sa.Column("municipalities", JSON, server_default="[]", nullable=False),
        sa.Column("services", JSON, server_default="[]", nullable=False),
        sa.Column("valid_from", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
    )
    op.create_table(
        "feedback",
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"], ["calls.call_sid"], name="fk_feedback_call_sid", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("call_sid", name="pk_feedback"),
    )
    op.create_table(
        "directory_imports",
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("imported_from", sa.Text(), nullable=False),
        sa.Column("imported_at", INSTANT, nullable=False),
        sa.Column("entries", JSON, nullable=False),
        sa.PrimaryKeyConstraint("source", name="pk_directory_imports"),
    )
    op.create_table(
        "text_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=320), nullable=False),
        sa.Column("wished_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_sid"], ["calls.call_sid"], name="fk_text_messages_call_sid", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_text_messages"),
        sa.UniqueConstraint("call_sid", "number", "text", name="uq_text_messages_call_sid_number_text"),
    )


def downgrade() -> None:
    raise NotImplementedError("dropping the tables would drop the calls: restore a backup instead")
