"""What an action needs beside the conversation: the call's row, the directory, the callback requests."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.care.callback_requests import CallbackRequest
from bot.care.directory import Directory
from bot.care.intake import Told
from bot.dialogue.spoken import HELSINKI


class Call(Protocol):
    """The part of a call's record that actions read."""

    @property
    def call_sid(self) -> str: ...
    @property
    def caller_number(self) -> str | None: ...
    @property
    def clock_offset_s(self) -> float: ...
    @property
    def simulated(self) -> bool: ...
    @property
    def language(self) -> str: ...


class Calls(Protocol):
    def get(self, call_sid: str) -> Call | None: ...


class IntakeAnswers(Protocol):
    def keep(self, call_sid: str, need: str, answers: Mapping[str, Told], at: datetime) -> None:
        """These are all the answers to the need's questions; what was kept of them before gives way."""


class CallbackRequests(Protocol):
    def book(self, request: CallbackRequest) -> CallbackRequest: ...


@dataclass(frozen=True)
class Desk:
    """One call as an action sees it. `at` is the time by the call's own clock, in Helsinki."""

    call: Call
    directory: Directory
    at: datetime


@dataclass(frozen=True)
class Office:
    """`clock` gives the real time, aware. Failures are raised: the caller then goes to a person."""

    calls: Calls
    requests: CallbackRequests
    answers: IntakeAnswers
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]

    async def desk(self, call_sid: str) -> Desk:
        """Raises LookupError when the call has no row."""
        return await asyncio.to_thread(self._desk, call_sid)

    def _desk(self, call_sid: str) -> Desk:
        call = self.calls.get(call_sid)
        if call is None:
            raise LookupError("the call has no row in the records")
        at = (self.clock() + timedelta(seconds=call.clock_offset_s)).astimezone(HELSINKI)
        return Desk(call, self.directory(), at)

    async def keep_answers(self, call_sid: str, need: str, answers: Mapping[str, Told]) -> None:
        """The caller's answers as the records hold them from now on."""
        await asyncio.to_thread(self.answers.keep, call_sid, need, answers, self.clock())

    async def book(self, request: CallbackRequest) -> CallbackRequest:
        """The request as committed. Raises whatever kept it from being committed."""
        return await asyncio.to_thread(self.requests.book, request)
