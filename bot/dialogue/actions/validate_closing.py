"""validate_closing_form: one question at the end, how the call went. Whatever is answered, the call ends well."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import score, yes_no
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import SURE_OF_CHANGE, Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Office

FORM = "closing_form"
_BARE = 2
"""Words up to which a mark stands alone; more of them are the caller's own words."""


class ValidateClosing(Form):
    SLOTS = ("feedback",)

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._keep = office.keep_feedback

    def name(self) -> str:
        return "validate_closing_form"

    async def validate_feedback(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            mark = score.read(heard.text)
            if mark is None and heard.care_need and heard.confidence >= SURE_OF_CHANGE:
                return None  # another matter after all
            refused = yes_no.read(heard.text)
            if mark is None and (heard.means("goodbye") or (refused and refused.value is False)):
                return {"feedback": "-", "wish": "goodbye", **LEFT}
            said = heard.text if mark is None or len(heard.text.split()) > _BARE else ""
            await self._keep(tracker.sender_id, int(mark.value) if mark else None, said)
            dispatcher.utter_message(response="utter_feedback_kept")
            return {"feedback": mark.value if mark else heard.text, "wish": "goodbye", **LEFT}

        return await self.answer("feedback", value, dispatcher, tracker, read)
