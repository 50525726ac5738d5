"""The head learns to spell sounds that it can tell apart, and what is spoken for it is drawn the same every time."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bot.hardening.letter_sounds import Spoken, spoken, texts
from bot.hardening.letters import Course, learned
from bot.hardening.numbers import numbers
from bot.speech.errors import character_error
from bot.speech.finnish_numbers import in_words
from bot.speech.letters.language import Language
from bot.speech.letters.search import Search
from bot.speech.letters.spelling import LETTERS, spelt

WORDS = ("mummo", "poika", "kuume", "uni")


def sound(text: str, chance: np.random.Generator) -> Spoken:
    """Two frames a letter and one of quiet after it; each letter has a dimension of its own."""
    rows = [row for letter in text for row in (LETTERS.index(letter), LETTERS.index(letter), len(LETTERS))]
    frames = np.eye(len(LETTERS) + 1)[rows] + chance.standard_normal((len(rows), len(LETTERS) + 1)) * 0.05
    return Spoken(text, frames.astype(np.float16))


@pytest.mark.slow
def test_the_head_learns_to_spell() -> None:
    chance = np.random.default_rng(1)
    losses: list[float] = []
    said = [sound(" ".join(row), chance) for row in product(WORDS, WORDS)]
    course = Course(units=32, neighbours=3, rounds=80, rate=1e-2, warm_up=5)
    head = learned(said, lambda done, of, loss: losses.append(loss), course)
    assert losses[-1] < losses[0] / 10
    search, unknown = Search(weight=0.0, bonus=0.0), Language({}, {})
    shares = [head.shares(sound(word, chance).frames.astype(np.float32)) for word in WORDS]
    errors = [
        character_error(word, search.texts(heard, unknown)[0])
        for word, heard in zip(WORDS, shares, strict=True)
    ]
    assert sum(wrong for wrong, _ in errors) <= 0.2 * sum(letters for _, letters in errors)


def test_what_is_spoken_is_the_same_every_time_and_a_fifth_are_numbers() -> None:
    lines = [f"rivi {WORDS[i % 4]} {in_words(i)}" for i in range(100)]
    drawn = texts(lines, 50)
    assert drawn == texts(lines, 50)
    assert sum(line in drawn for line in lines) == 40
    assert len(drawn) == 50
    assert all(spelt(number) for number in numbers(50))


def test_sounds_are_heard_once(tmp_path: Path) -> None:
    heard: list[bytes] = []

    def hear(pcm: bytes) -> list[np.ndarray]:
        heard.append(pcm)
        return [np.ones((4, 2), dtype=np.float32)]

    def run() -> list[str]:
        return [one.letters for one in spoken(["ei", "joo 12"], hear, tmp_path, lambda done, of: None)]

    assert run() == run() == ["ei", "joo kaksitoista"]
    assert len(heard) == 2
    with pytest.raises(StopIteration):
        next(spoken([], hear, tmp_path, lambda done, of: None))
