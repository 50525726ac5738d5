"""action_open_need: a caller, or the call itself by a command, brings a need up outside any question."""

from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.intake import Told
from bot.dialogue.actions import known_caller
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.keeping import keep_answers
from bot.dialogue.actions.next_step import Slots, take
from bot.dialogue.actions.telling_about import tell_about
from bot.dialogue.actions.telling_notices import tell_notices
from bot.dialogue.actions.telling_offers import tell_offers
from bot.dialogue.intake import answers_of, of_new_matter, of_story, told, with_answers
from bot.dialogue.needs import UNNAMED, care_needs
from bot.dialogue.office import Office
from bot.dialogue.plan import CALLBACK, FEEDBACK


class OpenNeed(Action):
    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        return "action_open_need"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        desk = await self._office.desk(tracker.sender_id)
        heard = Heard.of(tracker.latest_message)
        known = await known_caller.greeted(self._office, desk, heard, tracker.slots, dispatcher)
        if known_caller.wants_change(heard, tracker.slots | known):
            changes = known | known_caller.change_begins(heard) | {"next_step": known_caller.FORM}
            return [SlotSet(name, value) for name, value in changes.items()]
        changes = known | opened(heard, tracker.slots, desk.at)
        changes |= await tell_notices(self._office, desk, tracker.slots | changes, dispatcher)
        changes |= tell_about(desk, heard, tracker.slots | changes, dispatcher)
        changes |= take(desk, tracker.slots | changes, dispatcher)
        changes |= tell_offers(desk, tracker.slots | changes, dispatcher)
        await keep_answers(self._office, tracker.sender_id, tracker.slots | changes)
        return [SlotSet(name, value) for name, value in changes.items()]


def opened(heard: Heard, slots: Slots, now: datetime) -> Slots:
    """The slots that a newly heard need changes. What still fits of an earlier one stays."""
    match heard.intent:
        case need if need == FEEDBACK or need in care_needs():
            return new_need(need, heard, slots, now)
        case "human_agent":
            return {"need": slots.get("need") or "human_agent", **wanting_person()}
        case "callback_request":
            chosen = CALLBACK if heard.is_command else None
            answers = of_story(answers_of(slots), heard, now, None)
            return {
                **with_answers(answers),
                "need": slots.get("need") or "callback_request",
                "concern": slots.get("concern") or (heard.text if heard.tells_more_than_asking else None),
                "wish": None,
                "wants_callback": True,
                "help_choice": chosen,
            }
    return {"need": slots.get("need") or "callback_request"}


def wanting_person() -> Slots:
    """A person is wanted now, whatever was chosen before."""
    return {"wish": "person", "help_choice": None, "wants_callback": False}


def new_need(need: str, heard: Heard, slots: Slots, now: datetime) -> Slots:
    """The slots of a matter that has just been brought up, with what its story told by the way."""
    known = answers_of(slots)
    kept = known if slots.get("need") in UNNAMED else of_new_matter(known)
    answers = of_story(kept, heard, now, need)
    concern = heard.text if heard.tells_concern_at_length else None
    if concern is not None:
        answers = told(answers, "concern", Told(concern, concern), heard)
    return {
        **with_answers(answers),
        "need": need,
        "concern": concern,
        "summary_ok": None,
        "help_choice": None,
        "time": None,
        "wish": None,
        "wants_callback": False,
    }
