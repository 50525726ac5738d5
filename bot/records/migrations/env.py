"""Alembic's entry: it works on the connection that bot.records.migrate gives, inside its transaction."""

from alembic import context

from bot.records import console_tables  # noqa: F401  registers its tables
from bot.records.tables import Tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Tables.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
