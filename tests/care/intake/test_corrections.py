"""A correction changes the answer that the caller means."""

from datetime import datetime

import pytest

from bot.care.intake import Told
from bot.care.intake.corrections import begins, correction
from bot.care.intake.questions import Intake
from bot.dialogue import data

NOW = datetime(2026, 11, 24, 10)
TOPICS = Intake.from_data(data.intake()).topics
ANSWERS = {
    "for_whom": Told("self", "mulla"),
    "age": Told("P16Y", "kuustoista"),
    "since": Told("2026-11-23", "maanantaina"),
    "municipality": Told("Laukaa", "Laukaalta"),
}


@pytest.mark.parametrize(
    ("text", "topic", "value"),
    [
        ("ei vaan tiistaina", "since", "2026-11-17"),
        ("eiku seitsemäntoista", "age", "P17Y"),
        ("eiku seitsemäntoista vuotta", "age", "P17Y"),
        ("siis tarkotin äitiä", "for_whom", "äiti"),
        ("eiku Karstulasta", "municipality", "Karstula"),
        ("anteeksi eikun ikä on kaksikymmentä", "age", "P20Y"),
    ],
)
def test_the_right_earlier_answer_changes(text: str, topic: str, value: str) -> None:
    found = correction(text, ANSWERS, TOPICS, NOW)
    assert found is not None
    assert (found.topic, found.told.value, found.told.words) == (topic, value, text)


@pytest.mark.parametrize(
    "text", ["tiistaina", "joo", "ei", "mulla on yskä", "eiku", "ei vaan sinisiä pilviä"]
)
def test_other_words_take_nothing_back(text: str) -> None:
    assert correction(text, ANSWERS, TOPICS, NOW) is None


def test_a_denied_read_back_with_the_right_fact_is_a_correction() -> None:
    found = correction("ei, hän on 83", ANSWERS, TOPICS, NOW, denied=True)
    assert found is not None
    assert (found.topic, found.told.value) == ("age", "P83Y")


def test_words_that_correct_themselves_are_no_correction_of_something_earlier() -> None:
    assert not begins("maanantaina eiku tiistaina")
