"""A phone number, spoken in any grouping or keyed -> E.164 for Finland; short service numbers as they are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.corrections import corrections
from bot.care.answers.numbering import AREA, LANDLINE, MOBILE, MOBILE_USUAL, numbered
from bot.care.answers.numerals import FIGURES, Unit, digit_strings, units
from bot.care.answers.restated import alike, restated
from bot.care.answers.words import tokens

# How much surer a reading must be than the next one. Lengths decide: most mobile numbers have ten digits.
_MARGIN = 0.08
_LEAST = 0.4
_RESTARTS = frozenset("väärin uudestaan uudelleen alusta".split())
_TRANSPARENT = frozenset(
    "ja sitten sitte sit se on siis niin no eli öö öh ööö tota tuota noin niinku joo juu mun minun "
    "väli perään vielä jälkeen ihan loppuun lopussa alkuun alussa loppu kiitos kiitti hei moi moikka päivää "
    "terve okei ok kyllä puhelin puhelinnumeroni puhelimen".split()
)
_SAID_AGAIN = 0.75
_BY_LENGTH = 0.6
_ALSO_FILLERS = (("siis",), ("tai", "no"), ("sori",))
_PAUSES = frozenset(",.;")
_TWICE = frozenset((form, "kertaa") for form in ("kaksi", "kaks", "2"))
_THRICE = frozenset((form, "kertaa") for form in ("kolme", "3"))
_MARKS = frozenset("+-.,:;/?!")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """E.164 such as +358401234567, or a short number such as 116117. None unless one reading stands out.

    After "ei kun" a whole new number counts, or digits that are said again with the ones that follow them.
    """
    said = _with_marks(tokens(text))
    for index in range(len(said) - 1, -1, -1):
        if said[index] in _RESTARTS and any(units(said[index + 1 :])):
            said = said[index + 1 :]
            break
    for found in corrections(said):
        takes_back = found.mark not in _ALSO_FILLERS
        if not any(units(found.after)):
            if found.mark[0].startswith("ei"):
                return None
            continue
        if not any(units(found.before)):
            return _read(found.after)
        anew = _read(found.after)
        if anew is None or not str(anew.value).startswith("+"):
            anew = _said_again(found.before, found.after)
        if anew is not None or takes_back:
            return anew
    return _read(said)


def _with_marks(said: list[str]) -> list[str]:
    """ "kaheksan, ei, yheksän" and "kaheksan ei siis yheksän" with "eiku" in the place of the denial."""
    found: list[str] = []
    for index, token in enumerate(said):
        after = [later for later in said[index + 1 :] if later not in _MARKS][:2]
        if token == "ei" and (after[:1] == ["siis"] or any(units(after[:1]))):
            token = "eiku"
        if token != "siis" or found[-1:] != ["eiku"]:
            found.append(token)
    return found


def _said_again(before: list[str], after: list[str]) -> Answer | None:
    """The mobile number of which some digits were taken back and said again."""
    if any(corrections(before)):
        return None
    told = _by_group(before, after)
    if told is not None:
        answer = _read(told)
        return None if answer is None else Answer(answer.value, min(answer.confidence, _SAID_AGAIN))
    numbers = {
        number
        for start in _strings(before)
        for end in _strings(after)
        for size in (10, 12)
        if (whole := restated(start, end, size)) is not None
        and (number := numbered(whole, plus=size == 12)) is not None
        and MOBILE_USUAL.fullmatch(number[0])
    }
    return Answer(numbers.pop()[0], _BY_LENGTH) if len(numbers) == 1 else None


def _by_group(before: list[str], after: list[str]) -> list[str] | None:
    """The words with the last group before the correction replaced, when pauses part the groups."""
    while before and before[-1] in _PAUSES:
        before = before[:-1]
    at = max((index for index, token in enumerate(before) if token in _PAUSES), default=-1)
    first = _first_group(after)
    rest = [token for token in after[len(first) :] if token not in _PAUSES]
    for old in _strings(before[at + 1 :]) if at > 0 else ():
        for new in _strings(first):
            if len(new) > 1 and alike(old, new):
                return [*before[:at], *first, *rest]
    return None


def _first_group(said: list[str]) -> list[str]:
    """The words up to the first pause."""
    return said[: next((index for index, token in enumerate(said) if token in _PAUSES), len(said))]


def _strings(said: list[str]) -> list[str]:
    """The digits of words that hold nothing else, leading words aside."""
    found = units([token for token in said if token not in _TRANSPARENT and token not in _MARKS])
    start = next((index for index, unit in enumerate(found) if unit is not None), len(found))
    row = [unit for unit in found[start:] if unit is not None]
    return [digits for digits, _ in digit_strings(row)] if row and None not in found[start:] else []


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
    """Numeral units in a row, whether a plus came first, and whether the answer holds nothing else.

    `is_last`: nothing else from its first numeral on.
    """

    units: tuple[Unit, ...]
    plus: bool
    is_all: bool
    is_last: bool = False


def _readings(row: Row) -> dict[str, float]:
    """Every whole phone number that a row may be, with its confidence."""
    found: dict[str, float] = {}
    keyed = all(unit.kind == FIGURES for unit in row.units)
    doubt = 0.05 * min(sum(unit.near for unit in row.units), 4) + (0.0 if row.is_all else 0.1)
    for digits, cuts in digit_strings(row.units):
        reading = numbered(digits, row.plus)
        if reading is None or not (row.is_all or reading[0].startswith("+")):
            continue
        value, confidence = reading
        usual = MOBILE_USUAL.fullmatch(value) is not None
        foreign = value.startswith("+") and not value.startswith("+358") and (keyed or row.is_last)
        landline = row.is_last and AREA.fullmatch(value.removeprefix("+358")) and confidence >= LANDLINE
        short = row.is_all and (len(row.units) <= 4 or confidence >= 0.9)
        if not (usual or foreign or landline or short):
            continue
        confidence -= doubt + (0.03 if value.startswith("+") else 0.1) * min(cuts, 3)
        if not keyed and not MOBILE.match(value.removeprefix("+358")):
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
    start = next((index for index, unit in enumerate(found) if unit is not None), 0)
    yield Row(tuple(unit for run in runs for unit in run), plus, None not in found, None not in found[start:])


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
