"""Pairs of needs that differ only in who it is about: a clear word about that decides between them.

The classifier's own order stands where no such word was said, or both kinds were, or the other need is
far from the caller's words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

YOUNG_UNDER_YEARS = 23
CHILD_UNDER_YEARS = 16
_NEAR = 0.02
"""The other need's share at least."""

_SMALL_AGE = re.compile(
    r"\b(?!ai)\w+(?:kuinen|kuisen|kuisel|kuista|kuukauti|viikkoi|viikkose|viikkone)"
    r"|\b\d{1,2}\s?(?:kk|kuukautta vanha|viikkoa vanha)\b"
)
_AGE = re.compile(
    r"\b((?:\w+ky\w*\s)?\w+?)[\s-]?(?:v\b|vuotia|vuotis|vee\b|veelle\b|vanha)"
    r"|\b(\w+kymppi)(?=[ns])"
    r"|\b(?:oon|olen|on|täytän|täytin)\s+(\w+)$"
    r"|\b(?:oon|olen)\s+(\d{1,2}|\w+toista|\w+kyt\w*)\b"
)
_ONES = ("nolla", "yks", "kaks", "kol", "nel", "viis", "kuus", "seit", "kah", "yh")
_TEENS = re.compile(r"(\w+?)toista")
_TENS = re.compile(r"(\w+?)(?:kymmentä|kymment|kymppi|kyt|kyn)(?:\s?(\w+))?")
_WORDS = {
    "child": "vauva lapse lapsi lasten lasta taapero pikkusel pikkuis mukula kakara tenava muksu napero ipana penska "
    "esikoi poja poika tyttö tytö tyttär päiväkod päiväkoti tarha eskari konttaa tuttipullo",
    "grown": "aikui mies miehe vaimo äiti äidi isä mummo vaari eläk töissä töihin työpai itellä",
    "young": "koulu lukio abi yläast ysiluok kasiluok seiskaluok amiks ammattikoul teini nuori nuore opettaja kuraattor "
    "rippikoul tyttär poja poika tyttö tytö lapse vanhemmat äiskä iskä",
    "adult": "töissä töihin työpai työssä työuupum puoliso mieheni vaimo avioero eläk lapsenlap",
}
_PATTERNS = {name: re.compile(rf"\b(?:{'|'.join(words.split())})") for name, words in _WORDS.items()}


@dataclass(frozen=True)
class Pair:
    """`young` and `old` are needs; words and an age on one side decide for it."""

    young: str
    old: str
    young_words: str
    old_words: str
    under_years: int


PAIRS = (
    Pair("youth_mental_health", "mental_health", "young", "adult", YOUNG_UNDER_YEARS),
    Pair("child_sick", "infection_symptoms", "child", "grown", CHILD_UNDER_YEARS),
)


def decided(first: str, shares: dict[str, float], text: str) -> str:
    """The need that comes first after the pairs have been looked at; `text` as `plain` has it."""
    for pair in PAIRS:
        if first not in (pair.young, pair.old):
            continue
        other = pair.old if first == pair.young else pair.young
        if shares[other] >= _NEAR and _side(pair, text) == other:
            return other
    return first


def _side(pair: Pair, text: str) -> str | None:
    years = _years(text)
    if years is not None:
        return pair.young if years < pair.under_years else pair.old
    young = bool(_PATTERNS[pair.young_words].search(text))
    old = bool(_PATTERNS[pair.old_words].search(text))
    if young == old:
        return None
    return pair.young if young else pair.old


def _years(text: str) -> float | None:
    """An age that was said, in years; a number with nothing about age beside it is none."""
    if _SMALL_AGE.search(text):
        return 0.5
    for match in _AGE.finditer(text):
        word = next(group for group in match.groups() if group)
        years = _number(word)
        if years is not None:
            return years
    return None


def _number(word: str) -> int | None:
    """Years of figures or a numeral as it is spoken, below a hundred; an inflected ending does not matter."""
    if word.isdigit():
        return int(word) if int(word) <= 120 else None
    if teens := _TEENS.match(word):
        one = _one(teens[1])
        return None if one is None else 10 + one
    if tens := _TENS.match(word):
        ten = 2 if tens[1].startswith("pari") else _one(tens[1])
        return None if ten is None else 10 * ten + (_one(tens[2] or "") or 0)
    return 10 if word.startswith("kymmen") else _one(word)


def _one(word: str) -> int | None:
    return next((value for value, start in enumerate(_ONES) if word.startswith(start)), None)
