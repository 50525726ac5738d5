"""Palvelutarjotin: one or two offers of the caller's own municipality, told once. Made-up ones are never told."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care.offers import offers_in
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.intake import answers_of
from bot.dialogue.office import Desk

NEED = "wellbeing_referral"
MOST = 2
"""Offers told at once: more would not be remembered."""


def tell_offers(desk: Desk, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
    """The slot that remembers that they were told; empty when there is nothing to tell."""
    municipality = answers_of(slots).get("municipality")
    if (
        slots.get("need") != NEED
        or slots.get("offers_told")
        or municipality is None
        or not municipality.is_told
    ):
        return {}
    found = offers_in(desk.directory.offers, municipality.value)[:MOST]
    if not found:
        return {}
    dispatcher.utter_message(response="utter_offers", offers=" ja ".join(offer.name for offer in found))
    return {"offers_told": True}
