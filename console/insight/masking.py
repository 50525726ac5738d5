"""Words of callers without what could tell who they are."""

import re
from collections.abc import Set

from bot.care.answers import municipality
from bot.care.answers.numerals import segments

MASK = "[…]"
_PIECES = re.compile(r"[\w@.:-]*\w|\W+")
_NAMED = re.compile(r"nim\w*|sukunim\w*|etunim\w*|nime\w*|osoite\w*|syntyn\w*|tunnus\w*|henkilötunnu\w*")
_CALENDAR = re.compile(
    r"(?:maanan|tiis|keski?vi|tors|perjan|lauan|sunnun)\w*tai?\w*|keskiviik\w*|\w{4,6}kuu(?:ta|n|ssa)?"
    r"|(?:kolma|neljä|viide|kuude|seitsemä|kahdeksa|yhdeksä|kymmene)(?:s|t|nte|nne)\w*"
)
_ALWAYS_AFTER_NAMING = 3
"""Words that follow "nimi on" and the like, whatever they are: a name may be a common word."""


def masked(text: str, known: Set[str]) -> str:
    """The text with every word masked that is no `known` word (lower case), or is a number, a date or a place.

    A word with a capital inside a sentence is masked even when it is known, and so is what follows "nimeni".
    """
    out: list[str] = []
    naming, starts = 0, True
    for piece in _PIECES.findall(text):
        if not re.match(r"\w", piece):
            out.append(piece)
            starts = starts or any(mark in piece for mark in ".!?")
            continue
        word = piece.lower()
        capital = piece[0].isupper() and not starts
        keep = not capital and not naming and word in known and not _tells(word)
        out.append(piece if keep else MASK)
        naming = _ALWAYS_AFTER_NAMING if _NAMED.fullmatch(word) else max(0, naming - 1)
        starts = False
    return re.sub(rf"{re.escape(MASK)}(?:\s+{re.escape(MASK)})+", MASK, "".join(out))


def _tells(word: str) -> bool:
    """Numbers in figures and in words, days and months, places."""
    return (
        any(character.isdigit() for character in word)
        or segments(word) is not None
        or _CALENDAR.fullmatch(word) is not None
        or municipality.read(word) is not None
    )


def telling(text: str) -> list[str]:
    """Words that could tell who somebody is: numbers, days, places, and what follows "nimeni" or has a capital."""
    found: list[str] = []
    naming, starts = 0, True
    for piece in _PIECES.findall(text):
        if not re.match(r"\w", piece):
            starts = starts or any(mark in piece for mark in ".!?")
            continue
        word = piece.lower()
        if naming or _tells(word) or (piece[0].isupper() and not starts):
            found.append(piece)
        naming = _ALWAYS_AFTER_NAMING if _NAMED.fullmatch(word) else max(0, naming - 1)
        starts = False
    return found
