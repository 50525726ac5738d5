"""When a service is open: spans of local clock time for each weekday, in Europe/Helsinki."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.care.faults import Fault
from bot.care.holidays import finnish_holidays

HELSINKI = ZoneInfo("Europe/Helsinki")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The longest closed stretch that is looked through: past it a service counts as closed for good.
HORIZON_DAYS = 60

_SPAN = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?\s*-\s*(\d{1,2})(?:[.:](\d{2}))?")


@dataclass(frozen=True, order=True)
class Span:
    """Minutes after local midnight, 0 <= opens < closes <= 1440."""

    opens_min: int
    closes_min: int


@dataclass(frozen=True)
class OpeningHours:
    """Spans by weekday (0 Monday), other spans on single dates, or always open.

    A public holiday or an extra closed date is closed unless an exception names it, or it is always open, or
    the service keeps its hours on holidays.
    """

    weekdays: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)
    always: bool = False
    open_on_holidays: bool = False
    closed_dates: frozenset[date] = frozenset()

    def spans_on(self, day: date) -> tuple[Span, ...]:
        """The spans of one local date, in order."""
        if self.always:
            return (Span(0, 1440),)
        if day in self.exceptions:
            return self.exceptions[day]
        if not self.open_on_holidays and (day in self.closed_dates or day in finnish_holidays(day.year)):
            return ()
        return self.weekdays.get(day.weekday(), ())

    def is_open(self, at: datetime) -> bool:
        moment = local(at)
        return any(start <= moment < end for start, end in self._moments(moment.date()))

    def closes_at(self, at: datetime) -> datetime | None:
        """When the span that is open at `at` ends; None when it is closed, or never closes."""
        moment = local(at)
        if self.always:
            return None
        for start, end in self._moments(moment.date()):
            if start <= moment < end:
                return end
        return None

    def last_close_on(self, day: date) -> datetime | None:
        """The last closing moment of a date; None when it is closed all that day."""
        ends = [end for _, end in self._moments(day)]
        return max(ends) if ends else None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after `at`; None when always open or nothing opens within the horizon."""
        moment = local(at)
        if self.always:
            return None
        for days in range(HORIZON_DAYS):
            for start, _ in self._moments(moment.date() + timedelta(days=days)):
                if start > moment:
                    return start
        return None

    def _moments(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for span in self.spans_on(day):
            yield _clock(day, span.opens_min), _clock(day, span.closes_min)


def local(at: datetime) -> datetime:
    """The moment in Europe/Helsinki, made comparable across a change of clocks. Refuses a naive datetime."""
    if at.tzinfo is None:
        raise ValueError("a datetime without a time zone: opening hours need an aware one")
    return at.astimezone(HELSINKI)


def _clock(day: date, minutes: int) -> datetime:
    if minutes == 1440:
        return datetime.combine(day + timedelta(days=1), time(0), HELSINKI)
    return datetime.combine(day, time(minutes // 60, minutes % 60), HELSINKI)


def read_spans(texts: object) -> tuple[Span, ...]:
    """("8-12", "13.30-16") as spans in order; a lone text is one span. Raises Fault."""
    lines = [texts] if isinstance(texts, str) else texts
    if not isinstance(lines, list | tuple):
        raise Fault("hours_not_text", value=texts)
    spans: list[Span] = []
    for line in lines:
        match = _SPAN.fullmatch(line.strip()) if isinstance(line, str) else None
        if match is None:
            raise Fault("hours_form", value=line)
        hours, minutes, end_hours, end_minutes = (int(part or 0) for part in match.groups())
        span = Span(hours * 60 + minutes, end_hours * 60 + end_minutes)
        if minutes > 59 or end_minutes > 59 or span.closes_min > 1440 or span.opens_min >= span.closes_min:
            raise Fault("hours_order", value=line)
        spans.append(span)
    ordered = tuple(sorted(spans))
    for earlier, later in pairwise(ordered):
        if later.opens_min < earlier.closes_min:
            raise Fault("hours_overlap", value=lines)
    return ordered
