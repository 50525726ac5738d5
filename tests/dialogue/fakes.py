"""An office without a database, on a fixed clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.care.callback_requests import CallbackRequest
from bot.care.directory import Directory
from bot.care.intake import Told
from bot.dialogue import data
from bot.dialogue.office import Office
from bot.dialogue.spoken import HELSINKI

TUESDAY_10 = datetime(2026, 11, 24, 10, 0, tzinfo=HELSINKI)
TUESDAY_19 = datetime(2026, 11, 24, 19, 0, tzinfo=HELSINKI)


@dataclass(frozen=True)
class FakeCall:
    call_sid: str = "CA1"
    caller_number: str | None = "+358401234567"
    clock_offset_s: float = 0.0
    simulated: bool = True
    language: str = "fi"
    red_flags: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()


@dataclass
class FakeCalls:
    call: FakeCall | None = field(default_factory=FakeCall)

    def get(self, call_sid: str) -> FakeCall | None:
        return self.call


@dataclass
class FakeRequests:
    booked: list[CallbackRequest] = field(default_factory=list)
    fails: bool = False

    def book(self, request: CallbackRequest) -> CallbackRequest:
        if self.fails:
            raise OSError("the disk is full")
        self.booked.append(request)
        return request


@dataclass
class FakeAnswers:
    """The last that was kept of each need."""

    kept: dict[str, dict[str, Told]] = field(default_factory=dict)

    def keep(self, call_sid: str, need: str, answers: Mapping[str, Told], at: datetime) -> None:
        self.kept[need] = dict(answers)


def directory() -> Directory:
    return Directory.from_data(data.services())


def office(
    at: datetime = TUESDAY_10,
    *,
    call: FakeCall | None = None,
    requests: FakeRequests | None = None,
    answers: FakeAnswers | None = None,
) -> Office:
    known = directory()
    return Office(
        calls=FakeCalls(call or FakeCall()),
        requests=requests or FakeRequests(),
        answers=answers or FakeAnswers(),
        directory=lambda: known,
        clock=lambda: at.astimezone(UTC),
    )
