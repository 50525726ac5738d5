"""A phone number, spoken in any grouping or keyed -> E.164 for Finland; short service numbers as they are."""

import re
from collections.abc import Iterator
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.numerals import Unit, digit_strings, units
from bot.care.answers.words import tokens

# National significant numbers (without the leading 0), after Traficom's numbering plan.
_MOBILE = re.compile(r"(?:4[0-9]|50)\d{4,8}")
_AREA = re.compile(r"(?:1[3-9]|2[1-8]|3[1-8]|5[1-6]|6[1-8]|8[1-8])[1-8]\d{2,6}|9[1-8]\d{3,7}")
_SERVICE = re.compile(r"(?:10|20|29|30|71|73|75)\d{4,8}|(?:100|200|300|600|700|800|202|606)\d{3,7}")
_SHORT = re.compile(r"112|116\d{3}|118\d{2,3}|1002[234]|100\d{2}")
_USUAL = ((re.compile(r"457"), (10, 9)), (re.compile(r"4[0-9]|50"), (9,)), (re.compile(r"800"), (8, 9, 7)))

_CORRECTIONS = ("eiku", "eikun", "anteeksi", "korjaan", "väärin", "uudestaan", "alusta")
_TRANSPARENT = frozenset(
    "ja sitten sit se on siis niin no eli öö öh ööö tota tuota noin niinku joo juu mun minun "
    "väli perään vielä jälkeen ihan loppuun lopussa alkuun alussa loppu".split()
)
_TWICE = frozenset((form, "kertaa") for form in ("kaksi", "kaks", "2"))
_THRICE = frozenset((form, "kertaa") for form in ("kolme", "3"))
_MARKS = frozenset("+-.,:;/?!")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """E.164 such as +358401234567, or a short number such as 116117. None unless one reading stands out."""
    best: dict[str, float] = {}
    for row, plus, whole in _rows(tokens(text)):
        for digits, cuts in digit_strings(row):
            found = _number(digits, plus)
            if found is None:
                continue
            value, confidence = found
            if not whole:
                if not value.startswith("+"):
                    continue
                confidence -= 0.1
            confidence -= 0.05 * min(cuts, 3)
            best[value] = max(best.get(value, 0.0), round(confidence, 2))
        if best:
            break
    ranked = sorted(best.items(), key=lambda item: -item[1])
    if not ranked or ranked[0][1] < 0.35:
        return None
    if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 0.1:
        return None
    return Answer(*ranked[0])


def _rows(said: list[str]) -> Iterator[tuple[list[Unit], bool, bool]]:
    """Rows of numeral units worth reading, the likeliest first: (units, begins with plus, is all of it)."""
    for index in range(len(said) - 1, -1, -1):
        if said[index] in _CORRECTIONS or said[index : index + 2] in (["ei", "kun"], ["ei", "ku"]):
            yield from _rows(said[index + 1 :])
            said = said[:index]
            break
    kept = [token for token in said if token not in _TRANSPARENT]
    kept = ["tupla" if pair in _TWICE else "tripla" if pair in _THRICE else pair[0] for pair in _pairs(kept)]
    plus = "+" in kept or "plus" in kept or "plussa" in kept
    kept = [token for token in kept if token not in _MARKS and token not in ("plus", "plussa")]
    found = units(kept)
    runs: list[list[Unit]] = [[]]
    for unit in found:
        if unit is None:
            if runs[-1]:
                runs.append([])
        else:
            runs[-1].append(unit)
    runs = [run for run in runs if run]
    if not runs:
        return
    if len(runs) > 1:
        yield from ((run, plus, len(run) > 2) for run in sorted(runs, key=len, reverse=True))
    yield [unit for run in runs for unit in run], plus, len(runs) == 1


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
            confidence = 0.95 if usual else 0.45 if abs(len(national) - lengths[0]) == 1 else 0.2
            break
    else:
        if _AREA.fullmatch(national) and not national.startswith("9"):
            confidence = 0.9 if len(national) in (8, 9) else 0.6
    return f"+358{national}", confidence - doubt
