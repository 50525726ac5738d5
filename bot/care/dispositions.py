"""How a call ended, decided from what is recorded of it."""

from dataclasses import dataclass
from typing import Literal

Disposition = Literal["emergency_112", "transfer", "callback", "information", "abandoned"]

DISPOSITIONS: tuple[Disposition, ...] = ("emergency_112", "transfer", "callback", "information", "abandoned")
"""The first that applies is the call's."""


@dataclass(frozen=True)
class CallFacts:
    """What is recorded of a call that decides its disposition. Services are ids of the directory.

    told_112: the caller was told to dial 112 now.
    answered_by: the service whose person answered a transfer.
    booked: the service that holds a callback request from this call.
    changed: a callback request of an earlier call was changed.
    cancelled: a callback request was cancelled.
    informed: the caller was told what they needed to know.
    told_service: the service that the caller was told of.
    """

    told_112: bool = False
    answered_by: str | None = None
    booked: str | None = None
    changed: bool = False
    cancelled: bool = False
    informed: bool = False
    told_service: str | None = None


def disposition(facts: CallFacts) -> Disposition:
    """The first disposition that applies. A transfer counts only when a person answered."""
    if facts.told_112:
        return "emergency_112"
    if facts.answered_by is not None:
        return "transfer"
    if facts.booked is not None or facts.changed:
        return "callback"
    if facts.informed or facts.cancelled:
        return "information"
    return "abandoned"


def service(facts: CallFacts) -> str | None:
    """The service that the disposition is about, or None."""
    match disposition(facts):
        case "emergency_112":
            return facts.told_service or facts.answered_by
        case "transfer":
            return facts.answered_by
        case "callback":
            return facts.booked or facts.told_service
        case "information":
            return facts.told_service
        case "abandoned":
            return None


def outranks(one: Disposition, other: Disposition | None) -> bool:
    """Whether `one` applies before `other`, or is the same, or there is no other."""
    return other is None or DISPOSITIONS.index(one) <= DISPOSITIONS.index(other)
