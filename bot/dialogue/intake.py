"""What a conversation knows of its caller: the slot `answers`, and what it changes in the other slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.care.answers import for_whom, personal_id
from bot.care.intake import Intake, IntakeError, Told
from bot.care.intake.questions import without_person
from bot.care.intake.volunteered import volunteered
from bot.care.intake.wording import ToldBack, person_words, read_back
from bot.dialogue import data
from bot.edition import of_this_process

if TYPE_CHECKING:
    from bot.dialogue.actions.hearing import Heard

Slots = dict[str, Any]
_OF_CALL = ("municipality", "language")
"""What stays when the caller brings up a new matter, whoever it is about."""
_OF_PERSON = ("for_whom", "age", "name", "birth_date", "personal_id", "own_nurse")
_IN_STORIES = ("since", "municipality", "age")
"""What an answer to another question may tell besides."""


def intake() -> Intake:
    """The questions of the edition that this process serves. Raises IntakeError."""
    return intake_of(of_this_process().intake)


@cache
def intake_of(path: Path) -> Intake:
    """The questions of one edition's file. Raises IntakeError."""
    try:
        return Intake.from_data(data.intake(path))
    except IntakeError as fault:
        at = ": ".join(filter(None, ("dialogues/intake.yml", fault.at)))
        raise IntakeError(fault.code, at, fault.where, **fault.params) from None


def answers_of(slots: Mapping[str, Any]) -> dict[str, Told]:
    """What has been told, in the order it was told."""
    return {topic: Told.from_plain(plain) for topic, plain in (slots.get("answers") or {}).items()}


def with_answers(answers: Mapping[str, Told]) -> Slots:
    """The slots that hold these answers, and those that follow from them."""
    age = answers.get("age")
    return {
        "answers": {topic: told.plain() for topic, told in answers.items()},
        "age": age.value if age is not None and age.value.startswith("P") else None,
        **person_words(answers),
    }


def told(answers: Mapping[str, Told], topic: str, answer: Told, heard: Heard) -> dict[str, Told]:
    """The answers with one more, the latest last. Another person's matter drops what was told of the first."""
    before = answers.get(topic)
    kept = {name: each for name, each in answers.items() if name != topic}
    if topic == "for_whom" and before is not None and before.value != answer.value:
        kept = without_person(kept, tuple(intake().topics.values()))
    if topic in intake().topics and intake().topics[topic].masked:
        answer = replace(answer, words=personal_id.MASK)
    return kept | {topic: answer.heard(heard.turn, heard.heard_confidence)}


def with_age(answers: Mapping[str, Told], now: datetime) -> dict[str, Told]:
    """The answers with the age that a birth date tells, where no age was told."""
    born, age = answers.get("birth_date"), answers.get("age")
    if born is None or not born.is_told or (age is not None and age.is_told):
        return dict(answers)
    day = date.fromisoformat(born.value)
    years = now.year - day.year - ((now.month, now.day) < (day.month, day.day))
    if years < 1:
        return dict(answers)
    return {**answers, "age": replace(born, value=f"P{years}Y", asked=False)}


def of_story(answers: Mapping[str, Told], heard: Heard, now: datetime, need: str | None) -> dict[str, Told]:
    """The answers with what the caller's own story told by the way; the story itself is the concern."""
    if heard.is_command:
        return dict(answers)
    found = volunteered(heard.text, now)
    if need == "child_sick" and not _names_child(found.get("for_whom")):
        found["for_whom"] = Told(for_whom.CHILD, heard.text, confidence=0.8, asked=False)
    for topic, answer in found.items():
        answers = told(answers, topic, answer, heard)
    return dict(answers)


def besides(answers: Mapping[str, Told], heard: Heard, now: datetime) -> dict[str, Told]:
    """The answers with what an answer to another question told besides; nothing that is known changes."""
    if heard.is_command or len(heard.text.split()) <= 3:
        return dict(answers)
    for topic, answer in volunteered(heard.text, now).items():
        if topic in _IN_STORIES and topic not in answers:
            answers = told(answers, topic, answer, heard)
    return dict(answers)


def of_new_matter(answers: Mapping[str, Told]) -> dict[str, Told]:
    """What still holds when the caller brings up another matter."""
    return {
        topic: replace(each, asked=False)
        for topic, each in answers.items()
        if topic in (*_OF_CALL, *_OF_PERSON)
    }


def readback(need: str | None, answers: Mapping[str, Told]) -> str:
    words = _words_of(of_this_process().intake)
    told_back = ToldBack(words["symptoms"], words["subjects"])
    return read_back(words["matters"].get(need or ""), answers, told_back)


@cache
def _words_of(path: Path) -> Mapping[str, Mapping[str, str]]:
    """`matters` by need, `symptoms` and `subjects` by the beginnings of words, as they are told back."""
    found = data.intake(path)
    return {name: found.get(name) or {} for name in ("matters", "symptoms", "subjects")}


def _names_child(answer: Told | None) -> bool:
    return answer is not None and for_whom.is_young(answer.value)
