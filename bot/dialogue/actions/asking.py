"""Reads the answers to the questions of the intake, whichever form asks them."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from bot.care.answers import denial, not_telling, yes_no
from bot.care.intake import UNHEARD, Told, reading
from bot.care.intake.questions import is_child
from bot.dialogue.actions.form import LEFT, Form
from bot.dialogue.actions.hearing import Heard
from bot.dialogue.actions.next_step import Slots
from bot.dialogue.intake import answers_of, intake, told, with_age, with_answers

DANGER = "danger"
_SUICIDE = "suicide_self_harm"


def validation(topic: str) -> Any:
    """The validation method of one topic, as rasa-sdk looks it up by its name."""

    async def validate(
        form: Form, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slots:
        async def read(heard: Heard) -> Slots | None:
            return await read_topic(form, topic, heard, tracker)

        return await form.answer(topic, value, dispatcher, tracker, read)

    return validate


async def read_topic(form: Form, topic: str, heard: Heard, tracker: Tracker) -> Slots | None:
    desk = await form.desk(tracker)
    answers = answers_of(tracker.slots)
    # A small age is doubted where nothing points to a child: here something does.
    again = bool(tracker.get_slot("again")) or (topic == "age" and is_child(answers))
    answer = reading.read(intake().topics[topic].reads, heard.text, desk.at, again=again)
    if answer is None:
        return None
    return with_answers(with_age(told(answers, topic, answer, heard), desk.at))


async def validate_safety(
    form: Form, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
) -> Slots:
    """The direct question about safety: only a clear no lets the call go on as before.

    A yes, "en halua sanoa" and a second unclear answer bring a person to the line at once.
    """

    async def read(heard: Heard) -> Slots | None:
        held = not_telling.read(heard.text)
        said = yes_no.read(heard.text) if held is None else None
        answers = answers_of(tracker.slots)
        if said is not None and denial.is_whole(heard.text):
            return with_answers(
                told(answers, "safety", Told("no", heard.text, confidence=said.confidence), heard)
            )
        unclear = said is None or said.value is not True
        if unclear and held is None and not tracker.get_slot("again"):
            return None
        value = str(held.value) if held else UNHEARD if unclear else "yes"
        answers = told(answers, "safety", Told(value, heard.text, confidence=0.9), heard)
        dispatcher.utter_message(json_message={"do": "danger", "category": _SUICIDE, "action": "person_now"})
        return {**with_answers(answers), "wish": DANGER, **LEFT}

    return await form.answer("safety", value, dispatcher, tracker, read)
