"""What the forms share: in any question a caller may ask for a person, a repeat or something else."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.types import DomainDict

from bot.dialogue.actions import known_caller
from bot.dialogue.actions.hearing import SURE_OF_CHANGE, Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.open_need import new_need, wanting_person
from bot.dialogue.actions.tell_hours import tell_hours
from bot.dialogue.office import Office
from bot.dialogue.plan import CALLBACK

Reader = Callable[[Heard], Awaitable[Slots | None]]
LEFT = {"next_step": "form_left"}
CHANGE_FORM = f"validate_{known_caller.FORM}"
_ANY_WORDS = frozenset({"concern", "anything_else"})
"""Slots that take any words as an answer: what is not one has to be noticed first."""


class Form(FormValidationAction):
    """Slots that another turn filled pass through unchanged: only the question just asked is read."""

    SLOTS: ClassVar[tuple[str, ...]]
    """The form's slots in the order in which they are asked, as the domain has them."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def domain_slots(self, domain: DomainDict) -> list[str]:
        return list(self.SLOTS)

    async def next_requested_slot(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> EventType | None:
        if tracker.slots.get("next_step") == "form_left":
            return SlotSet(REQUESTED_SLOT, None)
        return await super().next_requested_slot(dispatcher, tracker, domain)

    async def answer(
        self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, read: Reader
    ) -> Slots:
        """The slots after an answer to `slot`: sure digressions, then `read`, then what else it may be."""
        if tracker.get_slot(REQUESTED_SLOT) != slot:
            return {slot: value}
        heard = Heard.of(tracker.latest_message)
        if heard.means("human_agent") and slot != "help_choice":
            return {slot: None, **wanting_person(), **LEFT}
        if heard.is_command and slot != "help_choice":
            wants = (
                {"wants_callback": True, "help_choice": CALLBACK}
                if heard.intent == "callback_request"
                else {}
            )
            return {slot: None, "again": False, **wants}
        if known_caller.wants_change(heard, tracker.slots) and self.name() != CHANGE_FORM:
            return {slot: None, "wish": known_caller.WISH, **known_caller.change_begins(heard), **LEFT}
        if heard.means("repeat") or heard.means("slower"):
            dispatcher.utter_message(response=f"utter_{heard.intent}")
            return {slot: None}
        if slot in _ANY_WORDS and await self._digressed(heard, dispatcher, tracker):
            return {slot: None, "again": False}
        understood = await read(heard)
        if understood is not None:
            return {slot: None, "again": False, **understood}
        if await self._digressed(heard, dispatcher, tracker):
            return {slot: None, "again": False}
        if heard.means("goodbye"):
            return {slot: None, "wish": "goodbye", **LEFT}
        changes = heard.care_need if heard.confidence >= SURE_OF_CHANGE else None
        if changes and changes != tracker.get_slot("need"):
            if tracker.get_slot("need"):
                dispatcher.utter_message(response="utter_need_changed")
            return {slot: None, **new_need(changes, heard), **LEFT}
        if heard.means("callback_request") and not tracker.get_slot("wants_callback"):
            return {slot: None, "again": False, "wants_callback": True}
        dispatcher.utter_message(response="utter_misunderstood")
        return {slot: None, "again": True}

    async def _digressed(self, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """A moment to think, or a question about opening hours: answered, and the form goes on."""
        if heard.means("wait"):
            dispatcher.utter_message(response="utter_wait")
            return True
        if heard.means("opening_hours"):
            tell_hours(await self._office.desk(tracker.sender_id), heard.text, dispatcher)
            return True
        return False
