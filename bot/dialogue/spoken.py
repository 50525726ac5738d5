"""Moments and phone numbers as Luuri writes them into what it says. The voice turns figures into words."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import phonenumbers

from bot.care.hours import OpeningHours, Span

HELSINKI = ZoneInfo("Europe/Helsinki")
_DAYS = ("maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina")
_FROM = (
    "maanantaista",
    "tiistaista",
    "keskiviikosta",
    "torstaista",
    "perjantaista",
    "lauantaista",
    "sunnuntaista",
)
_TO = (
    "maanantaihin",
    "tiistaihin",
    "keskiviikkoon",
    "torstaihin",
    "perjantaihin",
    "lauantaihin",
    "sunnuntaihin",
)
_MONTHS = (
    "tammikuuta", "helmikuuta", "maaliskuuta", "huhtikuuta", "toukokuuta", "kesäkuuta",
    "heinäkuuta", "elokuuta", "syyskuuta", "lokakuuta", "marraskuuta", "joulukuuta",
)  # fmt: skip


def day(moment: datetime, now: datetime) -> str:
    """The day: "tänään", "huomenna", "maanantaina", or with the date when it is a week or more away."""
    local = moment.astimezone(HELSINKI)
    ahead = (local.date() - now.astimezone(HELSINKI).date()).days
    if ahead == 0:
        return "tänään"
    if ahead == 1:
        return "huomenna"
    if 1 < ahead < 7:
        return _DAYS[local.weekday()]
    return f"{_DAYS[local.weekday()]} {local.day}. {_MONTHS[local.month - 1]}"


def clock(moment: datetime) -> str:
    """The time of day: "kello 8" or "kello 14.30"."""
    local = moment.astimezone(HELSINKI)
    return f"kello {local.hour}" if local.minute == 0 else f"kello {local.hour}.{local.minute:02d}"


def opening(moment: datetime, now: datetime) -> str:
    """When a service opens: "huomenna kello 8"."""
    return f"{day(moment, now)} {clock(moment)}"


def weekly_hours(hours: OpeningHours) -> str:
    """Hours of an ordinary week: "arkisin kello 8–16", "" when no day has any."""
    runs: list[tuple[int, int, tuple[Span, ...]]] = []
    for weekday in range(7):
        spans = hours.weekdays.get(weekday, ())
        if runs and runs[-1][2] == spans:
            runs[-1] = (runs[-1][0], weekday, spans)
        else:
            runs.append((weekday, weekday, spans))
    said = [f"{_run_of_days(first, last)} {_spans(spans)}" for first, last, spans in runs if spans]
    return " ja ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _run_of_days(first: int, last: int) -> str:
    if (first, last) == (0, 6):
        return "joka päivä"
    if (first, last) == (0, 4):
        return "arkisin"
    return f"{_FROM[first]} {_TO[last]}" if first != last else _DAYS[first].replace("na", "sin")


def _spans(spans: tuple[Span, ...]) -> str:
    return "kello " + " ja ".join(f"{_minutes(s.opens_min)}–{_minutes(s.closes_min)}" for s in spans)


def _minutes(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    return f"{hour}.{minute:02d}" if minute else str(hour)


def deadline(moment: datetime, now: datetime) -> str:
    """By when a nurse calls: "tänään viimeistään kello 16"."""
    return f"{day(moment, now)} viimeistään {clock(moment)}"


def callback(
    preferred_time: str,
    by: datetime,
    now: datetime,
    is_open: Callable[[datetime], bool] = lambda moment: True,
) -> str:
    """When a nurse calls: by the deadline, or at the wished time where the caller named a later one.

    `preferred_time` as `bot.care.answers.time` reads it, or the caller's own words. A time at which nobody works
    (`is_open`) is promised to nobody.
    """
    wished = _begins(preferred_time)
    if wished is None or wished <= by or not any(map(is_open, _moments(wished, preferred_time))):
        return deadline(by, now)
    return f"{day(wished, now)} toivomaasi aikaan"


def _moments(wished: datetime, preferred_time: str) -> Iterator[datetime]:
    """The wished time, half an hour after half an hour to its end, a day at most."""
    ends = _begins(preferred_time.partition("/")[2])
    yield wished
    for step in range(1, 48):
        if ends is None or (later := wished + step * timedelta(minutes=30)) >= ends:
            return
        yield later


def _begins(preferred_time: str) -> datetime | None:
    try:
        return datetime.fromisoformat(preferred_time.partition("/")[0]).replace(tzinfo=HELSINKI)
    except ValueError:
        return None


def phone(e164: str) -> str:
    """A number as Finns group it: "040 123 4567"; a foreign one with its country code."""
    try:
        number = phonenumbers.parse(e164, "FI")
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != 358:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    area, _, rest = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).partition(" ")
    digits = rest.replace(" ", "")
    grouped = f"{digits[:3]} {digits[3:]}" if 6 <= len(digits) <= 7 else rest
    return f"{area} {grouped}".strip()
