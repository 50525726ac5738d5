"""Answers to the intake's questions, by voice and by key, and those that are kept although they tell nothing."""

from datetime import datetime

import pytest

from bot.care.intake.reading import READERS, read

NOW = datetime(2026, 11, 24, 10)


@pytest.mark.parametrize("reads", sorted({*READERS, "words"} - {"time"}))
@pytest.mark.parametrize(
    ("text", "value"), [("en tiedä", "unknown"), ("en mä muista", "unknown"), ("en halua sanoa", "refused")]
)
def test_not_telling_is_an_answer_to_every_question(reads: str, text: str, value: str) -> None:
    told = read(reads, text, NOW)
    assert told is not None
    assert (told.value, told.words, told.is_told) == (value, text, False)


@pytest.mark.parametrize(
    ("reads", "keys", "value"),
    [
        ("yes_no", "1", "yes"), ("yes_no", "2", "no"), ("severity", "8", "8"), ("age", "45", "P45Y"),
        ("for_whom", "1", "self"), ("for_whom", "2", "toinen"), ("words", "2", "none"),
        ("birth_date", "05031958", "1958-03-05"), ("birth_date", "2", "refused"), ("municipality", "2", "unknown"),
        ("since", "3", "P3D"), ("since", "0", "P0D"),
    ],
)  # fmt: skip
def test_every_question_can_be_keyed(reads: str, keys: str, value: str) -> None:
    told = read(reads, keys, NOW)
    assert told is not None
    assert told.value == value


@pytest.mark.parametrize("text", ["ei", "en kerro sitä", "ei kiitos", "ohita", "en haluu sanoa"])
def test_a_birth_date_may_be_left_unsaid_in_any_words(text: str) -> None:
    told = read("birth_date", text, NOW)
    assert told is not None
    assert told.value == "refused"


@pytest.mark.parametrize(
    "text", ["ei", "ei oo", "ei ole mitään sairauksia", "ei muita oireita", "eei kiitos"]
)
def test_none_is_told_from_words_that_tell_something(text: str) -> None:
    told = read("words", text, NOW)
    assert told is not None
    assert told.value == "none"


@pytest.mark.parametrize("text", ["ei muuta kuin astma", "kurkku on vähän kipee", "ei oo kuumetta"])
def test_the_callers_words_are_kept_as_they_are(text: str) -> None:
    told = read("words", text, NOW)
    assert told is not None
    assert told.value == text


@pytest.mark.parametrize("reads", ["severity", "since"])
def test_what_is_not_read_the_second_time_is_kept_for_the_nurse(reads: str) -> None:
    assert read(reads, "semmosta jomottavaa menoa", NOW) is None
    told = read(reads, "semmosta jomottavaa menoa", NOW, again=True)
    assert told is not None
    assert told.value == "semmosta jomottavaa menoa"


@pytest.mark.parametrize("text", ["joo", "öö", ""])
def test_a_murmur_is_no_answer(text: str) -> None:
    assert read("since", text, NOW, again=True) is None
