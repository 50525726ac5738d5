"""action_book_callback: commits the callback request, and only then says that it is booked."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.callback_requests import CallbackRequest, deadline
from bot.dialogue import spoken
from bot.dialogue.actions import texting
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.office import Desk, Office


class BookCallback(Action):
    def __init__(self, office: Office) -> None:
        self._office = office

    def name(self) -> str:
        return "action_book_callback"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[dict[str, Any]]:
        desk = await self._office.desk(tracker.sender_id)
        booked = await self._office.book(request(desk, tracker.slots))
        dispatcher.utter_message(
            response="utter_booked",
            service_name=desk.directory.get(booked.service).spoken_name,
            number_said=spoken.phone(booked.number or ""),
            deadline_said=spoken.callback(
                booked.preferred_time, booked.deadline, desk.at, lambda at: desk.is_open(booked.service, at)
            ),
        )
        dispatcher.utter_message(json_message={"do": "booked", "callback_request": as_json(booked)})
        offered = texting.offer(self._office, desk, booked, dispatcher)
        after: Slots = {
            **offered,
            "booked_request": {
                "id": booked.id,
                "deadline": booked.deadline.isoformat(),
                "service": booked.service,
                "need": booked.need,
            },
            "next_step": "anything_else_form",
            "need": None,
            "concern": None,
            "help_choice": None,
            "time": None,
            "time_words": None,
            "wants_callback": False,
            "anything_else": None,
            "again": False,
            "summary_ok": None,
        }
        return [SlotSet(name, value) for name, value in after.items()]


def request(desk: Desk, slots: Slots) -> CallbackRequest:
    """The request of what the caller has told. The same call and service is the same request in the book."""
    service = desk.directory.get(slots["service"])
    return CallbackRequest(
        id=str(uuid4()),
        call_sid=desk.call.call_sid,
        service=service.id,
        need=slots["need"],
        concern=slots["concern"],
        number=slots["number"],
        preferred_time=slots["time"],
        preferred_time_words=slots.get("time_words") or "",
        language=desk.call.language,
        created_at=desk.at,
        deadline=deadline(desk.directory, service, desk.at),
        simulated=desk.call.simulated,
        birth_date=birth_date_in(slots),
    )


def birth_date_in(slots: Slots) -> str | None:
    """The birth date (ISO) among the answers, by which the caller is known when they ring again."""
    answer = (slots.get("answers") or {}).get("birth_date") or {}
    value = answer.get("value")
    try:
        return None if value is None else date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return None


def as_json(booked: CallbackRequest) -> dict[str, Any]:
    """The row as plain data; moments as ISO 8601."""
    plain = asdict(booked)
    return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in plain.items()}
