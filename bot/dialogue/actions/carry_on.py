"""action_carry_on: a form has ended, filled or left early; what follows."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.dialogue.actions import known_caller
from bot.dialogue.actions.asking import DANGER
from bot.dialogue.actions.next_step import take
from bot.dialogue.actions.telling_notices import tell_notices
from bot.dialogue.actions.validate_callback import REFUSED as CONSENT_REFUSED
from bot.dialogue.actions.validate_closing import FORM as CLOSING_FORM
from bot.dialogue.office import Office


class CarryOn(Action):
    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        return "action_carry_on"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        wish = tracker.get_slot("wish")
        if wish == DANGER:
            # The conversation has taken the call to a person: nothing more is said here.
            return [SlotSet("wish", None), SlotSet("again", False), SlotSet("next_step", "wait")]
        done = tracker.get_slot("anything_else") is False and not tracker.get_slot("feedback_asked")
        if wish == "goodbye" and done:
            asked = {"next_step": CLOSING_FORM, "feedback_asked": True, "feedback": None, "again": False}
            return [SlotSet(name, value) for name, value in asked.items()]
        if wish in ("goodbye", "more"):
            dispatcher.utter_message(response="utter_goodbye" if wish == "goodbye" else "utter_ask_more")
            return [SlotSet("wish", None), SlotSet("again", False), SlotSet("next_step", "wait")]
        if wish == known_caller.WISH:
            return [SlotSet("wish", None), SlotSet("again", False), SlotSet("next_step", known_caller.FORM)]
        if wish == "request_changed":
            changes = {"wish": None, "need": None, "concern": None, "anything_else": None, "again": False}
            return [SlotSet(k, v) for k, v in {**changes, "next_step": "anything_else_form"}.items()]
        if wish in ("noted", CONSENT_REFUSED):
            if wish == "noted":
                words = tracker.get_slot("concern") or ""
                await self._office.keep_feedback(tracker.sender_id, None, words)
            dispatcher.utter_message(json_message={"do": "informed", "service": tracker.get_slot("service")})
            changes = {"wish": None, "need": None, "concern": None, "anything_else": None, "again": False}
            return [SlotSet(k, v) for k, v in {**changes, "next_step": "anything_else_form"}.items()]
        desk = await self._office.desk(tracker.sender_id)
        await self._office.note_caller(tracker.sender_id, tracker.slots)
        changes = await tell_notices(self._office, desk, tracker.slots, dispatcher)
        changes |= take(desk, tracker.slots, dispatcher)
        return [SlotSet(name, value) for name, value in changes.items()]
