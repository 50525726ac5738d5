"""Callback requests as the queue and the call's page tell of them."""

import re
from datetime import datetime, timedelta
from typing import Any

from bot.care.hours import HELSINKI
from bot.records.callback_queue import Choices, Counts, QueueEntry
from bot.records.repeats import KIND as REPEATED
from console.desk import Desk

SOON = timedelta(hours=1)
_INTERVAL = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?:/(\d{4}-\d\d-\d\d)T(\d\d):(\d\d))?")


def row(desk: Desk, entry: QueueEntry, who: str, now: datetime) -> dict[str, Any]:
    """One request in words."""
    request, work, say, t = entry.request, entry.work, desk.say, desk.texts
    late = request.deadline <= now and not work.is_closed
    span = say.length(now - request.deadline if late else request.deadline - now)
    return {
        "id": request.id,
        "call_sid": request.call_sid,
        "version": work.version,
        "status": work.status,
        "deadline_clock": say.clock(request.deadline),
        "deadline_day": say.day(request.deadline, now),
        "left": t("callbacks.late", span=span) if late else t("callbacks.left", span=span),
        "hurry": "late" if late else "soon" if request.deadline - now < SOON else "",
        "waited": _waited(desk, request.created_at, now),
        "came": say.moment(request.created_at, now),
        "concern": request.concern,
        "need": desk.need(request.need),
        "service": desk.service(request.service),
        "number": say.number(request.number),
        "dial": request.number,
        "wished": wished(desk, request.preferred_time, request.preferred_time_words, now),
        "person": person(desk, entry.age_years, entry.municipality),
        "language": desk.language(request.language),
        "flags": [{"kind": kind, "reason": reason} for kind, reason in request.flags],
        "kinds": [kind for kind, _ in request.flags],
        "duty": _duty(desk, entry, now),
        "signs": [desk.sign(category) for category in entry.red_flags],
        "suspected": [desk.sign(category) for category in entry.suspected if category not in entry.red_flags],
        "calls": t("callbacks.repeat", n=entry.calls) if entry.calls > 1 and not _told_again(entry) else "",
        "tried": _tried(desk, entry, now),
        "held": _held(desk, entry, who, now),
        "mine": work.status == "claimed" and work.claimed_by == who,
        "free": work.is_free_at(now),
        "closed": _closed(desk, entry, now),
        "note": work.note,
        "simulated": request.simulated,
    }


def _waited(desk: Desk, since: datetime, now: datetime) -> str:
    """How long the resident has waited; "" for a practice call that was made on a later clock."""
    return desk.texts("callbacks.waited", span=desk.say.length(now - since)) if since <= now else ""


def wished(desk: Desk, iso: str, words: str, now: datetime) -> str:
    """When the resident would like to be rung, as understood, else as said; "" when any time does."""
    found = _INTERVAL.fullmatch(iso)
    if found is None:
        return words.strip(" .")
    day = desk.say.day(
        datetime.fromisoformat(f"{found[1]}T{found[2]}:{found[3]}").replace(tzinfo=HELSINKI), now
    )
    since = desk.say.hour(int(found[2]), int(found[3]))
    if found[4] is None:
        return desk.texts("callbacks.wished_at", day=day, clock=since)
    return desk.texts(
        "callbacks.wished_between", day=day, since=since, until=desk.say.hour(int(found[5]), int(found[6]))
    )


def counts(desk: Desk, figures: Counts, now: datetime) -> dict[str, Any]:
    oldest = desk.say.length(now - figures.oldest) if figures.oldest and figures.oldest <= now else ""
    return {
        "waiting": figures.waiting,
        "mine": figures.mine,
        "others": figures.others,
        "closed": figures.closed,
        "overdue": figures.overdue,
        "oldest": oldest,
    }


def choices(desk: Desk, found: Choices) -> dict[str, list[tuple[str, str]]]:
    """What the queue can be narrowed to: ids with their names."""
    return {
        "services": [(service, desk.service(service)) for service in found.services],
        "needs": sorted(((need, desk.need(need)) for need in found.needs), key=lambda pair: pair[1]),
        "municipalities": [*_stations(desk, found), *((name, name) for name in found.municipalities)],
    }


def places(chosen: str | None) -> tuple[str, ...]:
    """The municipalities of a choice: one, or those of a station with commas between."""
    return tuple(name for name in (chosen or "").split(",") if name)


def _stations(desk: Desk, found: Choices) -> list[tuple[str, str]]:
    """The stations that serve several municipalities of which some has a request."""
    return [
        (",".join(names), desk.texts("callbacks.station", names=", ".join(names)))
        for names in desk.stations()
        if set(names) & set(found.municipalities)
    ]


def person(desk: Desk, age_years: float | None, municipality: str | None) -> str:
    """Whom the matter is about, as far as it was told: "84 v, Jämsä"."""
    age = ""
    if age_years is not None:
        months = round(age_years * 12)
        age = desk.texts("callbacks.age", n=int(age_years)) if age_years >= 2 else ""
        age = age or desk.texts("callbacks.months", n=months)
    return ", ".join(part for part in (age, municipality) if part)


def _told_again(entry: QueueEntry) -> bool:
    return any(kind == REPEATED for kind, _ in entry.request.flags)


def _duty(desk: Desk, entry: QueueEntry, now: datetime) -> str:
    """What came of ringing the person on duty; "" where nobody was rung."""
    duty = entry.duty
    if duty is None:
        return ""
    if duty.ended_at is None:
        return desk.texts("callbacks.duty.ringing")
    when = desk.say.moment(duty.ended_at, now)
    if duty.acknowledged_by is None:
        return desk.texts("callbacks.duty.nobody", when=when)
    return desk.texts("callbacks.duty.taken", number=desk.say.number(duty.acknowledged_by), when=when)


def _tried(desk: Desk, entry: QueueEntry, now: datetime) -> str:
    work = entry.work
    if not work.attempts or work.attempted_at is None:
        return ""
    told = desk.texts("callbacks.tried", n=work.attempts, clock=desk.say.moment(work.attempted_at, now))
    if work.retry_at and work.retry_at > now and work.status == "open":
        told += " " + desk.texts("callbacks.retry", clock=desk.say.clock(work.retry_at))
    return told


def _held(desk: Desk, entry: QueueEntry, who: str, now: datetime) -> str:
    work = entry.work
    if work.status != "claimed" or work.claimed_at is None:
        return ""
    span = desk.say.length(now - work.claimed_at)
    if work.claimed_by == who:
        return desk.texts("callbacks.held_by_you", span=span)
    return desk.texts("callbacks.held", name=work.claimed_by, span=span)


def _closed(desk: Desk, entry: QueueEntry, now: datetime) -> str:
    work = entry.work
    if not work.is_closed or work.closed_at is None:
        return ""
    how = desk.texts(f"callbacks.outcome.{work.outcome or 'cancelled'}")
    return desk.texts(
        "callbacks.closed", how=how, name=work.closed_by, when=desk.say.moment(work.closed_at, now)
    )
