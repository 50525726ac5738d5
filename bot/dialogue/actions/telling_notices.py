"""Tells the notices that concern a caller, each once on a call, when their need is known."""

from rasa_sdk.executor import CollectingDispatcher

from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Desk, Office
from bot.dialogue.plan import service_for

MOST = 2
"""Notices told at once: more would not be listened to."""


async def tell_notices(office: Office, desk: Desk, slots: Slots, dispatcher: CollectingDispatcher) -> Slots:
    """The slot that remembers what has been told; empty when nothing new is."""
    need = slots.get("need")
    if not need or slots.get("wish") == "person":
        return {}
    told = list(slots.get("notices_told") or ())
    municipality = ((slots.get("answers") or {}).get("municipality") or {}).get("value")
    service = service_for(need, slots.get("age"), desk.directory, desk.at).id
    concerning = [
        notice
        for notice in await office.standing_notices(desk)
        if notice.id not in told and notice.concerns(desk.at, need, municipality, service)
    ][:MOST]
    for notice in concerning:
        dispatcher.utter_message(response="utter_notice", notice=notice.text)
    return {"notices_told": [*told, *(notice.id for notice in concerning)]} if concerning else {}
