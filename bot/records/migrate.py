"""Bringing a database's tables to this version, with one process at a time at it."""

import fcntl
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from bot.records.database import connect, normalise, writing
from bot.records.failures import RecordsFailed, records_failed

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_NUMBER = 0x4C757572
"""PostgreSQL's advisory lock of the migration: the letters Luur."""


def migrate(url: str) -> None:
    """Make or change the tables to this version's. A second process that starts meanwhile waits its turn.

    Raises RecordsFailed when the database cannot be reached, or was made by a newer Luuri.
    """
    engine = connect(url, patient=True)
    try:
        with _alone(engine, url), writing(engine) as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": LOCK_NUMBER})
            command.upgrade(_config(connection), "head")
    except CommandError as error:
        raise RecordsFailed(f"the database cannot be brought to this version: {error}") from None
    except SQLAlchemyError as error:
        raise records_failed(error) from None
    except sqlite3.Error as error:
        raise RecordsFailed(f"the database file cannot be used: {error}") from None
    finally:
        engine.dispose()


@contextmanager
def _alone(engine: Engine, url: str) -> Iterator[None]:
    """SQLite: hold a lock file, since a new database's journal mode changes outside any transaction."""
    if engine.dialect.name != "sqlite":
        yield
        return
    path = Path(str(normalise(url).database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise RecordsFailed(f"the database's folder cannot be written: {error.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode=WAL")
        yield


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
