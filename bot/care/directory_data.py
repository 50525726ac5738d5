"""Plain data (services.yml) as the parts of a Directory, with errors that name the entry and the field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypedDict

from bot.care.hours import WEEKDAYS, OpeningHours, Span, read_spans
from bot.care.offers import KINDS, NEVER_DIGITAL, Channel, Offer
from bot.care.service import ALWAYS_OPEN, DEFAULT_SERVICE, OPEN_LINE, DirectoryError, Number, Service, is_e164

DEFAULT_ADULT_AGE = 23

_TOP = {"adult_age", "channels", "holidays", "municipalities", "offers", "services", "source"}
_FIELDS = {
    "id", "name", "spoken_name", "phone", "transfer_number", "hours", "always", "open_on_holidays",
    "exceptions",
    "needs", "min_age", "max_age", "municipalities", "numbers", "callback", "valid_from", "valid_to",
    "checked",
    "note", "source", "called", "about", "closed_line", "hours_checked", "ptv",
}  # fmt: skip
_CHANNEL_FIELDS = {
    "id", "name", "spoken_name", "link", "needs", "words", "service", "checked", "note", "source",
}  # fmt: skip
_OFFER_FIELDS = {"name", "kind", "municipality", "contact", "example"}
_NUMBER_FIELDS = {"municipalities", "phone", "transfer_number", "checked", "note", "source"}
_AGE_WORDS = {"adult": 0, "under_adult": -1}
_ID = re.compile(r"[a-z][a-z0-9_]*")


class Parts(TypedDict):
    """What a Directory is made of."""

    services: dict[str, Service]
    adult_age: int
    municipalities: frozenset[str]
    holidays: frozenset[date]
    channels: dict[str, Channel]
    offers: tuple[Offer, ...]


def read_directory(data: Mapping[str, object]) -> Parts:
    """Validates everything. A value may be given as YAML or JSON gives it (dates as dates or ISO texts)."""
    top = _Entry("services.yml", data)
    top.only(_TOP)
    municipalities = frozenset(top.texts("municipalities"))
    holidays = frozenset(top.dates("holidays"))
    adult_age = DEFAULT_ADULT_AGE if "adult_age" not in data else top.years("adult_age", 0)
    if adult_age is None:
        raise top.refuse("adult_age", "is missing")
    services: dict[str, Service] = {}
    entries = data.get("services")
    if not isinstance(entries, list | tuple) or not entries:
        raise DirectoryError("services.yml: services: must be a list of services")
    for position, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise DirectoryError(f"services.yml: service {position}: must be a mapping of fields")
        service = _service(
            _Entry(f"service {entry.get('id') or position}", entry), municipalities, holidays, adult_age
        )
        if service.id in services:
            raise DirectoryError(f"service {service.id}: id: is there twice")
        services[service.id] = service
    if DEFAULT_SERVICE not in services:
        raise DirectoryError(f"services.yml: services: {DEFAULT_SERVICE} is missing")
    for needed in ALWAYS_OPEN:
        if (
            needed not in services
            or not services[needed].hours.always
            or not services[needed].transfer_number
        ):
            raise DirectoryError(f"service {needed}: must be there, always open, with a transfer_number")
    return {
        "services": services,
        "adult_age": adult_age,
        "municipalities": municipalities,
        "holidays": holidays,
        "channels": _channels(top, services),
        "offers": _offers(top, municipalities),
    }


class _Entry:
    """One mapping of the data; every reading method names the entry and the field when it refuses."""

    def __init__(self, name: str, data: Mapping[str, object]) -> None:
        self.name = name
        self.data = data

    def refuse(self, field: str, why: str) -> DirectoryError:
        return DirectoryError(f"{self.name}: {field}: {why}")

    def only(self, known: set[str]) -> None:
        for key in self.data:
            if key not in known:
                raise self.refuse(str(key), f"is not a known field (known: {', '.join(sorted(known))})")

    def text(self, field: str) -> str | None:
        value = self.data.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, f"must be a text, not {value!r}")
        return value.strip()

    def needed(self, field: str) -> str:
        value = self.text(field)
        if value is None:
            raise self.refuse(field, "is missing")
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self.data.get(field, default)
        if not isinstance(value, bool):
            raise self.refuse(field, f"must be true or false, not {value!r}")
        return value

    def years(self, field: str, adult_age: int) -> int | None:
        """Years of age; the words "adult" and "under_adult" follow the directory's adult_age."""
        value = self.data.get(field)
        if value is None:
            return None
        if value in _AGE_WORDS:
            return adult_age + _AGE_WORDS[str(value)]
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 150:
            raise self.refuse(field, f"must be a whole number of years, adult or under_adult, not {value!r}")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            raise self.refuse(field, f"must be a list of texts, not {value!r}")
        return tuple(value)

    def entries(self, field: str) -> "list[_Entry]":
        """The mappings of a list, each named by its id or position."""
        rows = self.data.get(field) or ()
        if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
            raise self.refuse(field, "must be a list of mappings")
        return [_Entry(f"{field} {row.get('id') or at}", row) for at, row in enumerate(rows, start=1)]

    def day(self, field: str) -> date | None:
        value = self.data.get(field)
        return None if value is None else self.as_date(field, value)

    def dates(self, field: str) -> tuple[date, ...]:
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple):
            raise self.refuse(field, f"must be a list of dates, not {value!r}")
        return tuple(self.as_date(field, item) for item in value)

    def as_date(self, field: str, value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else _fail()
        except ValueError:
            raise self.refuse(field, f"must be a date such as 2026-12-24, not {value!r}") from None

    def spans(self, field: str, value: object) -> tuple[Span, ...]:
        try:
            return read_spans(value)
        except ValueError as error:
            raise self.refuse(field, str(error)) from None


def _fail() -> date:
    raise ValueError


def _service(
    entry: _Entry, municipalities: frozenset[str], holidays: frozenset[date], adult_age: int
) -> Service:
    entry.only(_FIELDS)
    service_id = entry.needed("id")
    if not _ID.fullmatch(service_id):
        raise entry.refuse("id", "must be lower-case letters a-z, digits and _")
    min_age, max_age = entry.years("min_age", adult_age), entry.years("max_age", adult_age)
    if min_age is not None and max_age is not None and min_age > max_age:
        raise entry.refuse("min_age", f"{min_age} is over max_age {max_age}")
    valid_from, valid_to = entry.day("valid_from"), entry.day("valid_to")
    if valid_from and valid_to and valid_from > valid_to:
        raise entry.refuse("valid_from", f"{valid_from} is after valid_to {valid_to}")
    number = _number(entry)
    name = entry.needed("name")
    return Service(
        id=service_id,
        name=name,
        spoken_name=entry.text("spoken_name") or name,
        hours=_hours(entry, holidays),
        phone=number.phone,
        transfer_number=number.transfer_number,
        checked=number.checked,
        needs=frozenset(entry.texts("needs")),
        called=entry.texts("called"),
        about=entry.text("about") or "",
        closed_line=entry.text("closed_line") or OPEN_LINE,
        hours_checked=entry.flag("hours_checked", True),
        min_age=min_age,
        max_age=max_age,
        municipalities=frozenset(_known(entry, entry.texts("municipalities"), municipalities)),
        municipality_numbers=_municipality_numbers(entry, municipalities),
        callback=entry.flag("callback", False),
        valid_from=valid_from,
        valid_to=valid_to,
        note=entry.text("note") or "",
        source=entry.text("source") or "",
    )


def _channels(top: _Entry, services: Mapping[str, Service]) -> dict[str, Channel]:
    channels: dict[str, Channel] = {}
    for entry in top.entries("channels"):
        entry.only(_CHANNEL_FIELDS)
        channel_id, name = entry.needed("id"), entry.needed("name")
        link, needs, service = entry.needed("link"), frozenset(entry.texts("needs")), entry.text("service")
        if not link.startswith("https://"):
            raise entry.refuse("link", f"must be an https address, not {link!r}")
        if needs & NEVER_DIGITAL:
            raise entry.refuse("needs", f"never holds {', '.join(sorted(needs & NEVER_DIGITAL))}")
        if service is not None and service not in services:
            raise entry.refuse("service", f"there is no service {service!r}")
        if channel_id in channels:
            raise entry.refuse("id", "is there twice")
        channels[channel_id] = Channel(
            id=channel_id,
            name=name,
            spoken_name=entry.text("spoken_name") or name,
            link=link,
            needs=needs,
            words=entry.texts("words"),
            service=service,
            checked=entry.flag("checked", True),
            note=entry.text("note") or "",
            source=entry.text("source") or "",
        )
    return channels


def _offers(top: _Entry, municipalities: frozenset[str]) -> tuple[Offer, ...]:
    offers: list[Offer] = []
    for entry in top.entries("offers"):
        entry.only(_OFFER_FIELDS)
        kind = entry.needed("kind")
        if kind not in KINDS:
            raise entry.refuse("kind", f"must be one of {', '.join(KINDS)}, not {kind!r}")
        [municipality] = _known(entry, (entry.needed("municipality"),), municipalities)
        offers.append(
            Offer(
                name=entry.needed("name"),
                kind=kind,
                municipality=municipality,
                contact=entry.text("contact") or "",
                example=entry.flag("example", False),
            )
        )
    return tuple(offers)


def _number(entry: _Entry) -> Number:
    transfer_number = entry.text("transfer_number")
    if transfer_number is not None and not is_e164(transfer_number):
        raise entry.refuse(
            "transfer_number", f"must be an E.164 number such as +358142660149, not {transfer_number!r}"
        )
    return Number(entry.text("phone"), transfer_number, entry.flag("checked", True))


def _known(entry: _Entry, names: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    for name in names:
        if known and name not in known:
            raise entry.refuse("municipalities", f"{name!r} is not one of the county's municipalities")
    return tuple(names)


def _municipality_numbers(entry: _Entry, known: frozenset[str]) -> dict[str, Number] | None:
    rows = entry.data.get("numbers")
    if rows is None:
        return None
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise entry.refuse("numbers", "must be a list of entries with municipalities and a number")
    numbers: dict[str, Number] = {}
    for row in rows:
        own = _Entry(f"{entry.name}: numbers", row)
        own.only(_NUMBER_FIELDS)
        names = _known(own, own.texts("municipalities"), known)
        if not names:
            raise own.refuse("municipalities", "is missing")
        numbers.update(dict.fromkeys(names, _number(own)))
    return numbers


def _hours(entry: _Entry, holidays: frozenset[date]) -> OpeningHours:
    always = entry.flag("always", False)
    hours = entry.data.get("hours")
    if always and hours:
        raise entry.refuse("hours", "cannot be given for a service that is always open")
    weekdays: dict[int, tuple[Span, ...]] = {}
    if hours is not None:
        if not isinstance(hours, Mapping):
            raise entry.refuse("hours", "must be a mapping from weekdays (mon..sun) to hours")
        for day, texts in hours.items():
            if day not in WEEKDAYS:
                raise entry.refuse(f"hours.{day}", f"is not a weekday ({', '.join(WEEKDAYS)})")
            weekdays[WEEKDAYS.index(day)] = entry.spans(f"hours.{day}", texts)
    exceptions: dict[date, tuple[Span, ...]] = {}
    given = entry.data.get("exceptions") or {}
    if not isinstance(given, Mapping):
        raise entry.refuse("exceptions", "must be a mapping from dates to hours")
    for day, texts in given.items():
        exceptions[entry.as_date("exceptions", day)] = entry.spans(f"exceptions.{day}", texts or [])
    return OpeningHours(weekdays, exceptions, always, entry.flag("open_on_holidays", False), holidays)
