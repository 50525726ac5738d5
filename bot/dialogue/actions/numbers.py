"""Telephone numbers among a caller's words, and what becomes of one that was told."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care.answers import number
from bot.dialogue import spoken
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots


def number_in(heard: Heard) -> str | None:
    """A whole phone number in the answer, E.164."""
    said = number.read(heard.text)
    return str(said.value) if said is not None and str(said.value).startswith("+") else None


def given(told: str, heard: Heard, dispatcher: CollectingDispatcher) -> Slots:
    """A number that was keyed is taken; one that was spoken is read back for a yes before it counts."""
    if heard.keyed:
        dispatcher.utter_message(response="utter_number_noted", number_said=spoken.phone(told))
        return {"number": told, "number_ok": False, "number_candidate": None}
    return {"number": None, "number_ok": None, "number_candidate": told, "calling_number": spoken.phone(told)}
