"""Moments, lengths of time and telephone numbers as people write them."""

from datetime import date, datetime, time, timedelta

import phonenumbers

from bot.care.hours import HELSINKI, local
from bot.dialogue.spoken import phone
from console.texts import Texts


class Phrases:
    """Phrases of one language. Moments are aware and are told in Helsinki's time."""

    def __init__(self, texts: Texts) -> None:
        self._t = texts

    def clock(self, at: datetime) -> str:
        return format(local(at), self._t("time.clock"))

    def second(self, at: datetime) -> str:
        """The clock to the second."""
        return format(local(at), self._t("time.clock_exact"))

    def hour(self, hours: int, minutes: int) -> str:
        return format(time(hours, minutes), self._t("time.clock"))

    def date(self, at: datetime) -> str:
        return format(local(at), self._t("time.date"))

    def day(self, at: datetime, now: datetime) -> str:
        """Today, yesterday or tomorrow by that name, else the weekday with its date."""
        moment, today = local(at), local(now).date()
        days = (moment.date() - today).days
        if days in (-1, 0, 1):
            return self._t(f"time.{ {-1: 'yesterday', 0: 'today', 1: 'tomorrow'}[days] }")
        weekday = self._t(f"time.weekdays.{moment.weekday()}")
        year = "" if moment.year == local(now).year else str(moment.year)
        return f"{weekday} {format(moment, self._t('time.day_and_month'))}{year}".strip()

    def moment(self, at: datetime, now: datetime) -> str:
        return self._t("time.moment", day=self.day(at, now), clock=self.clock(at))

    def exact(self, at: datetime) -> str:
        return self._t("time.exact", date=self.date(at), clock=self.clock(at))

    def length(self, span: timedelta) -> str:
        """A length of time, rounded down to what matters at its size."""
        seconds = max(0, int(span.total_seconds()))
        days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
        if days:
            return self._t("time.days", n=days)
        if hours:
            return self._t("time.hours_minutes", h=hours, min=minutes) if minutes else f"{hours} h"
        return self._t("time.minutes", min=minutes) if minutes else self._t("time.seconds", s=seconds)

    def number(self, number: str | None) -> str:
        """A telephone number as it is dialled here; other countries' with their code."""
        return phone(number) if number else self._t("call.number_withheld")


def whole_number(text: str) -> str | None:
    """A telephone number as people write it here, in E.164; None when it is not a whole one."""
    try:
        parsed = phonenumbers.parse(text, "FI")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def day_of(text: str) -> date | None:
    """The day of a date field; None when it is empty, no day, or none of this service's times."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None


def midnight(day: date) -> datetime:
    """When the day begins here."""
    return datetime.combine(day, time(0), HELSINKI)
