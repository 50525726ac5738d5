"""Calls, turns, handoffs and callback requests, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.failures import RecordsFailed
from bot.records.handoffs import HandoffRecord, SqlHandoffs
from tests.records.conftest import AT, NUMBER, WORDS

Call = Callable[..., CallRecord]
Request = Callable[..., CallbackRequest]


def test_a_call_starts_once(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    assert calls.start(a_call(clock_offset_s=3600.5, simulated=True))
    assert not calls.start(a_call(caller_number=None, started_at=AT + timedelta(minutes=1)))
    kept = calls.get("CA1")
    assert kept == a_call(clock_offset_s=3600.5, simulated=True)
    assert kept is not None
    assert kept.now(AT) == AT + timedelta(seconds=3600.5)
    assert calls.get("CA2") is None


def test_datetimes_come_back_in_utc(engine: Engine, a_call: Call) -> None:
    helsinki = timezone(timedelta(hours=2))
    calls = SqlCalls(engine)
    calls.start(a_call(started_at=AT.astimezone(helsinki)))
    kept = calls.get("CA1")
    assert kept is not None
    assert kept.started_at == AT
    assert kept.started_at.utcoffset() == timedelta(0)


def test_a_datetime_without_a_zone_is_refused(engine: Engine, a_call: Call) -> None:
    with pytest.raises(RecordsFailed) as failure:
        SqlCalls(engine).start(a_call(started_at=datetime(2026, 11, 23, 9)))
    assert failure.value.refused


def test_a_turn_of_the_same_index_replaces_the_first(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call())
    asked = TurnRecord("CA1", 0, "luuri", "Miten voin auttaa?", AT, topic="concern", response_ms=612.5)
    told = TurnRecord(
        "CA1",
        1,
        "caller",
        WORDS,
        AT + timedelta(seconds=3),
        confidence=0.83,
        alternatives=("mulla on koova kuume",),
        signs=({"category": "infant_fever", "action": "112", "words": "kuume"},),
    )
    calls.add_turn(told)
    calls.add_turn(asked)
    calls.add_turn(replace(asked, interrupted=True))
    assert calls.turns("CA1") == (replace(asked, interrupted=True), told)


def test_words_with_a_nul_are_kept_without_it(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call())
    calls.add_turn(TurnRecord("CA1", 0, "caller", "kuu\0me", AT, alternatives=("\0",)))
    assert calls.turns("CA1")[0].text == "kuume"


def test_red_flags_add_up_and_never_go_away(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call())
    calls.note_red_flags("CA1", AT, red_flags=["chest_pain"], suspected=["stroke"])
    calls.note_red_flags("CA1", AT, red_flags=["breathing", "chest_pain"])
    calls.note_red_flags("CA1", AT)
    calls.note_failure("CA1", "dialogue", AT)
    calls.note_stream("CA1", "MZ1", AT)
    calls.note_stream("CA1", "MZ1", AT)
    calls.note_need("CA1", "infection_symptoms", 0.91, AT)
    kept = calls.get("CA1")
    assert kept is not None
    assert kept.red_flags == ("chest_pain", "breathing")
    assert kept.suspected == ("stroke",)
    assert kept.failures == ("dialogue",)
    assert kept.streams == ("MZ1",)
    assert (kept.need, kept.need_confidence) == ("infection_symptoms", 0.91)


def test_what_is_recorded_before_the_start_waits_for_it(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.note_red_flags("CA1", AT + timedelta(seconds=9), red_flags=["chest_pain"])
    assert calls.start(a_call())
    kept = calls.get("CA1")
    assert kept is not None
    assert (kept.caller_number, kept.started_at, kept.red_flags) == (NUMBER, AT, ("chest_pain",))


def test_recent_calls_are_the_newest_first_without_simulated_ones(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    for minute in range(4):
        calls.start(a_call(f"CA{minute}", started_at=AT + timedelta(minutes=minute), simulated=minute == 3))
    assert [call.call_sid for call in calls.recent(2)] == ["CA2", "CA1"]
    assert [call.call_sid for call in calls.recent(1, include_simulated=True)] == ["CA3"]
    assert [call.call_sid for call in calls.recent(before=AT + timedelta(minutes=1))] == ["CA0"]


def test_calls_left_open_by_a_crash_are_closed_with_the_reason(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call("CA1"))
    calls.start(a_call("CA2"))
    calls.finish("CA2", AT)
    assert [call.call_sid for call in calls.unfinished()] == ["CA1"]
    assert calls.close_unfinished(AT + timedelta(hours=1), "the service stopped") == ("CA1",)
    closed = calls.get("CA1")
    assert closed is not None
    assert (closed.disposition, closed.why) == ("abandoned", "the service stopped")
    assert calls.unfinished() == ()


def test_the_first_end_of_a_call_counts(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call())
    calls.finish("CA1", AT + timedelta(minutes=2), "the caller hung up")
    calls.finish("CA1", AT + timedelta(minutes=9), "status callback")
    kept = calls.get("CA1")
    assert kept is not None
    assert kept.ended_at == AT + timedelta(minutes=2)
    assert kept.why == "the caller hung up"


def test_a_transfer_counts_only_when_a_person_answered(engine: Engine, a_call: Call) -> None:
    calls, handoffs = SqlCalls(engine), SqlHandoffs(engine)
    calls.start(a_call())
    first = HandoffRecord("CA1", "ensilinja", "mental_health", AT, number="+358140000001")
    second = HandoffRecord("CA1", "paivystysapu", "mental_health", AT + timedelta(seconds=30))
    handoffs.start(first)
    handoffs.start(first)
    calls.set_outcome("CA1", "transfer", "ensilinja", "asked for", AT)
    handoffs.end(first.id, "no_answer", AT + timedelta(seconds=25))
    calls.finish("CA1", AT + timedelta(seconds=40))
    missed = calls.get("CA1")
    assert missed is not None
    assert missed.disposition == "abandoned"

    handoffs.start(second)
    handoffs.end(second.id, "answered", AT + timedelta(seconds=50))
    handoffs.end(second.id, "failed", AT + timedelta(seconds=60))
    reached = calls.get("CA1")
    assert reached is not None
    assert (reached.disposition, reached.service) == ("transfer", "paivystysapu")
    assert [(each.service, each.outcome) for each in handoffs.of_call("CA1")] == [
        ("ensilinja", "no_answer"),
        ("paivystysapu", "answered"),
    ]
    assert "+358140000001" not in repr(handoffs.of_call("CA1"))
    handoffs.end("unknown", "busy", AT)


def test_a_weaker_outcome_never_hides_a_stronger_one(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    calls, requests = SqlCalls(engine), SqlCallbackRequests(engine)
    calls.start(a_call())
    assert calls.get("CA1") == a_call()
    calls.set_outcome("CA1", "information", "omaolo", "told", AT)
    requests.book(a_request())
    booked = calls.get("CA1")
    assert booked is not None
    assert (booked.disposition, booked.service) == ("callback", "terveysasema")
    calls.set_outcome("CA1", "emergency_112", "hatakeskus", "chest_pain", AT)
    calls.set_outcome("CA1", "information", "omaks", "told more", AT)
    calls.finish("CA1", AT)
    kept = calls.get("CA1")
    assert kept is not None
    assert (kept.disposition, kept.service, kept.why) == ("emergency_112", "hatakeskus", "chest_pain")
    assert kept.told_112


def test_changing_an_earlier_calls_request_ends_in_callback(engine: Engine, a_call: Call) -> None:
    calls = SqlCalls(engine)
    calls.start(a_call())
    calls.set_outcome("CA1", "callback", "ensilinja", "changed", AT)
    kept = calls.get("CA1")
    assert kept is not None
    assert (kept.disposition, kept.service) == ("callback", "ensilinja")


def test_booking_again_changes_the_same_row(engine: Engine, a_call: Call, a_request: Request) -> None:
    SqlCalls(engine).start(a_call())
    requests = SqlCallbackRequests(engine)
    first = requests.book(a_request())
    again = requests.book(
        a_request(
            number=None,
            concern="ja yskä",
            created_at=AT + timedelta(minutes=1),
            deadline=AT + timedelta(days=1),
        )
    )
    assert again == replace(first, number=None, concern=f"{first.concern} / ja yskä")
    assert requests.get(first.id) == again
    assert requests.book(a_request(number=None, concern="ja yskä")) == again
    other = requests.book(a_request(service="ensilinja"))
    assert requests.of_call("CA1") == tuple(sorted((again, other), key=lambda each: each.id))


def test_a_request_can_be_booked_before_its_calls_row_is_there(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    requests = SqlCallbackRequests(engine)
    booked = requests.book(a_request(simulated=True))
    assert requests.get(booked.id) == booked
    assert SqlCalls(engine).start(a_call(simulated=True))


def test_a_promise_does_not_fail_for_words_that_were_not_caught(engine: Engine, a_request: Request) -> None:
    booked = SqlCallbackRequests(engine).book(a_request(concern=None, preferred_time=None, number=None))
    assert (booked.concern, booked.preferred_time, booked.number) == ("", "", None)


def test_open_requests_come_by_deadline_without_simulated_ones(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    requests = SqlCallbackRequests(engine)
    late = requests.book(a_request("CA1", deadline=AT + timedelta(hours=5)))
    soon = requests.book(a_request("CA2", deadline=AT + timedelta(hours=1)))
    simulated = requests.book(a_request("CA3", deadline=AT, simulated=True))
    assert requests.open() == (soon, late)
    assert requests.open(include_simulated=True) == (simulated, soon, late)


def test_a_cancelled_request_leaves_the_queue_and_may_be_booked_again(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    calls, requests = SqlCalls(engine), SqlCallbackRequests(engine)
    calls.start(a_call())
    booked = requests.book(a_request())
    cancelled = requests.cancel(booked.id)
    assert cancelled == replace(booked, status="cancelled")
    assert requests.cancel(booked.id) is None
    assert requests.open() == ()
    told = calls.get("CA1")
    assert told is not None
    assert told.disposition == "information"
    assert requests.book(a_request()) == booked
    assert requests.open() == (booked,)
