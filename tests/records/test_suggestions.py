"""Corrections as suggestions: decided of once, and still known when their call is gone."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.corrections import Correction, SqlCorrections
from bot.records.residents import SqlResidents
from bot.records.sound import SoundFiles
from bot.records.suggestions import SqlSuggestions

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NUMBER = "+358401234567"


@pytest.fixture
def suggestions(engine: Engine) -> SqlSuggestions:
    calls = SqlCalls(engine)
    calls.start(CallRecord("CA1", NUMBER, AT))
    calls.add_turn(TurnRecord("CA1", 0, "luuri", "Miten voin auttaa?", AT))
    calls.add_turn(TurnRecord("CA1", 1, "caller", "purukalusto reistaa", AT + timedelta(seconds=5)))
    calls.note_need("CA1", "musculoskeletal", 0.6, AT)
    calls.finish("CA1", AT + timedelta(minutes=2))
    corrections = SqlCorrections(engine)
    corrections.add(Correction("CA1", "need", "", "musculoskeletal", "dental", "maija", AT))
    corrections.add(Correction("CA1", "field", "age", "P4Y", "P40Y", "maija", AT))
    return SqlSuggestions(engine)


def test_a_correction_of_a_need_arrives_with_the_words_and_their_turn(suggestions: SqlSuggestions) -> None:
    [found] = suggestions.open(practice=False)
    assert (found.heard, found.place, found.understood, found.right) == (
        "purukalusto reistaa",
        "1",
        "musculoskeletal",
        "dental",
    )


def test_what_was_decided_does_not_come_back(suggestions: SqlSuggestions) -> None:
    [found] = suggestions.open(practice=False)
    suggestions.refuse(found, "anna", AT)
    assert suggestions.open(practice=False) == ()
    assert suggestions.of_erased_calls() == ()


def test_erasing_a_call_finds_what_came_of_it(
    suggestions: SqlSuggestions, engine: Engine, tmp_path: Path
) -> None:
    [found] = suggestions.open(practice=False)
    suggestions.accept(found, "hampaat temppuilee", "dental", "hampaat", "anna", AT)
    assert suggestions.of_erased_calls() == ()
    residents = SqlResidents(engine, SoundFiles(tmp_path))
    assert [row["text"] for row in residents.export(NUMBER, "anna", AT)["suggestions"]] == [
        "hampaat temppuilee"
    ]
    residents.erase(NUMBER, "asukkaan pyyntö", "anna", AT)
    [learned] = suggestions.of_erased_calls()
    assert (learned.text, learned.need, learned.draft, learned.by) == (
        "hampaat temppuilee",
        "dental",
        "hampaat",
        "anna",
    )
    assert residents.export(NUMBER, "anna", AT)["suggestions"] == []
    assert suggestions.settle(learned.id, "anna", AT)
    assert not suggestions.settle(learned.id, "anna", AT)
    assert suggestions.of_erased_calls() == ()
