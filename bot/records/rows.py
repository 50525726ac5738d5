"""Writing rows the same way on SQLite and PostgreSQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from bot.records.tables import CallRow, Tables


def upsert(connection: Connection, table: type[Tables]) -> Any:
    """An INSERT of this database that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


def ensure_call(connection: Connection, call_sid: str, at: datetime, *, simulated: bool = False) -> None:
    """A call of which something else is recorded first has a row, which the start of the call completes."""
    statement = upsert(connection, CallRow).values(
        call_sid=call_sid, announced=False, started_at=at, simulated=simulated
    )
    connection.execute(statement.on_conflict_do_nothing())


def plain(text: str) -> str:
    """The text without NUL, which PostgreSQL cannot keep."""
    return text.replace("\0", "")
