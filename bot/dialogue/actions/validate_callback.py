"""validate_callback_form: now or later, the concern, the number and the time of a callback request."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import choice, number, time, yes_no
from bot.care.handoffs import CRISIS_NEEDS
from bot.dialogue import spoken
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots, asked_about
from bot.dialogue.needs import age_needs, care_needs
from bot.dialogue.plan import CALLBACK, service_for

_WRONG_NUMBER = (
    "väärä numero",
    "numero on väär",
    "numero meni väär",
    "numero ei oo oikein",
    "numero ei ole oikein",
)
_KEYED = re.compile(r"\d+#?")
_UNDECIDED = ("en tiedä", "en tiiä", "en mä tiedä", "en mä tiiä", "en osaa sanoa", "emmä tiedä", "emmä tiiä")


class ValidateCallback(Form):
    SLOTS = ("help_choice", "concern", "number_ok", "number", "time")

    def name(self) -> str:
        return "validate_callback_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        slots = tracker.slots
        chooses = bool(slots.get("closed")) or slots.get("wish") == "person"
        reads_back = bool(slots.get("calling_number")) and not slots.get("number")
        left_out = set() if chooses else {"help_choice"}
        return [name for name in domain_slots if name not in left_out and (name != "number_ok" or reads_back)]

    async def validate_help_choice(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = choice.read(heard.text)
            chosen = said.value if said else None
            if heard.is_command:
                chosen = choice.CALLBACK if heard.intent == "callback_request" else choice.NOW
            elif chosen is None and heard.means("human_agent"):
                chosen = choice.NOW
            elif chosen is None and heard.means("callback_request"):
                chosen = choice.CALLBACK
            if chosen is None:
                return None
            if chosen == choice.NOW:
                crisis = "kriisi" in heard.text.lower() and tracker.get_slot("need") in CRISIS_NEEDS
                return {"help_choice": "kriisipuhelin" if crisis else "paivystysapu", "wish": None, **LEFT}
            dispatcher.utter_message(response="utter_callback_chosen")
            return {"help_choice": CALLBACK, "wants_callback": True, "wish": None}

        return await self.answer("help_choice", value, dispatcher, tracker, read)

    async def validate_concern(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            if heard.means("goodbye") or not heard.tells_concern:
                return None
            told: Slots = {"concern": heard.text}
            if heard.care_need and tracker.get_slot("need") not in care_needs():
                told["need"] = heard.care_need
                desk = await self._office.desk(tracker.sender_id)
                service = service_for(heard.care_need, tracker.get_slot("age"), desk.directory, desk.at)
                if heard.care_need in age_needs() or service.id != tracker.get_slot("service"):
                    # Another service takes this need: the plan is made again.
                    told |= {"wants_callback": True, **LEFT}
            return told

        return await self.answer("concern", value, dispatcher, tracker, read)

    async def validate_number_ok(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            desk = await self._office.desk(tracker.sender_id)
            asked = asked_about(desk, tracker.slots)
            told = number_in(heard)
            if told and told != asked:
                return given(told, heard, dispatcher)
            said = yes_no.read(heard.text)
            if said is None and told is None:
                return None
            if said is not None and said.value is False:
                # A number that was misheard is asked for digit by digit, or keyed.
                misheard = tracker.get_slot("number_candidate") is not None
                return {"number_ok": False, "number_candidate": None, "again": misheard}
            return {"number_ok": True, "number": asked, "number_candidate": None}

        return await self.answer("number_ok", value, dispatcher, tracker, read)

    async def validate_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            told = number_in(heard)
            return given(told, heard, dispatcher) if told else None

        return await self.answer("number", value, dispatcher, tracker, read)

    async def validate_time(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            if any(words in heard.text.lower() for words in _WRONG_NUMBER):
                return {"number": None, "number_ok": False, "number_candidate": None}
            corrected = number_in(heard)
            if corrected and corrected != tracker.get_slot("number"):
                return given(corrected, heard, dispatcher)
            desk = await self._office.desk(tracker.sender_id)
            said = time.read(heard.text, now=desk.at)
            if said is not None:
                return {"time": str(said.value), "time_words": heard.text}
            if any(words in heard.text.lower() for words in _UNDECIDED):
                return {"time": time.ANYTIME, "time_words": heard.text}
            # What is not read the second time is kept as it was said: the nurse reads it.
            aside = heard.care_need or heard.means("wait") or heard.means("opening_hours")
            if tracker.get_slot("again") and heard.tells_concern and not aside:
                return {"time": heard.text, "time_words": heard.text}
            return None

        return await self.answer("time", value, dispatcher, tracker, read)


def number_in(heard: Heard) -> str | None:
    """A whole phone number in the answer, E.164."""
    said = number.read(heard.text)
    return str(said.value) if said is not None and str(said.value).startswith("+") else None


def given(told: str, heard: Heard, dispatcher: CollectingDispatcher) -> Slots:
    """A number that was keyed is taken; one that was spoken is read back for a yes before it counts."""
    if _KEYED.fullmatch(heard.text.strip()):
        dispatcher.utter_message(response="utter_number_noted", number_said=spoken.phone(told))
        return {"number": told, "number_ok": False, "number_candidate": None}
    return {"number": None, "number_ok": None, "number_candidate": told, "calling_number": spoken.phone(told)}
