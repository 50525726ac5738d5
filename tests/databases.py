"""Databases of a test's own: SQLite's are copies of one that this process has migrated."""

import sqlite3
from functools import cache
from pathlib import Path
from shutil import copy
from tempfile import TemporaryDirectory

from sqlalchemy import Engine, event

from bot.records.database import connect
from bot.records.migrate import migrate


def sqlite_database(folder: Path) -> str:
    """The URL of a new database in `folder`, with this version's tables and nothing in them."""
    copy(_template(), folder / "luuri.db")
    return f"sqlite:///{folder / 'luuri.db'}"


def sqlite_engine(folder: Path) -> Engine:
    """An engine on a new database in `folder` that waits for no disk: for tests that pull no plug."""
    engine = connect(sqlite_database(folder))

    @event.listens_for(engine, "connect")
    def hurried(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA synchronous=OFF")

    return engine


_folders: list[TemporaryDirectory[str]] = []


@cache
def _template() -> Path:
    folder = TemporaryDirectory(prefix="luuri-template-")
    _folders.append(folder)
    path = Path(folder.name) / "luuri.db"
    migrate(f"sqlite:///{path}")
    return path
