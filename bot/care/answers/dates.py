"""Calendar days as people name them: huomenna, tiistaina, ensi viikolla, 15.3., viidestoista maaliskuuta."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.care.answers.numerals import whole
from bot.care.answers.words import is_figure

_WEEKDAYS = tuple(
    re.compile(pattern)
    for pattern in (
        r"maanantai\w*|maanant\w*|mannantai\w*",
        r"ti+stai\w*|tist(?:ai|ei)\w*",
        r"keskivii?k(?:ko|o)\w*|keskivii?kkoo",
        r"tors?tai\w*|torst\w*",
        r"per(?:jan|jen|ja)tai\w*|perjant\w*",
        r"lauantai\w*|lauvantai\w*|lauant\w*",
        r"sunnuntai\w*|sunnunt\w*|sununtai\w*",
    )
)
_DAY_OFFSETS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (-2, re.compile(r"toissapäi\w*|toissail[tl]\w*|toissayö\w*|toissaaamu\w*|toispäi\w*")),
    (-1, re.compile(r"eile\w*|eilis\w*|eilä|eilee?n\w*")),
    (0, re.compile(r"tänää\w*|tänä|tänäpä\w*|tännää\w*|tänäi|tänäaamu\w*|tänäilta\w*|tällepäi\w*")),
    (2, re.compile(r"yli?huome\w*|ylihuom\w*|tunahuomen\w*")),
    (1, re.compile(r"huome\w*|huomis\w*|homen\w*|uomen\w*")),
)
_DAY_WORDS = frozenset("päivä päivänä päivästä päivälle päivältä päivän pvä".split())
_MONTHS = tuple(
    re.compile(rf"{stem}kuu\w*")
    for stem in "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".split()
)  # fmt: skip

_ORDINAL_STEMS = (
    r"ensimmäi\w+|ensimäi\w+|eka\w{0,3}|ekan\w*",
    r"toi(?:nen|sena|senä|sen|sesta|selle|ne|sta päivää)|toka\w{0,3}|kahd?e(?:s|nte|nne)\w*",
    r"kolma(?:s|nte|nne|tta|nt)\w*",
    r"neljä(?:s|nte|nne|ttä|nt)\w*",
    r"viide(?:s|nte|nne|ttä|nt)\w*|viie(?:s|nte|nne)\w*",
    r"kuude(?:s|nte|nne|tta|nt)\w*|kuue(?:s|nte|nne)\w*",
    r"sei(?:tse|tte)mä(?:s|nte|nne|ttä|nt)\w*",
    r"kah?d?eksa(?:s|nte|nne|tta|nt)\w*",
    r"yh?d?eksä(?:s|nte|nne|ttä|nt)\w*",
    r"kymmene(?:s|nte|nne|ttä|nt)\w*",
)
_ORDINALS = tuple(re.compile(pattern) for pattern in _ORDINAL_STEMS)
_TEEN_HEADS = tuple(
    re.compile(rf"(?:{head})(?!\w*toista\w*toista)\w*toista(?:päivä\w*)?")
    for head in ("yhd?e(?:s|nte|nne)", "kahd?e(?:s|nte|nne)", "kolma(?:s|nte|nne)", "neljä(?:s|nte|nne)",
                 "vii(?:de|e)(?:s|nte|nne)", "kuu(?:de|e)(?:s|nte|nne)", "sei(?:tse|tte)mä(?:s|nte|nne)",
                 "kah?d?eksa(?:s|nte|nne)", "yh?d?eksä(?:s|nte|nne)")
)  # fmt: skip
_TENTH = r"kymmene(?:s|nte|nne)"
_CASES = ("nä", "llä", "stä", "lle", "ltä", "n")
_TWENTY = re.compile(rf"(?:kahd?e(?:s|nte|nne)\w*{_TENTH}|kakskyt|kahd?eskyt)(?P<rest>.*)")
_THIRTY = re.compile(rf"(?:kolma(?:s|nte|nne)\w*{_TENTH}|kolkyt|kolmekyt|kolmaskyt)(?P<rest>.*)")
# The month after its day: "ensimmäistä", "toista" (February), "kahettatoista" (December).
_NTH_MONTHS = tuple(
    re.compile(pattern)
    for pattern in (
        r"ensimmäistä|ekaa", r"toista|tokaa", r"kolmatta", r"neljättä", r"viid?että", r"kuud?etta",
        r"sei(?:tse|tte)mättä", r"kahd?eksatta", r"yhd?eksättä", r"kymmenettä", r"yhd?ettätoista", r"kahd?ettatoista",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Days:
    """One day or several (both ends included), and the words that named them."""

    first: date
    last: date
    start: int
    end: int
    is_date: bool = False
    confidence: float = 0.95


def weekday(word: str) -> int | None:
    """0 for Monday ... 6 for Sunday, in any case and its common clippings."""
    return next((index for index, pattern in enumerate(_WEEKDAYS) if pattern.match(word)), None)


def day_offset(word: str) -> int | None:
    """Days from today of tänään, huomenna, ylihuomenna, eilen, toissapäivänä."""
    return next((offset for offset, pattern in _DAY_OFFSETS if pattern.fullmatch(word)), None)


def month(word: str) -> int | None:
    return next((index for index, pattern in enumerate(_MONTHS, start=1) if pattern.fullmatch(word)), None)


def nth_month(word: str) -> int | None:
    """1..12 of a month named by its number, as it stands after the day."""
    return next(
        (index for index, pattern in enumerate(_NTH_MONTHS, start=1) if pattern.fullmatch(word)), None
    )


def ordinal(word: str) -> int | None:
    """1..31 of a Finnish ordinal in any case, in one word."""
    for value, pattern in enumerate(_TEEN_HEADS, start=11):
        if pattern.fullmatch(word):
            return value
    for tens, pattern in ((20, _TWENTY), (30, _THIRTY)):
        match = pattern.fullmatch(word)
        if match is not None:
            said = match["rest"]
            if not said or said in _CASES:
                return tens if "kymmene" in word else None
            rests = (ordinal(said.removeprefix(case)) for case in ("", *_CASES))
            rest = next((rest for rest in rests if rest is not None), None)
            return tens + rest if rest is not None and rest < 10 else None
    for value, pattern in enumerate(_ORDINALS, start=1):
        if pattern.fullmatch(word):
            return value
    return None


def calendar_date(said: Sequence[str], today: date, *, past: bool = False) -> Days | None:
    """A date that was said with its month ("15.3.", "maaliskuun viides") or by its day ("viides päivä")."""
    for index, word in enumerate(said):
        for size in (3, 2, 1):
            day = _day_number(said[index : index + size])
            if day is None:
                continue
            found = _month_after(said, index + size)
            if found is not None:
                return _build(day, found[0], _year(said, found[1]), today, index, found[1], past)
            counted = is_figure(word) and said[index + size : index + size + 1] == ["päivän"]
            if index + size < len(said) and said[index + size] in _DAY_WORDS and not counted:
                return _build(day, None, None, today, index, index + size + 1, past)
        at_month = month(word)
        if at_month is not None:
            for size in (3, 2, 1):
                following = said[index + 1 : index + 1 + size]
                day = _day_number(following) if len(following) == size else None
                if day is not None:
                    return _build(day, at_month, None, today, index, index + 1 + size, past)
    return None


def _day_number(said: Sequence[str]) -> int | None:
    """1..31 as an ordinal, also when it was split ("viides toista"), or as a figure."""
    if not said:
        return None
    if len(said) == 1:
        if is_figure(said[0]):
            return int(said[0]) if len(said[0]) <= 2 and 1 <= int(said[0]) <= 31 else None
        return ordinal(said[0])
    joined = "".join(said)
    return ordinal(joined) if joined.isalpha() else None


def _month_after(said: Sequence[str], at: int) -> tuple[int, int] | None:
    if at < len(said) and said[at].startswith("päiv"):
        at += 1
    if at < len(said):
        nth = None if said[at] == "toista" and is_figure(said[at - 1]) else nth_month(said[at])
        named = month(said[at]) or nth
        counts = at + 1 < len(said) and said[at + 1].startswith(("päiv", "viik", "kuuk", "vuo", "kert"))
        if named is not None and not counts:
            return named, at + 1
    return None


def _year(said: Sequence[str], at: int) -> int | None:
    if at < len(said):
        number = int(said[at]) if is_figure(said[at]) and len(said[at]) == 4 else whole(said[at : at + 3])
        if number is not None and 1900 <= number <= 2100:
            return number
    return None


def _build(
    day: int, in_month: int | None, year: int | None, today: date, start: int, end: int, past: bool
) -> Days | None:
    """The next such date, or the latest one when it lies in the past."""
    candidates: list[date] = []
    for offset in range(-14, 15):
        months = today.year * 12 + today.month - 1 + offset
        try:
            candidate = date(months // 12, months % 12 + 1, day)
        except ValueError:
            continue
        if in_month is None or candidate.month == in_month:
            candidates.append(candidate)
    if year is not None and in_month is not None:
        try:
            exact = date(year, in_month, day)
        except ValueError:
            return None
        return Days(exact, exact, start, end, True)
    fitting = [d for d in candidates if (d <= today if past else d >= today)]
    if not fitting:
        return None
    chosen = fitting[-1] if past else fitting[0]
    return Days(chosen, chosen, start, end, True)


def numeric_date(text: str, today: date, *, past: bool = False) -> Days | None:
    """A date in figures with points: 15.3., 15.3.2026."""
    match = re.search(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}|\d{2})(?!\d))?(?!\d)", text)
    if match is None:
        return None
    day, in_month, year = match.groups()
    full_year = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    if not (1 <= int(day) <= 31 and 1 <= int(in_month) <= 12):
        return None
    return _build(int(day), int(in_month), full_year, today, -1, -1, past)


def next_weekday(today: date, day: int) -> date:
    """The next such weekday after today."""
    return today + timedelta(days=(day - today.weekday() - 1) % 7 + 1)


def last_weekday(today: date, day: int) -> date:
    """The latest such weekday before today."""
    return today - timedelta(days=(today.weekday() - day - 1) % 7 + 1)


def week(today: date, weeks_ahead: int) -> tuple[date, date]:
    """Monday and Sunday of a week."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks_ahead)
    return monday, monday + timedelta(days=6)
