"""How near a heard word lies to a meant one, in letters, over a telephone."""

from functools import lru_cache
from itertools import pairwise

_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        "kp", "kt", "pt", "td", "kg", "pb", "gb", "dg", "lr", "mn", "vf", "sz", "vb", "jl", "jg",
        "uy", "ou", "oy", "iy", "ie", "ea", "ao", "il", "ij", "oa",
    )
)  # fmt: skip
_VOWELS = frozenset("aeiouyäöå")
_STOPS = frozenset("kptgbd")


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """The word as a telephone carries it: no doubled letters."""
    return word[:1] + "".join(letter for before, letter in pairwise(word) if before != letter)


def limit(length: int) -> float:
    """How far a heard word may lie from an expected one of this many letters."""
    return 0.0 if length <= 4 else 0.25 * length if length <= 6 else 0.34 * length


def changed(heard: str, letter: str) -> float:
    """What it costs that one letter was heard for another."""
    if heard == letter:
        return 0.0
    if frozenset((heard, letter)) in _ALIKE:
        return 0.5
    return 0.7 if heard in _VOWELS and letter in _VOWELS else 1.0


def added(heard: str, before: str, at: int) -> float:
    """What it costs that a letter was heard, after another, where none was said."""
    if heard == before:
        return 0.1
    if heard in "lr":
        return 0.5 if before in _STOPS and at <= 2 else 0.7
    return 0.8 if heard in _VOWELS or heard == "h" else 1.0


def dropped(letter: str, before: str) -> float:
    """What it costs that a letter was not heard, after another that was."""
    if letter == before:
        return 0.1
    return 0.8 if letter in _VOWELS or letter == "h" else 1.0
