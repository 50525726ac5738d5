"""What a call that has ended leaves to be done."""

from typing import Any

import pytest

from bot.care.dropped import EndedCall, in_their_words, leaves_danger, leaves_task

FEVER: dict[str, Any] = {"said": ("mulla on kuumetta",), "need": "infection_symptoms"}
CHEST: dict[str, Any] = {"said": ("rinnasta puristaa",), "red_flags": ("cardiac_chest_pain",)}


@pytest.mark.parametrize(
    ("told", "is_task"),
    [
        ({}, False),
        ({"said": ("haloo",)}, False),
        ({"said": ("mun polvi on kipeä",)}, True),
        (FEVER, True),
        (FEVER | {"informed": True}, True),
        (FEVER | {"requested": True}, False),
        (FEVER | {"answered": True}, False),
        ({"said": ("haluan puhua ihmiselle",), "need": "human_agent"}, True),
        ({"said": ("soittakaa mulle takaisin",), "need": "callback_request"}, True),
        ({"said": ("milloin te ootte auki",), "need": "opening_hours", "informed": True}, False),
        ({"said": ("onko tämä pizzeria",), "need": "out_of_scope"}, False),
        ({"said": ("milloin hammashoitola on auki",), "informed": True}, False),
        (CHEST, True),
        (CHEST | {"told_112": True, "put_through": True}, False),
    ],
)
def test_what_was_told_and_came_to_nothing_is_a_task(told: dict[str, Any], is_task: bool) -> None:
    assert leaves_task(EndedCall(**told)) is is_task


@pytest.mark.parametrize(
    ("told", "rings"),
    [
        (FEVER, False),
        (CHEST, True),
        (CHEST | {"answered": True}, False),
        (CHEST | {"denied": ("cardiac_chest_pain",)}, False),
        (CHEST | {"requested": True, "put_through": True}, True),
        (CHEST | {"told_112": True}, True),
        (CHEST | {"told_112": True, "put_through": True}, False),
        (CHEST | {"told_112": True, "put_through": True, "voiceless": True}, True),
        ({"suspected": ("stroke",)}, False),
        ({"suspected": ("stroke",), "asking_danger": True}, True),
        ({"suspected": ("stroke", "seizure"), "asking_danger": True, "denied": ("stroke",)}, True),
        ({"suspected": ("stroke",), "asking_danger": True, "denied": ("stroke",)}, False),
    ],
)
def test_danger_rings_the_duty_unless_a_person_answered_or_112_was_said_to_its_end(
    told: dict[str, Any], rings: bool
) -> None:
    assert leaves_danger(EndedCall(**told)) is rings


def test_the_task_holds_every_turn_in_the_callers_words() -> None:
    assert in_their_words(EndedCall(said=("mulla on kuumetta ", "", "joo"))) == "mulla on kuumetta / joo"
