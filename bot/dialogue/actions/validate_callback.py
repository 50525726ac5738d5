"""validate_callback_form: now or later, the concern, what a nurse would ask, the number, the time, the read-back."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import choice, not_telling, time, yes_no
from bot.care.directory import OPEN_LINE
from bot.care.handoffs import CRISIS_NEEDS
from bot.care.intake import Told
from bot.dialogue.actions.asking import read_topic, validate_safety, validation
from bot.dialogue.actions.form import LEFT
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots, asked_about
from bot.dialogue.actions.numbers import given, number_in
from bot.dialogue.actions.read_back import ReadBack
from bot.dialogue.actions.telling_offers import tell_offers
from bot.dialogue.intake import answers_of, intake, of_story, with_answers
from bot.dialogue.intake import told as add
from bot.dialogue.needs import age_needs, care_needs
from bot.dialogue.plan import CALLBACK, service_for

_WRONG_NUMBER = (
    "väärä numero",
    "numero on väär",
    "numero meni väär",
    "numero ei oo oikein",
    "numero ei ole oikein",
)
_MENU = {"1": "aamupäivällä", "2": "iltapäivällä", "3": "huomenna", "4": "milloin vain"}
"""The keys of the time question when it is asked again."""
REFUSED = "consent_refused"
"""The wish of a caller who gives no consent."""
TOPICS = (
    "for_whom", "age", "municipality", "name", "birth_date", "personal_id", "language", "since", "severity",
    "fever", "cause", "place", "other_symptoms", "drinking", "tried", "values", "medicine", "test",
    "appointment", "certificate", "vaccine", "illnesses", "medicines", "allergies", "pregnancy", "safety",
    "consent",
)  # fmt: skip
"""The questions of the intake that this form can ask; which it does ask, and when, is `dialogues/intake.yml`'s."""


class ValidateCallback(ReadBack):
    SLOTS = ("help_choice", "concern", *TOPICS, "number_ok", "number", "time", "summary_ok", "correction")

    validate_safety = validate_safety

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        set_now = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        told = tell_offers(await self.desk(tracker), {**tracker.slots, **set_now}, dispatcher)
        return [*events, *(SlotSet(name, value) for name, value in told.items())]

    def name(self) -> str:
        return "validate_callback_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        slots = tracker.slots
        chooses = bool(slots.get("closed")) or slots.get("wish") == "person"
        reads_back = bool(slots.get("calling_number")) and not slots.get("number")
        return [
            *(["help_choice"] if chooses else []),
            "concern",
            *intake().open(slots.get("need"), answers_of(slots)),
            *(["number_ok"] if reads_back else []),
            "number",
            "time",
            "summary_ok",
            *(["correction"] if slots.get("summary_ok") is False else []),
        ]

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
                line = "kriisipuhelin" if crisis else tracker.get_slot("open_line_id") or OPEN_LINE
                return {"help_choice": line, "wish": None, **LEFT}
            dispatcher.utter_message(response="utter_callback_chosen")
            return {"help_choice": CALLBACK, "wants_callback": True, "wish": None}

        return await self.answer("help_choice", value, dispatcher, tracker, read)

    async def validate_concern(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            held = not_telling.read(heard.text)
            if heard.means("goodbye") or not (heard.tells_concern or held):
                return None
            desk = await self._office.desk(tracker.sender_id)
            need = tracker.get_slot("need")
            answers = of_story(answers_of(tracker.slots), heard, desk.at, heard.care_need or need)
            concern = Told(heard.text, heard.text)
            told: Slots = {"concern": heard.text, **with_answers(add(answers, "concern", concern, heard))}
            if heard.care_need and need not in care_needs():
                told["need"] = heard.care_need
                service = service_for(heard.care_need, tracker.get_slot("age"), desk.directory, desk.at)
                if heard.care_need in age_needs() or service.id != tracker.get_slot("service"):
                    # Another service takes this need: the plan is made again.
                    told |= {"wants_callback": True, **LEFT}
            return told

        return await self.answer("concern", value, dispatcher, tracker, read)

    async def validate_consent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        """Without a consent nothing is passed on: no request is made."""

        async def read(heard: Heard) -> Slots | None:
            answered = await read_topic(self, "consent", heard, tracker)
            if answered is None or answered["answers"]["consent"]["value"] != "no":
                return answered
            dispatcher.utter_message(response="utter_consent_refused")
            return {**answered, "wish": REFUSED, **LEFT}

        return await self.answer("consent", value, dispatcher, tracker, read)

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
            menu = heard.keyed or tracker.get_slot("again")
            keyed = _MENU.get(heard.text.strip(" .")) if menu else None
            said = time.read(keyed or heard.text, now=desk.at)
            if said is not None:
                return _timed(str(said.value), keyed or heard.text, heard, tracker)
            if not_telling.read(heard.text) is not None:
                return _timed(time.ANYTIME, heard.text, heard, tracker)
            # What is not read the second time is kept as it was said: the nurse reads it.
            aside = heard.care_need or heard.means("wait") or heard.means("opening_hours")
            if tracker.get_slot("again") and heard.tells_concern and not aside:
                return _timed(heard.text, heard.text, heard, tracker)
            return None

        return await self.answer("time", value, dispatcher, tracker, read)

    def left_open(self, slot: str, heard: Heard, tracker: Tracker) -> Slots | None:
        if slot in ("number", "number_ok"):
            return None  # nobody can be rung back without one
        left = super().left_open(slot, heard, tracker)
        if slot == "time":
            return {**(left or {}), "time": time.ANYTIME, "time_words": heard.text}
        if slot in ("summary_ok", "correction"):
            return {**(left or {}), "summary_ok": True}
        return left


for _topic in TOPICS:
    if _topic not in ("safety", "consent"):
        setattr(ValidateCallback, f"validate_{_topic}", validation(_topic))


def _timed(value: str, words: str, heard: Heard, tracker: Tracker) -> Slots:
    answers = add(answers_of(tracker.slots), "time", Told(value, words, confidence=0.9), heard)
    return {**with_answers(answers), "time": value, "time_words": words}
