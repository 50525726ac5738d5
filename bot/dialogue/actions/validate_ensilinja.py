"""validate_ensilinja_form: the age, which decides between adult and youth services, and the caller's safety."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.dialogue.actions.asking import validate_safety, validation
from bot.dialogue.actions.form import Form
from bot.dialogue.intake import answers_of


class ValidateEnsilinja(Form):
    SLOTS = ("age", "safety")

    validate_age = validation("age")
    validate_safety = validate_safety

    def name(self) -> str:
        return "validate_ensilinja_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        known = answers_of(tracker.slots)
        return [name for name in domain_slots if name not in known]
