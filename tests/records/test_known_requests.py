"""Requests of a number that rings again: who opens them, and what the log says of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.records.audit import SqlAuditEvents
from bot.records.callback_requests import MOST_OF_A_NUMBER, SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls
from bot.records.failures import RecordsFailed
from bot.records.known_requests import WRONG_DATES_A_DAY, SqlKnownRequests
from tests.records.conftest import AT, NUMBER, WORDS

Call = Callable[..., CallRecord]
Request = Callable[..., CallbackRequest]
BORN = "1958-03-05"


@pytest.fixture
def booked(engine: Engine, a_call: Call, a_request: Request) -> CallbackRequest:
    """A request of an earlier call from NUMBER, and a second call that goes on."""
    calls = SqlCalls(engine)
    calls.start(a_call("CA1"))
    calls.start(a_call("CA2", started_at=AT + timedelta(hours=1)))
    return SqlCallbackRequests(engine).book(a_request("CA1", birth_date=BORN))


def stored(engine: Engine, request: CallbackRequest) -> CallbackRequest:
    found = SqlCallbackRequests(engine).get(request.id)
    assert found is not None
    return found


def test_the_number_that_rings_again_has_a_request(engine: Engine, booked: CallbackRequest) -> None:
    known = SqlKnownRequests(engine)
    assert known.waiting(NUMBER, "CA2", simulated=False) == (booked,)
    assert known.waiting(NUMBER, "CA1", simulated=False) == ()
    assert known.waiting(NUMBER, "CA2", simulated=True) == ()
    assert known.waiting("+358409999999", "CA2", simulated=False) == ()


def test_the_newest_are_known_of_a_number_from_which_a_house_rings(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    calls, requests = SqlCalls(engine), SqlCallbackRequests(engine)
    for number in range(MOST_OF_A_NUMBER + 2):
        at = AT + timedelta(minutes=number)
        calls.start(a_call(f"CA{number}", started_at=at))
        requests.book(a_request(f"CA{number}", created_at=at, deadline=AT + timedelta(hours=30 - number)))
    known = SqlKnownRequests(engine).waiting(NUMBER, "CA99", simulated=False)
    assert [request.call_sid for request in known] == [
        f"CA{number}" for number in range(MOST_OF_A_NUMBER + 1, 1, -1)
    ]


def test_a_task_of_a_dropped_call_promised_nothing(engine: Engine, a_call: Call, a_request: Request) -> None:
    SqlCalls(engine).start(a_call())
    SqlCallbackRequests(engine).book(a_request(dropped=True))
    assert SqlKnownRequests(engine).waiting(NUMBER, "CA2", simulated=False) == ()


def test_the_right_birth_date_opens_it_and_a_wrong_one_does_not(
    engine: Engine, booked: CallbackRequest
) -> None:
    known = SqlKnownRequests(engine)
    assert known.opened_by([booked], "1958-03-06", "CA2", AT) is None
    assert known.opened_by([booked], BORN, "CA2", AT) == booked
    events = SqlAuditEvents(engine).of_subject(f"callback_request:{booked.id}")
    assert [(event.actor, event.action) for event in events] == [
        ("caller:CA2", "callback_request.wrong_birth_date"),
        ("caller:CA2", "callback_request.opened_by_caller"),
    ]


def test_who_guesses_too_often_is_not_let_in_that_day(engine: Engine, booked: CallbackRequest) -> None:
    known = SqlKnownRequests(engine)
    for _ in range(WRONG_DATES_A_DAY):
        known.opened_by([booked], "1960-01-01", "CA2", AT)
    assert known.opened_by([booked], BORN, "CA2", AT) is None
    assert known.opened_by([booked], BORN, "CA2", AT + timedelta(days=2)) == booked


def test_a_request_without_a_birth_date_is_opened_by_none(
    engine: Engine, a_call: Call, a_request: Request
) -> None:
    SqlCalls(engine).start(a_call())
    request = SqlCallbackRequests(engine).book(a_request())
    assert SqlKnownRequests(engine).opened_by([request], BORN, "CA2", AT) is None


def test_changes_are_kept_and_count_for_the_call_that_made_them(
    engine: Engine, booked: CallbackRequest
) -> None:
    known = SqlKnownRequests(engine)
    known.add(booked.id, "nyt on myös ihottumaa", "CA2", AT)
    known.change(booked.id, "CA2", AT, number="+358501112233")
    known.change(booked.id, "CA2", AT, preferred_time="ANYTIME", preferred_time_words="milloin vaan")
    after = stored(engine, booked)
    assert after.concern == f"{WORDS} / nyt on myös ihottumaa"
    assert (after.number, after.preferred_time_words) == ("+358501112233", "milloin vaan")
    call = SqlCalls(engine).get("CA2")
    assert call is not None
    assert (call.disposition, call.service) == ("callback", "terveysasema")


def test_a_cancelled_request_is_out_of_the_queue_and_cannot_be_changed(
    engine: Engine, booked: CallbackRequest
) -> None:
    known = SqlKnownRequests(engine)
    known.cancel(booked.id, "CA2", AT)
    assert stored(engine, booked).status == "cancelled"
    assert SqlCallbackRequests(engine).open() == ()
    call = SqlCalls(engine).get("CA2")
    assert call is not None
    assert (call.disposition, call.why) == ("information", "request_cancelled")
    with pytest.raises(RecordsFailed):
        known.add(booked.id, "lisää", "CA2", AT)
