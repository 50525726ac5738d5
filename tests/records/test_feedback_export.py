"""Callers' marks and words in the database, and their export."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.commands.feedback import export_feedback
from bot.records.calls import CallRecord, SqlCalls
from bot.records.database import open_database
from bot.records.feedback import SqlFeedback
from bot.settings import Settings
from tests.records.conftest import AT


def test_a_later_mark_or_words_join_the_earlier_ones(
    engine: Engine, a_call: Callable[..., CallRecord]
) -> None:
    SqlCalls(engine).start(a_call("CA1"))
    SqlCalls(engine).start(a_call("CA2", simulated=True))
    feedback = SqlFeedback(engine)
    feedback.keep("CA1", None, "jono oli pitkä", AT)
    feedback.keep("CA1", 4, "", AT)
    feedback.keep("CA2", 1, "", AT)
    [given] = feedback.given()
    assert (given.call_sid, given.score, given.words) == ("CA1", 4, "jono oli pitkä")
    assert len(feedback.given(include_simulated=True)) == 2


def test_the_export_is_csv_or_json_and_holds_no_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(_env_file=None, data=tmp_path)
    engine = open_database(settings.sqlalchemy_url)
    SqlCalls(engine).start(CallRecord("CA1", "+358401234567", AT))
    SqlFeedback(engine).keep("CA1", 5, "=HYPERLINK(1)", AT)
    assert export_feedback(settings, False, False) == 0
    text = capsys.readouterr().out
    [row] = csv.DictReader(StringIO(text))
    assert (row["score"], row["words"]) == ("5", "'=HYPERLINK(1)")
    assert "+358" not in text
    assert export_feedback(settings, True, False) == 0
    assert json.loads(capsys.readouterr().out)["score"] == 5
