"""A date of birth: "viides kolmatta viiskytkaheksan", 5.3.1958, keyed 05031958, or inside a henkilötunnus."""

import re
from datetime import date, datetime

from bot.care.answers import personal_id
from bot.care.answers.answer import Answer
from bot.care.answers.dates import month, ordinal
from bot.care.answers.numerals import number_at
from bot.care.answers.words import after_correction, is_figure, plain, words

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})\s*[./ -]\s*(\d{1,2})\s*[./ -]\s*(\d{4}|\d{2})(?!\d)")
_KEYED = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})#?")
_CENTURY = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
_PARTITIVE = {
    name: value
    for value, name in enumerate(
        "ensimmäistä toista kolmatta neljättä viidettä kuudetta seitsemättä kahdeksatta yhdeksättä kymmenettä "
        "yhdettätoista kahdettatoista".split(),
        start=1,
    )
}


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """An ISO 8601 date that is not in the future of `now`; else None."""
    today = (now or datetime.now()).date()
    identity = personal_id.read(text, now=now)
    if identity is not None:
        born = str(identity.value)
        return _answer(int(born[:2]), int(born[2:4]), _CENTURY[born[6]] + int(born[4:6]), today, 0.98)
    line = plain(text)
    keyed = _KEYED.fullmatch(line.strip())
    figures = keyed or _FIGURES.search(line)
    if figures is not None:
        day, in_month, year = (int(part) for part in figures.groups())
        return _answer(day, in_month, _full_year(year, today), today, 0.95)
    return _spoken(after_correction(words(text)), today)


def _spoken(said: list[str], today: date) -> Answer | None:
    """Day, month and year in words, in that order."""
    found: list[int] = []
    index = 0
    while index < len(said) and len(found) < 3:
        word = said[index]
        value: int | None = None
        pair = ordinal("".join(said[index : index + 2])) if len(found) < 2 else None
        if pair is not None and ordinal(word) in (None, 20, 30):
            found.append(pair)
            index += 2
            continue
        if len(found) == 1:
            value = month(word) or _PARTITIVE.get(word)
        if value is None and len(found) < 2:
            value = ordinal(word) or _PARTITIVE.get(word)
        if value is not None:
            found.append(value)
            index += 1
            continue
        number = (int(word), index + 1) if is_figure(word) else number_at(said, index)
        if number is None:
            index += 1
            continue
        found.append(number[0])
        index = number[1]
    if len(found) != 3:
        return None
    return _answer(found[0], found[1], _full_year(found[2], today), today, 0.85)


def _full_year(year: int, today: date) -> int:
    if year >= 100:
        return year
    return year + (2000 if year + 2000 <= today.year else 1900)


def _answer(day: int, in_month: int, year: int, today: date, confidence: float) -> Answer | None:
    try:
        born = date(year, in_month, day)
    except ValueError:
        return None
    return Answer(born.isoformat(), confidence) if year >= 1900 and born <= today else None
