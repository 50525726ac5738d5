"""How a call ended is decided by what is recorded of it, the strongest first."""

from itertools import pairwise

import pytest

from bot.care.dispositions import DISPOSITIONS, CallFacts, disposition, outranks, service


@pytest.mark.parametrize(
    ("facts", "expected", "about"),
    [
        (CallFacts(), "abandoned", None),
        (
            CallFacts(informed=True, told_service="suun_terveydenhuolto"),
            "information",
            "suun_terveydenhuolto",
        ),
        (CallFacts(cancelled=True), "information", None),
        (CallFacts(booked="terveysasema", informed=True), "callback", "terveysasema"),
        (CallFacts(changed=True, told_service="ensilinja"), "callback", "ensilinja"),
        (CallFacts(booked="terveysasema", cancelled=True), "callback", "terveysasema"),
        (CallFacts(answered_by="ensilinja", booked="terveysasema"), "transfer", "ensilinja"),
        (CallFacts(told_112=True, answered_by="paivystysapu"), "emergency_112", "paivystysapu"),
        (CallFacts(told_112=True, told_service="hatakeskus"), "emergency_112", "hatakeskus"),
    ],
)
def test_the_first_that_applies(facts: CallFacts, expected: str, about: str | None) -> None:
    assert disposition(facts) == expected
    assert service(facts) == about


def test_the_order_of_dispositions() -> None:
    for stronger, weaker in pairwise(DISPOSITIONS):
        assert outranks(stronger, weaker)
        assert not outranks(weaker, stronger)
        assert outranks(stronger, stronger)
        assert outranks(stronger, None)
