"""After a booking: a digital channel beside the request, and the text message, sent only to who asks for it."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care import texts
from bot.care.callback_requests import CallbackRequest
from bot.care.offers import Channel, channels_for
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Desk, Office


def offer(office: Office, desk: Desk, booked: CallbackRequest, dispatcher: CollectingDispatcher) -> Slots:
    """Offers a digital channel that fits beside the request, and the message where there is a mobile telephone.

    The link is sent where the channel's address has been confirmed.
    """
    channel = _channel(desk, booked)
    linked = channel if channel is not None and channel.checked else None
    sends = office.texts is not None and texts.is_mobile(booked.number)
    if linked is not None and sends:
        dispatcher.utter_message(response="utter_sms_offer_link", channel=linked.spoken_name)
    elif channel is not None:
        name = "utter_channel" if linked else "utter_channel_to_ask"
        dispatcher.utter_message(response=name, channel=channel.spoken_name)
    if not sends:
        return {"sms_offered": False}
    if linked is None:
        dispatcher.utter_message(response="utter_sms_offer")
    return {"sms_offered": True, "sms_number": booked.number, "sms_link": linked.link if linked else None}


def _channel(desk: Desk, booked: CallbackRequest) -> Channel | None:
    """The channel to speak of, a confirmed one first; none in a call in which danger was heard or asked about.

    One that nobody has confirmed is spoken of where it is for the caller's own symptom, or the service's own.
    """
    if desk.call.red_flags or desk.call.suspected:
        return None
    fitting = channels_for(desk.directory.channels, booked.need, booked.concern)
    spoken_of = [c for c in fitting if c.checked or c.words or c.service == booked.service]
    return next((each for each in spoken_of if each.checked), spoken_of[0] if spoken_of else None)


async def taken(
    office: Office, call_sid: str, said: str, slots: Slots, dispatcher: CollectingDispatcher
) -> bool:
    """Whether the words take the offer; the message is then kept to be sent when the call ends."""
    if not slots.get("sms_offered") or not texts.is_wished(said):
        return False
    await office.wish_texts(call_sid, slots["sms_number"], texts.messages(slots.get("sms_link")))
    dispatcher.utter_message(response="utter_sms_noted")
    return True
