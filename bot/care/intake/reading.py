"""What an answer to a question of the intake tells, by the question's way of reading."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.care.answers import (
    age,
    birth_date,
    for_whom,
    municipality,
    not_telling,
    personal_id,
    severity,
    since,
    time,
    yes_no,
)
from bot.care.answers.answer import Answer
from bot.care.answers.words import FILLERS, words
from bot.care.intake.told import NOTHING_MORE, Told

SURE = 0.7
"""A reading that is less sure is asked again."""
LEAST = 0.5
"""How sure a reading must be when the question has been asked again."""
READERS: dict[str, Callable[..., Answer | None]] = {
    "for_whom": for_whom.read,
    "age": age.read,
    "municipality": municipality.read,
    "since": since.read,
    "severity": severity.read,
    "birth_date": birth_date.read,
    "personal_id": personal_id.read,
    "yes_no": yes_no.read,
    "time": time.read,
}
_NONE = re.compile(r"ei|eei|ei[oa]o?|eikä|en|emmä|mitään|muita|muuta|mittään|ole|oo|tässä|käytössä|allergioita|"
                   r"lääkkeitä|sairauksia|oireita|kiitos|kummempaa|kummempia|erityistä|erityisempää|säännöllisiä|"
                   r"perussairauksia|yhtään|ainakaan|tiedossa|mulla|minulla|hänellä|hällä|sillä|tietääkseni|"
                   r"tietääksein|kai|vielä|mitenkään|kokeiltu|kokeillut|tehnyt")  # fmt: skip
_NEGATIVE = frozenset("ei eei eio eioo en emmä eikä".split())
_KEYS = {"1": "kyllä", "2": NOTHING_MORE}
_OPTIONAL = frozenset({"birth_date", "personal_id"})
"""What a plain "ei" leaves unsaid."""
_PRESSED = {("municipality", "2"): not_telling.UNKNOWN, ("birth_date", "2"): not_telling.REFUSED}
"""Keys that pass a question by, whose answers cannot be keyed or are long to key."""
_DAY_DIGITS = 3
"""A beginning is keyed as a number of days."""


def read(reads: str, text: str, now: datetime, *, again: bool = False) -> Told | None:
    """What `text` tells; None when it has to be asked again. "En tiedä" is an answer to every question."""
    keyed = text.strip().rstrip(".")
    if reads in ("words", "text"):
        return _words(text, keyed)
    pressed = _PRESSED.get((reads, keyed))
    if pressed is not None:
        return Told(pressed, text, confidence=1.0)
    if reads == "since" and keyed.isdigit() and len(keyed) <= _DAY_DIGITS:
        return Told(f"P{int(keyed)}D", text, confidence=1.0)
    reader = READERS[reads]
    # "En halua sanoa" is no no, and "en tiedä" tells nothing of whom it concerns.
    held = not_telling.read(text) if reads in ("yes_no", "for_whom") else None
    if held is not None:
        return Told(str(held.value), text, confidence=held.confidence)
    answer = reader(text, now=now)
    if answer is not None and answer.value is None:
        answer = None
    if answer is None or answer.confidence < (LEAST if again else SURE):
        held = not_telling.read(text)
        if held is not None:
            return Told(str(held.value), text, confidence=held.confidence)
        if reads in _OPTIONAL and (refuses := yes_no.read(text)) is not None and refuses.value is False:
            return Told(not_telling.REFUSED, text, confidence=refuses.confidence)
        # What is not read the second time is kept as it was said: the nurse reads it.
        if again and reads in ("since", "severity") and _says_something(text):
            return Told(text.strip(), text, confidence=LEAST)
        return None
    value = ("yes" if answer.value else "no") if isinstance(answer.value, bool) else answer.value
    return Told(value, text, confidence=answer.confidence)


def _words(text: str, keyed: str) -> Told | None:
    if keyed in _KEYS:
        return Told(_KEYS[keyed], text, confidence=1.0)
    held = not_telling.read(text)
    if held is not None:
        return Told(str(held.value), text, confidence=held.confidence)
    said = [word for word in words(text) if word not in FILLERS]
    if not said and not words(text):
        return None
    if said and _NEGATIVE & set(said) and all(_NONE.fullmatch(word) for word in said):
        return Told(NOTHING_MORE, text, confidence=0.9)
    return Told(text.strip(), text, confidence=0.9) if _says_something(text) else None


def _says_something(text: str) -> bool:
    said = [word for word in words(text) if word not in FILLERS]
    return any((len(word) > 2 and word.isalpha()) or word.isdigit() for word in said)
