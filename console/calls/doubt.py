"""Which words of a turn are doubtful: those that another hearing of the same sound has otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from string import punctuation

DOUBTFUL_BELOW = 0.6
"""A turn's confidence under this is marked as doubtful as a whole."""


@dataclass(frozen=True)
class Stretch:
    """A part of a turn's text; `otherwise` is what else was heard there, "" where all hearings agree."""

    text: str
    otherwise: str = ""


def stretches(text: str, alternatives: Sequence[str]) -> tuple[Stretch, ...]:
    """The whole text in order. Case and punctuation alone make no doubt."""
    words = text.split()
    other: dict[int, str] = {}
    for alternative in alternatives:
        told = alternative.split()
        matcher = SequenceMatcher(
            None, [_bare(word) for word in words], [_bare(word) for word in told], False
        )
        for kind, start, end, since, until in matcher.get_opcodes():
            if kind == "replace":
                for place in range(start, end):
                    other.setdefault(place, " ".join(told[since:until]))
    found: list[Stretch] = []
    for place, word in enumerate(words):
        otherwise = other.get(place, "")
        if found and found[-1].otherwise == otherwise:
            found[-1] = Stretch(f"{found[-1].text} {word}", otherwise)
        else:
            found.append(Stretch(word, otherwise))
    return tuple(found)


def _bare(word: str) -> str:
    return word.strip(punctuation + "”…").lower()
