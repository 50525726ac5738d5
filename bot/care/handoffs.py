"""Who is rung when a caller needs a person: chains of targets, rung in order until somebody answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.care.directory import DEFAULT_SERVICE, Directory, Service
from bot.care.hours import local

CRISIS_NEEDS = frozenset({"suicide_risk", "mental_health", "substance_use", "youth_mental_health"})


@dataclass(frozen=True)
class Target:
    """A service's line: the E.164 number to ring, and the number to tell a caller ("" when there is none)."""

    service_id: str
    name: str
    number: str
    spoken_number: str


Chain = tuple[Target, ...]


def emergency(directory: Directory, at: datetime, municipality: str | None = None) -> Chain:
    """For a caller who was told to ring 112 and stays on the line. Never empty."""
    return _chain(directory, at, (DEFAULT_SERVICE, "paivystysapu"), municipality)


def urgent(directory: Directory, at: datetime, municipality: str | None = None) -> Chain:
    """A person now: the station's nurse in hours, else the line that is open day and night. Never empty."""
    return _chain(directory, at, (DEFAULT_SERVICE, "paivystysapu"), municipality)


def crisis(
    directory: Directory, at: datetime, age: float | None = None, municipality: str | None = None
) -> Chain:
    """For a caller who may harm themselves. An unknown age counts as adult. Never empty."""
    first = "nuorten_mielenterveys" if age is not None and age < directory.adult_age else "ensilinja"
    return _chain(directory, at, (first, "kriisipuhelin", "paivystysapu"), municipality)


def person(
    directory: Directory,
    at: datetime,
    need: str | None = None,
    age: float | None = None,
    municipality: str | None = None,
) -> Chain:
    """Whoever is on duty for the need now, then the station's nurse; empty when nobody is on duty.

    The round-the-clock line is no part of it: outside hours the caller chooses it or a callback request.
    """
    service = directory.for_need(need, age=age, municipality=municipality, on=local(at).date())
    return _chain(directory, at, (service.id, DEFAULT_SERVICE), municipality)


def failure(
    directory: Directory,
    at: datetime,
    need: str | None = None,
    age: float | None = None,
    municipality: str | None = None,
) -> Chain:
    """When something inside fails: the person on duty, else the round-the-clock line. Never empty."""
    closing = directory.get("paivystysapu")
    chain = person(directory, at, need, age, municipality)
    lines = ("kriisipuhelin", "paivystysapu") if need in CRISIS_NEEDS else (closing.id,)
    return _without_repeats((*chain, *_chain(directory, at, lines, municipality)))


def target(service: Service, municipality: str | None = None) -> Target | None:
    """The service's line for a municipality; None when it has no number that a call can be transferred to."""
    number = service.number_in(municipality)
    if number.transfer_number is None:
        return None
    return Target(service.id, service.spoken_name, number.transfer_number, number.phone or "")


def _chain(directory: Directory, at: datetime, service_ids: Iterable[str], municipality: str | None) -> Chain:
    open_services = (
        directory.services[service_id]
        for service_id in service_ids
        if service_id in directory.services and directory.is_open(directory.services[service_id], at)
    )
    targets = (target(service, municipality) for service in open_services)
    return _without_repeats(line for line in targets if line is not None)


def _without_repeats(targets: Iterable[Target]) -> Chain:
    kept: dict[str, Target] = {}
    for line in targets:
        kept.setdefault(line.number, line)
    return tuple(kept.values())
