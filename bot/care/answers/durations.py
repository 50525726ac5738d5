"""Lengths of time as people say them, and ISO 8601 durations."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.care.answers.numerals import number_at, whole
from bot.care.answers.words import is_figure

_UNITS: tuple[tuple[str, str], ...] = (
    ("D", r"vuorokau\w*|vrk|pv|päiv(?:iä|ii|ä|ää|än|iä|i|äinen|äise\w*|änen|äse\w*|äne|ästä|ätä|ee|et)"),
    ("Y", r"vuo(?:s|t|d|e|j)\w*|vuuen|vuuven|vee\w{0,2}|v"),
    ("M", r"kuukau\w*|kuuta|kuun|kui(?:nen|ne|se\w*|sta|sen)|kuusta|kk"),
    ("W", r"viik(?:k(?!are)\w*|oo?n|oja|ojen|osta)|vko\w*"),
    ("H", r"tun(?:ti|tia|tii|nin|nit|nista|neista|teja|ti[ae]n)|h"),
    ("MIN", r"minuut\w*|minuu|min|minsa\w*"),
)
_NAMES = {"D": "päivää", "Y": "vuotta", "M": "kuukautta", "W": "viikkoa", "H": "tuntia", "MIN": "minuuttia"}
_UNIT_RE = tuple((unit, re.compile(rf"(?P<amount>.*?)(?:{pattern})")) for unit, pattern in _UNITS)
_AGE_FORM = re.compile(
    r"vuotia|vuotis|vuotin|kuine|kuisen|kuise|viikkoi|viikkon|viikkose|päiväi|päivän[e]|kuukauti|vee"
)
_INDEFINITE = re.compile(
    r"vuosi(?:a|i)|\w*kausia|kuukausi[ai]|viikkoja|viikkoi|päivi[äi]|tunte[ji]a|minuutteja"
)
_AMOUNT_WORDS = {
    Fraction(1, 2): "puoli puol puolen puolta puolisen",
    Fraction(1): "ykkös",
    Fraction(3, 2): "puolitoista puoltoista puolentoista puolitoist puoltoist puolisentoista",
    Fraction(2): "pari parin paria parista parisen",
    Fraction(3): "muutama muutaman muutamia muutamii kolmisen",
    Fraction(4): "nelisen",
    Fraction(5): "viitisen",
    Fraction(6): "kuutisen",
    Fraction(10): "kymmenisen kymmenkunta",
    Fraction(15): "viitisentoista",
    Fraction(20): "parikymmentä parisenkymmentä parikyt",
}
_AMOUNTS = {word: amount for amount, line in _AMOUNT_WORDS.items() for word in line.split()}
_ROUGH = frozenset(
    "puolisen muutama muutaman muutamia muutamii kolmisen nelisen viitisen kuutisen kymmenisen kymmenkunta "
    "viitisentoista".split()
)


@dataclass(frozen=True)
class Length:
    """An amount of a unit (Y M W D H MIN), the words it took, and how it was said."""

    amount: Fraction
    unit: str
    start: int
    end: int
    is_age_form: bool
    rough: bool
    counted: bool
    doubtful: bool = False


def lengths(said: Sequence[str]) -> list[Length]:
    """Every length of time in the words, in order. A bare "viikon" is one week."""
    found: list[Length] = []
    for index in range(len(said)):
        start = found[-1].end if found else 0
        length = _length(said, index, start)
        if length is not None:
            found.append(length)
    return found


def is_amount(word: str) -> bool:
    """Whether the word alone is an amount, such as "pari" or "puolisen"."""
    return word in _AMOUNTS


def with_unit(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """ "kolme viikkoo, ei ku neljä": a bare number after a correction takes the unit that was said before it."""
    earlier = lengths(before)
    if earlier and not lengths(after):
        for index in range(len(after)):
            if (read := number_at(after, index)) is not None:
                return [*after[: read[1]], _NAMES[earlier[-1].unit], *after[read[1] :]]
    return list(after)


def _length(said: Sequence[str], index: int, floor: int) -> Length | None:
    word = said[index]
    for unit, pattern in _UNIT_RE:
        match = pattern.fullmatch(word)
        if match is None:
            continue
        prefix = match["amount"]
        aged = bool(_AGE_FORM.search(word[len(prefix) :]))
        if prefix:
            amount = _AMOUNTS.get(prefix) or _number((prefix,))
            if amount == Fraction(1, 2) and index - 2 >= floor and said[index - 1] == "ja":
                more, start = _amount_before(said, index - 1, floor)
                if more is not None:
                    return Length(more + amount, unit, start, index + 1, aged, False, True)
            start, joined = _tens_before(said, index, floor, amount, prefix)
            if joined is not None:
                return Length(joined, unit, start, index + 1, aged, prefix in _ROUGH, True)
            continue
        amount, start = _amount_before(said, index, floor)
        if amount is not None:
            doubtful = start > floor and _is_other_number(said[start - 1], amount)
            return Length(amount, unit, start, index + 1, aged, said[start] in _ROUGH, True, doubtful)
        if len(word) <= 2 or _INDEFINITE.fullmatch(word):
            return None
        return Length(Fraction(1), unit, index, index + 1, aged, False, False)
    return None


def _is_other_number(word: str, amount: Fraction) -> bool:
    """Whether a numeral before it belongs to it: "7 30" may be 73 misheard, "viis kuus" is a range."""
    before = _number((word,))
    return before is not None and before + 1 != amount


def _number(said: Sequence[str]) -> Fraction | None:
    if len(said) == 1 and is_figure(said[0]):
        return Fraction(int(said[0])) if len(said[0]) < 5 else None
    number = whole(said)
    return None if number is None or number > 9999 else Fraction(number)


def _amount_before(said: Sequence[str], index: int, floor: int) -> tuple[Fraction | None, int]:
    """The amount that ends just before a unit word: (amount, where it starts)."""
    if index == floor:
        return None, index
    before = said[index - 1]
    half = before in ("puoli", "puol", "puolen", "puolikas") and index - 2 > floor and said[index - 2] == "ja"
    if half:
        more, start = _amount_before(said, index - 2, floor)
        return (None, index) if more is None else (more + Fraction(1, 2), start)
    if (
        before in ("toista", "toist")
        and index - 2 >= floor
        and said[index - 2] in ("puoli", "puol", "puolen")
    ):
        return Fraction(3, 2), index - 2
    if before in _AMOUNTS:
        return _AMOUNTS[before], index - 1
    for start in range(max(floor, index - 5), index):
        number = _number(said[start:index])
        if number is not None:
            return number, start
    return None, index


def _tens_before(
    said: Sequence[str], index: int, floor: int, amount: Fraction | None, prefix: str
) -> tuple[int, Fraction | None]:
    """A numeral that was split: "neljäkyt viisvuotias" is 45 years, not five."""
    for start in range(max(floor, index - 4), index):
        read = number_at([*said[start:index], prefix], 0)
        if read is not None and read[1] == index - start + 1:
            return start, Fraction(read[0])
    return index, amount


def iso(amounts: Iterable[tuple[Fraction, str]]) -> str:
    """ISO 8601 duration of (amount, unit) pairs; halves become whole smaller units where they can."""
    total: dict[str, Fraction] = {}
    for amount, unit in amounts:
        for part, value in _split(amount, unit):
            total[part] = total.get(part, Fraction(0)) + value
    if set(total) == {"W"}:
        return f"P{_plain(total['W'])}W"
    if "W" in total:
        total["D"] = total.get("D", Fraction(0)) + 7 * total.pop("W")
    date = "".join(f"{_plain(total[unit])}{unit}" for unit in "YMD" if total.get(unit))
    time = "".join(f"{_plain(total[unit])}{unit[0]}" for unit in ("H", "MIN") if total.get(unit))
    if not date and not time:
        return "P0D"
    return f"P{date}T{time}" if time else f"P{date}"


def _split(amount: Fraction, unit: str) -> list[tuple[str, Fraction]]:
    whole_part, part = Fraction(amount.numerator // amount.denominator), amount % 1
    if not part:
        return [(unit, amount)]
    smaller = {"Y": ("M", 12), "D": ("H", 24), "H": ("MIN", 60), "M": ("D", 30)}.get(unit)
    if unit == "M" and amount == Fraction(1, 2):
        return [("W", Fraction(2))]
    if smaller is None:
        return [(unit, amount)]
    return [(unit, whole_part), (smaller[0], part * smaller[1])]


def _plain(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"{float(number):g}"
