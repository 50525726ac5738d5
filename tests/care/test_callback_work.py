"""What staff may do with a callback request, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.care.callback_work import (
    CLAIM_HOLDS,
    RETRY_AFTER,
    NotNow,
    Work,
    cancel,
    claim,
    done,
    no_answer,
    release,
    reopen,
)

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_request_is_taken_rung_and_done() -> None:
    work = done("handled", "selvä")(claim(Work(), "maija", AT), "maija", AT)
    assert (work.status, work.outcome, work.closed_by, work.note) == ("done", "handled", "maija", "selvä")
    assert work.version == 2


def test_two_people_never_have_one_request() -> None:
    taken = claim(Work(), "maija", AT)
    for act in (claim, release, no_answer, done("handled"), cancel("soitti itse")):
        with pytest.raises(NotNow) as refused:
            act(taken, "pekka", AT + timedelta(minutes=5))
        assert refused.value.by == "maija"


def test_a_request_that_was_taken_and_left_is_not_lost() -> None:
    taken = claim(Work(), "maija", AT)
    assert not taken.is_free_at(AT + CLAIM_HOLDS - timedelta(seconds=1))
    assert claim(taken, "pekka", AT + CLAIM_HOLDS).claimed_by == "pekka"


def test_no_answer_is_counted_and_the_request_waits_again() -> None:
    once = no_answer(claim(Work(), "maija", AT), "maija", AT)
    twice = no_answer(claim(once, "pekka", AT), "pekka", AT)
    assert (twice.status, twice.attempts, twice.claimed_by) == ("open", 2, None)
    assert twice.retry_at == AT + RETRY_AFTER


def test_a_closed_request_is_closed_until_it_is_reopened() -> None:
    closed = cancel("väärä numero")(claim(Work(), "maija", AT), "maija", AT)
    with pytest.raises(NotNow, match="closed"):
        claim(closed, "pekka", AT)
    again = reopen(closed, "pekka", AT)
    assert (again.status, again.note, again.closed_by) == ("open", "", None)
    with pytest.raises(NotNow, match="not_closed"):
        reopen(again, "pekka", AT)


def test_cancelling_needs_a_reason() -> None:
    with pytest.raises(NotNow, match="note_needed"):
        cancel(" ")(claim(Work(), "maija", AT), "maija", AT)
