"""Which turns the dialogue did not understand, and which turn a suggestion is about."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "turns", sa.Column("misunderstood", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index("ix_turns_misunderstood", "turns", ["misunderstood"])
    op.add_column("suggestions", sa.Column("turn", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise NotImplementedError("a newer database is refused by an older Luuri: restore a backup instead")
