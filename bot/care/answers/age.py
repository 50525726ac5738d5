"""An age -> ISO 8601 duration: "kolmekuinen" P3M, "yheksänkymppinen" P90Y, "vuonna 58 syntynyt" by `now`."""

import re
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.corrections import corrections
from bot.care.answers.durations import Length, iso, lengths, with_unit
from bot.care.answers.garbled import DOUBTFUL, mended
from bot.care.answers.numerals import number_at, spoken_units, whole
from bot.care.answers.vocabulary import Vocabulary
from bot.care.answers.words import has_phrase, is_figure, words

OLDEST_YEARS = 120
_BORN = re.compile(r"synty\w*|syntyny\w*|syntymä\w*|vuosimalli\w*|vuosikert\w*")
_TENS_OLD = re.compile(
    r"(?P<tens>.*?)kymppi(?:nen|sen|sel\w*|nä|s|ne|sestä|stä)?|(?P<tens2>.+?)kympi(?:n|llä)"
)
_SHORT_TENS = {"pari": 2, "kolmi": 3, "neli": 4}
_YOUNG_ENDINGS = ("kuinen", "viikkoinen", "päiväinen")
_UNITS = {
    form: written
    for written, forms in {
        "vuotta": "vuotta vuottaa",
        "vuotias": "vuotias vuotiaana vuotinen",
        "vuoden": "vuoden",
        "kuukautta": "kuukautta",
        "kuukauden": "kuukauden",
        "viikkoa": "viikkoa",
        "viikon": "viikon",
        "päivää": "päivää",
        "päivän": "päivän",
        "kuinen": "kuinen kuukautinen",
        "viikkoinen": "viikkoinen",
        "kymppinen": "kymppinen",
        "vastasyntynyt": "vastasyntynyt",
        "ikäinen": "ikäinen",
        "syntynyt": "syntynyt",
        "puolitoista": "puolitoista",
    }.items()
    for form in forms.split()
}
_FRAMES = {"olemme": "olen", "olen": "olen", "minä olen": "olen", "mä oon": "oon", "se on": "on"}
_VOCABULARY = Vocabulary(
    spoken_units() | _UNITS | _FRAMES,
    harmless="puolivuotias puolitoistavuotias vuosikas ikää ikäisyys taapero sylivauva leikki-ikäinen "
    "täytti täytin kieppeillä paikkeilla hujakoilla tienoilla täynnä päälle korvilla vaille synttärit "
    "esikoululainen koululainen lukiolainen opiskelija eläkeläinen eläkkeellä".split(),
    expected=lambda word: bool(lengths((word,))) or _TENS_OLD.fullmatch(word) is not None,
)
_CHILD = re.compile(
    r"lap[sei]\w*|poi[kj]\w*|ty?ttö\w*|tyttö\w*|tytöl\w*|tyttär\w*|tytär|vauva\w*|taapero\w*|kuopus\w*|esikoi\w*|"
    r"pikku\w*|pien\w*|.*kuukau\w*|.*viik\w*|.*päiv\w*|.*kui(?:nen|sen|nen)|.*vuotia\w*|.*vuotis\w*|vauv\w*|"
    r"vastasyn\w*|puol\w*|.*puoli\w*|synty\w*|kk|vko|vanha"
)
# Nobody mixes these: a lost letter makes "kaksi" and "yksi" slang.
_MIXED = re.compile(r"(?:kasi|ysi)kymmen|kymmentä(?:kasi|ysi)")
# Ages only with a number before them: a lone "vuotias" is not one year.
_AGED = re.compile(r"vuoti|vuotti|kui|vee")
_LEAST_WITHOUT_A_CHILD = 10
_ROUGH_WORDS = frozenset(
    "noin suunnilleen yli alle reilu reilut vajaa kohta melkein vähän ehkä jotain parisen".split()
)
_INDEFINITE = ("toista kymmentä", "toist kymment", "toista sataa")
_NOT_AGE = frozenset("kello klo".split())


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """ISO 8601 duration. A birth year is counted from `now` and left out without it."""
    said = words(text)
    corrected = _after_correction(said, now)
    answer = _read(corrected, now) or (_read(said, now) if corrected != said else None)
    answer = mended(corrected, answer, _VOCABULARY, lambda row: _read(row, now))
    if answer is None:
        return None
    confidence = answer.confidence
    if _ROUGH_WORDS & set(said):
        confidence = min(confidence, 0.7)
    if _MIXED.search("".join(said)):
        confidence = min(confidence, DOUBTFUL)
    if not text.strip().isdigit() and _may_be_more(str(answer.value), said):
        confidence = min(confidence, DOUBTFUL)
    return Answer(answer.value, round(confidence, 2))


def _may_be_more(value: str, said: list[str]) -> bool:
    """A small age that nothing else points to: the tens of "kolmekymmentäviisi" may have been lost."""
    return years(value) < _LEAST_WITHOUT_A_CHILD and not any(_CHILD.fullmatch(word) for word in said)


def years(value: str) -> float:
    """The age in years of an ISO 8601 duration that `read` made. Raises ValueError on anything else."""
    match = re.fullmatch(r"P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T.*)?", value)
    if match is None:
        raise ValueError(f"not an ISO 8601 duration: {value!r}")
    year, month, week, day = (float(part or 0) for part in match.groups())
    return year + month / 12 + week * 7 / 365.25 + day / 365.25


def _after_correction(said: list[str], now: datetime | None) -> list[str]:
    """The words after the last correction; after a weak mark, only an age in the same unit as the one before."""
    for found in corrections(said):
        after = with_unit(found.before, found.after)
        if found.strong and after:
            return after
        earlier, later = _read(found.before, now), _read(after, now)
        if earlier and later and str(earlier.value)[-1] == str(later.value)[-1]:
            return after
    return said


def _read(said: list[str], now: datetime | None) -> Answer | None:
    if has_phrase(said, _INDEFINITE) or ("vielä" in said and {"en", "ei"} & set(said)):
        return None
    if any(word.startswith("vastasynty") for word in said):
        return Answer("P0D", 0.9)
    if any(_BORN.fullmatch(word) for word in said):
        return _birth(said, now) or _length(said)
    return _length(said) or _tens(said) or _bare(said)


def _birth(said: list[str], now: datetime | None) -> Answer | None:
    numbers = _numbers(said)
    if not numbers or now is None:
        return None
    year = numbers[-1]
    if year < 100:
        year += 1900 if year + 2000 > now.year else 2000
    if not 1900 <= year <= now.year or (len(numbers) == 1 and "päivä" in said):
        return None
    if len(numbers) == 3 and 1 <= numbers[1] <= 12 and 1 <= numbers[0] <= 31:
        passed = (now.month, now.day) >= (numbers[1], numbers[0])
        return Answer(f"P{now.year - year - (not passed)}Y", 0.95)
    return Answer(f"P{now.year - year}Y", 0.8)


def _numbers(said: list[str]) -> list[int]:
    found: list[int] = []
    index = 0
    while index < len(said):
        read = number_at(said, index)
        if read is None:
            index += 1
        else:
            found.append(read[0])
            index = read[1]
    return found


def _length(said: list[str]) -> Answer | None:
    every = [
        length
        for length in lengths(said)
        if length.unit in ("Y", "M", "W", "D") and (length.counted or not _AGED.match(said[length.end - 1]))
    ]
    found = [
        length
        for length, following in zip(every, [*every, None][1:], strict=True)
        if length.counted or _aged(said, length) or _goes_on(said, length, following)
    ]
    aged = [length for length in found if _aged(said, length)]
    first = (aged or found)[0] if found else None
    if first is not None and found.index(first) and _goes_on(said, found[found.index(first) - 1], first):
        first = found[found.index(first) - 1]
    if first is None:
        return None
    parts = [first]
    for length in found[found.index(first) + 1 :]:
        smaller = "YMWD".index(length.unit) > "YMWD".index(parts[-1].unit)
        if smaller and all(word == "ja" for word in said[parts[-1].end : length.start]):
            parts.append(length)
    if any(length.doubtful for length in parts):
        return None
    if first.unit == "Y" and not 0 <= first.amount <= OLDEST_YEARS:
        return None
    amounts = [(length.amount, length.unit) for length in parts]
    if first.unit == "Y" and _soon(said) and first.amount >= 1:
        return Answer(iso([(first.amount - 1, "Y")]), 0.7)
    return Answer(iso(amounts), 0.6 if any(length.rough for length in parts) else 0.95)


def _goes_on(said: list[str], length: Length, following: Length | None) -> bool:
    """ "vuoden ja kolme kuukautta": a smaller unit follows after "ja"."""
    return (
        following is not None
        and "YMWD".index(following.unit) > "YMWD".index(length.unit)
        and said[length.end : following.start] == ["ja"]
    )


def _aged(said: list[str], length: Length) -> bool:
    after = said[length.end] if length.end < len(said) else ""
    return length.is_age_form or after.startswith(("ikäi", "ikäs", "vanha", "iäs", "ikä"))


def _soon(said: list[str]) -> bool:
    return any(word in ("täytän", "täyttää", "täytttää") for word in said) and not {"täytin", "täytti"} & set(
        said
    )


def _tens(said: list[str]) -> Answer | None:
    for index, word in enumerate(said):
        match = _TENS_OLD.fullmatch(word)
        if match is None:
            continue
        prefix = match["tens"] or match["tens2"]
        before = [prefix] if prefix else said[max(0, index - 1) : index]
        tens = _SHORT_TENS.get(before[0]) if len(before) == 1 else None
        if tens is None and before:
            tens = whole(before)
        if tens is not None and 1 <= tens <= 11:
            return Answer(f"P{tens * 10}Y", 0.8)
    return None


def _tens_in_figures(said: list[str]) -> int | None:
    """ "50.4" and "20 kolme", which recognisers make of 54 and 23."""
    at = next((index for index, word in enumerate(said[:-1]) if re.fullmatch(r"[2-9]0", word)), None)
    if at is None or any(is_figure(word) for word in (*said[:at], *said[at + 2 :])):
        return None
    low = number_at(said[: at + 2], at + 1)
    return int(said[at]) + low[0] if low is not None and 0 < low[0] < 10 else None


def _summed(said: list[str]) -> int | None:
    """ "sata ja kaks", "neljäkyt ja yks": a round number and what it lacks."""
    for at, word in enumerate(said):
        after = number_at(said, at + 1) if word == "ja" else None
        before = number_at(said[:at], at - 1) if at else None
        if after and before and (before[0] == 100 or 20 <= before[0] < 100):
            room = 100 if before[0] == 100 else 10
            if before[0] % room == 0 and 0 < after[0] < room and before[0] + after[0] <= OLDEST_YEARS:
                return before[0] + after[0]
    return None


def _bare(said: list[str]) -> Answer | None:
    if _NOT_AGE & set(said):
        return None
    numbers = _numbers(said)
    if len(numbers) == 2 and (summed := _summed(said)) is not None:
        return Answer(f"P{summed}Y", 0.9)
    half = said[-2:] in (["ja", "puoli"], ["ja", "puol"])
    if half and len(numbers) == 1 and 0 < numbers[0] <= OLDEST_YEARS:
        return Answer(f"P{numbers[0]}Y6M", 0.85)
    tens = _tens_in_figures(said)
    if tens is not None:
        return Answer(f"P{tens}Y", DOUBTFUL)
    if len(numbers) == 1 and 0 <= numbers[0] <= OLDEST_YEARS:
        value = numbers[0] - 1 if _soon(said) and numbers[0] else numbers[0]
        return Answer(f"P{value}Y", 0.7 if _soon(said) else 0.9)
    return None
