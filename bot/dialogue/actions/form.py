"""What the forms share: in any question a caller may ask for a person, a repeat, a correction or something else."""

from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.types import DomainDict

from bot.care.intake import UNHEARD, Told, corrections
from bot.dialogue.actions import known_caller
from bot.dialogue.actions.hearing import SURE_OF_CHANGE, Heard
from bot.dialogue.actions.keeping import keep_answers
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.open_need import new_need, wanting_person
from bot.dialogue.actions.tell_hours import tell_hours
from bot.dialogue.intake import answers_of, besides, intake, readback, told, with_answers
from bot.dialogue.office import Desk, Office
from bot.dialogue.plan import CALLBACK

Reader = Callable[[Heard], Awaitable[Slots | None]]
LEFT = {"next_step": "form_left"}
CHANGE_FORM = f"validate_{known_caller.FORM}"
_ANY_WORDS = frozenset({"concern", "anything_else"})
"""Slots that take any words as an answer: what is not one has to be noticed first."""
_KEPT_AS_SAID = frozenset({"request_addition", "anything_else"})
"""Words for a request that is made: they take back nothing that it would still hold."""
_MAY_STAY_OPEN = frozenset({"time", "summary_ok", "correction"})
"""Questions, besides those of the intake, without an answer of which a request can be made."""


class Form(FormValidationAction):
    """Slots that another turn filled pass through unchanged: only the question just asked is read."""

    SLOTS: ClassVar[tuple[str, ...]]
    """The form's slots in the order in which they are asked, as the domain has them."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def domain_slots(self, domain: DomainDict) -> list[str]:
        return list(self.SLOTS)

    async def desk(self, tracker: Tracker) -> Desk:
        """The call as it stands. Raises LookupError when it has no row."""
        return await self._office.desk(tracker.sender_id)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        before = tracker.get_slot("answers")
        events: list[EventType] = await super().run(dispatcher, tracker, domain)
        set_now = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
        slots = {**tracker.slots, **set_now}
        if slots.get("answers") != before:
            await keep_answers(self._office, tracker.sender_id, slots)
        if set_now.get(REQUESTED_SLOT) == "summary_ok":
            events.append(SlotSet("readback", readback(slots.get("need"), answers_of(slots))))
        return events

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
        changes = await self._answer(slot, dispatcher, tracker, read)
        # The third asking ends with its question.
        return changes if changes.get("again", True) else {"third": False, **changes}

    async def _answer(
        self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker, read: Reader
    ) -> Slots:
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
        corrects = slot not in _KEPT_AS_SAID
        corrected = await self.corrected(heard, dispatcher, tracker, alike=True) if corrects else None
        if corrected is not None:
            return {slot: None, "again": False, **corrected}
        understood = await read(heard)
        if understood is not None:
            return {slot: None, "again": False, **await self._with_asides(heard, tracker, understood)}
        corrected = await self.corrected(heard, dispatcher, tracker) if corrects else None
        if corrected is not None:
            return {slot: None, "again": False, **corrected}
        if await self._digressed(heard, dispatcher, tracker):
            return {slot: None, "again": False}
        if heard.means("goodbye"):
            return {slot: None, "wish": "goodbye", **LEFT}
        changes = heard.care_need if heard.confidence >= SURE_OF_CHANGE else None
        if changes and changes != tracker.get_slot("need"):
            if tracker.get_slot("need"):
                dispatcher.utter_message(response="utter_need_changed")
            desk = await self._office.desk(tracker.sender_id)
            return {slot: None, **new_need(changes, heard, tracker.slots, desk.at), **LEFT}
        if heard.means("callback_request") and not tracker.get_slot("wants_callback"):
            return {slot: None, "again": False, "wants_callback": True}
        return await self._not_understood(slot, heard, dispatcher, tracker)

    async def corrected(
        self,
        heard: Heard,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        *,
        denied: bool = False,
        alike: bool = False,
    ) -> Slots | None:
        """The slots after words that take an earlier answer back; None when they take back nothing.

        `alike` asks that the new value is of the old one's kind: else the open question goes first.
        """
        if heard.is_command or not (denied or corrections.begins(heard.text)):
            return None
        desk = await self._office.desk(tracker.sender_id)
        answers = answers_of(tracker.slots)
        found = corrections.correction(heard.text, answers, intake().topics, desk.at, denied=denied)
        if found is None or (alike and not found.alike):
            return None
        named = "utter_time_corrected" if found.topic == "time" else "utter_corrected"
        dispatcher.utter_message(response=named)
        changes = with_answers(told(answers, found.topic, found.told, heard))
        if found.topic == "time":
            changes |= {"time": found.told.value, "time_words": heard.text}
        return changes

    async def _with_asides(self, heard: Heard, tracker: Tracker, understood: Slots) -> Slots:
        """What the answer told besides is not asked any more."""
        slots = {**tracker.slots, **understood}
        answers = answers_of(slots)
        desk = await self._office.desk(tracker.sender_id)
        more = besides(answers, heard, desk.at)
        return understood if more == answers else {**understood, **with_answers(more)}

    async def _not_understood(
        self, slot: str, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> Slots:
        """Asked again in other words, twice at most; then the question stays open where it may."""
        given_up = tracker.get_slot("again") and tracker.get_slot("third")
        if given_up and (slot in intake().topics or slot in _MAY_STAY_OPEN):
            left = self.left_open(slot, heard, tracker)
            if left is not None:
                dispatcher.utter_message(response="utter_left_open")
                return {slot: None, "again": False, **left}
        dispatcher.utter_message(response="utter_misunderstood")
        return {slot: None, "again": True, "third": bool(tracker.get_slot("again"))}

    def left_open(self, slot: str, heard: Heard, tracker: Tracker) -> Slots | None:
        """The slots when a question stays unanswered; None where it needs a person."""
        unheard = Told(UNHEARD, heard.text)
        return with_answers(told(answers_of(tracker.slots), slot, unheard, heard))

    async def _digressed(self, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """A moment to think, or a question about opening hours: answered, and the form goes on."""
        if heard.means("wait"):
            dispatcher.utter_message(response="utter_wait")
            return True
        if heard.means("opening_hours"):
            tell_hours(await self._office.desk(tracker.sender_id), heard.text, tracker.slots, dispatcher)
            return True
        return False
