"""A mark from 1 to 5."""

import pytest

from bot.care.answers import score


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("5", "5"),
        ("neljä", "4"),
        ("no vaikka kolmonen", "3"),
        ("annan vitosen, tosi hyvin meni", "5"),
        ("ykkösen", "1"),
        ("ihan hyvin, sanotaan neljä", "4"),
    ],
)
def test_a_mark_is_heard(text: str, mark: str) -> None:
    answer = score.read(text)
    assert answer is not None
    assert answer.value == mark


@pytest.mark.parametrize("text", ["kymmenen", "seitsemän", "ihan hyvin meni", "ei kiitos", "0"])
def test_other_words_are_no_mark(text: str) -> None:
    assert score.read(text) is None
