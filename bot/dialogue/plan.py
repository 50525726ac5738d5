"""What the dialogue does next with what it knows of a caller's need. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.care import handoffs
from bot.care.answers import age as ages
from bot.care.directory import Directory, Service

ENSILINJA_NEEDS = frozenset({"mental_health", "substance_use"})
CARE_NEEDS = ENSILINJA_NEEDS | {"infection_symptoms", "chronic_care", "prescription_renewal"}
"""Needs that a caller names; a callback or a person may be asked for about any of them."""
CALLBACK = "callback"


@dataclass(frozen=True)
class Known:
    """What the caller has told. `help_choice`: CALLBACK, or the id of the open service they chose."""

    need: str | None = None
    age: str | None = None
    help_choice: str | None = None
    concern: str | None = None
    number: str | None = None
    time: str | None = None
    wants_callback: bool = False
    wants_person: bool = False


@dataclass(frozen=True)
class Plan:
    """`step`: person, transfer, ensilinja_form, callback_form or book; `transfer_to`: a service id."""

    step: str
    service: Service
    closed: bool
    transfer_to: str | None = None


def plan(known: Known, directory: Directory, at: datetime) -> Plan:
    """The next step by the directory and the call's clock. Luuri never weighs what can wait."""
    service = directory.for_need(known.need, age=ages.years(known.age) if known.age else None, on=at.date())
    closed = not directory.is_open(service, at)
    if known.help_choice and known.help_choice != CALLBACK:
        return Plan("transfer", service, closed, known.help_choice)
    if known.wants_person and not known.wants_callback:
        if handoffs.person(directory, at, need=known.need):
            return Plan("person", service, closed)
        return Plan("callback_form", service, closed)
    if known.need in ENSILINJA_NEEDS:
        if known.age is None:
            return Plan("ensilinja_form", service, closed)
        if not closed and not known.wants_callback and handoffs.target(service) is not None:
            return Plan("transfer", service, closed, service.id)
    chosen = known.help_choice == CALLBACK or not closed
    if chosen and known.concern and known.number and known.time:
        return Plan("book", service, closed)
    return Plan("callback_form", service, closed)
