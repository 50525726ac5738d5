"""Opening a database: its URL, its tables, and two processes that start together."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from bot.records.calls import CallRecord, SqlCalls
from bot.records.database import connect, normalise, open_database, reading, writing
from bot.records.failures import RecordsFailed
from bot.records.tables import Tables
from tests.postgres import Postgres, fresh_database
from tests.records.conftest import AT, NUMBER, WORDS

OPEN_AND_WRITE = """
import sys
from datetime import UTC, datetime
from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.database import open_database

url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
calls = SqlCalls(open_database(url))
for number in range(count):
    call_sid = f"CA{name}{number}"
    calls.start(CallRecord(call_sid, None, datetime.now(UTC)))
    calls.note_red_flags(call_sid, datetime.now(UTC), red_flags=["chest_pain"])
    calls.note_red_flags("CAshared", datetime.now(UTC), red_flags=[f"{name}{number}"])
    calls.add_turn(TurnRecord(call_sid, 0, "caller", "hei", datetime.now(UTC)))
    calls.finish(call_sid, datetime.now(UTC))
print("done")
"""


def run_together(url: str, processes: int, count: int) -> list[str]:
    """Open the database and write `count` calls in each process, let loose at once; what they printed."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN_AND_WRITE, url, f"p{name}n", str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name in range(processes)
    ]
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    return [process.communicate(timeout=120)[0].strip() for process in running]


def test_models_and_migrations_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Tables.metadata) == []


def test_opening_again_changes_nothing(url: str, engine: Engine) -> None:
    again = open_database(url)
    assert SqlCalls(again).recent() == ()
    again.dispose()


LOOK_AND_LEAVE = """
import sqlite3, sys
from contextlib import closing
with closing(sqlite3.connect(sys.argv[1])) as database:
    print(database.execute("SELECT count(*) FROM calls").fetchone()[0])
"""


def test_another_program_that_looks_and_leaves_takes_no_rows_along(tmp_path: Path) -> None:
    path = tmp_path / "luuri.db"
    engine = open_database(f"sqlite:///{path}")
    calls = SqlCalls(engine)

    def seen_by_another_program() -> int:
        looking = [sys.executable, "-c", LOOK_AND_LEAVE, str(path)]
        return int(subprocess.run(looking, capture_output=True, check=True, text=True, timeout=60).stdout)

    calls.start(CallRecord("CAfirst", None, AT))
    with engine.connect() as held:
        held.execute(text("SELECT count(*) FROM calls"))
        calls.start(CallRecord("CAsecond", None, AT))  # on a second connection, which opens the file anew
    assert seen_by_another_program() == 2
    calls.start(CallRecord("CAthird", None, AT))
    assert seen_by_another_program() == 3
    engine.dispose()


@pytest.mark.slow
def test_two_processes_migrate_and_write_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'luuri.db'}"
    assert run_together(url, processes=2, count=8) == ["done", "done"]
    calls = SqlCalls(open_database(url))
    written = calls.recent(100)
    assert len(written) == 17
    assert sum(call.red_flags == ("chest_pain",) and call.ended_at is not None for call in written) == 16
    shared = calls.get("CAshared")
    assert shared is not None
    assert len(shared.red_flags) == 16


@pytest.mark.slow
def test_two_processes_migrate_and_write_at_once_on_postgresql(postgres_server: Postgres) -> None:
    url = fresh_database(postgres_server, "luuri_together")
    assert run_together(url, processes=2, count=8) == ["done", "done"]
    shared = SqlCalls(connect(url)).get("CAshared")
    assert shared is not None
    assert len(shared.red_flags) == 16


def test_a_database_of_a_newer_luuri_is_left_alone(url: str, engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordsFailed, match="cannot be brought to this version"):
        open_database(url)


def test_only_its_owner_reads_the_sqlite_file(tmp_path: Path) -> None:
    path = tmp_path / "luuri.db"
    engine = open_database(f"sqlite:///{path}")
    SqlCalls(engine).finish("CA1", AT)
    for each in tmp_path.glob("luuri.db*"):
        if not each.name.endswith(".lock"):
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each.name
    with reading(engine) as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1


def test_a_connection_keeps_few_of_sqlites_pages(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'luuri.db'}")
    with reading(engine) as connection:
        assert -1024 <= connection.execute(text("PRAGMA cache_size")).scalar_one() < 0  # KiB


def test_a_locked_database_fails_in_time_and_without_a_callers_words(tmp_path: Path) -> None:
    path = tmp_path / "luuri.db"
    engine = open_database(f"sqlite:///{path}")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(RecordsFailed, match="locked") as failure:
        SqlCalls(engine).finish("CA1", AT)
    assert not failure.value.refused
    other.close()


def test_a_refused_row_is_not_quoted(engine: Engine) -> None:
    with pytest.raises(RecordsFailed) as failure, writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO callback_requests (id, call_sid, concern, number) "
                "VALUES ('1', 'CA1', :words, :number)"
            ),
            {"words": WORDS, "number": NUMBER},
        )
    assert failure.value.refused
    assert "kuume" not in str(failure.value)
    assert NUMBER not in str(failure.value)
    assert failure.value.__suppress_context__


def test_a_database_that_is_nowhere(tmp_path: Path) -> None:
    with pytest.raises(RecordsFailed, match="refused"):
        open_database("postgresql://luuri:secret@127.0.0.1:1/luuri")
    blocked = tmp_path / "file"
    blocked.touch()
    with pytest.raises(RecordsFailed):
        open_database(f"sqlite:///{blocked}/luuri.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "luuri.db").write_text("tämä ei ole tietokanta" * 100)
    with pytest.raises(RecordsFailed, match="not a database"):
        open_database(f"sqlite:///{tmp_path / 'luuri.db'}")


@pytest.mark.slow
def test_a_restarted_postgresql_takes_the_very_next_write(postgres_server: Postgres) -> None:
    engine = open_database(fresh_database(postgres_server, "luuri_restarted"))
    calls = SqlCalls(engine)
    assert calls.get("CA1") is None
    postgres_server.kill()
    postgres_server.restart()
    calls.finish("CA1", AT)
    assert calls.get("CA1") is not None


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres"])
def test_postgresql_is_named_in_three_ways(scheme: str) -> None:
    assert normalise(f"{scheme}://luuri@db/luuri").drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "url", ["", "luuri", "mysql://luuri:secret@db/luuri", "sqlite://", "sqlite:///:memory:"]
)
def test_an_unusable_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="database URL") as failure:
        normalise(url)
    assert "secret" not in str(failure.value)
