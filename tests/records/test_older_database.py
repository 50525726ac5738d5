"""A database of an earlier version is brought to this one with its calls as they were."""

from pathlib import Path

from alembic import command
from sqlalchemy import text

from bot.records.calls import SqlCalls
from bot.records.database import connect, open_database, writing
from bot.records.follow_ups import SqlFollowUps
from bot.records.migrate import _config
from bot.records.suggestions import SqlSuggestions


def test_calls_that_ended_before_are_not_followed_up_now(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'luuri.db'}"
    old = connect(url, patient=True)
    with writing(old) as connection:
        command.upgrade(_config(connection), "0001")
        connection.execute(
            text(
                "INSERT INTO calls (call_sid, started_at, ended_at, need) VALUES "
                "('CA1', '2026-01-02 08:00:00.000000', '2026-01-02 08:03:00.000000', 'dental'), "
                "('CA2', '2026-01-02 09:00:00.000000', NULL, 'dental')"
            )
        )
    old.dispose()
    engine = open_database(url)
    calls = SqlCalls(engine)
    assert SqlFollowUps(engine).due() == ()
    kept = calls.get("CA1")
    assert kept is not None
    assert (kept.need, kept.denied) == ("dental", ())
    calls.close_unfinished(kept.started_at, "the service stopped")
    assert [call.call_sid for call in SqlFollowUps(engine).due()] == ["CA2"]


def test_turns_and_decisions_of_before_are_as_they_were(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'luuri.db'}"
    old = connect(url, patient=True)
    at = "2026-01-02 08:00:00.000000"
    with writing(old) as connection:
        command.upgrade(_config(connection), "0006")
        for table, names, values in (
            ("calls", "call_sid, started_at, ended_at, need", f"'CA1', '{at}', '{at}', 'dental'"),
            (
                "turns",
                'call_sid, "index", speaker, text, heard_at',
                f"'CA1', 1, 'caller', 'purukalu', '{at}'",
            ),
            (
                "corrections",
                "id, call_sid, kind, place, original, corrected, by, at",
                f"1, 'CA1', 'need', '', 'dental', 'skin_or_wound', 'maija', '{at}'",
            ),
            (
                "suggestions",
                "correction_id, call_sid, decision, need, text, draft, by, at, erased",
                f"1, '', 'accepted', 'dental', 'hampaat temppuilee', 'hampaat', 'anna', '{at}', 1",
            ),
        ):
            connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"))
    old.dispose()
    engine = open_database(url)
    [turn] = SqlCalls(engine).turns("CA1")
    assert (turn.text, turn.misunderstood) == ("purukalu", False)
    assert SqlSuggestions(engine).open(practice=True) == ()
    [learned] = SqlSuggestions(engine).of_erased_calls()
    assert learned.text == "hampaat temppuilee"
