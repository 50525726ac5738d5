"""A caller takes something back: which earlier answer it changes, and to what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.care.answers.words import plain
from bot.care.intake.questions import Topic
from bot.care.intake.reading import SURE, read
from bot.care.intake.told import Told

_CUE = re.compile(
    r"^(?:no |niin |anteeksi |anteeks |hei |aa |ai |öö |joo |ei |siis |oho |hetkinen )*?"
    r"(?:eiku|eikun|ei kun|ei ku|ei vaan|ei vain|siis tarkoti\w*|siis tarkoiti\w*|tarkoti\w*|tarkoiti\w*|korjaan|"
    r"korjaus|sanoin väärin|mä sanoin väärin|meni väärin|väärin meni|siis ei)\b[ ,.]*"
)
_NO = re.compile(
    r"^(?:ei+|eei|ei ihan|ei oo|ei ole|ei mennyt|ei menny|eihän|väärin|väärä)\b[ ,.]*(?:vaan |se on |hän on )?"
)
_TYPED = ("for_whom", "age", "municipality", "since", "birth_date", "severity", "time")
_NAMED: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("age", re.compile(r"\bikä\w*|\bvuotia\w*|\bvuotta vanha|\bvanha\b|\bkuukauti\w*|\bkuinen\b")),
    ("birth_date", re.compile(r"\bsyntymä\w*|\bsynty\w*")),
    ("municipality", re.compile(r"\bkunta\w*|\bpaikkakun\w*|\basun\b|\basuu\b|\basema\w*")),
    (
        "since",
        re.compile(r"\balko\w*|\balka\w*|\bkestän\w*|\bsitten\b|\basti\b|\blähtien\b|\bollut\b|\w+sta asti"),
    ),
    ("severity", re.compile(r"\basteiko\w*|\bkovuu\w*|\bkivun\b|\bkipu\b|\bvoimakkuu\w*")),
)


@dataclass(frozen=True)
class Correction:
    """`alike`: the new value is of the old one's kind, so that this answer is surely the one that is meant."""

    topic: str
    told: Told
    alike: bool


def begins(text: str) -> bool:
    """Whether the words take something back that was said before them."""
    return _CUE.match(plain(text)) is not None


def correction(
    text: str,
    answers: Mapping[str, Told],
    topics: Mapping[str, Topic],
    now: datetime,
    *,
    denied: bool = False,
) -> Correction | None:
    """The earlier answer that the words change; None where they take nothing back, or nothing that is read.

    The topic that the words name goes first, then the latest answer. `denied`: the caller was asked whether
    all is right, so a plain "ei, hän on 83" is a correction too.
    """
    line = plain(text)
    rest = _CUE.sub("", line, count=1)
    if denied:
        rest = _NO.sub("", rest, count=1)
    elif rest == line:
        return None
    if not rest.strip():
        return None
    found: list[Correction] = []
    for topic in _order(rest, answers):
        told = read(topics[topic].reads, rest, now) if topic in topics else None
        if told is None or not told.is_told or (told.confidence or 0.0) < SURE:
            continue
        before = answers.get(topic)
        if before is None or told.value != before.value:
            alike = before is not None and _kind(before.value) == _kind(told.value)
            found.append(Correction(topic, Told(told.value, text, confidence=told.confidence), alike))
    return next((each for each in found if each.alike), found[0] if found else None)


def _kind(value: str) -> str:
    """An age in years takes the place of another, a date that of a date, a word that of a word."""
    return re.sub(r"\d+", "0", value) if any(map(str.isdigit, value)) else ""


def _order(line: str, answers: Mapping[str, Told]) -> Sequence[str]:
    named = [topic for topic, pattern in _NAMED if pattern.search(line)]
    recent = [topic for topic in reversed(list(answers)) if topic in _TYPED]
    return tuple(dict.fromkeys([*named, *recent]))
