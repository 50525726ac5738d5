"""The intake's questions have their slots, their wordings and their reading, and none is too long to say."""

import re

from bot.care.intake.wording import PERSONS
from bot.dialogue import data
from bot.dialogue.actions.validate_callback import TOPICS, ValidateCallback
from bot.dialogue.intake import intake
from bot.prompt_texts import PromptTexts
from bot.yaml_files import read_yaml

LONGEST = 150
"""Letters that are spoken in about ten seconds."""
ASKED = {question.topic for questions in intake().needs.values() for question in questions}


def test_every_question_of_a_need_can_be_asked_by_the_form() -> None:
    assert set(TOPICS) >= ASKED
    assert all(hasattr(ValidateCallback, f"validate_{topic}") for topic in TOPICS)


def test_every_question_is_worded_three_times_without_advice_and_shortly() -> None:
    prompts = data.prompts()
    for topic in set(TOPICS) - {"safety"}:
        wordings = prompts[f"utter_ask_{topic}"]
        assert len(set(wordings)) == 3, topic
        assert all(len(wording) <= LONGEST for wording in wordings), topic


def test_questions_of_every_person_are_spoken_before_they_are_needed() -> None:
    fixed = set(PromptTexts.read().fixed())
    assert {"Minkä ikäinen olet?", "Minkä ikäinen hän on?", "Minkä ikäinen lapsi on?"} <= fixed


def test_questions_take_no_other_slots_than_the_persons() -> None:
    responses = read_yaml(data.DIALOGUES / "domain" / "intake.yml")["responses"]
    slots = {
        slot
        for texts in responses.values()
        for each in texts
        for slot in re.findall(r"{(\w+)}", each["text"])
    }
    assert slots <= {*PERSONS["self"], "readback"}


def test_what_is_said_of_the_callers_number_is_known_when_the_call_rings() -> None:
    assert list(PromptTexts.read().of_number("040 123 4567")) == [
        "Soitammeko takaisin tähän numeroon, 040 123 4567?",
        "Kirjasin soittopyynnön numeroon 040 123 4567.",
    ]
