"""Word and character error of recognised speech, blind to case and punctuation."""

import re
from collections.abc import Sequence


def word_error(said: str, heard: str) -> tuple[int, int]:
    """Wrong, missing and extra words, and the words said."""
    words = _plain(said).split()
    return _distance(words, _plain(heard).split()), len(words)


def character_error(said: str, heard: str) -> tuple[int, int]:
    """Wrong, missing and extra letters without regard to spaces, and the letters said."""
    letters = _plain(said).replace(" ", "")
    return _distance(letters, _plain(heard).replace(" ", "")), len(letters)


def _plain(text: str) -> str:
    return re.sub(r"[^\w ]", "", text.lower().replace("-", " "))


def _distance(one: Sequence[str], other: Sequence[str]) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for at, item in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, candidate in enumerate(other, 1):
            before, row[to] = row[to], min(row[to] + 1, row[to - 1] + 1, before + (item != candidate))
    return row[-1]
