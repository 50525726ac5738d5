"""Text messages: offered to mobile numbers, sent only to who asks, and telling nothing of the matter."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.care import texts
from tests.dialogue.fakes import FakeCall, office
from tests.dialogue.test_actions import run

BOOKED = {
    "need": "infection_symptoms",
    "concern": "mulla on kurkku kipee",
    "service": "terveysasema",
    "number": "+358401234567",
    "time": "milloin vain",
}


@dataclass
class FakeTexts:
    wished: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def wish(self, call_sid: str, number: str, texts: Sequence[str], at: datetime) -> None:
        self.wished.append((number, tuple(texts)))


async def booked(**changes: Any) -> tuple[dict[str, Any], list[str | None]]:
    slots, said, _ = await run("action_book_callback", replace(office(), texts=FakeTexts()), BOOKED | changes)
    return slots, said


async def answered(text: str, **slots: Any) -> tuple[dict[str, Any], FakeTexts]:
    wishes = FakeTexts()
    offered = {"sms_offered": True, "sms_number": "+358401234567", "sms_link": "https://www.omaolo.fi"}
    asked = {"requested_slot": "anything_else", "next_step": "anything_else_form"}
    at = replace(office(), texts=wishes)
    after, _, _ = await run("validate_anything_else_form", at, offered | asked | slots, text)
    return after, wishes


async def test_a_mobile_number_is_offered_a_message_with_the_link_that_fits() -> None:
    slots, said = await booked()
    assert said == ["utter_booked", "utter_sms_offer_link"]
    assert slots["sms_link"] == "https://www.omaolo.fi"


async def test_a_channel_that_nobody_has_confirmed_gives_no_link() -> None:
    slots, said = await booked(need="chronic_care", concern="diabeteksen kontrolli")
    assert said == ["utter_booked", "utter_channel_to_ask", "utter_sms_offer"]
    assert slots["sms_link"] is None


async def test_a_landline_and_a_service_without_texts_are_offered_none() -> None:
    slots, said = await booked(number="+358142661000")
    assert (said, slots["sms_offered"]) == (["utter_booked", "utter_channel"], False)
    _, said, _ = await run("action_book_callback", office(), BOOKED)
    assert said == ["utter_booked", "utter_channel"]


@pytest.mark.parametrize("danger", ["red_flags", "suspected"])
async def test_no_channel_is_spoken_of_where_danger_was_heard_or_asked_about(danger: str) -> None:
    call = replace(FakeCall(), **{danger: ("breathing",)})
    _, said, _ = await run("action_book_callback", office(call=call), BOOKED)
    assert said == ["utter_booked"]


async def test_a_channel_of_no_symptom_is_spoken_of_where_it_is_the_services_own() -> None:
    _, said, _ = await run("action_book_callback", office(), BOOKED | {"concern": "mulla on kuumetta"})
    assert said == ["utter_booked"]
    digital = {"need": "digital_services_help", "service": "omaks", "concern": "en pääse kirjautumaan"}
    _, said, _ = await run("action_book_callback", office(), BOOKED | digital)
    assert said == ["utter_booked", "utter_channel_to_ask"]


async def test_who_asks_gets_it_and_is_still_asked_whether_there_is_more() -> None:
    after, wishes = await answered("joo, tekstiviesti kiitos")
    assert wishes.wished == [("+358401234567", texts.messages("https://www.omaolo.fi"))]
    assert after["anything_else"] is None
    assert "wish" not in after


@pytest.mark.parametrize("text", ["ei kiitos", "ei tarvitse tekstiviestiä", "en halua viestiä"])
async def test_who_refuses_gets_none(text: str) -> None:
    after, wishes = await answered(text)
    assert wishes.wished == []
    assert after["wish"] == "goodbye"


async def test_without_an_offer_nothing_is_sent() -> None:
    _, wishes = await answered("tekstiviesti", sms_offered=False)
    assert wishes.wished == []


def test_a_message_names_neither_need_nor_service() -> None:
    for text in texts.messages("https://www.omaolo.fi"):
        assert len(text) <= 160
        assert not any(word in text.lower() for word in ("ensilinja", "terveysasema", "kurkku", "mielen"))
