"""One service of the directory: whom it serves, when it is open, how it is rung."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.care.faults import Fault
from bot.care.hours import OpeningHours

DEFAULT_SERVICE = "terveysasema"
OPEN_LINE = "paivystysapu"
ALWAYS_OPEN = ("paivystysapu", "kriisipuhelin")


class DirectoryError(Fault):
    """The directory's data is wrong; the message names the entry and the field."""


@dataclass(frozen=True)
class Number:
    """A number of a service: as it is told, and the E.164 number that a call is transferred to, if any."""

    phone: str | None
    transfer_number: str | None
    checked: bool = True


@dataclass(frozen=True)
class Service:
    """One service. Ages are in years, min_age included and max_age included; None is no limit.

    `called`: beginnings of the words, in lower case, by which callers name it. `about`: what is told of it to who
    names it. `hours_checked`: whether the hours may be told to a caller. `closed_line`: the id of the service that
    helps while it is closed.
    """

    id: str
    name: str
    spoken_name: str
    hours: OpeningHours
    phone: str | None = None
    transfer_number: str | None = None
    checked: bool = True
    needs: frozenset[str] = frozenset()
    called: tuple[str, ...] = ()
    about: str = ""
    closed_line: str = OPEN_LINE
    hours_checked: bool = True
    min_age: int | None = None
    max_age: int | None = None
    municipalities: frozenset[str] = frozenset()
    municipality_numbers: Mapping[str, Number] | None = None
    callback: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    source: str = ""

    def serves_age(self, age: float | None) -> bool:
        if age is None:
            return True
        return (self.min_age is None or age >= self.min_age) and (
            self.max_age is None or age < self.max_age + 1
        )

    def serves_place(self, municipality: str | None) -> bool:
        return municipality is None or not self.municipalities or municipality in self.municipalities

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def number_in(self, municipality: str | None) -> Number:
        """The service's number for a caller of this municipality."""
        if municipality is not None and self.municipality_numbers:
            own = self.municipality_numbers.get(municipality)
            if own is not None:
                return own
        return Number(self.phone, self.transfer_number, self.checked)


def is_e164(number: str) -> bool:
    return number.startswith("+") and number[1:].isdigit() and number.isascii() and 7 <= len(number) <= 16
