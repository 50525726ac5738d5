"""Right after a booking: another time, number or answer for it, or no request after all."""

from datetime import datetime

from rasa_sdk.executor import CollectingDispatcher

from bot.care.answers import request_change, time
from bot.care.intake import corrections
from bot.dialogue import spoken
from bot.dialogue.actions import known_caller
from bot.dialogue.actions.form import LEFT
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.numbers import number_in
from bot.dialogue.intake import answers_of, intake, told, with_answers
from bot.dialogue.office import Desk, Office

_OF_THE_CALL = (
    "soitta",
    "soitto",
    "soita",
    "soittel",
    "aika",
    "aikaa",
    "ajan",
    "vasta",
    "sittenkin",
    "mieluummin",
)
_UNDOES = ("peru", "poista", "en tarvi", "ei tarvi", "ei tarttekaan")


async def changed(
    office: Office, desk: Desk, heard: Heard, slots: Slots, dispatcher: CollectingDispatcher
) -> Slots | None:
    """The slots after words that change the request just made; None when they change nothing of it."""
    booked = slots.get("booked_request")
    if not booked or heard.is_command or office.known is None:
        return None
    line = heard.text.lower()
    number = number_in(heard)
    if number is not None:
        return _in_form(booked["id"], request_change.NUMBER) | {
            "request_number": number, "request_number_said": spoken.phone(number), "request_number_ok": None,
        }  # fmt: skip
    asks = request_change.asks(heard.text) or line.startswith(_UNDOES)
    if asks and any(words in line for words in _UNDOES):
        return _in_form(booked["id"], request_change.CANCEL) | {"request_cancel_ok": None}
    said = time.told(heard.text, now=desk.at)
    about_call = corrections.begins(heard.text) or any(word in line for word in _OF_THE_CALL)
    if said is None or not about_call:
        return await _corrected(office, desk, heard, slots, dispatcher)
    wished, service = str(said.value), booked["service"]
    await office.change_request(desk, booked["id"], preferred_time=wished, preferred_time_words=heard.text)
    promised = spoken.callback(
        wished, datetime.fromisoformat(booked["deadline"]), desk.at, lambda at: desk.is_open(service, at)
    )
    dispatcher.utter_message(response="utter_booked_time_changed", promised=promised)
    return {"anything_else": None}


async def _corrected(
    office: Office, desk: Desk, heard: Heard, slots: Slots, dispatcher: CollectingDispatcher
) -> Slots | None:
    """An earlier answer that is taken back: the nurse finds the new one."""
    answers = answers_of(slots)
    found = corrections.correction(heard.text, answers, intake().topics, desk.at)
    if found is None or found.topic == "time":
        return None
    answers = told(answers, found.topic, found.told, heard)
    await office.keep_answers(desk.call.call_sid, slots["booked_request"]["need"], answers)
    dispatcher.utter_message(response="utter_corrected")
    return {"anything_else": None, **with_answers(answers)}


def _in_form(request_id: str, change: str) -> Slots:
    """The slots that lead to the form of changes, without the birth date: it is this call's own request."""
    return {
        "anything_else": None, "wish": known_caller.WISH, "request_change": change,
        "known_request": request_id, "known_birth_date": "this call", **LEFT,
    }  # fmt: skip
