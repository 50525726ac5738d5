"""validate_known_caller_form: the birth date that opens a waiting request, and what is done with it."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import birth_date, number, request_change, time, yes_no
from bot.dialogue import spoken
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots

MOST_WRONG_DATES = 2
_ASKED_BY = {
    request_change.ADD: ("request_addition",),
    request_change.NUMBER: ("request_number", "request_number_ok"),
    request_change.TIME: ("request_time",),
    request_change.CANCEL: ("request_cancel_ok",),
}
_DONE: Slots = {"wish": "request_changed", "request_change": None, "known_request": None, **LEFT}
_NEW_REQUEST: Slots = {"wish": None, "need": "callback_request", "wants_callback": True, **LEFT}


class ValidateKnownCaller(Form):
    SLOTS = (
        "known_birth_date", "request_change", "request_addition", "request_number", "request_number_ok",
        "request_time", "request_cancel_ok",
    )  # fmt: skip

    def name(self) -> str:
        return "validate_known_caller_form"

    async def required_slots(
        self, domain_slots: list[str], dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[str]:
        return ["known_birth_date", "request_change", *_ASKED_BY.get(tracker.slots.get("request_change"), ())]

    async def validate_known_birth_date(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            desk = await self.desk(tracker)
            said = birth_date.read(heard.text, now=desk.at)
            if said is None:
                return None
            opened = await self._office.open_request(desk, str(said.value))
            if opened is not None:
                dispatcher.utter_message(response="utter_known_opened")
                return {"known_birth_date": said.value, "known_request": opened.id}
            wrong = int(tracker.get_slot("wrong_dates") or 0) + 1
            if wrong < MOST_WRONG_DATES:
                dispatcher.utter_message(response="utter_known_wrong_date")
                return {"known_birth_date": None, "wrong_dates": wrong}
            dispatcher.utter_message(response="utter_known_not_opened")
            return {"known_birth_date": None, **_NEW_REQUEST}

        return await self.answer("known_birth_date", value, dispatcher, tracker, read)

    async def validate_request_change(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = request_change.read(heard.text)
            return {"request_change": said.value} if said else None

        return await self.answer("request_change", value, dispatcher, tracker, read)

    async def validate_request_addition(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            if not heard.tells_concern:
                return None
            desk = await self.desk(tracker)
            await self._office.add_to_request(desk, tracker.slots["known_request"], heard.text)
            dispatcher.utter_message(response="utter_request_added_to")
            return {"request_addition": heard.text, **_DONE}

        return await self.answer("request_addition", value, dispatcher, tracker, read)

    async def validate_request_number(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = number.read(heard.text)
            if said is None or not str(said.value).startswith("+"):
                return None
            told = str(said.value)
            return {"request_number": told, "request_number_said": spoken.phone(told)}

        return await self.answer("request_number", value, dispatcher, tracker, read)

    async def validate_request_number_ok(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = yes_no.read(heard.text)
            if said is None:
                return None
            if said.value is False:
                return {"request_number": None, "request_number_ok": None, "again": True}
            told = tracker.slots["request_number"]
            desk = await self.desk(tracker)
            await self._office.change_request(desk, tracker.slots["known_request"], number=told)
            dispatcher.utter_message(response="utter_request_number_changed", number_said=spoken.phone(told))
            return {"request_number_ok": True, **_DONE}

        return await self.answer("request_number_ok", value, dispatcher, tracker, read)

    async def validate_request_time(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            desk = await self.desk(tracker)
            said = time.read(heard.text, now=desk.at)
            # What is not read the second time is kept as it was said: the nurse reads it.
            if said is None and not tracker.get_slot("again"):
                return None
            wished = str(said.value) if said else heard.text
            await self._office.change_request(
                desk,
                tracker.slots["known_request"],
                preferred_time=wished,
                preferred_time_words=heard.text,
            )
            dispatcher.utter_message(response="utter_request_time_changed")
            return {"request_time": wished, **_DONE}

        return await self.answer("request_time", value, dispatcher, tracker, read)

    async def validate_request_cancel_ok(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            said = yes_no.read(heard.text)
            if said is None or said.value is None:
                return None
            if said.value is False:
                dispatcher.utter_message(response="utter_request_stands")
                return {"request_cancel_ok": False, **_DONE}
            await self._office.cancel_request(await self.desk(tracker), tracker.slots["known_request"])
            dispatcher.utter_message(response="utter_request_cancelled")
            return {"request_cancel_ok": True, **_DONE}

        return await self.answer("request_cancel_ok", value, dispatcher, tracker, read)
