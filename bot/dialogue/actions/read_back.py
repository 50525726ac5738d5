"""What was gathered is read back: a yes, a correction that is read, or one that the nurse reads."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import not_telling, yes_no
from bot.care.intake import Told, reading
from bot.dialogue.actions.form import Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.actions.numbers import given, number_in
from bot.dialogue.intake import answers_of, told, with_answers

_BUT = ("mutta", "mut ", "paitsi")


class ReadBack(Form):
    """The questions `summary_ok` and `correction` of a form."""

    async def validate_summary_ok(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            held = not_telling.read(heard.text)
            if held is not None:
                return _confirmed(Told(str(held.value), heard.text), heard, tracker)
            said = yes_no.read(heard.text)
            agrees = said is not None and said.value is True
            if not agrees or any(word in heard.text.lower() for word in _BUT):
                corrected = await self._mended(heard, dispatcher, tracker)
                if corrected is not None:
                    return corrected
            if agrees:
                return _confirmed(Told("yes", heard.text, confidence=0.95), heard, tracker)
            return (
                {"summary_ok": False, "correction": None}
                if said is not None and said.value is False
                else None
            )

        return await self.answer("summary_ok", value, dispatcher, tracker, read)

    async def validate_correction(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            corrected = await self._mended(heard, dispatcher, tracker)
            if corrected is not None:
                return corrected
            words = reading.read("words", heard.text, (await self._office.desk(tracker.sender_id)).at)
            if words is None:
                return None
            # What is not read is the nurse's to read: the request is made with the caller's own words.
            dispatcher.utter_message(response="utter_correction_noted")
            return _confirmed(words, heard, tracker, topic="correction")

        return await self.answer("correction", value, dispatcher, tracker, read)

    async def _mended(self, heard: Heard, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots | None:
        """The slots with an earlier answer changed, to be read back once more; None when nothing is changed."""
        number_told = number_in(heard)
        if number_told:
            return {"summary_ok": None, **given(number_told, heard, dispatcher)}
        corrected = await self.corrected(heard, dispatcher, tracker, denied=True)
        return None if corrected is None else {"summary_ok": None, **corrected}


def _confirmed(answer: Told, heard: Heard, tracker: Tracker, topic: str = "summary_ok") -> Slots:
    return {**with_answers(told(answers_of(tracker.slots), topic, answer, heard)), "summary_ok": True}
