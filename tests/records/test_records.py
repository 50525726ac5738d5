"""A call goes on while the database is away: its facts wait in the spool and come to the database after."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from loguru import logger
from sqlalchemy import Engine, text

from bot.care.callback_requests import CallbackRequest
from bot.records.calls import CallRecord, TurnRecord
from bot.records.database import TIMEOUT_S, connect, open_database, writing
from bot.records.failures import RecordsFailed
from bot.records.handoffs import HandoffRecord
from bot.records.records import RETRY_AFTER_S, Records
from bot.records.spool import Spool
from tests.postgres import Postgres, fresh_database
from tests.records.conftest import AT, NUMBER, WORDS

Call = Callable[..., CallRecord]
Request = Callable[..., CallbackRequest]


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def log() -> Iterator[StringIO]:
    written = StringIO()
    sink = logger.add(written, level="TRACE", backtrace=True, diagnose=True)
    yield written
    logger.remove(sink)


def whole_call(records: Records, call: CallRecord) -> None:
    """Every kind of fact, as a call would tell them."""
    sid = call.call_sid
    handoff = HandoffRecord(sid, "ensilinja", "asked", AT, number="+358140000001", id=f"handoff-{sid}")
    records.call_started(call)
    records.stream_opened(sid, "MZ1", AT)
    records.turn_spoken(TurnRecord(sid, 0, "luuri", "Miten voin auttaa?", AT, response_ms=500))
    records.turn_spoken(TurnRecord(sid, 1, "caller", WORDS, AT, confidence=0.8, alternatives=("kuume",)))
    records.need_heard(sid, "mental_health", 0.9, AT)
    records.signs_heard(sid, AT, red_flags=["psychosis"], suspected=["suicide_self_harm"])
    records.part_failed(sid, "dialogue", AT)
    records.handoff_started(handoff)
    records.handoff_ended(handoff.id, "answered", AT + timedelta(seconds=20))
    records.outcome(sid, "transfer", "ensilinja", "dialogue failed", AT)
    records.finished(sid, AT + timedelta(seconds=30), "transferred")


def assert_whole(records: Records, call: CallRecord) -> None:
    kept = records.calls.get(call.call_sid)
    assert kept == CallRecord(
        call.call_sid,
        NUMBER,
        AT,
        ended_at=AT + timedelta(seconds=30),
        streams=("MZ1",),
        need="mental_health",
        need_confidence=0.9,
        red_flags=("psychosis",),
        suspected=("suicide_self_harm",),
        failures=("dialogue",),
        disposition="transfer",
        service="ensilinja",
        why="dialogue failed",
    )
    assert [turn.text for turn in records.calls.turns(call.call_sid)] == ["Miten voin auttaa?", WORDS]
    assert [each.outcome for each in records.handoffs.of_call(call.call_sid)] == ["answered"]


def test_facts_go_to_the_database_at_once(engine: Engine, tmp_path: Path, a_call: Call) -> None:
    records = Records(engine, tmp_path / "spool")
    whole_call(records, a_call())
    assert_whole(records, a_call())
    assert not Spool(tmp_path / "spool").waiting()
    whole_call(records, a_call())
    assert_whole(records, a_call())


def test_ten_calls_at_once(engine: Engine, tmp_path: Path, a_call: Call) -> None:
    records = Records(engine, tmp_path / "spool")
    calls = [a_call(f"CA{number}") for number in range(10)]
    with ThreadPoolExecutor(10) as threads:
        list(threads.map(lambda call: whole_call(records, call), calls))
    records.replay()
    for call in calls:
        assert_whole(records, call)


def test_facts_wait_until_the_database_is_there(
    url: str, tmp_path: Path, a_call: Call, a_request: Request, log: StringIO
) -> None:
    away = Records(connect("postgresql://127.0.0.1:1/luuri"), tmp_path / "spool")
    whole_call(away, a_call())
    with pytest.raises(RecordsFailed):
        away.replay()
    with pytest.raises(RecordsFailed):
        away.book(a_request())

    back = Records(open_database(url), tmp_path / "spool")
    assert back.replay() == 11
    assert_whole(back, a_call())
    assert back.replay() == 0
    assert back.callback_requests.open() == ()
    assert log.getvalue()
    for told in (NUMBER, "358140000001", "kuume"):
        assert told not in log.getvalue()


def test_a_dead_database_is_asked_again_only_now_and_then(
    engine: Engine, tmp_path: Path, a_call: Call, clock: Clock
) -> None:
    records = Records(engine, tmp_path / "spool", clock)
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE calls RENAME TO calls_away"))
    records.call_started(a_call())
    with writing(engine) as connection:
        connection.execute(text("ALTER TABLE calls_away RENAME TO calls"))
    clock.now_s += RETRY_AFTER_S - 1
    records.need_heard("CA1", "chronic_care", 0.7, AT)
    assert records.calls.get("CA1") is None
    clock.now_s += 1
    records.finished("CA1", AT)
    kept = records.calls.get("CA1")
    assert kept is not None
    assert (kept.need, kept.ended_at) == ("chronic_care", AT)
    assert not Spool(tmp_path / "spool").waiting()


def test_a_fact_that_the_database_refuses_stops_nothing(
    engine: Engine, tmp_path: Path, a_call: Call, log: StringIO
) -> None:
    with writing(engine) as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_text ON turns (text)"))
    records = Records(engine, tmp_path / "spool")
    records.call_started(a_call())
    records.turn_spoken(TurnRecord("CA1", 0, "caller", WORDS, AT))
    records.turn_spoken(TurnRecord("CA1", 1, "caller", WORDS, AT))
    records.finished("CA1", AT)
    assert len(records.calls.turns("CA1")) == 1
    assert WORDS in (tmp_path / "spool" / "aside" / "refused.jsonl").read_text()
    assert "refuses turn_spoken" in log.getvalue()
    assert "kuume" not in log.getvalue()


def test_a_fact_of_a_newer_version_is_kept_aside(engine: Engine, tmp_path: Path) -> None:
    Spool(tmp_path / "spool").add({"fact": "moon_landed", "at": AT.isoformat()})
    Records(engine, tmp_path / "spool").replay()
    assert "moon_landed" in (tmp_path / "spool" / "aside" / "corrupt.jsonl").read_text()


@pytest.mark.slow
def test_postgresql_killed_in_mid_call(
    postgres_server: Postgres, tmp_path: Path, a_call: Call, a_request: Request, clock: Clock
) -> None:
    url = fresh_database(postgres_server, "luuri_killed")
    records = Records(open_database(url), tmp_path / "spool", clock)
    records.call_started(a_call())
    records.turn_spoken(TurnRecord("CA1", 0, "luuri", "Miten voin auttaa?", AT, response_ms=500))
    try:
        postgres_server.kill()
        started = time.monotonic()
        whole_call(records, a_call())
        with pytest.raises(RecordsFailed):
            records.book(a_request())
        assert time.monotonic() - started < 2 * TIMEOUT_S
        assert Spool(tmp_path / "spool").waiting()
    finally:
        postgres_server.restart()
    clock.now_s += RETRY_AFTER_S
    whole_call(records, a_call("CA2"))
    assert not Spool(tmp_path / "spool").waiting()
    assert_whole(records, a_call("CA1"))
    assert_whole(records, a_call("CA2"))
    assert records.book(a_request()).status == "open"


@pytest.mark.slow
def test_postgresql_that_hangs_holds_a_call_for_no_longer_than_its_timeout(
    postgres_server: Postgres, tmp_path: Path, a_call: Call, a_request: Request, clock: Clock
) -> None:
    url = fresh_database(postgres_server, "luuri_frozen")
    records = Records(open_database(url), tmp_path / "spool", clock)
    records.call_started(a_call())
    postgres_server.freeze()
    try:
        started = time.monotonic()
        with pytest.raises(RecordsFailed):
            records.book(a_request())
        assert time.monotonic() - started < 2 * TIMEOUT_S + 1
        started = time.monotonic()
        whole_call(records, a_call())
        assert time.monotonic() - started < 2 * TIMEOUT_S + 1
    finally:
        postgres_server.thaw()
    assert records.replay() == 11
    assert_whole(records, a_call())
