"""Right after a booking the request is still the caller's to change, in any words."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from tests.dialogue.fakes import TUESDAY_10, FakeAnswers, office
from tests.dialogue.test_actions import run

BOOKED = {"id": "1", "deadline": "2026-11-24T16:00:00+02:00", "service": "terveysasema", "need": "dental"}


@dataclass
class FakeKnown:
    changes: list[dict[str, str]] = field(default_factory=list)

    def change(self, request_id: str, call_sid: str, at: datetime, **values: str) -> None:
        self.changes.append({"id": request_id, **values})


async def said_after_booking(
    text: str, intent: str = "", **slots: Any
) -> tuple[dict[str, Any], list[str | None], FakeKnown, FakeAnswers]:
    known, answers = FakeKnown(), FakeAnswers()
    at = replace(office(at=TUESDAY_10), known=known, answers=answers)  # type: ignore[arg-type]
    asked = {"requested_slot": "anything_else", "next_step": "anything_else_form", "booked_request": BOOKED}
    after, said, _ = await run("validate_anything_else_form", at, asked | slots, text, intent)
    return after, said, known, answers


@pytest.mark.parametrize(
    "text", ["ei kun soittakaakin vasta huomenna aamulla", "voisko soitto olla huomenna aamulla"]
)
async def test_another_time_is_kept_with_the_request(text: str) -> None:
    slots, said, known, _ = await said_after_booking(text, "callback_request")
    assert [change["id"] for change in known.changes] == ["1"]
    assert known.changes[0]["preferred_time"].startswith("2026-11-25T06:00")
    assert (said[0], slots["anything_else"]) == ("utter_booked_time_changed", None)


async def test_another_number_is_read_back_before_it_counts() -> None:
    slots, _, known, _ = await said_after_booking("soittakaa sittenkin numeroon 050 123 4567")
    assert known.changes == []
    assert (slots["wish"], slots["request_change"], slots["request_number"]) == (
        "change_request", "number", "+358501234567",
    )  # fmt: skip


async def test_who_takes_the_request_back_is_asked_whether_that_is_sure() -> None:
    slots, _, _, _ = await said_after_booking("peru se soittopyyntö")
    assert (slots["wish"], slots["request_change"], slots["known_request"]) == (
        "change_request",
        "cancel",
        "1",
    )


async def test_a_corrected_answer_reaches_the_nurse() -> None:
    told = {"age": {"value": "P45Y", "words": "neljäkytviis"}}
    _, said, _, answers = await said_after_booking("eiku ikä on neljäkytkuus", answers=told)
    assert answers.kept["dental"]["age"].value == "P46Y"
    assert said[0] == "utter_corrected"


@pytest.mark.parametrize(
    ("text", "intent"), [("ei muuta kiitos", "deny"), ("hammas lohkesi eilen aamulla", "dental")]
)
async def test_other_words_change_nothing_of_it(text: str, intent: str) -> None:
    _, said, known, _ = await said_after_booking(text, intent)
    assert known.changes == []
    assert "utter_booked_time_changed" not in said
