"""validate_feedback_form: the feedback in the caller's own words, and whether the caller wants to be rung."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import yes_no
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.plan import CALLBACK


class ValidateFeedback(Form):
    SLOTS = ("concern", "wants_contact")

    def name(self) -> str:
        return "validate_feedback_form"

    async def validate_concern(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            if heard.means("goodbye") or not heard.tells_concern:
                return None
            return {"concern": heard.text}

        return await self.answer("concern", value, dispatcher, tracker, read)

    async def validate_wants_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = yes_no.read(heard.text)
            if said is None or said.value is None:
                return None
            if said.value:
                return {"wants_contact": True, "wants_callback": True, "help_choice": CALLBACK, **LEFT}
            return {"wants_contact": False, "wish": "noted", **LEFT}

        return await self.answer("wants_contact", value, dispatcher, tracker, read)
