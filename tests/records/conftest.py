"""Every test of the records runs on SQLite and, marked slow, on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.records.calls import CallRecord
from bot.records.database import connect
from bot.records.migrate import migrate
from tests.databases import sqlite_database
from tests.postgres import Postgres, fresh_database, postgres_server

__all__ = ["postgres_server"]

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
NUMBER = "+358401234567"
WORDS = "mulla on kova kuume ja särköö joka paikkaa"


@pytest.fixture(scope="session")
def postgres_template(postgres_server: Postgres) -> Postgres:
    """The server, holding a database that has been migrated, to copy."""
    migrate(fresh_database(postgres_server, "template_luuri"))
    return postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated database of this test's own."""
    if request.param == "sqlite":
        return sqlite_database(tmp_path)
    server: Postgres = request.getfixturevalue("postgres_template")
    return fresh_database(server, f"luuri_{uuid4().hex[:12]}", template="template_luuri")


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = connect(url)
    yield engine
    engine.dispose()


@pytest.fixture
def a_call() -> Callable[..., CallRecord]:
    """Makes calls that differ in their sid."""

    def make(call_sid: str = "CA1", **changes: object) -> CallRecord:
        values = {"caller_number": NUMBER, "started_at": AT, **changes}
        return CallRecord(call_sid, **values)  # type: ignore[arg-type]

    return make


@pytest.fixture
def a_request() -> Callable[..., CallbackRequest]:
    def make(call_sid: str = "CA1", service: str = "terveysasema", **changes: object) -> CallbackRequest:
        values: dict[str, object] = {
            "id": "",
            "need": "infection_symptoms",
            "concern": WORDS,
            "number": NUMBER,
            "preferred_time": "2026-11-23T08:00/2026-11-23T12:00",
            "preferred_time_words": "joskus aamupäivällä",
            "language": "fi",
            "created_at": AT,
            "deadline": AT + timedelta(hours=5),
            **changes,
        }
        return CallbackRequest(call_sid=call_sid, service=service, **values)  # type: ignore[arg-type]

    return make
