"""validate_ensilinja_form: the caller's age, which decides between adult and youth services."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import age
from bot.dialogue.actions.form import Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots

SURE = 0.7
"""An age that is less sure is asked again."""
LEAST = 0.5
"""How sure an age must be when it has been asked again."""


class ValidateEnsilinja(Form):
    SLOTS = ("age",)

    def name(self) -> str:
        return "validate_ensilinja_form"

    async def validate_age(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            desk = await self._office.desk(tracker.sender_id)
            said = age.read(heard.text, now=desk.at)
            needed = LEAST if tracker.get_slot("again") else SURE
            return {"age": said.value} if said and said.confidence >= needed else None

        return await self.answer("age", value, dispatcher, tracker, read)
