"""How long something has lasted -> an ISO 8601 duration; a date where a date or a weekday was said."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from bot.care.answers.answer import Answer
from bot.care.answers.clock import clocks, form_of, unglue
from bot.care.answers.corrections import last_correction
from bot.care.answers.dates import (
    calendar_date,
    day_offset,
    last_weekday,
    month,
    nth_month,
    numeric_date,
    ordinal,
    week,
    weekday,
)
from bot.care.answers.durations import Length, is_amount, iso, lengths, with_unit
from bot.care.answers.garbled import mended
from bot.care.answers.numerals import number_at, spoken_units
from bot.care.answers.vocabulary import Vocabulary
from bot.care.answers.words import has_phrase, is_figure, plain, words
from bot.care.hours import HELSINKI

_LAST = frozenset("viime viimme viimes viimeks edellisellä edellisestä".split())
_BEFORE_LAST = frozenset("toissa toissaviikolla toissaviikosta toissaviikon".split())
_TODAY = re.compile(
    r"(?:tämän?|tänä)?aamu(?:lla|sta|l|st|päivä\w*)?|tänä|äsken|äskettäin|just|juuri|hetki|hetken|nyt|heti"
)
_LAST_NIGHT = re.compile(r"yöllä|yöstä|viimeyö\w*|aamuyö\w*|yöl|yöst")
_FEASTS: tuple[tuple[re.Pattern[str], int, int], ...] = (
    (re.compile(r"joulu(?:sta|na|n|aatosta|aattona)?"), 12, 24),
    (re.compile(r"uudestavuodesta|uusivuosi|uudenvuoden\w*"), 1, 1),
    (re.compile(r"vapu(?:sta|n|lta)|vappuna"), 5, 1),
    (re.compile(r"itsenäisyyspäivä\w*"), 12, 6),
)
_QUARTER = re.compile(r"var(?:tti|tin|ttia|ttii)(?:tun\w+)?")
_ROUGH = frozenset("yli reilu vajaa noin melkein ainakin".split())
_BARE_UNITS = frozenset("päivä päivästä vuodesta vuonna kuun kuuta kuusta".split())
# Said after a number: alone, the number was lost.
_PARTITIVE = re.compile(r".*(?:vuot|kuukaut)t?a+|.*viikk(?:oa|oo)|.*päiv(?:ää|ii)|.*tunti?a|.*minuuttia?")
_UNSURE = ("en muista", "en tiedä", "en tiiä", "en mä muista", "en osaa sanoa", "aina", "ikuisuuden")
_VOCABULARY = Vocabulary(
    spoken_units(form_of)
    | {
        word: word
        for word in (
            "toissapäivästä toissapäivänä toissapäivää eilisestä eilisillasta eilen tänään viikkoa viikon päivää "
            "päivän tuntia tunnin kuukautta kuukauden vuotta vuoden puoli puolitoista muutama muutaman viime pari "
            "maanantaista tiistaista keskiviikosta torstaista perjantaista lauantaista sunnuntaista aamusta "
            "sitten kestänyt viikkoo minuuttia"
        ).split()
    },
    harmless="vuosia vuosikausia päiviä viikkoja kuukausia tunteja minuutteja jäläkeen yöllä yöstä viikolla "
    "viikosta kuussa kuusta vuodesta vuonna maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai "
    "maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina kolmatta neljättä viidettä "
    "päivä päivästä viikko vuosi kuukausi".split(),
    expected=lambda word: _is_time_word(word),
)


def _is_time_word(word: str) -> bool:
    """Whether the grammar below reads a word as it stands, beside those of the vocabulary."""
    return (
        ordinal(word) is not None
        or month(word) is not None
        or nth_month(word) is not None
        or is_amount(word)
        or bool(lengths((word,)))
        or word.startswith(("toissa", "viime", "viimi"))
        or any(pattern.fullmatch(word) for pattern, _, _ in _FEASTS)
        or any(pattern.fullmatch(word) for pattern in (_TODAY, _LAST_NIGHT))
    )


_ORDINAL_RUN = re.compile(r"(?:.*tta|.*ttä|toista)$")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """P2W, PT3H, P1D, 2026-03-02 (a date), 2026-01 or 2019 (a month or year that was said); else None."""
    moment = _local(now)
    line = plain(text)
    said = _in_minutes(unglue(words(line)))
    taken_back = last_correction(said, lambda row: _tells(row, moment))
    if taken_back is not None:
        said = with_unit(taken_back.before, taken_back.after)
        line = " ".join(said)
    exact = _read(line, said, moment)
    answer = mended(said, exact, _VOCABULARY, lambda row: _read(" ".join(row), row, moment))
    if answer is not None and has_phrase(said, _UNSURE):
        return Answer(answer.value, min(answer.confidence, 0.5))
    return answer


def _tells(said: list[str], moment: datetime) -> bool:
    numbered = any(number_at(said, index) for index in range(len(said)))
    return numbered or _read(" ".join(said), said, moment) is not None


def _in_minutes(said: Sequence[str]) -> list[str]:
    """ "kolme varttia" as 45 minutes; "varttia yli kolme" stays a clock time."""
    found: list[str] = []
    for index, word in enumerate(said):
        after = said[index + 1] if index + 1 < len(said) else ""
        if not _QUARTER.fullmatch(word) or after in ("yli", "vaille", "vajaa"):
            found.append(word)
            continue
        count = number_at(found, len(found) - 1) if found else None
        if count is not None:
            found[-1:] = [str(15 * count[0]), "minuuttia"]
        elif not word.startswith("varttia"):
            found += ["15", "minuuttia"]
    return found


def _read(line: str, said: Sequence[str], moment: datetime) -> Answer | None:
    today = moment.date()
    return (
        _date(line, said, today)
        or _running(said)
        or _length(said)
        or _relative(said, today)
        or _weekday(said, today)
        or _month_or_year(said, today)
        or _clock(said, moment)
        or _today(said)
    )


def _local(now: datetime | None) -> datetime:
    if now is None:
        now = datetime.now(HELSINKI)
    elif now.tzinfo is not None:
        now = now.astimezone(HELSINKI)
    return now.replace(tzinfo=None, second=0, microsecond=0)


def _date(line: str, said: Sequence[str], today: date) -> Answer | None:
    found = numeric_date(line, today, past=True) or calendar_date(said, today, past=True)
    if found is not None and found.first <= today:
        return Answer(found.first.isoformat(), found.confidence)
    return None


def _running(said: Sequence[str]) -> Answer | None:
    """ "kolmatta päivää": the third day is running."""
    for index, word in enumerate(said[:-1]):
        count = ordinal(word) if _ORDINAL_RUN.match(word) else None
        if count is None and word == "toista":
            count = 2
        if count is None or (index and said[index - 1] in ("puoli", "puol", "puolen")):
            continue
        length = next(iter(lengths(said[index + 1 : index + 2])), None)
        if length is not None and not number_at(said[: index + 1], max(0, index - 1)):
            finished = count if length.unit == "D" else count - 1
            return Answer(iso([(Fraction(finished), length.unit)]), 0.6)
    return None


def _length(said: Sequence[str]) -> Answer | None:
    found = [length for length in lengths(said) if _is_since(said, length)]
    counted = [length for length in found if length.counted]
    first = (counted or found)[0] if found else None
    if first is None:
        return None
    order = ("Y", "M", "W", "D", "H", "MIN")
    at = found.index(first)
    if at and said[found[at - 1].end : first.start] == ["ja"]:
        larger = found[at - 1]
        first = larger if order.index(larger.unit) < order.index(first.unit) else first
    parts = [first]
    for length in found[found.index(first) + 1 :]:
        between = said[parts[-1].end : length.start]
        if set(between) <= {"ja"} and order.index(length.unit) > order.index(parts[-1].unit):
            parts.append(length)
    if any(length.doubtful for length in parts):
        return None
    confidence = 0.95 if first.counted else 0.85
    if any(length.rough for length in parts) or _ROUGH & set(said):
        confidence = 0.6
    return Answer(iso((length.amount, length.unit) for length in parts), confidence)


def _is_since(said: Sequence[str], length: Length) -> bool:
    """Leaves out ages, and the calendar units that "viime" names."""
    before = said[length.start - 1] if length.start else ""
    if length.is_age_form or before in _LAST or before in _BEFORE_LAST:
        return False
    word = said[length.end - 1]
    if not length.counted and (word in _BARE_UNITS or _PARTITIVE.fullmatch(word)):
        return False
    return before not in ("ensi", "ens", "kerran", "kertaa")


def _relative(said: Sequence[str], today: date) -> Answer | None:
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
        offset = day_offset(word)
        if offset is not None and offset <= 0 and word != "tänä":
            return Answer(f"P{-offset}D", 0.95)
        weeks = 1 if before in _LAST else 2 if before in _BEFORE_LAST else 0
        following = weekday(said[index + 1]) if index + 1 < len(said) else None
        if weeks and following is not None and word.startswith("viiko"):
            monday, _ = week(today, -weeks)
            return Answer((monday + timedelta(days=following)).isoformat(), 0.9)
        if word.startswith("toissavii"):
            return Answer("P2W", 0.8)
        if weeks and word.startswith(("viiko", "viikko")):
            if word.startswith("viikonlo"):
                continue
            return Answer(f"P{weeks}W", 0.8)
        if (
            weeks
            and word.startswith(("kuussa", "kuusta", "kuun", "kuu"))
            and not word.startswith("kuus") | (word in ("kuussa", "kuusta"))
        ):
            return Answer(f"P{weeks}M", 0.8)
        if weeks and word in ("kuussa", "kuusta"):
            return Answer(f"P{weeks}M", 0.8)
        if weeks and word.startswith(("vuon", "vuod", "vuos")):
            return Answer(f"P{weeks}Y", 0.7)
        if (weeks and _LAST_NIGHT.match(word)) or word.startswith("viimeyö"):
            return Answer("P1D", 0.6)
        if before in _LAST and word.startswith(("yö", "yönä")):
            return Answer("P1D", 0.6)
    return None


def _weekday(said: Sequence[str], today: date) -> Answer | None:
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
        if word.startswith("viikonlop") or word == "viikonloppu":
            return Answer(last_weekday(today, 5).isoformat(), 0.6)
        named = weekday(word)
        if named is not None:
            day = last_weekday(today, named)
            doubtful = before in _LAST and (today - day).days <= today.weekday()
            return Answer(day.isoformat(), 0.7 if doubtful else 0.9)
    return None


def _month_or_year(said: Sequence[str], today: date) -> Answer | None:
    for index, word in enumerate(said):
        named = month(word)
        if named is not None:
            year = today.year if named <= today.month else today.year - 1
            return Answer(f"{year:04d}-{named:02d}", 0.8)
        for pattern, in_month, day in _FEASTS:
            if pattern.fullmatch(word):
                feast = date(today.year, in_month, day)
                feast = feast if feast <= today else date(today.year - 1, in_month, day)
                return Answer(feast.isoformat(), 0.6)
        if word in ("vuodesta", "vuonna", "vuoden") and index + 1 < len(said):
            following = said[index + 1]
            read_year = (int(following), 0) if is_figure(following) else number_at(said, index + 1)
            if read_year is not None and 1900 <= read_year[0] <= today.year:
                return Answer(f"{read_year[0]:04d}", 0.85)
    return None


def _clock(said: Sequence[str], now: datetime) -> Answer | None:
    """ "kello kolmesta": the time passed since that clock time."""
    times = clocks(said)
    if len(times) != 1 or not (times[0].form in ("sta", "lta") or {"kello", "klo"} & set(said)):
        return None
    begun = datetime(now.year, now.month, now.day) + timedelta(minutes=times[0].minutes)
    if begun > now and times[0].minutes >= 720:
        begun -= timedelta(days=1)
    if begun > now:
        return None
    later = begun + timedelta(hours=12)
    if times[0].may_be_afternoon and times[0].minutes < 420 and later <= now:
        begun = later
    passed = int((now - begun).total_seconds() // 60)
    return Answer(iso([(Fraction(passed // 60), "H"), (Fraction(passed % 60), "MIN")]), 0.6)


def _today(said: Sequence[str]) -> Answer | None:
    if any(_LAST_NIGHT.fullmatch(word) for word in said):
        return Answer("P1D", 0.5) if "aamuyö" not in " ".join(said) else Answer("P0D", 0.6)
    if any(_TODAY.fullmatch(word) for word in said) and not has_phrase(said, ("en tiedä", "en muista")):
        return Answer("P0D", 0.7)
    return None
