"""A phone number, spoken in any grouping or keyed -> E.164 for Finland; short service numbers as they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.numerals import FIGURES, Unit, digit_strings, units
from bot.care.answers.words import tokens

# National significant numbers (without the leading 0), after Traficom's numbering plan.
_MOBILE = re.compile(r"(?:4[0-9]|50)\d{4,8}")
_AREA = re.compile(r"(?:1[3-9]|2[1-8]|3[1-8]|5[1-6]|6[1-8]|8[1-8])[1-8]\d{2,6}|9[1-8]\d{3,7}")
_SERVICE = re.compile(r"(?:10|20|29|30|71|73|75)\d{4,8}|(?:100|200|300|600|700|800|202|606)\d{3,7}")
_SHORT = re.compile(r"112|116\d{3}|118\d{2,3}|1002[234]|100\d{2}")
_MOBILE_USUAL = re.compile(r"\+358(?:4[0-9]|50)\d{7}|\+3584570?\d{7}")
_USUAL = ((re.compile(r"457"), (10, 9)), (re.compile(r"4[0-9]|50"), (9,)), (re.compile(r"800"), (8, 9, 7)))

# How much surer a reading must be than the next one. Lengths decide: most mobile numbers have ten digits.
_MARGIN = 0.08
_LEAST = 0.4
_CORRECTIONS = ("eiku", "eikun", "anteeksi", "korjaan", "väärin", "uudestaan", "alusta")
_TRANSPARENT = frozenset(
    "ja sitten sit se on siis niin no eli öö öh ööö tota tuota noin niinku joo juu mun minun "
    "väli perään vielä jälkeen ihan loppuun lopussa alkuun alussa loppu kiitos kiitti hei moi moikka päivää "
    "terve okei ok kyllä puhelin puhelinnumeroni puhelimen".split()
)
_TWICE = frozenset((form, "kertaa") for form in ("kaksi", "kaks", "2"))
_THRICE = frozenset((form, "kertaa") for form in ("kolme", "3"))
_MARKS = frozenset("+-.,:;/?!")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """E.164 such as +358401234567, or a short number such as 116117. None unless one reading stands out.

    After "ei kun" a whole new number counts; a correction of some digits only leaves nothing sure.
    """
    said = tokens(text)
    for index in range(len(said) - 1, -1, -1):
        if said[index] in _CORRECTIONS or said[index : index + 2] in (["ei", "kun"], ["ei", "ku"]):
            corrected = said[index + 1 :]
            if any(units(corrected)):
                return _read(corrected)
            said = said[:index]
    return _read(said)


def _read(said: list[str]) -> Answer | None:
    for row in _rows(said):
        ranked = sorted(_readings(row).items(), key=lambda item: -item[1])
        if not ranked:
            continue
        if ranked[0][1] < _LEAST or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _MARGIN):
            return None
        return Answer(*ranked[0])
    return None


@dataclass(frozen=True)
class Row:
    """Numeral units in a row, whether a plus came first, and whether the answer holds nothing else."""

    units: tuple[Unit, ...]
    plus: bool
    is_all: bool


def _readings(row: Row) -> dict[str, float]:
    """Every whole phone number that a row may be, with its confidence."""
    found: dict[str, float] = {}
    keyed = all(unit.kind == FIGURES for unit in row.units)
    doubt = 0.05 * min(sum(unit.near for unit in row.units), 4) + (0.0 if row.is_all else 0.1)
    for digits, cuts in digit_strings(row.units):
        reading = _number(digits, row.plus)
        if reading is None or not (row.is_all or reading[0].startswith("+")):
            continue
        value, confidence = reading
        usual = _MOBILE_USUAL.fullmatch(value) is not None
        foreign = keyed and row.plus and not value.startswith("+358")
        if not usual and not foreign and not (row.is_all and (len(row.units) <= 4 or confidence >= 0.9)):
            continue
        confidence -= doubt + 0.03 * min(cuts, 3)
        if not keyed and not _MOBILE.match(value.removeprefix("+358")):
            confidence -= 0.1
        found[value] = max(found.get(value, 0.0), round(confidence, 2))
    return found


def _rows(said: list[str]) -> Iterator[Row]:
    """Rows of numerals worth reading, the likeliest first: each unbroken one, then all together."""
    kept = [token for token in said if token not in _TRANSPARENT]
    kept = ["tupla" if pair in _TWICE else "tripla" if pair in _THRICE else pair[0] for pair in _pairs(kept)]
    plus = "+" in kept or "plus" in kept or "plussa" in kept
    kept = [token for token in kept if token not in _MARKS and token not in ("plus", "plussa")]
    found = _inside_only(units(kept, near=True))
    runs: list[list[Unit]] = [[]]
    for unit in found:
        if unit is not None:
            runs[-1].append(unit)
        elif runs[-1]:
            runs.append([])
    runs = [run for run in runs if run]
    if len(runs) > 1:
        yield from (Row(tuple(run), plus, False) for run in sorted(runs, key=len, reverse=True))
    yield Row(tuple(unit for run in runs for unit in run), plus, None not in found)


def _inside_only(found: list[Unit | None]) -> list[Unit | None]:
    """Keeps a word that is only near a numeral between other numerals: "kiitos" at the end is no "viitos"."""
    kept = list(found)
    for index, unit in enumerate(found):
        ends = index in (0, len(found) - 1) or found[index - 1] is None or found[index + 1] is None
        if unit is not None and unit.near and ends:
            kept[index] = None
    return kept


def _pairs(said: list[str]) -> Iterator[tuple[str, str]]:
    """Each word with the one after it; the word after "kaksi kertaa" follows at once."""
    index = 0
    while index < len(said):
        pair = (said[index], said[index + 1] if index + 1 < len(said) else "")
        yield pair
        index += 2 if pair in _TWICE or pair in _THRICE else 1


def _number(digits: str, plus: bool) -> tuple[str, float] | None:
    """(value, confidence) of a string of digits that is a whole phone number."""
    if digits.startswith("00") and len(digits) > 8:
        digits, plus = digits[2:], True
    if digits.startswith("358") and (plus or len(digits) >= 11):
        national = digits[3:].removeprefix("0")
        return _finnish(national, 0.0)
    if plus:
        return (f"+{digits}", 0.6) if 8 <= len(digits) <= 15 and digits[0] != "0" else None
    if digits.startswith("0"):
        return _finnish(digits[1:], 0.0)
    if _SHORT.fullmatch(digits):
        return digits, 0.9
    if len(digits) == 9 and re.match(r"4[0-6]|50", digits):
        return _finnish(digits, 0.4)
    return None


def _finnish(national: str, doubt: float) -> tuple[str, float] | None:
    if not (_MOBILE.fullmatch(national) or _AREA.fullmatch(national) or _SERVICE.fullmatch(national)):
        return None
    confidence = 0.9
    for prefix, lengths in _USUAL:
        if prefix.match(national):
            usual = len(national) in lengths
            confidence = 0.98 if usual else 0.45 if abs(len(national) - lengths[0]) == 1 else 0.2
            break
    else:
        if _AREA.fullmatch(national) and not national.startswith("9"):
            confidence = 0.9 if len(national) in (8, 9) else 0.6
    return f"+358{national}", confidence - doubt
