"""Callback requests (takaisinsoittopyynnöt) and the moment by which the law wants each one answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.directory import DEFAULT_SERVICE, Directory, Service
from bot.care.hours import HORIZON_DAYS, local


@dataclass(frozen=True)
class CallbackRequest:
    """A caller's wish to be rung. Moments are aware; number is E.164 or None; preferred_time is an
    ISO 8601 local time or interval where it was understood, else the caller's words, and preferred_time_words
    are those words; concern is in the caller's own words. `dropped`: the line was cut before the caller was told
    of the request. `flags`: what the nurse should notice, as (kind, reason in Finnish) pairs. `birth_date`: ISO,
    by which a caller who rings again is known."""

    id: str
    call_sid: str
    service: str
    need: str | None
    concern: str
    number: str | None
    preferred_time: str
    language: str
    created_at: datetime
    deadline: datetime
    status: str = "open"
    simulated: bool = False
    preferred_time_words: str = ""
    dropped: bool = False
    flags: tuple[tuple[str, str], ...] = ()
    birth_date: str | None = None


def deadline(directory: Directory, service: Service, at: datetime) -> datetime:
    """When the service must have rung by: today's close if that is still ahead, else the next opening day's.

    A service without hours of its own, or without any opening in sight, keeps the health stations' hours.
    Source: terveydenhuoltolaki 51 §, the assessment on the same weekday.
    """
    found = _close(service, at)
    if found is None:
        found = _close(directory.get(DEFAULT_SERVICE), at)
    if found is None:
        raise ValueError(
            f"service {DEFAULT_SERVICE} has no opening within {HORIZON_DAYS} days of {at.isoformat()}"
        )
    return found


def _close(service: Service, at: datetime) -> datetime | None:
    if service.hours.always:
        return None
    moment = local(at)
    for days in range(HORIZON_DAYS):
        day = moment.date() + timedelta(days=days)
        close = service.hours.last_close_on(day) if service.is_valid_on(day) else None
        if close is not None and close > moment:
            return close
    return None
