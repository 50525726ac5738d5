"""What callers answered to the questions of the intake (esitiedot)."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intake_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sid", sa.String(length=64), nullable=False),
        sa.Column("need", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("turn_index", sa.Integer(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("asked", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_sid"], ["calls.call_sid"], name="fk_intake_answers_call_sid", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake_answers"),
        sa.UniqueConstraint("call_sid", "need", "topic", name="uq_intake_answers_call_sid_need_topic"),
    )


def downgrade() -> None:
    raise NotImplementedError("dropping the table would drop answers: restore a backup instead")
