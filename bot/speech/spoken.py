"""Written Finnish as people say it: telephone numbers, times, dates, figures and abbreviations in words.

Voices read figures each in their own wrong way; everything they get passes through `for_voice`. Single words and names
are respelt by an edition's own data (`pronunciation.py`).
"""

import re
from collections.abc import Callable

import phonenumbers

from bot.speech.finnish_numbers import (
    ELATIVE,
    ENDINGS,
    GENITIVE,
    ILLATIVE,
    NOMINATIVE,
    PARTITIVE,
    digit_by_digit,
    in_words,
    ordinal,
)

_SHORT_NUMBERS = {"112": "112", "116117": "116 117", "116 117": "116 117", "116123": "116 123"}

_WORDS = (
    (r"\b24/7\b", "ympäri vuorokauden"),
    (r"\bklo\b\.?", "kello"),
    (r"\besim\.", "esimerkiksi"),
    (r"\bmm\.", "muun muassa"),
    (r"\bym\.", "ynnä muuta"),
    (r"\bjne\.", "ja niin edelleen"),
    (r"\bts\.", "toisin sanoen"),
    (r"\bpuh\.", "puhelin"),
    (r"\bnro\b\.?", "numero"),
    (r"\bn\.\s*(?=\d)", "noin "),
    (r"(?<=\d)\s*min\b\.?", " minuuttia"),
    (r"(?<=\d)\s*h\b", " tuntia"),
    (r"(?<=\d)\s*v\.", " vuotta"),
    (r"(?<=\d)\s*°\s*C?\b|(?<=\d)\s*°C?", " astetta"),
    (r"(?<=\d)\s*%", " prosenttia"),
    (r"(?<=\d)\s*€", " euroa"),
    (r"(?<=\w)\.fi\b", " piste fi"),
    (r"\s*&\s*", " ja "),
)

_DAYS = {
    "ma": ("maanantaina", "maanantaista", "maanantaihin"),
    "ti": ("tiistaina", "tiistaista", "tiistaihin"),
    "ke": ("keskiviikkona", "keskiviikosta", "keskiviikkoon"),
    "to": ("torstaina", "torstaista", "torstaihin"),
    "pe": ("perjantaina", "perjantaista", "perjantaihin"),
    "la": ("lauantaina", "lauantaista", "lauantaihin"),
    "su": ("sunnuntaina", "sunnuntaista", "sunnuntaihin"),
}
_MONTHS = (
    "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta "
    "lokakuuta marraskuuta joulukuuta"
).split()

# The case that a word before or after a time asks of it.
_BEFORE = {"ennen": PARTITIVE}
_AFTER = {
    **dict.fromkeys(("mennessä", "asti", "saakka"), ILLATIVE),
    **dict.fromkeys(("alkaen", "lähtien"), ELATIVE),
    **dict.fromkeys(("jälkeen", "aikaan", "maissa", "aikoihin"), GENITIVE),
}

_DAY = "(" + "|".join(_DAYS) + ")"
_CLOCK = r"([01]?\d|2[0-4])(?:[.:]([0-5]\d))?"
_DASH = r"\s*[-–]\s*"
_FOLLOWING = rf"(?:\s+({'|'.join(_AFTER)})\b)?"
_ENDING = r"(?::([a-zäö]{1,3})\b)?"


def for_voice(text: str) -> str:
    """The text in words that every Finnish voice reads right; text without figures is left as it is."""
    for pattern, replacement, flags in _RULES:
        text = re.sub(pattern, replacement, text, flags=flags)
    return re.sub(r"\s+([,.!?])", r"\1", re.sub(r"\s+", " ", text)).strip()


def phone_in_words(number: str) -> str:
    """A telephone number digit by digit, commas between its groups: how it is read back.

    number: E.164, or as written in Finland. Finnish numbers are said without the country code.
    """
    short = _SHORT_NUMBERS.get(number.strip())
    return ", ".join(digit_by_digit(group) for group in (short or _grouped(number)).split())


def _grouped(number: str) -> str:
    """National number in groups of two to four digits, parted by spaces."""
    try:
        parsed = phonenumbers.parse(number, "FI")
    except phonenumbers.NumberParseException:
        return _split(re.sub(r"\D", "", number))
    if parsed.country_code == 358:
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        return " ".join(_split(group) for group in re.findall(r"\d+", written))
    return f"00{parsed.country_code} " + _split(str(parsed.national_number))


def _split(digits: str) -> str:
    """Groups of three, the last of two to four."""
    groups = []
    while len(digits) > 4:
        size = 4 if len(digits) == 8 else 3
        groups.append(digits[:size])
        digits = digits[size:]
    return " ".join([*groups, digits])


def _clock(hour: str, minute: str | None, case: str = NOMINATIVE) -> str:
    words = in_words(int(hour), case)
    if minute and int(minute):
        nil = "nolla " if minute.startswith("0") else ""
        words += " " + nil + in_words(int(minute), case)
    return words


def _say_phone(match: re.Match[str]) -> str:
    groups = " ".join(_split(group) for group in re.findall(r"\d+", match[0]))
    if match[0].startswith("+") or " " not in groups or len(match[0].split()) == 1:
        return phone_in_words(re.sub(r"[^\d+]", "", match[0]))
    return ", ".join(digit_by_digit(group) for group in groups.split())


def _say_short(match: re.Match[str]) -> str:
    case = ENDINGS.get(match[2] or "", NOMINATIVE)
    *first, last = _SHORT_NUMBERS[match[1]].split()
    return ", ".join([*(digit_by_digit(group) for group in first), digit_by_digit(last, case)])


def _say_range(match: re.Match[str]) -> str:
    return f"{_clock(match[1], match[2], ELATIVE)} {_clock(match[3], match[4], ILLATIVE)}"


def _say_time(match: re.Match[str]) -> str:
    before, kello, hour, minute, ending, after = match.groups()
    case = _AFTER.get(after or "") or _BEFORE.get((before or "").lower()) or ENDINGS.get(ending or "")
    return " ".join(word for word in (before, kello, _clock(hour, minute, case or NOMINATIVE), after) if word)


def _say_date(match: re.Match[str]) -> str:
    year = f" {in_words(int(match[3]))}" if match[3] else ""
    return f"{ordinal(int(match[1]))} {_MONTHS[int(match[2]) - 1]}{year}"


def _say_ordinal(match: re.Match[str]) -> str:
    return ordinal(int(match[1]))


def _say_days(match: re.Match[str]) -> str:
    return f"{_DAYS[match[1].lower()][1]} {_DAYS[match[2].lower()][2]}"


def _say_day(match: re.Match[str]) -> str:
    return _DAYS[match[1].lower()][0]


def _say_decimal(match: re.Match[str]) -> str:
    whole, part = match[1], match[2]
    fraction = in_words(int(part)) if not part.startswith("0") and len(part) < 3 else digit_by_digit(part)
    return f"{in_words(int(whole))} pilkku {fraction}"


def _say_number(match: re.Match[str]) -> str:
    figures = re.sub(r"\s", "", match[1])
    case = ENDINGS.get(match[2] or "", NOMINATIVE)
    if (len(match[1]) > 6 and figures == match[1]) or (figures.startswith("0") and len(figures) > 1):
        return ", ".join(digit_by_digit(group) for group in _split(figures).split())
    return in_words(int(figures), case)


_Rule = tuple[str, str | Callable[[re.Match[str]], str], re.RegexFlag]
_RULES: tuple[_Rule, ...] = (
    *((pattern, words, re.RegexFlag(0)) for pattern, words in _WORDS),
    (r"(?<![\w.,])(?:\+|0)\d[\d\s-]{3,}\d(?![\d.,]\d)", _say_phone, re.RegexFlag(0)),
    (r"(?<![\w.,])(116 ?117|116123|112)" + _ENDING + r"(?!\d)", _say_short, re.RegexFlag(0)),
    (r"(?<![\w.])(\d{1,2})\.(1[0-2]|[1-9])\.(\d{4})?(?!\d)", _say_date, re.RegexFlag(0)),
    (rf"\b{_DAY}{_DASH}{_DAY}\b", _say_days, re.IGNORECASE),
    (rf"\b{_DAY}(?=\s+(?:kello\s+)?\d)", _say_day, re.IGNORECASE),
    (rf"(?<![\w.,:]){_CLOCK}{_DASH}{_CLOCK}(?![\d:])", _say_range, re.RegexFlag(0)),
    (rf"\b(?:(ennen)\s+)?(kello)\s+{_CLOCK}{_ENDING}(?!\d){_FOLLOWING}", _say_time, re.IGNORECASE),
    (r"(?<![\w.,])(\d{1,2})\.(?=\s+[a-zäö])", _say_ordinal, re.RegexFlag(0)),
    (r"(?<![\w.,])(\d+),(\d+)", _say_decimal, re.RegexFlag(0)),
    (r"(\d{1,3}(?:[ \u00a0]\d{3})+|\d+)" + _ENDING, _say_number, re.RegexFlag(0)),
)
