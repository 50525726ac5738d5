"""How a spoken Finnish word is written down for comparison: dialect and recogniser variants fall together.

`fold` keeps words apart that a careful listener keeps apart; `sound` is coarser, good for a suspicion.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’\-:´`][^\W_]+)*")
_INNER = re.compile(r"['’\-:´`]")
_DOUBLE = re.compile(r"([^\W\d_])\1+")
# Eastern dialects put a copy of the vowel between l, n or h and a consonant: jalaka, silimä, vanaha.
_EXTRA_VOWEL = re.compile(r"^([^aeiouyäö]*)([aeiouyäö])([lnh])\2(?=[mkpvhj][aeiouyäö])")
_LETTERS = str.maketrans({"w": "v", "å": "o", "é": "e", "ü": "y", "š": "s", "ž": "s", "q": "k", "x": "ks"})
_SOUNDS = str.maketrans(
    {"b": "p", "d": "t", "g": "k", "f": "v", "c": "k", "z": "s", "ä": "a", "ö": "o", "y": "u"}
)
_LONG_ENDS = ("eä", "ea", "oa", "öä")


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word without dialect: kippee -> kipe, ahdistaa -> ahista, jalaka -> jalka, itse -> ite."""
    word = word.translate(_LETTERS).replace("hd", "h").replace("ts", "t")
    word = _DOUBLE.sub(r"\1", word)
    word = _EXTRA_VOWEL.sub(r"\1\2\3", word)
    if len(word) > 4 and word.endswith(_LONG_ENDS):
        word = word[:-1]
    return word


@lru_cache(maxsize=50_000)
def sound(folded: str) -> str:
    """A folded word as a bad line may carry it: b/p, d/t, g/k, ä/a, ö/o and y/u are one."""
    return _DOUBLE.sub(r"\1", folded.translate(_SOUNDS))


@dataclass(frozen=True, slots=True)
class Token:
    """One word of what was said, and where it stands."""

    raw: str
    key: str
    begin: int
    end: int
    pause: int  # what stands before it: 0 nothing, 1 a comma, 2 the end of a sentence, 3 another turn
    turn: int


def tokens(texts: tuple[str, ...]) -> tuple[Token, ...]:
    """The words of the turns, oldest first; begin and end index that turn's own text."""
    found: list[Token] = []
    for turn, text in enumerate(texts):
        last = 0
        first = True
        for match in _WORD.finditer(text):
            between = text[last : match.start()]
            pause = (
                2 if any(c in between for c in ".!?;…") else 1 if any(c in between for c in ",:–—()\n") else 0
            )
            raw = _INNER.sub("", unicodedata.normalize("NFC", match.group()).lower())
            found.append(Token(raw, fold(raw), match.start(), match.end(), 3 if first else pause, turn))
            last, first = match.end(), False
    return tuple(found)


def composed(text: str) -> str:
    """The text with every letter as one character, which the positions of its words rely on."""
    return unicodedata.normalize("NFC", text)


def distance(a: str, b: str, most: int) -> int:
    """Edit distance of two short words (swapped neighbours cost one); most + 1 when it is above most."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
