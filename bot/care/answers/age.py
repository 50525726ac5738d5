"""An age -> ISO 8601 duration: "kolmekuinen" P3M, "yheksänkymppinen" P90Y, "vuonna 58 syntynyt" by `now`."""

import re
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.durations import Length, iso, lengths
from bot.care.answers.mending import MENDED_CONFIDENCE, lexicon
from bot.care.answers.numerals import number_at, numeral_meanings, whole
from bot.care.answers.words import words

OLDEST_YEARS = 120
_BORN = re.compile(r"synty\w*|syntyny\w*|syntymä\w*|vuosimalli\w*|vuosikert\w*")
_TENS_OLD = re.compile(
    r"(?P<tens>.*?)kymppi(?:nen|sen|sel\w*|nä|s|ne|sestä|stä)?|(?P<tens2>.+?)kympi(?:n|llä)"
)
_YOUNG_ENDINGS = ("kuinen", "viikkoinen", "päiväinen")
_LEXICON = lexicon(
    "vuotta vuotias vuoden kuukautta kuukauden viikkoa viikon päivää päivän ikäinen vanha vastasyntynyt "
    "syntynyt",
    "puolitoista puolivuotias puolitoistavuotias",
    meanings=[
        *numeral_meanings(),
        *((form + "vuotias", value + "vuotias") for form, value in numeral_meanings()),
        *(
            (form + ending, value + ending)
            for form, value in numeral_meanings()
            for ending in _YOUNG_ENDINGS
            if int(value) <= 12
        ),
        *((form + "kymppinen", value + "kymppinen") for form, value in numeral_meanings() if len(value) == 1),
    ],
)
_ROUGH_WORDS = frozenset(
    "noin suunnilleen yli alle reilu reilut vajaa kohta melkein vähän ehkä jotain parisen".split()
)
_NOT_AGE = frozenset("kello klo".split())


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """ISO 8601 duration. A birth year is counted from `now` and left out without it."""
    said = words(text)
    corrected = _after_correction(said)
    answer = (
        _read(corrected, now) or (_read(said, now) if corrected != said else None) or _mended(corrected, now)
    )
    if answer is not None and _ROUGH_WORDS & set(said):
        return Answer(answer.value, round(min(answer.confidence, 0.7), 2))
    return answer


def _mended(said: list[str], now: datetime | None) -> Answer | None:
    mended = _LEXICON.mend(said)
    answer = _read(mended, now) if mended else None
    return None if answer is None else Answer(answer.value, min(answer.confidence, MENDED_CONFIDENCE))


def years(value: str) -> float:
    """The age in years of an ISO 8601 duration that `read` made. Raises ValueError on anything else."""
    match = re.fullmatch(r"P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T.*)?", value)
    if match is None:
        raise ValueError(f"not an ISO 8601 duration: {value!r}")
    year, month, week, day = (float(part or 0) for part in match.groups())
    return year + month / 12 + week * 7 / 365.25 + day / 365.25


def _after_correction(said: list[str]) -> list[str]:
    for index in range(len(said) - 1, 0, -1):
        if said[index] in ("eiku", "eikun") or said[index - 1 : index + 1] in (["ei", "kun"], ["ei", "ku"]):
            return said[index + 1 :]
    return said


def _read(said: list[str], now: datetime | None) -> Answer | None:
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
    every = [length for length in lengths(said) if length.unit in ("Y", "M", "W", "D")]
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
        tens = 2 if before == ["pari"] else whole(before) if before else None
        if tens is not None and 1 <= tens <= 11:
            return Answer(f"P{tens * 10}Y", 0.8)
    return None


def _bare(said: list[str]) -> Answer | None:
    if _NOT_AGE & set(said):
        return None
    numbers = _numbers(said)
    half = said[-2:] in (["ja", "puoli"], ["ja", "puol"])
    if half and len(numbers) == 1 and 0 < numbers[0] <= OLDEST_YEARS:
        return Answer(f"P{numbers[0]}Y6M", 0.85)
    if len(numbers) == 1 and 0 <= numbers[0] <= OLDEST_YEARS:
        value = numbers[0] - 1 if _soon(said) and numbers[0] else numbers[0]
        return Answer(f"P{value}Y", 0.7 if _soon(said) else 0.9)
    return None
