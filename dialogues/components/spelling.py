"""A text as the classifier reads it: as it is spelt, and as it sounds."""

from __future__ import annotations

import re

_ALIKE = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "w": "v", "z": "s", "c": "k", "q": "k", "x": "k", "å": "o"}
)
_LONG = re.compile(r"(.)\1+")


def plain(text: str) -> str:
    """Lower case, no punctuation, single spaces; digits stay."""
    return " ".join(re.sub(r"[^\w\s-]", " ", text.lower()).split())


def sound(text: str) -> str:
    """What a recogniser seldom loses: no words' bounds, no lengths, no voice in the stops; an edge at each end."""
    letters = plain(text).replace(" ", "").translate(_ALIKE)
    return " " + _LONG.sub(r"\1", letters) + " "
