"""Wishes to do something about a request that was left earlier."""

import pytest

from bot.care.answers import request_change


@pytest.mark.parametrize(
    "text",
    [
        "muuta pyyntöä",
        "haluaisin perua sen soittopyynnön",
        "soitan siitä edellisestä soittopyynnöstä",
        "voisinko lisätä siihen pyyntöön jotain",
        "Vaihdetaan se vanha pyyntö.",
        "peruttaisiin takaisinsoitto",
    ],
)
def test_a_change_is_asked_for(text: str) -> None:
    assert request_change.asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "haluan perua ajan",
        "soittopyyntö kiitos",
        "jättäisin soittopyynnön",
        "numero vaihtui",
        "mulla on kuumetta",
    ],
)
def test_other_wishes_are_not_taken_for_one(text: str) -> None:
    assert not request_change.asks(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", "add"),
        ("2", "number"),
        ("3", "time"),
        ("4", "cancel"),
        ("lisätään yks juttu", "add"),
        ("numero pitäis vaihtaa", "number"),
        ("vaihdetaan se aika", "time"),
        ("perutaan koko juttu", "cancel"),
        ("en tarvitse sitä enää", "cancel"),
    ],
)
def test_what_is_to_be_done(text: str, value: str) -> None:
    answer = request_change.read(text)
    assert answer is not None
    assert answer.value == value


def test_anything_else_is_no_choice() -> None:
    assert request_change.read("en mä tiedä") is None
