"""Palvelutarjotin and the wellbeing referral: offers of the caller's municipality, and nothing without a consent."""

from dataclasses import replace
from typing import Any

from bot.care.directory import Directory
from bot.dialogue import data
from tests.dialogue.fakes import office
from tests.dialogue.test_actions import run

KINNULA = [
    {"name": name, "kind": "sport", "municipality": "Kinnula"} for name in ("Uinti", "Sauvakävely", "Jooga")
]
NEED = "wellbeing_referral"


def told(topic: str, value: str) -> dict[str, Any]:
    return {topic: {"value": value, "words": value, "confidence": 0.9, "asked": True}}


async def municipality_told(
    offers: list[dict[str, Any]], **slots: Any
) -> tuple[dict[str, Any], list[str | None]]:
    directory = Directory.from_data(data.services() | {"offers": offers})
    at = replace(office(), directory=lambda: directory)
    asked = {
        "requested_slot": "municipality",
        "next_step": "callback_form",
        "need": NEED,
        "concern": "liikkua",
    }
    after, said, _ = await run("validate_callback_form", at, asked | slots, "Kinnula")
    return after, said


async def test_two_offers_of_the_callers_municipality_are_told_once() -> None:
    after, said = await municipality_told(KINNULA)
    assert (said, after["offers_told"]) == (["utter_offers"], True)
    assert (await municipality_told(KINNULA, offers_told=True))[1] == []


async def test_made_up_offers_and_other_needs_are_not_told() -> None:
    made_up = [offer | {"example": True} for offer in KINNULA]
    assert (await municipality_told(made_up))[1] == []
    assert (await municipality_told(KINNULA, need="dental"))[1] == []


async def test_without_a_consent_no_request_is_made() -> None:
    asked = {"requested_slot": "consent", "next_step": "callback_form", "need": NEED, "concern": "liikkua"}
    answers = {"answers": {**told("age", "P60Y"), **told("municipality", "Kinnula")}}
    after, said, _ = await run("validate_callback_form", office(), asked | answers, "ei", "deny")
    assert (said, after["wish"], after["next_step"]) == (
        ["utter_consent_refused"],
        "consent_refused",
        "form_left",
    )
    after, said, effects = await run(
        "action_carry_on", office(), asked | after | {"service": "hyvinvointilahete"}
    )
    assert (said, after["next_step"]) == ([], "anything_else_form")
    assert effects == [{"do": "informed", "service": "hyvinvointilahete"}]


async def test_with_a_consent_the_form_goes_on() -> None:
    asked = {"requested_slot": "consent", "next_step": "callback_form", "need": NEED, "concern": "liikkua"}
    after, said, _ = await run("validate_callback_form", office(), asked, "joo, saa")
    assert (said, after["answers"]["consent"]["value"]) == ([], "yes")
