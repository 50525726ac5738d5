"""The text message after a booking: offered where there is a mobile number, sent only to who asks for it."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care import texts
from bot.care.callback_requests import CallbackRequest
from bot.care.offers import channels_for
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Desk, Office


def offer(office: Office, desk: Desk, booked: CallbackRequest, dispatcher: CollectingDispatcher) -> Slots:
    """Offers the message, with the link of a digital channel that fits beside the request and is confirmed."""
    if office.texts is None or not texts.is_mobile(booked.number):
        return {"sms_offered": False}
    fitting = channels_for(desk.directory.channels, booked.need, booked.concern)
    channel = next((each for each in fitting if each.checked), None)
    if channel is None:
        dispatcher.utter_message(response="utter_sms_offer")
    else:
        dispatcher.utter_message(response="utter_sms_offer_link", channel=channel.spoken_name)
    return {"sms_offered": True, "sms_number": booked.number, "sms_link": channel.link if channel else None}


async def taken(
    office: Office, call_sid: str, said: str, slots: Slots, dispatcher: CollectingDispatcher
) -> bool:
    """Whether the words take the offer; the message is then kept to be sent when the call ends."""
    if not slots.get("sms_offered") or not texts.is_wished(said):
        return False
    await office.wish_texts(call_sid, slots["sms_number"], texts.messages(slots.get("sms_link")))
    dispatcher.utter_message(response="utter_sms_noted")
    return True
