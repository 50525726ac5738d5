"""The service directory: which services there are, and which of them serves a caller at a moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.care.directory_data import read_directory
from bot.care.hours import local
from bot.care.offers import Channel, Offer
from bot.care.service import (
    ALWAYS_OPEN,
    DEFAULT_SERVICE,
    OPEN_LINE,
    DirectoryError,
    Number,
    Service,
    is_e164,
)  # fmt: skip

__all__ = ["ALWAYS_OPEN", "DEFAULT_SERVICE", "OPEN_LINE", "Directory", "DirectoryError", "Number", "Service"]


@dataclass(frozen=True)
class Directory:
    """All services by id. `adult_age` is the age in years from which adult services serve."""

    services: Mapping[str, Service]
    adult_age: int = 23
    municipalities: frozenset[str] = frozenset()
    holidays: frozenset[date] = frozenset()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Directory":
        """The directory of plain data, as services.yml holds it. Raises DirectoryError."""
        return cls(**read_directory(data))

    def get(self, service_id: str) -> Service:
        """Raises KeyError when there is no such service."""
        return self.services[service_id]

    def for_need(
        self,
        need: str | None,
        *,
        age: float | None = None,
        municipality: str | None = None,
        on: date | None = None,
    ) -> Service:
        """The service that takes care of a need; the health station's nurse line when no other does.

        An unknown age counts as adult where an adult service has the need. `on` leaves out
        services that are not valid on that date.
        """
        fitting = [
            service
            for service in self.services.values()
            if need in service.needs
            and service.serves_age(age)
            and service.serves_place(municipality)
            and (on is None or service.is_valid_on(on))
        ]
        if age is None:
            fitting.sort(key=lambda s: s.max_age is not None and s.max_age < self.adult_age)
        return fitting[0] if fitting else self.services[DEFAULT_SERVICE]

    def named(self, text: str, municipality: str | None = None) -> Service | None:
        """The service that the words name; of several the one named by the longest beginning of a word, and of
        services that are called alike the municipality's own.
        """
        said = text.lower().split()
        hits = [
            (len(beginning), municipality in service.municipalities, service)
            for service in self.services.values()
            for beginning in service.called
            if any(word.startswith(beginning) for word in said)
        ]
        return max(hits, key=lambda hit: hit[:2])[2] if hits else None

    def is_open(self, service: Service, at: datetime) -> bool:
        return service.is_valid_on(local(at).date()) and service.hours.is_open(at)

    def closes_at(self, service: Service, at: datetime) -> datetime | None:
        """When the open service closes next; None when it is closed or open round the clock."""
        return service.hours.closes_at(at) if self.is_open(service, at) else None

    def next_opening(self, service: Service, at: datetime) -> datetime | None:
        """The service's next opening after `at`; None when it is always open or has no opening in sight."""
        opening = service.hours.next_opening(at)
        while opening is not None and not service.is_valid_on(opening.date()):
            if service.valid_to is not None and opening.date() > service.valid_to:
                return None
            opening = service.hours.next_opening(opening)
        return opening

    def open_now(self, at: datetime) -> tuple[Service, ...]:
        """Every service that is open at the moment, in the directory's order."""
        return tuple(service for service in self.services.values() if self.is_open(service, at))

    def with_transfer_numbers(self, numbers: Mapping[str, str]) -> "Directory":
        """The directory with an operator's own E.164 numbers by service id; these count as checked."""
        services = dict(self.services)
        for service_id, number in numbers.items():
            if service_id not in services:
                raise DirectoryError("no_such_service", f"transfer number for {service_id}")
            if not is_e164(number):
                raise DirectoryError("not_a_number", f"transfer number for {service_id}", value=number)
            services[service_id] = replace(services[service_id], transfer_number=number, checked=True)
        return replace(self, services=services)
