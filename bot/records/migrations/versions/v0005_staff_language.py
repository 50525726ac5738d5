"""What the console speaks to each person."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff", sa.Column("language", sa.String(length=8), server_default="fi", nullable=False))


def downgrade() -> None:
    raise NotImplementedError("a newer database is refused by an older Luuri: restore a backup instead")
