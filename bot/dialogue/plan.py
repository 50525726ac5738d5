"""What the dialogue does next with what it knows of a caller's need. Pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.care import handoffs
from bot.care.answers import age as ages
from bot.care.directory import DEFAULT_SERVICE, OPEN_LINE, Directory, Service
from bot.dialogue.needs import age_needs

CALLBACK = "callback"
FEEDBACK = "feedback"
_ADULT_NEED = "mental_health"
_RELATIVES = {"senior_services": "ikaantyneen_huolipuhelin"}
_BY_NAME = frozenset({"musculoskeletal", "callback_request"})
_LINE_BY_NAME = frozenset({"social_services", "callback_request", "human_agent", "mental_health"})


@dataclass(frozen=True)
class Known:
    """What the caller has told. `help_choice`: CALLBACK, or the id of the open service they chose.

    `screened`: the age and the caller's safety have been asked about, as mental health's services need;
    `for_another`: the matter is somebody else's;
    `asks_more`: questions of the intake are still open; `confirmed`: the caller was read back what was gathered.
    """

    need: str | None = None
    age: str | None = None
    screened: bool = False
    help_choice: str | None = None
    concern: str | None = None
    number: str | None = None
    time: str | None = None
    wants_callback: bool = False
    wants_person: bool = False
    for_another: bool = False
    asks_more: bool = False
    confirmed: bool = True


@dataclass(frozen=True)
class Plan:
    """`step`: person, transfer, ensilinja_form, feedback_form, callback_form or book; `transfer_to`: a service id."""

    step: str
    service: Service
    closed: bool
    transfer_to: str | None = None


def plan(known: Known, directory: Directory, at: datetime) -> Plan:
    """The next step by the directory and the call's clock. Luuri never weighs what can wait."""
    service = (
        _named(known, directory, at)
        or _of_relatives(known, directory)
        or service_for(known.need, known.age, directory, at)
    )
    closed = not directory.is_open(service, at)
    line = _named_line(known, directory, at)
    if line is not None and not known.wants_callback:
        return Plan("transfer", line, closed=False, transfer_to=line.id)
    if known.help_choice and known.help_choice != CALLBACK:
        return Plan("transfer", service, closed, known.help_choice)
    if known.wants_person and not known.wants_callback:
        if handoffs.person(directory, at, need=known.need):
            return Plan("person", service, closed)
        return Plan("callback_form", service, closed)
    if known.need == FEEDBACK and not known.wants_callback:
        return Plan("feedback_form", service, closed)
    if known.need in age_needs():
        if not known.screened:
            return Plan("ensilinja_form", service, closed)
        if not closed and not known.wants_callback and handoffs.target(service) is not None:
            return Plan("transfer", service, closed, service.id)
    chosen = known.help_choice == CALLBACK or not closed
    told = known.concern and known.number and known.time and known.confirmed
    if chosen and told and not known.asks_more:
        return Plan("book", service, closed)
    return Plan("callback_form", service, closed)


def _of_relatives(known: Known, directory: Directory) -> Service | None:
    """The service of whoever calls about somebody else, where theirs is another than the person's own."""
    return directory.services.get(_RELATIVES.get(known.need or "", "")) if known.for_another else None


def _named(known: Known, directory: Directory, at: datetime) -> Service | None:
    """A service that takes requests and has no need of its own: whoever names it with a fitting need gets it."""
    named = directory.named(known.concern or "") if known.need in _BY_NAME else None
    takes = named is not None and named.callback and not named.needs and named.is_valid_on(at.date())
    return named if takes else None


def _named_line(known: Known, directory: Directory, at: datetime) -> Service | None:
    """A line that is rung and takes no requests, such as the social emergency duty, when the caller names it."""
    named = directory.named(known.concern or "") if known.need in _LINE_BY_NAME else None
    if named is None or named.needs or named.callback or named.id == OPEN_LINE:
        return None
    return named if handoffs.target(named) is not None and directory.is_open(named, at) else None


def service_for(need: str | None, age: str | None, directory: Directory, at: datetime) -> Service:
    """The service of a need. An adult who was taken for a young caller gets the adults' service.

    `age` is an ISO 8601 duration.
    """
    years = ages.years(age) if age else None
    service = directory.for_need(need, age=years, on=at.date())
    if service.id == DEFAULT_SERVICE and need in age_needs():
        return directory.for_need(_ADULT_NEED, age=years, on=at.date())
    return service
