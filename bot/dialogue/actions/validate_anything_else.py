"""validate_anything_else_form: after a booking, nothing more, or the next matter."""

from functools import partial
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import yes_no
from bot.dialogue.actions import texting
from bot.dialogue.actions.changing_booked import changed
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.open_need import new_need, opened
from bot.dialogue.office import Office
from bot.dialogue.plan import FEEDBACK


class ValidateAnythingElse(Form):
    SLOTS = ("anything_else",)

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._text_taken = partial(texting.taken, office)

    def name(self) -> str:
        return "validate_anything_else_form"

    async def validate_anything_else(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            if await self._text_taken(tracker.sender_id, heard.text, tracker.slots, dispatcher):
                return {"anything_else": None}
            desk = await self._office.desk(tracker.sender_id)
            change = await changed(self._office, desk, heard, tracker.slots, dispatcher)
            if change is not None:
                return change
            if heard.care_need or heard.means(FEEDBACK) or heard.means("callback_request"):
                dispatcher.utter_message(response="utter_another_matter")
            if heard.care_need:
                return {**new_need(heard.care_need, heard, tracker.slots, desk.at), **LEFT}
            if heard.means(FEEDBACK):
                return {**new_need(FEEDBACK, heard, tracker.slots, desk.at), **LEFT}
            if heard.means("callback_request"):
                return {**opened(heard, {}, desk.at), **LEFT}
            said = yes_no.read(heard.text)
            if said is None:
                return None
            return {"anything_else": said.value, "wish": "more" if said.value else "goodbye", **LEFT}

        return await self.answer("anything_else", value, dispatcher, tracker, read)
