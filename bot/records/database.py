"""Opening the database: SQLite by default, PostgreSQL by changing the URL."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from json import dumps
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from bot.records.failures import RecordsFailed, records_failed
from bot.records.postgresql import PromptConnection

TIMEOUT_S = 2
"""No read or write waits longer for a connection, a lock or an answer: a caller is on the line."""
PATIENT_TIMEOUT_S = 120
"""A migration may wait for another process's migration this long."""

_CACHE_KIB = 512  # of pages in each SQLite connection: the system keeps the file once for all
_making = Lock()


def open_database(url: str) -> Engine:
    """An engine on a database that has this version's tables; makes and migrates it first.

    Raises ValueError when the URL is not one, RecordsFailed when the database cannot be reached or migrated.
    """
    from bot.records.migrate import migrate

    migrate(url)
    return connect(url)


def connect(url: str, *, patient: bool = False) -> Engine:
    """An engine that has not connected yet. `patient` waits long and keeps no connections: for migrations.

    On SQLite a transaction that writes starts with `writing(engine)`, so that two writers queue.
    """
    parsed = normalise(url)
    timeout_s = PATIENT_TIMEOUT_S if patient else TIMEOUT_S
    options: dict[str, Any] = {
        "hide_parameters": True,
        "json_serializer": lambda value: dumps(value, ensure_ascii=False),
    }
    if patient:
        options["poolclass"] = NullPool
    else:
        options |= {"pool_timeout": timeout_s, "pool_size": 8, "max_overflow": 8}
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, timeout_s, patient, options)
    return _postgresql(parsed, timeout_s, options)


def normalise(url: str) -> URL:
    """The URL with its driver named. Raises ValueError, without the URL's password, when it is not usable."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError(
            "the database URL must look like sqlite:///file or postgresql://user@host/name"
        ) from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if parsed.database in (None, "", ":memory:"):
            raise ValueError("the database URL must name a file: a database in memory forgets its calls")
        return parsed.set(drivername="sqlite+pysqlite")
    raise ValueError(f"the database URL must be sqlite:/// or postgresql://, not {parsed.drivername}://")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads. Raises RecordsFailed."""
    try:
        with engine.connect() as connection:
            yield connection
    except SQLAlchemyError as error:
        raise records_failed(error) from None


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is committed when the block ends and undone when it raises. Raises RecordsFailed."""
    try:
        with engine.connect() as connection, connection.execution_options(luuri_writes=True).begin():
            yield connection
    except SQLAlchemyError as error:
        raise records_failed(error) from None


def _sqlite(url: URL, timeout_s: int, patient: bool, options: dict[str, Any]) -> Engine:
    path = Path(str(url.database))
    engine = create_engine(url, connect_args={"timeout": timeout_s, "isolation_level": None}, **options)

    @event.listens_for(engine, "do_connect")
    def private_file(*_: object) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
        except OSError as error:
            raise RecordsFailed(f"the database file cannot be opened: {error.strerror}") from None

    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _: object) -> None:
        # A migration rebuilds tables, which foreign keys would take for deletion of the rows.
        connection.execute(f"PRAGMA foreign_keys={'OFF' if patient else 'ON'}")
        connection.execute("PRAGMA synchronous=FULL")
        if not patient:
            connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("luuri_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _make_private(path: Path) -> None:
    """Make the file, readable by its owner only, unless it is there. The journal files inherit its rights.

    A file that is there is never opened here. SQLite's locks belong to the process, and POSIX drops all of them
    when any descriptor of the file is closed: another program would then take itself for the last one that uses
    the database, and delete the journal that this one goes on writing to.
    """
    with _making, suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _postgresql(url: URL, timeout_s: int, options: dict[str, Any]) -> Engine:
    milliseconds = timeout_s * 1000
    engine = create_engine(
        url,
        connect_args={
            "connect_timeout": timeout_s,
            "options": f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c timezone=UTC",
            "tcp_user_timeout": milliseconds,
            "application_name": "luuri",
        },
        **options,
    )

    @event.listens_for(engine, "do_connect")
    def prompt(
        _dialect: object, _record: object, arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> object:
        return PromptConnection.connect_within(timeout_s + 0.5, *arguments, **keywords)

    @event.listens_for(engine, "checkout")
    def standing(connection: PromptConnection, _record: object, _proxy: object) -> None:
        if connection.is_cut():
            raise DisconnectionError

    return engine
