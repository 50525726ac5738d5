"""Tells of a service that the caller names what its entry says, once in a call."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care.directory import Service
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.intake import answers_of
from bot.dialogue.office import Desk


def named(desk: Desk, text: str, slots: Slots) -> Service | None:
    """The service that the words name, the caller's own municipality's before others that are called alike."""
    place = answers_of(slots).get("municipality")
    return desk.directory.named(text, place.value if place is not None and place.is_told else None)


def tell_about(desk: Desk, heard: Heard, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
    """The slot that remembers what was told; empty when there is nothing to tell."""
    service = None if heard.is_command else named(desk, heard.text, slots)
    told = list(slots.get("about_told") or ())
    if service is None or not service.about or service.id in told:
        return {}
    dispatcher.utter_message(response="utter_about", about=service.about)
    return {"about_told": [*told, service.id]}
