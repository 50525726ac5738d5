"""A henkilötunnus (PPKKVV, separator, NNN, check character), spoken, keyed or recognised.

Separators: 1800s +, 1900s - Y X W V U, 2000s A B C D E F (Digi- ja väestötietovirasto, 2023). The separator
belongs to the identity, so an answer without one is no answer.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import product

from bot.care.answers.answer import Answer
from bot.care.answers.corrections import Correction, corrections
from bot.care.answers.numerals import Unit, digit_strings, units
from bot.care.answers.restated import restated
from bot.care.answers.words import fold, plain

CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_CENTURIES = {"+": 1800} | dict.fromkeys("-YXWVU", 1900) | dict.fromkeys("ABCDEF", 2000)
MASK = "[henkilötunnus]"
_WRITTEN = re.compile(r"\b\d{6} ?[-+YXWVUABCDEFyxwvuabcdef] ?\d{3} ?[0-9A-Ya-y]\b")
_SHAPE = re.compile(r"(\d\d)(\d\d)(\d\d)([-+YXWVUABCDEF])(\d{3})([0-9A-Y])")

_LETTERS = {
    "A": "a aa aarne aarni", "B": "b bee pertta bertta peetä beetä", "C": "c see celsius seetä",
    "D": "d dee daavid taavi", "E": "e ee eemeli", "F": "f äf äffä äffä faarao", "H": "h hoo heikki",
    "J": "j jii jussi", "K": "k koo kalle", "L": "l äl ällä älläs lauri", "M": "m äm ämmä matti",
    "N": "n än ännä niilo", "P": "p pee paavo", "R": "r är ärrä risto", "S": "s äs ässä sakari",
    "T": "t tee tyyne", "U": "u uu urho", "V": "v vee vihtori veetä",
    "W": "w tuplavee kaksoisvee tuplaveetä viski wiski",
    "X": "x äks äksä", "Y": "y yy yrjö",
    "-": "viiva miinus väliviiva tavuviiva yhdysviiva väli vliiva viivaa", "+": "plus plussa plusmerkki",
}  # fmt: skip
_SYMBOLS = {fold(name): symbol for symbol, names in _LETTERS.items() for name in names.split()}
_AS_IN = frozenset("niinku niinkuin niin kuin ku kun kuten".split())
_SIGNS = 11
_SAID_AGAIN = 0.8
_TRANSPARENT = frozenset(
    "ja sitten sitte sit sen se siinä on oli iso isolla pikku pieni kirjain kirjaimella kirjaimena tarkistusmerkki "
    "loppu lopussa loppuosa lopuks lopuksi perään viimenen viimeinen viimeisenä viimesenä tota tuota öö ööö niin "
    "no".split()
)
_TOKEN = re.compile(r"\d+|[^\W\d_]+|[+\-]")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """PPKKVV-NNNT with the separator that was said, upper case, check character verified; else None."""
    said = _TOKEN.findall(plain(text))
    found = _valid(_lines(said), now)
    if not found:
        found = {
            identity for taken_back in corrections(said) for identity in _valid(_said_again(taken_back), now)
        }
        return Answer(found.pop(), _SAID_AGAIN) if len(found) == 1 else None
    return Answer(found.pop(), 0.98) if len(found) == 1 else None


def _valid(lines: Iterable[str], now: datetime | None) -> set[str]:
    found = set()
    for line in lines:
        for start in range(len(line)):
            match = _SHAPE.match(line, start)
            if match and _is_valid(match, now) and not line[match.end() :][:1].isdigit():
                found.add(match.group())
    return found


def _said_again(taken_back: Correction) -> Iterator[str]:
    """Whole identities of which some signs were taken back and said again."""
    ends = [end.strip() for end in _lines(taken_back.after)]
    for start in _lines(taken_back.before):
        for end in ends:
            whole = restated(start.strip(), end, _SIGNS)
            if whole is not None:
                yield whole


def masked(text: str) -> str:
    """The text without a henkilötunnus; spoken in words it takes the whole turn with it."""
    if read(text) is None:
        return text
    written = _WRITTEN.sub(MASK, text)
    return written if written != text else MASK


def check_character(nine_digits: str) -> str:
    """The check character of PPKKVV and NNN written together."""
    return CHECK_CHARACTERS[int(nine_digits) % 31]


def _is_valid(match: re.Match[str], now: datetime | None) -> bool:
    day, month, year, separator, number, check = match.groups()
    if int(number) < 2 or check_character(day + month + year + number) != check:
        return False
    try:
        born = date(_CENTURIES[separator] + int(year), int(month), int(day))
    except ValueError:
        return False
    return now is None or born <= now.date()


def _lines(said: list[str]) -> Iterator[str]:
    """Readings of the tokens as digits and symbols; other words become a space, so they part an identity."""
    parts: list[list[str]] = []
    row: list[str] = []
    for token in [*_without_as_in(said), ""]:
        if token in _TRANSPARENT:
            continue
        symbol = _symbol(token)
        if token and symbol is None and (token.isdigit() or any(units([token]))):
            row.append(token)
            continue
        if token and symbol is None and row and units([*row, token])[-1] is not None:
            row.append(token)
            continue
        if row:
            parts.append(_digits(row))
            row = []
        if token:
            parts.append([symbol] if symbol else _glued(token))
    size = 1
    for part in parts:
        size *= len(part)
    if size <= 4096:
        yield from ("".join(choice) for choice in product(*parts))


def _symbol(token: str) -> str | None:
    return token if token in "+-" else _SYMBOLS.get(fold(token))


def _glued(token: str) -> list[str]:
    """A token that hides a symbol between numerals, such as "viivakaks"; else a space."""
    word = fold(token)
    for name in ("viiva", "miinus", "plus"):
        before, mark, after = word.partition(name)
        if mark and (not before or all(units([before]))) and (not after or all(units([after]))):
            heads = _digits([before]) if before else [""]
            tails = _digits([after]) if after else [""]
            return [head + _SYMBOLS[name] + tail for head in heads for tail in tails]
    return [" "]


def _digits(row: list[str]) -> list[str]:
    found: list[Unit] = [unit for unit in units(row) if unit is not None]
    return [digits for digits, _ in digit_strings(found, 16)[:24]] or [" "]


def _without_as_in(said: list[str]) -> Iterator[str]:
    """Drops "niinku Aarne" after the letter that it explains."""
    skip = False
    for index, token in enumerate(said):
        if token in _AS_IN:
            skip = True
            continue
        explained = skip and index > 0 and fold(token)[:1].isalpha() and _symbol(token) is not None
        skip = False
        if not explained:
            yield token
