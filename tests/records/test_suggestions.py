"""Corrections and misunderstood turns as suggestions: decided of once, and still known when their call is gone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.records.audit import SqlAuditEvents
from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.corrections import Correction, SqlCorrections
from bot.records.residents import SqlResidents
from bot.records.sound import SoundFiles
from bot.records.suggested import MOST
from bot.records.suggestions import AlreadyDecided, SqlSuggestions

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


def missed(engine: Engine, call_sid: str, *words: str, ended: bool = True, **facts: Any) -> None:
    """A call in which these turns were not understood; the last turn told fever."""
    calls = SqlCalls(engine)
    at = facts.pop("at", AT)
    need, signs = facts.pop("need", "infection_symptoms"), facts.pop("signs", ())
    calls.start(CallRecord(call_sid, NUMBER, at, **facts))
    for place, text in enumerate((*words, "mulla on kuumetta")):
        when = at + timedelta(seconds=10 * place)
        calls.add_turn(TurnRecord(call_sid, 2 * place, "luuri", "Miten voin auttaa?", when))
        turn = TurnRecord(call_sid, 2 * place + 1, "caller", text, when, misunderstood=place < len(words))
        calls.add_turn(replace(turn, signs=signs if place == 0 else ()))
    if need:
        calls.note_need(call_sid, need, 0.9, at)
    if ended:
        calls.finish(call_sid, at + timedelta(minutes=2))


def heard(engine: Engine, *, practice: bool = False) -> list[str]:
    return [each.heard for each in SqlSuggestions(engine).open(practice=practice)]


def test_misunderstood_turns_arrive_newest_first_with_the_need_that_the_call_ended_with(
    engine: Engine,
) -> None:
    missed(engine, "CA1", "pilviä", "lisää pilviä")
    missed(engine, "CA2", "outoa", at=AT + timedelta(hours=1), need=None)
    assert [
        (each.kind, each.heard, each.place, each.understood, each.right)
        for each in SqlSuggestions(engine).open(practice=False)
    ] == [
        ("misunderstood", "outoa", "1", "", ""),
        ("misunderstood", "lisää pilviä", "3", "infection_symptoms", ""),
        ("misunderstood", "pilviä", "1", "infection_symptoms", ""),
    ]


def test_calls_in_progress_and_practice_are_left_out(engine: Engine) -> None:
    missed(engine, "CA1", "kesken", ended=False)
    missed(engine, "CA2", "harjoitus", simulated=True)
    assert heard(engine) == []
    assert heard(engine, practice=True) == ["harjoitus"]


def test_words_and_calls_of_danger_are_left_out(engine: Engine) -> None:
    calls = SqlCalls(engine)
    missed(engine, "CA1", "rinnassa outoa", "ja pilviä", signs=({"category": "chest", "action": "112"},))
    missed(engine, "CA2", "hätä")
    calls.note_red_flags("CA2", AT, red_flags=["cardiac_chest_pain"])
    missed(engine, "CA3", "apua")
    calls.set_outcome("CA3", "emergency_112", None, "emergency_112", AT)
    assert heard(engine) == ["ja pilviä"]


def test_a_misunderstood_turn_is_decided_of_once(engine: Engine) -> None:
    missed(engine, "CA1", "pilviä", "lisää pilviä")
    known = SqlSuggestions(engine)
    later, first = known.open(practice=False)
    known.refuse(first, "anna", AT)
    assert (known.get(first.key), heard(engine)) == (None, ["lisää pilviä"])
    assert known.get(later.key) == later
    known.accept(later, "taivas on pilvessä", "infection_symptoms", "pilvet", "anna", AT)
    assert heard(engine) == []
    assert [event.action for event in SqlAuditEvents(engine).of_subject("call:CA1")] == [
        "suggestion.refused",
        "suggestion.accepted",
    ]


def test_two_who_decide_at_once_do_not_both_decide(engine: Engine) -> None:
    missed(engine, "CA1", "pilviä")
    known = SqlSuggestions(engine)
    [found] = known.open(practice=False)
    known.accept(found, "taivas on pilvessä", "dental", "pilvet", "anna", AT)
    with pytest.raises(AlreadyDecided):
        known.accept(found, "on pilvistä", "dental", "pilvet", "maija", AT)
    with pytest.raises(AlreadyDecided):
        known.refuse(found, "maija", AT)
    assert [event.actor for event in SqlAuditEvents(engine).of_subject("call:CA1")] == ["staff:anna"]


def test_what_could_not_be_taken_into_the_draft_is_open_again(engine: Engine) -> None:
    missed(engine, "CA1", "pilviä")
    known = SqlSuggestions(engine)
    [found] = known.open(practice=False)
    decision = known.accept(found, "taivas on pilvessä", "dental", "pilvet", "anna", AT)
    known.take_back(found, decision, "anna", AT)
    assert known.open(practice=False) == (found,)


def test_what_staff_corrected_is_not_suggested_as_misunderstood_too(engine: Engine) -> None:
    missed(engine, "CA1", "pilviä", "lisää pilviä")
    corrections = SqlCorrections(engine)
    corrections.add(Correction("CA1", "turn", "3", "lisää pilviä", "lisää pillereitä", "maija", AT))
    assert sorted(each.kind for each in SqlSuggestions(engine).open(practice=False)) == [
        "misunderstood",
        "turn",
    ]
    corrections.add(Correction("CA1", "need", "", "infection_symptoms", "dental", "maija", AT))
    found = SqlSuggestions(engine).open(practice=False)
    assert sorted(each.kind for each in found) == ["need", "turn"]
    for each in found:
        SqlSuggestions(engine).refuse(each, "anna", AT)
    assert heard(engine) == []


def test_at_most_fifty_are_listed_and_an_older_one_can_still_be_decided_of(engine: Engine) -> None:
    missed(engine, "CA1", "vanhin")
    known = SqlSuggestions(engine)
    [oldest] = known.open(practice=False)
    missed(engine, "CA2", *(f"pilvi {number}" for number in range(MOST)), at=AT + timedelta(hours=1))
    assert (len(heard(engine)), "vanhin" in heard(engine)) == (MOST, False)
    assert known.get(oldest.key) == oldest


def test_erasing_a_call_finds_what_came_of_a_misunderstood_turn(engine: Engine, tmp_path: Path) -> None:
    missed(engine, "CA1", "pilviä", "lisää pilviä")
    known = SqlSuggestions(engine)
    known.accept(known.open(practice=False)[0], "taivas on pilvessä", "dental", "pilvet", "anna", AT)
    SqlResidents(engine, SoundFiles(tmp_path)).erase(NUMBER, "asukkaan pyyntö", "anna", AT)
    assert [each.text for each in known.of_erased_calls()] == ["taivas on pilvessä"]
    assert heard(engine) == []


@pytest.mark.parametrize("key", ["", "turn-", "turn-1", "99", "turn-1x", "-1", "1" * 30, "٣"])
def test_a_key_of_nothing_finds_nothing(engine: Engine, key: str) -> None:
    assert SqlSuggestions(engine).get(key) is None
