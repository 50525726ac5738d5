"""The question at the end: kept in whatever form it is answered, asked once, and no trap for who says no."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from tests.dialogue.fakes import office
from tests.dialogue.test_actions import run


@dataclass
class FakeFeedback:
    kept: list[tuple[int | None, str]] = field(default_factory=list)

    def keep(self, call_sid: str, score: int | None, words: str, at: datetime) -> None:
        self.kept.append((score, words))


async def answered(
    text: str, intent: str = "", confidence: float = 0.9
) -> tuple[dict[str, Any], list[str | None], FakeFeedback]:
    feedback = FakeFeedback()
    slots = {"requested_slot": "feedback", "next_step": "closing_form", "feedback_asked": True}
    at = replace(office(), feedback=feedback)
    after, said, _ = await run("validate_closing_form", at, slots, text, intent, confidence)
    return after, said, feedback


async def test_who_has_nothing_more_is_asked_once() -> None:
    done = {"wish": "goodbye", "anything_else": False}
    slots, said, _ = await run("action_carry_on", office(), done)
    assert (slots["next_step"], slots["feedback_asked"], said) == ("closing_form", True, [])
    slots, said, _ = await run("action_carry_on", office(), done | {"feedback_asked": True})
    assert (slots["next_step"], said) == ("wait", ["utter_goodbye"])


async def test_who_says_goodbye_in_the_middle_is_not_asked() -> None:
    slots, said, _ = await run("action_carry_on", office(), {"wish": "goodbye"})
    assert (slots["next_step"], said) == ("wait", ["utter_goodbye"])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("5", (5, "")),
        ("neljä", (4, "")),
        ("kolme, jono oli ihan liian pitkä", (3, "kolme, jono oli ihan liian pitkä")),
        ("hyvin meni, kiitos paljon avusta", (None, "hyvin meni, kiitos paljon avusta")),
    ],
)
async def test_a_mark_and_words_are_kept(text: str, kept: tuple[int | None, str]) -> None:
    after, said, feedback = await answered(text)
    assert feedback.kept == [kept]
    assert (after["wish"], said) == ("goodbye", ["utter_feedback_kept"])


@pytest.mark.parametrize(
    ("text", "intent"), [("en halua", "deny"), ("ei kiitos", "deny"), ("hei hei", "goodbye")]
)
async def test_no_is_an_answer(text: str, intent: str) -> None:
    after, said, feedback = await answered(text, intent)
    assert (feedback.kept, said, after["wish"]) == ([], [], "goodbye")


async def test_another_matter_is_not_taken_for_feedback() -> None:
    after, _, feedback = await answered("niin ja se resepti pitäis uusia", "prescription_renewal")
    assert feedback.kept == []
    assert after["need"] == "prescription_renewal"


async def test_feedback_as_the_callers_own_matter_is_kept_too() -> None:
    feedback = FakeFeedback()
    at = replace(office(), feedback=feedback)
    await run("action_carry_on", at, {"wish": "noted", "concern": "mua kohdeltiin huonosti"})
    assert feedback.kept == [(None, "mua kohdeltiin huonosti")]
