"""A number that rings again: that a request waits is told, and nothing more before the birth date is right."""

from rasa_sdk.executor import CollectingDispatcher

from bot.care.answers import request_change
from bot.care.callback_requests import CallbackRequest
from bot.dialogue import spoken
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Desk, Office

FORM = "known_caller_form"
WISH = "change_request"


async def greeted(
    office: Office, desk: Desk, heard: Heard, slots: Slots, dispatcher: CollectingDispatcher
) -> Slots:
    """Tells once that a request waits for the calling number, and by when it is answered.

    Who wants a person is not kept from one.
    """
    if slots.get("known_told") is not None or heard.intent == "human_agent":
        return {}
    waiting = await office.waiting_requests(desk)
    if waiting:
        _tell(waiting[0], desk, dispatcher)
    return {"known_told": bool(waiting)}


def wants_change(heard: Heard, slots: Slots) -> bool:
    """Whether the caller asks for the request that they have been told of."""
    return bool(slots.get("known_told")) and not heard.is_command and request_change.asks(heard.text)


def change_begins(heard: Heard) -> Slots:
    """The slots that lead to the form; what the caller said to be done is not asked again."""
    change = request_change.read(heard.text)
    return {
        "request_change": change.value if change else None,
        "known_birth_date": None,
        "known_request": None,
        "wrong_dates": 0,
    }


def _tell(request: CallbackRequest, desk: Desk, dispatcher: CollectingDispatcher) -> None:
    if request.deadline < desk.at:
        dispatcher.utter_message(response="utter_known_request_late")
        return
    promised = spoken.callback(request.preferred_time, request.deadline, desk.at)
    dispatcher.utter_message(response="utter_known_request", promised=promised)
