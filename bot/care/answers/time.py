"""When it suits: ISO 8601 local times, dates and intervals, without a UTC offset.

aamu is 06-10, aamupäivä 09-12, iltapäivä 12-17, ilta 17-22, yö 22-06. A bare clock time is today, with 1-6 in
the afternoon. An interval is `start/end`, with `..` for an open end; ANYTIME is open at both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.care.answers.answer import Answer
from bot.care.answers.clock import Clock, clocks, form_of, is_midday, unglue
from bot.care.answers.corrections import last_correction
from bot.care.answers.dates import (
    Days,
    calendar_date,
    day_offset,
    month,
    next_weekday,
    nth_month,
    numeric_date,
    ordinal,
    week,
    weekday,
)
from bot.care.answers.durations import lengths
from bot.care.answers.garbled import DOUBTFUL, mended
from bot.care.answers.numerals import number_at, spoken_units
from bot.care.answers.vocabulary import Vocabulary
from bot.care.answers.words import has_phrase, plain, words
from bot.care.hours import HELSINKI

ANYTIME = "../.."

_ANYTIME = (
    "milloin vain", "milloin vaan", "millon vaan", "millon vain", "koska vain", "koska vaan", "ihan sama",
    "aivan sama",
    "sama se", "ei väliä", "ei oo väliä", "ei ole väliä", "milloin tahansa", "koska tahansa",
    "mihin aikaan vaan",
    "mihin aikaan vain", "aina käy", "aina sopii", "kaikki käy", "kaikki sopii", "kaikki ajat", "ihan koska",
    "ihan milloin", "ihan millon", "vapaasti", "koko ajan", "millon tahansa", "mikä vaan", "mikä vain",
    "mikä tahansa",
    "mihin vaan", "ei merkitystä", "ei oo merkitystä", "kuhan soitatte", "kunhan soitatte",
)  # fmt: skip
_GARBLED_ANYTIME = re.compile(
    r"(?:mi\w{0,3}lo[ij]?\w?|koska) ?(?:[bv]|\w{0,2}(?=a))(?:ain?|aan|an|aihe)(?: sop\w*)?"
)
_UNDECIDED = ("en tiedä", "en tiiä", "en mä tiedä", "en mä tiiä", "emmä tiiä", "en osaa sanoa",
              "en oikein tiedä")  # fmt: skip
# Said before or after a time, these make it less sure and deny nothing.
_HEDGES = (*_UNDECIDED, "en oo varma", "en ole varma", "ei haittaa", "jos ei", "ei kai", "ei kiirettä",
           "ei oo kiirettä",
           "ei ole kiirettä", "ei mitään kiirettä")  # fmt: skip
_DENIALS = frozenset("ei en eikä enkä paitsi emmä eihän muttei".split())
_ASAP = (
    "heti", "nyt", "mahdollisimman pian", "niin pian", "mahdollisimman nopeasti", "mahollisimman pian",
    "saman tien", "samantien", "ensi tilassa", "pian", "äkkiä", "nopeasti", "nopeesti",
    "mahdollisimman nopeesti",
)  # fmt: skip
_CLOCK_FIGURES = re.compile(r"(?<![\d.])(\d{1,2})[.:](\d{2})(?![\d.])")
_SPAN_FIGURES = re.compile(r"(?<![\d.])(\d{1,2}(?:[.:]\d{2})?)\s*-\s*(\d{1,2}(?:[.:]\d{2})?)(?![\d.])")


@dataclass(frozen=True)
class Part:
    """A part of the day in hours after its midnight."""

    start_h: int
    end_h: int


_DAY_FORMS = (
    "huomenna ylihuomenna tänään maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina "
    "sunnuntaina"
).split()
_PART_FORMS = "aamulla aamupäivällä iltapäivällä illalla".split()
_VOCABULARY = Vocabulary(
    {form: unit for form, unit in spoken_units(form_of).items() if form_of(form) not in ("sta", "een")}
    | {
        word: word
        for word in (
            "päivällä aamupäivä iltapäivä viikonloppuna viikolla jälkeen milloin "
            "välillä mennessä eteenpäin maissa puoli varttia vartin vaille kello sopii sopisi kiitos aikaan "
            "tasan heti"
        ).split()
        + _DAY_FORMS
        + _PART_FORMS
    }
    | {f"{day} {part}": f"{day} {part}" for day in _DAY_FORMS for part in _PART_FORMS}
    | {f"{part} sopii": part for part in _PART_FORMS}
    | dict.fromkeys(("milloin vain", "milloin vaan", "milloin vaan sopii"), "milloin vain")
    | {"ihan sama": "ihan sama", "koska vaan": "milloin vain", "ensi viikolla": "ensi viikolla"},
    harmless="huomen huomena aamuna aamul iltana iltasella iltaisin aamuisin iltapäivän aamupäivän "
    "huomisaamuna huomisiltana ensiviikolla seuraavalla tuleva maanantai tiistai keskiviikko torstai perjantai "
    "lauantai sunnuntai aamusta aamupäivästä iltapäivästä ennen".split(),
    expected=lambda word: _is_time_word(word),
)
_MORE_PARTS = re.compile(
    r"\w*yö(?:llä|n|nä|tä|stä|)|öisin|päivin|päivä\w{0,3}|virka-?aikaan|iltaan|aamuun|illaksi|illasta"
)


def _is_time_word(word: str) -> bool:
    """Whether the grammar below reads a word as it stands, beside those of the vocabulary."""
    return (
        ordinal(word) is not None
        or month(word) is not None
        or nth_month(word) is not None
        or is_midday(word)
        or bool(lengths((word,)))
        or bool(clocks((word,)))
        or _MORE_PARTS.fullmatch(word) is not None
    )


AAMU, AAMUPAIVA, ILTAPAIVA, ILTA, YO = Part(6, 10), Part(9, 12), Part(12, 17), Part(17, 22), Part(22, 30)
_PARTS: tuple[tuple[re.Pattern[str], Part], ...] = (
    (re.compile(r"\w*aamup\w*|ap"), AAMUPAIVA),
    (re.compile(r"\w*ilt[aä]p\w*|ip"), ILTAPAIVA),
    (re.compile(r"(?!aamuyö)\w*aam(?:u|ul|ust|ui)\w*"), AAMU),
    (
        re.compile(r"(?!puol)\w*(?:ilta(?:na|a|an|aikaa\w*|sel\w*|sin|lla|i\w*)?|illa[lsnk]\w*|ehtoo\w*)"),
        ILTA,
    ),
    (re.compile(r"\w*yö(?:llä|n|nä|tä|stä|ks\w*|)|öisin|aamuyö\w*"), YO),
    (re.compile(r"päivällä|päiväsaikaan|päiväl|keskellä"), Part(9, 17)),
    (re.compile(r"virka-?aikana|virka-?aikaan|virkaaikaan|toimistoaikaan|työaikaan|työaikana"), Part(8, 16)),
)
_AFTER = frozenset("jälkeen jälkee jäläkeen jälkii eteenpäin alkaen lähtien ylöspäin jälestä".split())
_BEFORE = frozenset("ennen mennessä mennes asti saakka viimeistään".split())
_ABOUT = frozenset("maissa maisa aikaan aikoihin paikkeilla paikkeella kieppeillä pintaan tienoilla "
                   "hujakoilla noin suunnilleen suurin".split())  # fmt: skip
_AGO_OR_AHEAD = frozenset("päästä kuluttua kuluessa sisällä päähän".split())
_NEXT = frozenset("ensi ens seuraavalla seuraava seuraavan tulevalla tuleva ensin".split())


def is_anytime(text: str) -> bool:
    """Whether any time suits, or the caller leaves it to us ("en tiedä")."""
    said = words(text)
    return has_phrase(said, _ANYTIME) or has_phrase(said, _UNDECIDED)


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """The time as ISO 8601, ANYTIME when every time suits, None when nothing sure was said."""
    moment = _local(now)
    line = plain(text)
    said = _with_midday(unglue(_said(line)))
    taken_back = last_correction(said, lambda row: _read(" ".join(row), row, moment) is not None)
    if taken_back is not None:
        said = _restated(taken_back.before, taken_back.after, moment)
        line = " ".join(said)
    if has_phrase(said, _ANYTIME):
        return Answer(ANYTIME, 0.9)
    if _GARBLED_ANYTIME.fullmatch(" ".join(said)):
        return Answer(ANYTIME, DOUBTFUL)
    hedged = has_phrase(said, _HEDGES)
    wanted = _wanted(said)
    if wanted is None:
        return None
    exact = _read(line if wanted == said else " ".join(wanted), wanted, moment)
    answer = mended(wanted, exact, _VOCABULARY, lambda row: _read_mended(row, moment))
    if answer is not None and hedged:
        return Answer(answer.value, min(answer.confidence, DOUBTFUL))
    return answer


def _with_midday(said: list[str]) -> list[str]:
    """ "puolen päivän jälkeen" with noon as one word: half a day is counted in nothing but "päästä"."""
    found: list[str] = []
    for index, word in enumerate(said):
        after = said[index + 1] if index + 1 < len(said) else ""
        if found[-1:] == ["puolen"] and word == "päivän" and after in (*_AFTER, *_BEFORE, *_ABOUT):
            found[-1] += word
        else:
            found.append(word)
    return found


def _restated(before: list[str], after: list[str], moment: datetime) -> list[str]:
    """ "huomenna kymmeneltä, ei ku yheltätoista": the day that was said before holds for the new clock time."""
    day = _days(" ".join(before), before, moment)
    told = clocks(after) or _part(after)
    if day is None or day.start < 0 or not told or _days(" ".join(after), after, moment) is not None:
        return after
    return [*before[day.start : day.end], *after]


def told(text: str, *, now: datetime | None = None) -> Answer | None:
    """The time as `read` gives it, None also when every time suits: a day or a time that was named."""
    answer = read(text, now=now)
    return None if answer is None or answer.value == ANYTIME else answer


def _read_mended(said: list[str], moment: datetime) -> Answer | None:
    if has_phrase(said, _ANYTIME):
        return Answer(ANYTIME, 0.9)
    return _read(" ".join(said), unglue(said), moment)


def _wanted(said: list[str]) -> list[str] | None:
    """The words that tell what suits. "ei tänään vaan huomenna" is tomorrow; "ei aamulla" is nothing."""
    for index in range(len(said)):
        for phrase in _HEDGES:
            size = len(phrase.split())
            if " ".join(said[index : index + size]) == phrase:
                return _wanted([*said[:index], *said[index + size :]])
    denials = [index for index, word in enumerate(said) if word in _DENIALS]
    if not denials:
        return said
    for index in range(denials[-1] + 1, len(said)):
        if said[index] in ("vaan", "mutta", "mut", "vaikka") and said[index + 1 :]:
            return said[index + 1 :]
    before = said[: denials[0]]
    parted = said[denials[0]] in ("eikä", "paitsi", "muttei") or before[-1:] in (["mutta"], ["mut"])
    return before if parted and before else None


def _read(line: str, said: list[str], moment: datetime) -> Answer | None:
    days = _days(line, said, moment)
    rest = _without(said, days)
    part = _part(rest)
    times = clocks([word for word in rest if not _is_part(word)])
    if times and (answer := _clock_answer(line, said, rest, times, days, part, moment)) is not None:
        return answer
    if part is not None:
        return _part_answer(part, days, said, moment)
    ahead = _ahead(said, moment)
    if ahead is not None:
        return ahead
    if days is not None:
        return _days_answer(days, said)
    if len(said) <= 5 and has_phrase(said, _ASAP):
        return Answer(f"{_iso(moment)}/..", 0.6)
    return None


def _local(now: datetime | None) -> datetime:
    """The clock on the wall in Helsinki, to the minute."""
    if now is None:
        now = datetime.now(HELSINKI)
    elif now.tzinfo is not None:
        now = now.astimezone(HELSINKI)
    return now.replace(tzinfo=None, second=0, microsecond=0)


def _said(line: str) -> list[str]:
    """Words in order, with a clock time in figures as one word and a dash between figures as "-"."""
    line = _SPAN_FIGURES.sub(r" \1 - \2 ", line)
    return re.findall(r"\d{1,2}[.:]\d{2}(?![\d.])|\d+|virka-?aika\w*|[^\W\d_]+|(?<=\s)-(?=\s)", line)


# --- Which day


def _days(line: str, said: Sequence[str], now: datetime) -> Days | None:
    today = now.date()
    dated = numeric_date(line, today) or calendar_date(said, today)
    if dated is not None:
        return dated
    week_days = _week(said, today)
    for index, word in enumerate(said):
        named = weekday(word)
        if named is not None:
            if week_days is not None:
                first = week_days.first + timedelta(days=named)
                return Days(first, first, min(week_days.start, index), max(week_days.end, index + 1))
            first = next_weekday(today, named)
            last = first
            end = index + 1
            second = weekday(said[end + 1]) if end + 1 < len(said) else None
            if second is not None and said[end] in ("tai", "ja", "taikka"):
                other = first + timedelta(days=second - named)
                last = other if other > first else other + timedelta(weeks=1) if other < first else first
                if (last - first).days > 1:
                    return Days(first, first, index, end + 2, confidence=0.5)
                return Days(first, last, index, end + 2, confidence=0.8)
            return Days(first, last, index, end)
        offset = day_offset(word)
        if offset is not None and offset >= 0:
            day = today + timedelta(days=offset)
            return Days(day, day, index, index + 1)
    return week_days


def _week(said: Sequence[str], today: date) -> Days | None:
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
        if word.startswith("viikonlop"):
            saturday, sunday = week(today, 0)[0] + timedelta(days=5), week(today, 0)[1]
            if before in _NEXT and today.weekday() >= 5:
                saturday, sunday = saturday + timedelta(weeks=1), sunday + timedelta(weeks=1)
            return Days(max(saturday, today), sunday, index, index + 1)
        if word.startswith(("viikol", "viikon", "viikko", "viikolle")) or word == "viikol":
            if before in _NEXT:
                monday, sunday = week(today, 1)
            elif before in ("tällä", "täl", "tän", "tämän"):
                monday, sunday = today, week(today, 0)[1]
            elif before in ("seuraavalla", "sitäseuraavalla"):
                monday, sunday = week(today, 1)
            else:
                continue
            part = said[index + 1] if index + 1 < len(said) else ""
            if part.startswith(("alu", "alku")):
                return Days(monday, monday + timedelta(days=1), index - 1, index + 2, confidence=0.8)
            if part.startswith(("lopu", "loppu")):
                thursday = monday + timedelta(days=3)
                return Days(thursday, thursday + timedelta(days=1), index - 1, index + 2, confidence=0.8)
            if part.startswith(("puoli", "keskiv")):
                wednesday = monday + timedelta(days=2)
                return Days(wednesday, wednesday, index - 1, index + 2, confidence=0.8)
            return Days(monday, sunday, index - 1, index + 1)
    return None


def _without(said: list[str], days: Days | None) -> list[str]:
    """The words that did not name the day. Of "huomenaamulla" the part of the day stays."""
    if days is None:
        return said
    if days.start < 0:
        figures = re.compile(r"\d{1,2}|\d{4}|\d{1,2}[.:]\d{2}")
        return [word for word in said if not figures.fullmatch(word) or _kept(said, word)]
    dropped = said[days.start : days.end]
    kept = [word for word in dropped if _is_part(word) and not word.startswith("päiv")]
    return [*said[: days.start], *kept, *said[days.end :]]


def _kept(said: list[str], word: str) -> bool:
    """A figure beside a date in figures is a clock time only after "kello"."""
    at = said.index(word)
    return at > 0 and said[at - 1] in ("kello", "klo")


# --- Which time of the day


def _is_part(word: str) -> bool:
    return _part_of(word) is not None


def _part_of(word: str) -> Part | None:
    part = next((part for pattern, part in _PARTS if pattern.fullmatch(word)), None)
    # "kasilta" is a clock time.
    return None if part is None or number_at((word,), 0) is not None else part


def _part(said: Sequence[str]) -> Part | None:
    return next((part for part in map(_part_of, said) if part is not None), None)


def _part_answer(part: Part, days: Days | None, said: Sequence[str], now: datetime) -> Answer:
    day = days.first if days is not None else now.date()
    start, end = _span(day, part)
    if days is None and end <= now:
        start, end = start + timedelta(days=1), end + timedelta(days=1)
    if len({_part_of(word) for word in said} - {None}) > 1 or (days is not None and days.last > days.first):
        return Answer(f"{_iso(start)}/{_iso(end)}", 0.5)
    if any(word in ("jälkeen", "alkaen", "lähtien", "eteenpäin") for word in said):
        return Answer(f"{_iso(start)}/..", 0.7)
    return Answer(f"{_iso(start)}/{_iso(end)}", 0.95 if days is None else days.confidence)


def _span(day: date, part: Part) -> tuple[datetime, datetime]:
    midnight = datetime(day.year, day.month, day.day)
    return midnight + timedelta(hours=part.start_h), midnight + timedelta(hours=part.end_h)


def _clock_answer(
    line: str,
    said: Sequence[str],
    rest: list[str],
    times: list[Clock],
    days: Days | None,
    part: Part | None,
    now: datetime,
) -> Answer | None:
    words_left = [word for word in rest if not _is_part(word)]
    counted = [word for word in words_left if not is_midday(word)]
    if any(length.counted and length.unit in ("H", "MIN", "D", "W") for length in lengths(counted)):
        return _ahead(said, now)
    first = times[0]
    after = words_left[first.end] if first.end < len(words_left) else ""
    before = words_left[first.start - 1] if first.start else ""
    day = days.first if days is not None else now.date()
    start = _moment(day, first, part)
    confidence = 0.95 if days is None else days.confidence
    told = _marked(words_left) or first.form or days is not None or part is not None
    if not told and len(words_left) > 3:
        confidence = 0.6
    if len(times) > 1 and _is_range(words_left, first, times[1]):
        second = times[1]
        end = _moment(day, second, part)
        if end <= start and second.may_be_afternoon and second.minutes < 720:
            end += timedelta(hours=12)
        if first.minutes < second.minutes and start > end:
            start -= timedelta(hours=12)
        if end > start:
            return Answer(f"{_iso(start)}/{_iso(end)}", confidence)
    if after in _AFTER or (before in ("jälkeen",) and first.form in ("n", "")) or after == "jälkeen":
        return Answer(f"{_iso(start)}/..", confidence)
    if first.form == "sta" and (after in _AFTER or not after):
        return Answer(f"{_iso(start)}/..", min(confidence, 0.8))
    if before in ("ennen", "viimeistään", "korkeintaan") or after in _BEFORE:
        return Answer(f"../{_iso(start)}", confidence)
    if len(times) > 1 and "tai" in words_left:
        return Answer(_iso(start), 0.5)
    about = bool(_ABOUT & set(words_left))
    return Answer(_iso(start), min(confidence, 0.8) if about else confidence)


def _marked(said: Sequence[str]) -> bool:
    return "kello" in said or "klo" in said


def _is_range(said: Sequence[str], first: Clock, second: Clock) -> bool:
    between = list(said[first.end : second.start])
    tail = list(said[second.end : second.end + 2])
    if between and set(between) <= {"-", "viiva"}:
        return True
    if first.form == "sta" and (second.form in ("een", "n", "") or "asti" in tail or "saakka" in tail):
        return set(between) <= {"noin", "sinne", "kello", "klo"}
    if between == ["ja"] and any(word.startswith("väli") for word in tail):
        return True
    return "välillä" in said or "välissä" in said or "väliin" in said


def _moment(day: date, clock: Clock, part: Part | None) -> datetime:
    minutes = clock.minutes
    midnight = datetime(day.year, day.month, day.day)
    if clock.may_be_afternoon and minutes < 720:
        if part in (ILTAPAIVA, ILTA):
            minutes += 720
        elif part in (AAMU, AAMUPAIVA):
            pass
        elif part == YO:
            minutes += 720 if minutes >= 540 else 1440
        elif minutes < 420:
            minutes += 720
    elif clock.may_be_afternoon and minutes >= 720 and minutes < 780 and part == YO:
        minutes += 720
    return midnight + timedelta(minutes=minutes)


def _ahead(said: Sequence[str], now: datetime) -> Answer | None:
    """ "kahden tunnin päästä" from now; whole days give a date."""
    for length in lengths(said):
        following = set(said[length.end : length.end + 2])
        if not following & _AGO_OR_AHEAD:
            continue
        if length.unit in ("H", "MIN"):
            minutes = length.amount * (60 if length.unit == "H" else 1)
            moment = now + timedelta(minutes=float(minutes))
            if following & {"kuluessa", "sisällä"}:
                return Answer(f"{_iso(now)}/{_iso(moment)}", 0.8)
            return Answer(_iso(moment), 0.85)
        if length.unit in ("D", "W"):
            days = int(length.amount * (7 if length.unit == "W" else 1))
            day = now.date() + timedelta(days=days)
            if following & {"kuluessa", "sisällä"}:
                return Answer(f"{now.date().isoformat()}/{day.isoformat()}", 0.8)
            return Answer(day.isoformat(), 0.85)
    return None


def _days_answer(days: Days, said: Sequence[str]) -> Answer:
    first, last = days.first.isoformat(), days.last.isoformat()
    after = said[days.end] if 0 <= days.end < len(said) else ""
    if after in _AFTER:
        return Answer(f"{first}/..", 0.8)
    if days.first == days.last:
        if after in ("mennessä", "asti", "saakka"):
            return Answer(f"../{first}", 0.8)
        return Answer(first, days.confidence)
    return Answer(f"{first}/{last}", days.confidence)


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
