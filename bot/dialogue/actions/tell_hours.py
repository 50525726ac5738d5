"""action_tell_hours: when the service that the caller named is open, else the health stations."""

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.directory import DEFAULT_SERVICE
from bot.dialogue import spoken
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.telling_about import named
from bot.dialogue.intake import answers_of, of_story, with_answers
from bot.dialogue.office import Desk, Office


class TellHours(Action):
    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        return "action_tell_hours"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        desk = await self._office.desk(tracker.sender_id)
        tell_hours(desk, Heard.of(tracker.latest_message).text, tracker.slots, dispatcher)
        after = {"next_step": "anything_else_form", "anything_else": None, "again": False}
        return [SlotSet(name, value) for name, value in after.items()]


def tell_hours(desk: Desk, text: str, slots: Slots, dispatcher: CollectingDispatcher) -> None:
    """Says the hours of the service named in `text`; of hours that nobody has confirmed only what its entry tells."""
    told = slots | with_answers(of_story(answers_of(slots), Heard(text, "", 0.0), desk.at, None))
    service = named(desk, text, told) or desk.directory.get(DEFAULT_SERVICE)
    name = service.spoken_name[0].upper() + service.spoken_name[1:]
    weekly = spoken.weekly_hours(service.hours)
    if service.hours.always:
        dispatcher.utter_message(response="utter_hours_always", service_name=name)
    elif service.about and not service.hours_checked:
        dispatcher.utter_message(response="utter_about", about=service.about)
    elif not weekly or not service.hours_checked:
        dispatcher.utter_message(response="utter_hours_unknown", service_name=service.spoken_name)
        return
    else:
        closes_at = desk.directory.closes_at(service, desk.at)
        opens_at = desk.directory.next_opening(service, desk.at)
        now = ""
        if closes_at:
            now = f"Nyt se on auki, tänään {spoken.clock(closes_at)} asti."
        elif opens_at:
            now = f"Nyt se on kiinni ja aukeaa {spoken.opening(opens_at, desk.at)}."
        dispatcher.utter_message(response="utter_hours", service_name=name, hours_said=weekly, now_said=now)
    dispatcher.utter_message(json_message={"do": "informed", "service": service.id})
