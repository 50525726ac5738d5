"""Clock times as people say them: "puol kolme", "varttia vaille", "kymmenen yli", "kahdelta", "14.30"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.care.answers.numerals import number_at
from bot.care.answers.words import fold, is_figure

_QUARTER = frozenset("varttia vartti vartin varttii vart".split())
_TO = frozenset("vaille vaile vajaa vailla".split())
_PAST = frozenset("yli ylitte yl".split())
_HALF = frozenset("puol puoli puli puolelta puolilta puolilt puolen puoleen puolesta".split())
_DAY = ("päivin", "päivän", "päivä", "päivää")
_NIGHT = ("öin", "yön", "yötä")
_MIDDAY = re.compile(r"keskipäiv\w*|puoltapäiv\w*|puolipäiv\w*|puolenpäiv\w*|puoliltapäiv\w*|puoltpäiv\w*")
_MIDNIGHT = re.compile(r"keskiyö\w*|puolenyö\w*|puoliyö\w*|puoleltaöin|puoliltaöin|puoltayö\w*")
_PARTS_GLUED = re.compile(r"(aamu|ilta|iltapäivä|aamupäivä|yö|kello|klo)(.{3,})")

# Forms of the hours, without the dots of ä and ö.
_INTO = frozenset(
    "yhteen kahteen kolmeen neljaan viiteen kuuteen seitsemaan seittemaan kahdeksaan kaheksaan yhdeksaan "
    "yheksaan "
    "kymmeneen".split()
)
_GENITIVES = frozenset(
    "yhden yhen kahden kahen kolmen neljan viiden viien kuuden kuuen seitseman seitteman kahdeksan "
    "kaheksan yhdeksan "
    "yheksan kymmenen kympin".split()
)
_PARTITIVES = frozenset(
    "yhta kahta kolmea kolmee neljaa viitta kuutta seitsemaa seittemaa kahdeksaa kaheksaa yhdeksaa yheksaa "
    "kymmenta".split()
)


@dataclass(frozen=True)
class Clock:
    """Minutes after midnight as said (0..1439), whether the hour may be of the afternoon, the words it took.

    `form` is the ending of the hour's word: "lta" (at), "n" (genitive), "sta" (from), "een" (to), "" (bare).
    """

    minutes: int
    may_be_afternoon: bool
    start: int
    end: int
    form: str


def is_midday(word: str) -> bool:
    """Whether the word alone means noon, such as keskipäivällä."""
    return _MIDDAY.fullmatch(word) is not None


def form_of(word: str) -> str:
    """The case that a numeral's last word stands in."""
    bare = fold(word)
    if bare.endswith(("lta", "ltatoista")):
        return "lta"
    if bare.endswith("statoista") or (bare.endswith("sta") and not bare.endswith("toista")):
        return "sta"
    if bare in _INTO or bare.endswith("teentoista"):
        return "een"
    if bare.removesuffix("toista") in _GENITIVES:
        return "n"
    return "ta" if bare in _PARTITIVES else ""


def clocks(said: Sequence[str]) -> list[Clock]:
    """Every clock time in the words, in order. 14:30 or 14.30 is one word."""
    found: list[Clock] = []
    index = 0
    while index < len(said):
        clock = _clock(said, index)
        if clock is None:
            index += 1
        else:
            found.append(clock)
            index = clock.end
    return found


def _clock(said: Sequence[str], at: int) -> Clock | None:
    word = said[at]
    figures = re.fullmatch(r"(\d{1,2})[.:](\d{2})", word)
    if figures:
        written, past = int(figures[1]), int(figures[2])
        afternoon = len(figures[1]) == 1 or written > 12
        return _made(written, past, at, at + 1, word, afternoon) if past < 60 else None
    if _MIDDAY.fullmatch(word) or (word in _HALF and _follows(said, at + 1, _DAY)):
        return Clock(720, False, at, at + (1 if _MIDDAY.fullmatch(word) else 2), "lta")
    if _MIDNIGHT.fullmatch(word) or (word in _HALF and _follows(said, at + 1, _NIGHT)):
        return Clock(0, False, at, at + (1 if _MIDNIGHT.fullmatch(word) else 2), "lta")
    if word in _HALF:
        half = _hour(said, at + 1)
        return None if half is None else _made(half[0] - 1, 30, at, half[1], said[half[1] - 1], True)
    glued = re.fullmatch(r"(?:puoli|puol)(.{3,})", word)
    if glued and not glued[1].startswith(("tois", "vuo", "tun")):
        half = _hour((glued[1],), 0)
        if half is not None:
            return _made(half[0] - 1, 30, at, at + 1, word, True)
    shift = _shift(said, at)
    if shift is not None:
        minutes, after = shift
        named = _hour(said, after)
        if named is None:
            return None
        total = (named[0] * 60 + minutes) % 1440
        return _made(total // 60, total % 60, at, named[1], said[named[1] - 1], True)
    plain_hour = _hour(said, at)
    if plain_hour is None:
        return None
    value, end = plain_hour
    if end < len(said) and (minute := _minutes(said, end, value > 12)) is not None:
        return _made(value, minute[0], at, minute[1], said[end - 1], value > 12)
    return _made(value, 0, at, end, said[end - 1], True)


def _follows(said: Sequence[str], at: int, any_of: Sequence[str]) -> bool:
    return at < len(said) and said[at] in any_of


def _made(hour: int, minute: int, start: int, end: int, last: str, afternoon: bool) -> Clock | None:
    if not 0 <= hour <= 24 or (hour == 24 and minute):
        return None
    return Clock((hour % 24) * 60 + minute, afternoon, start, end, form_of(last))


def _hour(said: Sequence[str], at: int) -> tuple[int, int] | None:
    """An hour 0..24 that starts at a word, never eating into a following minute."""
    if at < len(said) and said[at] in ("tasan", "kello", "klo"):
        at += 1
    if at >= len(said):
        return None
    if is_figure(said[at]):
        return (int(said[at]), at + 1) if len(said[at]) <= 2 and int(said[at]) <= 24 else None
    read = number_at(said, at)
    while read is not None and read[0] > 24:
        read = number_at(said[: read[1] - 1], at)
    return read


def _minutes(said: Sequence[str], at: int, after_noon: bool) -> tuple[int, int] | None:
    """Minutes said after the hour: "kolmekymmentä", "nolla nolla", "30"."""
    if said[at] == "nolla" and at + 1 < len(said):
        read = number_at(said, at + 1)
        return (read[0], read[1]) if read is not None and read[0] < 10 else None
    if is_figure(said[at]) and len(said[at]) == 2 and int(said[at]) < 60:
        return int(said[at]), at + 1
    if is_figure(said[at]):
        return None
    read = number_at(said, at)
    # From seven on the genitive is the basic form: "kolmetoista kymmenen" is 13.10.
    bare = form_of(said[at]) == "" or (form_of(said[at]) == "n" and after_noon)
    return read if read is not None and 10 <= read[0] < 60 and bare else None


def _shift(said: Sequence[str], at: int) -> tuple[int, int] | None:
    """Minutes before or past the hour: (signed minutes, index of the hour's word)."""
    if said[at] in _QUARTER:
        minutes, after = 15, at + 1
    else:
        read = number_at(said, at)
        if read is None or not 0 < read[0] < 60:
            return None
        minutes, after = read
    if after < len(said) and said[after].startswith("minuut"):
        after += 1
    if after >= len(said):
        return None
    if said[after] in _TO:
        return -minutes, after + 1
    if said[after] in _PAST:
        return minutes, after + 1
    return None


def unglue(said: Sequence[str]) -> list[str]:
    """ "aamukaheksalta" as two words, and "aamu päivällä", "toissa iltana", "yli huomenna" as one."""
    found: list[str] = []
    for word in said:
        if found and found[-1] in ("aamu", "ilta") and word.startswith(("päiv", "paiv")):
            found[-1] += word
            continue
        if found and found[-1] == "toissa" and word.startswith(("päiv", "ilta", "illa", "yö", "aamu")):
            found[-1] += word
            continue
        if (
            found[-1:] == ["yli"]
            and word.startswith("huom")
            and (len(found) < 2 or not number_at(found, len(found) - 2))
        ):
            found[-1] += word
            continue
        match = _PARTS_GLUED.fullmatch(word)
        if match and number_at((match[2],), 0) is not None:
            found += [match[1], match[2]]
        else:
            found.append(word)
    return found
