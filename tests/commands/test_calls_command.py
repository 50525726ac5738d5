"""`luuri calls show` and `list`."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.commands.calls import list_calls, show_call
from bot.records.audit import SqlAuditEvents
from bot.records.calls import CallRecord, TurnRecord
from bot.records.database import open_database
from bot.records.records import Records
from bot.settings import Settings

AT = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = Settings(_env_file=None, data=tmp_path)
    records = Records(open_database(found.sqlalchemy_url), tmp_path / "spool")
    records.call_started(CallRecord("CA1", "+358401234567", AT))
    records.call_started(CallRecord("CA2", None, AT, simulated=True))
    records.turn_spoken(TurnRecord("CA1", 0, "luuri", "Miten voin auttaa?", AT))
    records.turn_spoken(TurnRecord("CA1", 1, "caller", "mulla on kuumetta", AT, confidence=0.83))
    records.need_heard("CA1", "infection_symptoms", 0.9, AT)
    return found


def test_a_calls_transcript_and_summary_are_shown_and_the_reader_is_kept(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert show_call(settings, "CA1", False) == 0
    shown = capsys.readouterr().out
    assert "10.30.00 Soittaja (0.83): mulla on kuumetta" in shown
    assert "Soittajan sanoin: ”mulla on kuumetta”" in shown
    assert show_call(settings, "CA1", True) == 0
    assert json.loads(capsys.readouterr().out)["need"] == "infection_symptoms"
    events = SqlAuditEvents(open_database(settings.sqlalchemy_url)).of_subject("call:CA1")
    assert [event.action for event in events] == ["call.read", "call.read"]


def test_an_unknown_call_is_told(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert show_call(settings, "CA9", False) == 1
    assert "no call CA9" in capsys.readouterr().err


def test_the_list_holds_no_words_and_simulated_calls_only_when_asked(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list_calls(settings, True, 50, False) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["call_sid"] for line in lines] == ["CA1"]
    assert list_calls(settings, False, 50, True) == 0
    shown = capsys.readouterr().out
    assert "CA2" in shown
    assert "kuumetta" not in shown
    assert "+358" not in shown
