"""Finnish numerals as people say them: written, short, dialectal, inflected, joined or split.

A word is cut into units (a digit, "toista", "kymmentä", "sataa" ...). The units then make numbers:
`whole` reads one number, `digit_strings` reads the digits of a phone number or an identity code,
where "neljäkyt viis" may be 45 or 40 and 5, and so has several readings.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.care.answers.words import fold, is_figure

_DIGITS = {
    0: "nolla nollan nollaa nollalta nol nolli nola",
    1: "yksi yks yksii yhden yhen yhtä yhdeltä yheltä yhteen yhdestä yhestä yhdellä yhellä ykkönen ykköne "
    "ykkösen ykköstä ykkös ykköseltä",
    2: "kaksi kaks kaksii kahden kahen kahta kahdelta kahelta kahteen kahdesta kahesta kahdella kahella "
    "kakkonen kakkone kakkosen kakkosta kakkos kahtee",
    3: "kolme kol kolm kolmen kolmea kolmee kolmelta kolmeen kolmesta kolmella kolmonen kolmone kolmosen "
    "kolmosta kolmos",
    4: "neljä nel nelj neljän neljää neljee neljältä neljään neljästä neljällä nelonen nelone nelosen "
    "nelosta nelos neliä nelijä",
    5: "viisi viis viiden viien viittä viideltä viieltä viiteen viidestä viiestä viidellä viiellä vitonen "
    "vitone vitosen vitosta viitonen viitosen viitosta viitos vitos",
    6: "kuusi kuus kuuden kuuen kuutta kuudelta kuuelta kuuteen kuudesta kuuesta kuudella kuuella kutonen "
    "kutone kuutonen kutosen kuutosen kutosta kuutosta kutos kuutos",
    7: "seitsemän seittemän seittämän seitsemä seittemä seitsemää seittemää seitsemältä seittemältä "
    "seitsemään seittemään seitsemästä seittemästä seitsemällä seittemällä seiska seiskan seiskaa seiskalta "
    "seittemäin seitemän seitsämän seit seitte",
    8: "kahdeksan kaheksan kahdeksa kaheksa kaheks kahdeks kahdeksaa kaheksaa kahdeksalta kaheksalta "
    "kahdeksikko kaheksikko kahdeksikkoa kaheksikkoa "
    "kahdeksaan kaheksaan kahdeksasta kaheksasta kahdeksalla kaheksalla kasi kasin kasia kasilta kahreksan "
    "kaeksan kaheksain",
    9: "yhdeksän yheksän yhdeksä yheksä yheks yhdeks yhdeksää yheksää yhdeksältä yheksältä yhdeksään "
    "yheksään yhdeksästä yheksästä yhdeksällä yheksällä ysi ysin ysiä ysiltä yhreksän yeksän yheksäin",
}
_COUNTABLE = (
    "nollaa ykköstä kakkosta kolmosta nelosta viitosta vitosta kutosta kuutosta seiskaa kasia ysiä "
    "kahdeksikkoa kaheksikkoa"
)
_TEEN = "toista toist toistta toistä tois"
_TENS = "kymmentä kymment kymmenta kyt kytä kyttä kynt kymmenä"
_TEN = "kymmenen kymmene kymmen kymmeneltä kymmeneen kymmenestä kymmenellä kymppi kymppiä kympin kympiltä"
_HUNDRED = "sata sataa sadan satanen satoo sattaa"
_THOUSAND = "tuhat tuhatta tuhannen tuhatt"
_TIMES = {"tupla": 2, "kaksois": 2, "tripla": 3}

DIGIT, TEEN, TENS, TEN, HUNDRED, THOUSAND, TIMES, FIGURES = range(8)


@dataclass(frozen=True)
class Unit:
    """One part of a numeral; `word` is the index of its token, `form` the letters or figures that were heard.

    `near` marks a word that is one letter off a numeral.
    """

    kind: int
    value: int
    word: int
    form: str = ""
    near: bool = False


def numeral_meanings() -> list[tuple[str, str]]:
    """Every numeral of one word up to 99 that people say, with its value as text."""
    heads = {value: line.split()[:2] for value, line in _DIGITS.items()}
    found = [(form, str(value)) for value, line in _DIGITS.items() for form in line.split()]
    found += [(form, "10") for form in _TEN.split()]
    for value in range(1, 10):
        for head in heads[value]:
            found += [(head + teen, str(10 + value)) for teen in ("toista", "toist")]
            for tens in ("kymmentä", "kyt") if value > 1 else ():
                found += [(head + tens, str(10 * value))]
                found += [
                    (head + tens + unit, str(10 * value + low)) for low in range(1, 10) for unit in heads[low]
                ]
    return found


_SLANG = re.compile(r"ykkö|kakko|kolmo|nelo|vii?to|kuu?to|seisk|kasi|ysi|kymp")


def spoken_units(case_of: Callable[[str], str] = lambda form: "") -> dict[str, str]:
    """Every form of a numeral's part worth knowing when garbled, with the form that stands for it.

    Forms of one value and one case, as `case_of` tells it, share a form. Slang is left out: one lost letter of
    "kaksi" makes "kasi", and "kolmonen" is near "kymmenen".
    """
    found: dict[str, str] = {}
    heads = {value: line.split()[:2] for value, line in _DIGITS.items()}
    for line in (*_DIGITS.values(), _TEN):
        stands: dict[str, str] = {}
        for form in line.split():
            if not _SLANG.match(form):
                found[form] = stands.setdefault(case_of(form), form)
    for value in range(1, 10):
        found |= {f"kyt{head}": f"kymmentä {heads[value][0]}" for head in heads[value]}
        found |= {f"{head}kyt": f"{heads[value][0]} kymmentä" for head in heads[value] if value > 1}
    found |= dict.fromkeys(_TEEN.split(), "toista") | dict.fromkeys(_TENS.split(), "kymmentä")
    return found | {"sata": "sata", "sataa": "sataa", "ne oli ja": "neljä"}


def _forms() -> dict[str, tuple[int, int]]:
    forms: dict[str, tuple[int, int]] = {}
    for value, line in _DIGITS.items():
        forms.update({fold(form): (DIGIT, value) for form in line.split()})
    for kind, line, value in (
        (TEEN, _TEEN, 10),
        (TENS, _TENS, 10),
        (TEN, _TEN, 10),
        (HUNDRED, _HUNDRED, 100),
        (THOUSAND, _THOUSAND, 1000),
    ):
        forms.update({fold(form): (kind, value) for form in line.split()})
    forms.update({form: (TIMES, value) for form, value in _TIMES.items()})
    return forms


_FORMS = _forms()
_LONGEST = max(map(len, _FORMS))
_COUNTED = frozenset(fold(form) for form in _COUNTABLE.split())
# Everyday words that only the dots of ä part from a numeral: käsi is a hand, kasi is eight.
_NO_NUMERALS = frozenset("käsi käsin käsiä".split())


@lru_cache(maxsize=4096)
def segments(word: str) -> tuple[str, ...] | None:
    """The word cut into known forms, longest first, or None when it is not a numeral throughout."""
    return _cut(fold(word)) if 2 < len(word) <= 60 and word not in _NO_NUMERALS else None


def _cut(word: str, dead: set[int] | None = None, start: int = 0) -> tuple[str, ...] | None:
    if start == len(word):
        return ()
    dead = set() if dead is None else dead
    if start in dead:
        return None
    for length in range(min(_LONGEST, len(word) - start), 2, -1):
        form = word[start : start + length]
        if form in _FORMS:
            rest = _cut(word, dead, start + length)
            if rest is not None:
                return (form, *rest)
    dead.add(start)
    return None


def units(tokens: Sequence[str], *, near: bool = False) -> list[Unit | None]:
    """Units in order; None stands for a token that is no numeral. Words that were split are joined.

    With `near`, a word one letter off a numeral counts too: for rows where nothing but numerals is expected.
    """
    found: list[Unit | None] = []
    index = 0
    while index < len(tokens):
        taken = 1
        if is_figure(tokens[index]):
            found.append(Unit(FIGURES, int(tokens[index][:18]), index, tokens[index]))
        else:
            forms = segments(tokens[index])
            while (
                forms is None
                and taken < 3
                and index + taken < len(tokens)
                and tokens[index + taken].isalpha()
            ):
                taken += 1
                forms = segments("".join(tokens[index : index + taken]))
            if forms is None:
                taken = 1
                close = _nearest(tokens[index]) if near else None
                found.append(None if close is None else Unit(*_FORMS[close], index, close, True))
            else:
                found.extend(Unit(*_FORMS[form], index, form) for form in forms)
        index += taken
    return found


@lru_cache(maxsize=4096)
def _nearest(word: str) -> str | None:
    """The one value's form that is a letter off a word of five letters or more; None when two values are."""
    heard = fold(word)
    if not 5 <= len(heard) <= 12:
        return None
    close = [form for form in _FORMS if len(form) >= 4 and _one_off(heard, form)]
    return close[0] if len({_FORMS[form] for form in close}) == 1 else None


def _one_off(heard: str, form: str) -> bool:
    """Whether one letter added, dropped or changed makes the two the same."""
    if abs(len(heard) - len(form)) > 1:
        return False
    start = next(
        (i for i, (a, b) in enumerate(zip(heard, form, strict=False)) if a != b), min(len(heard), len(form))
    )
    return heard[start + (len(heard) >= len(form)) :] == form[start + (len(form) >= len(heard)) :]


def whole(text_words: Sequence[str]) -> int | None:
    """One number said with all of these words, such as ("kolme", "kymmentä", "viisi") -> 35."""
    read = number_at(text_words, 0)
    return read[0] if read and read[1] == len(text_words) else None


def number_at(text_words: Sequence[str], start: int) -> tuple[int, int] | None:
    """The longest number that starts at a word: (value, index after its last word), or None."""
    if start >= len(text_words):
        return None
    best: tuple[int, int] | None = None
    for end in range(start + 1, min(len(text_words), start + 8) + 1):
        row = units(text_words[start:end])
        if row and row[0] is None and end > start + 2:
            break
        if any(unit is None for unit in row):
            continue
        read = _greedy([unit for unit in row if unit is not None])
        if read is not None:
            best = (read, end)
    return best


def _greedy(row: list[Unit]) -> int | None:
    """The value of a row of units that is one number throughout."""
    values = {int(digits) for digits, position, _ in _numbers(row, 0) if position == len(row)}
    return max(values) if values else None


def _single(unit: Unit) -> int | None:
    if unit.kind == DIGIT:
        return unit.value
    return unit.value if unit.kind == FIGURES and len(unit.form) == 1 else None


def _numbers(row: Sequence[Unit], at: int) -> Iterator[tuple[str, int, int]]:
    """Every number that may start at a unit: (digits, next position, cuts).

    `cuts` counts the places where the number stops although it could go on: each makes it less likely.
    """
    unit = row[at]
    following = row[at + 1] if at + 1 < len(row) else None
    if unit.kind == FIGURES and not (
        len(unit.form) == 1 and following and following.kind in (TEEN, TENS, HUNDRED)
    ):
        yield unit.form, at + 1, 0
        return
    if unit.kind == TIMES:
        if following is not None and (digit := _single(following)) is not None:
            yield str(digit) * unit.value, at + 2, 0
        return
    digit = _single(unit)
    counts = digit is not None and 2 <= digit <= 6
    if counts and digit and following and following.form in _COUNTED and unit.form not in _COUNTED:
        yield str(following.value) * digit, at + 2, 0
        return
    below_thousand = list(_below_thousand(row, at))
    for digits, position, cuts in below_thousand:
        nxt = row[position] if position < len(row) else None
        if nxt is not None and nxt.kind == THOUSAND and 0 < int(digits) < 100:
            yield from _rest(row, position + 1, int(digits) * 1000, 1000, cuts)
        elif nxt is None or nxt.kind != THOUSAND:
            yield digits, position, cuts
    if unit.kind == THOUSAND:
        yield from _rest(row, at + 1, 1000, 1000, 0)


def _below_thousand(row: Sequence[Unit], at: int) -> Iterator[tuple[str, int, int]]:
    unit = row[at]
    following = row[at + 1] if at + 1 < len(row) else None
    digit = _single(unit)
    if unit.kind == HUNDRED:
        yield from _rest(row, at + 1, 100, 100, 0)
    elif digit and following is not None and following.kind == HUNDRED:
        joined = following.word == unit.word or following.form != "sata"
        if joined:
            yield from _rest(row, at + 2, digit * 100, 100, 0)
        if following.word != unit.word:
            yield str(digit), at + 1, int(joined)
    else:
        yield from _below_hundred(row, at)


def _counts_hundreds(unit: Unit, following: Unit) -> bool:
    """Whether the next unit is hundreds of this one: "kaksisataa", "kaksi sataa", but not "kaksi sata"."""
    return following.kind == HUNDRED and (following.word == unit.word or following.form != "sata")


def _below_hundred(row: Sequence[Unit], at: int) -> Iterator[tuple[str, int, int]]:
    unit = row[at]
    following = row[at + 1] if at + 1 < len(row) else None
    digit = _single(unit)
    if unit.kind in (TEN, TENS):
        yield "10", at + 1, 0
    elif digit is None or (following is not None and _counts_hundreds(unit, following)):
        return
    elif digit and following is not None and following.kind == TEEN:
        yield str(10 + digit), at + 2, 0
    elif (
        digit
        and following is not None
        and (following.kind == TENS or (following.kind == TEN and following.word == unit.word))
    ):
        yield from _rest(row, at + 2, digit * 10, 10, 0)
        if following.kind == TEN:  # "viisikymmenen" may be five and ten that a recogniser joined
            yield str(digit), at + 1, 1
    elif digit and following is not None and following.kind == TEN and unit.form.endswith("en"):
        yield from _rest(row, at + 2, digit * 10, 10, 0)
        yield str(digit), at + 1, 1
    else:
        yield str(digit), at + 1, 0


def _rest(row: Sequence[Unit], at: int, value: int, size: int, cuts: int) -> Iterator[tuple[str, int, int]]:
    """What may follow a round number: a smaller one that joins it, or nothing."""
    if at >= len(row):
        yield str(value), at, cuts
        return
    smaller = _below_hundred if size == 100 else _below_thousand
    may_join = False
    for digits, position, more in smaller(row, at) if size > 10 else _unit_only(row, at):
        if 0 < int(digits) < size and (row[at].kind != FIGURES or size == 10):
            may_join = True
            yield str(value + int(digits)), position, cuts + more
    if not may_join or row[at].word != row[at - 1].word:
        yield str(value), at, cuts + int(may_join)


def _unit_only(row: Sequence[Unit], at: int) -> Iterator[tuple[str, int, int]]:
    digit = _single(row[at])
    following = row[at + 1] if at + 1 < len(row) else None
    hundreds = following is not None and following.kind == HUNDRED and following.form != "sata"
    if digit and not hundreds and (following is None or following.kind not in (TEEN, TENS)):
        yield str(digit), at + 1, 0


def digit_strings(row: Sequence[Unit], most: int = 64) -> list[tuple[str, int]]:
    """Every way to read a row of units as digits: (digits, cuts), the likeliest first."""
    readings: dict[int, dict[str, int]] = {0: {"": 0}}
    for at in range(len(row)):
        for sofar, cuts in sorted(readings.get(at, {}).items(), key=lambda item: item[1])[:most]:
            for digits, position, more in _numbers(row, at):
                there = readings.setdefault(position, {})
                joined = sofar + digits
                if len(joined) <= 40:
                    there[joined] = min(there.get(joined, 99), cuts + more)
    return sorted(readings.get(len(row), {}).items(), key=lambda item: (item[1], item[0]))
