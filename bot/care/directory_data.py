"""Plain data (services.yml) as the parts of a Directory, with errors that name the entry and the field."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TypedDict

from bot.care.faults import Fault, Where
from bot.care.hours import WEEKDAYS, OpeningHours, Span, read_spans
from bot.care.offers import KINDS, NEVER_DIGITAL, Channel, Offer
from bot.care.service import ALWAYS_OPEN, DEFAULT_SERVICE, OPEN_LINE, DirectoryError, Number, Service, is_e164

DEFAULT_ADULT_AGE = 23

_TOP = {"adult_age", "channels", "holidays", "municipalities", "offers", "services", "source"}
_FIELDS = {
    "id", "name", "spoken_name", "phone", "transfer_number", "hours", "always", "open_on_holidays",
    "exceptions",
    "needs", "min_age", "max_age", "municipalities", "numbers", "callback", "valid_from", "valid_to",
    "checked", "checked_by",
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
        raise top.refuse("adult_age", "missing")
    services: dict[str, Service] = {}
    entries = data.get("services")
    if not isinstance(entries, list | tuple) or not entries:
        raise top.refuse("services", "services_expected")
    for position, entry in enumerate(entries, start=1):
        if not isinstance(entry, Mapping):
            raise DirectoryError(
                "not_mapping", f"services.yml: service {position}", ("services", position - 1)
            )
        named = f"service {entry.get('id') or position}"
        own = _Entry(named, entry, ("services", position - 1))
        service = _service(own, municipalities, holidays, adult_age)
        if service.id in services:
            raise own.refuse("id", "there_twice")
        services[service.id] = service
    if DEFAULT_SERVICE not in services:
        raise top.refuse("services", "service_missing", service=DEFAULT_SERVICE)
    for needed in ALWAYS_OPEN:
        if (
            needed not in services
            or not services[needed].hours.always
            or not services[needed].transfer_number
        ):
            raise DirectoryError("always_open_missing", f"service {needed}", ("services",))
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

    def __init__(self, name: str, data: Mapping[str, object], where: Where = ()) -> None:
        self.name = name
        self.data = data
        self.where = where

    def refuse(self, field: str, code: str, **params: object) -> DirectoryError:
        return DirectoryError(code, f"{self.name}: {field}", (*self.where, *field.split(".")), **params)

    def only(self, known: set[str]) -> None:
        for key in self.data:
            if key not in known:
                raise self.refuse(str(key), "unknown_field", known=", ".join(sorted(known)))

    def text(self, field: str) -> str | None:
        value = self.data.get(field)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(field, "not_text", value=value)
        return value.strip()

    def needed(self, field: str) -> str:
        value = self.text(field)
        if value is None:
            raise self.refuse(field, "missing")
        return value

    def flag(self, field: str, default: bool) -> bool:
        value = self.data.get(field, default)
        if not isinstance(value, bool):
            raise self.refuse(field, "not_flag", value=value)
        return value

    def years(self, field: str, adult_age: int) -> int | None:
        """Years of age; the words "adult" and "under_adult" follow the directory's adult_age."""
        value = self.data.get(field)
        if value is None:
            return None
        if value in _AGE_WORDS:
            return adult_age + _AGE_WORDS[str(value)]
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 150:
            raise self.refuse(field, "not_years", value=value)
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple) or not all(isinstance(item, str) and item for item in value):
            raise self.refuse(field, "not_texts", value=value)
        return tuple(value)

    def entries(self, field: str) -> "list[_Entry]":
        """The mappings of a list, each named by its id or position."""
        rows = self.data.get(field) or ()
        if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
            raise self.refuse(field, "not_mappings")
        return [
            _Entry(f"{field} {row.get('id') or at}", row, (*self.where, field, at - 1))
            for at, row in enumerate(rows, start=1)
        ]

    def day(self, field: str) -> date | None:
        value = self.data.get(field)
        return None if value is None else self.as_date(field, value)

    def dates(self, field: str) -> tuple[date, ...]:
        value = self.data.get(field) or ()
        if not isinstance(value, list | tuple):
            raise self.refuse(field, "not_dates", value=value)
        return tuple(self.as_date(field, item) for item in value)

    def as_date(self, field: str, value: object) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else _fail()
        except ValueError:
            raise self.refuse(field, "not_date", value=value) from None

    def spans(self, field: str, value: object) -> tuple[Span, ...]:
        try:
            return read_spans(value)
        except Fault as fault:
            raise self.refuse(field, fault.code, **fault.params) from None


def _fail() -> date:
    raise ValueError


def _service(
    entry: _Entry, municipalities: frozenset[str], holidays: frozenset[date], adult_age: int
) -> Service:
    entry.only(_FIELDS)
    service_id = entry.needed("id")
    if not _ID.fullmatch(service_id):
        raise entry.refuse("id", "not_id")
    min_age, max_age = entry.years("min_age", adult_age), entry.years("max_age", adult_age)
    if min_age is not None and max_age is not None and min_age > max_age:
        raise entry.refuse("min_age", "range_reversed", low=min_age, high_name="max_age", high=max_age)
    valid_from, valid_to = entry.day("valid_from"), entry.day("valid_to")
    if valid_from and valid_to and valid_from > valid_to:
        raise entry.refuse(
            "valid_from", "days_reversed", first=valid_from, last_name="valid_to", last=valid_to
        )
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
            raise entry.refuse("link", "not_https", value=link)
        if needs & NEVER_DIGITAL:
            raise entry.refuse("needs", "never_digital", needs=", ".join(sorted(needs & NEVER_DIGITAL)))
        if service is not None and service not in services:
            raise entry.refuse("service", "no_service", value=service)
        if channel_id in channels:
            raise entry.refuse("id", "there_twice")
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
            raise entry.refuse("kind", "not_one_of", known=", ".join(KINDS), value=kind)
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
        raise entry.refuse("transfer_number", "not_e164", value=transfer_number)
    return Number(entry.text("phone"), transfer_number, entry.flag("checked", True))


def _known(entry: _Entry, names: Iterable[str], known: frozenset[str]) -> tuple[str, ...]:
    for name in names:
        if known and name not in known:
            raise entry.refuse("municipalities", "not_municipality", value=name)
    return tuple(names)


def _municipality_numbers(entry: _Entry, known: frozenset[str]) -> dict[str, Number] | None:
    rows = entry.data.get("numbers")
    if rows is None:
        return None
    if not isinstance(rows, list | tuple) or not all(isinstance(row, Mapping) for row in rows):
        raise entry.refuse("numbers", "numbers_form")
    numbers: dict[str, Number] = {}
    for at, row in enumerate(rows):
        own = _Entry(f"{entry.name}: numbers", row, (*entry.where, "numbers", at))
        own.only(_NUMBER_FIELDS)
        names = _known(own, own.texts("municipalities"), known)
        if not names:
            raise own.refuse("municipalities", "missing")
        numbers.update(dict.fromkeys(names, _number(own)))
    return numbers


def _hours(entry: _Entry, holidays: frozenset[date]) -> OpeningHours:
    always = entry.flag("always", False)
    hours = entry.data.get("hours")
    if always and hours:
        raise entry.refuse("hours", "hours_beside_always")
    weekdays: dict[int, tuple[Span, ...]] = {}
    if hours is not None:
        if not isinstance(hours, Mapping):
            raise entry.refuse("hours", "hours_not_mapping")
        for day, texts in hours.items():
            if day not in WEEKDAYS:
                raise entry.refuse(f"hours.{day}", "not_weekday", known=", ".join(WEEKDAYS))
            weekdays[WEEKDAYS.index(day)] = entry.spans(f"hours.{day}", texts)
    exceptions: dict[date, tuple[Span, ...]] = {}
    given = entry.data.get("exceptions") or {}
    if not isinstance(given, Mapping):
        raise entry.refuse("exceptions", "exceptions_not_mapping")
    for day, texts in given.items():
        exceptions[entry.as_date("exceptions", day)] = entry.spans(f"exceptions.{day}", texts or [])
    return OpeningHours(weekdays, exceptions, always, entry.flag("open_on_holidays", False), holidays)
