"""What administrators decided of corrections, and which examples came of calls."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NAME = sa.String(length=64)


def upgrade() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=True),
        sa.Column("call_sid", NAME, nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=False),
        sa.Column("need", NAME, server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("draft", NAME, server_default="", nullable=False),
        sa.Column("by", NAME, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name="fk_suggestions_correction_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_suggestions"),
    )
    op.create_index("ix_suggestions_call_sid", "suggestions", ["call_sid"])
    op.create_index("ix_suggestions_correction_id", "suggestions", ["correction_id"])


def downgrade() -> None:
    raise NotImplementedError("a newer database is refused by an older Luuri: restore a backup instead")
