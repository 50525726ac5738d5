"""What an action needs beside the conversation: the call's row, the directory, the callback requests."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from bot.care.answers import age as ages
from bot.care.callback_requests import CallbackRequest
from bot.care.directory import Directory
from bot.care.intake import Told
from bot.care.notices import Notice
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
    @property
    def red_flags(self) -> tuple[str, ...]: ...
    @property
    def suspected(self) -> tuple[str, ...]: ...


class Calls(Protocol):
    def get(self, call_sid: str) -> Call | None: ...


class IntakeAnswers(Protocol):
    def keep(self, call_sid: str, need: str, answers: Mapping[str, Told], at: datetime) -> None:
        """These are all the answers to the need's questions; what was kept of them before gives way."""


class CallbackRequests(Protocol):
    def book(self, request: CallbackRequest) -> CallbackRequest: ...


class Notices(Protocol):
    def standing(self, at: datetime | None = None) -> tuple[Notice, ...]: ...


class TextMessages(Protocol):
    def wish(self, call_sid: str, number: str, texts: Sequence[str], at: datetime) -> None: ...


class Callers(Protocol):
    def note_caller(self, call_sid: str, age_years: float | None, municipality: str | None) -> None: ...


class Feedback(Protocol):
    def keep(self, call_sid: str, score: int | None, words: str, at: datetime) -> None: ...


class KnownRequests(Protocol):
    """Requests that wait for a number that rings again; see SqlKnownRequests."""

    def waiting(self, number: str, call_sid: str, *, simulated: bool) -> tuple[CallbackRequest, ...]: ...
    def opened_by(
        self, requests: Sequence[CallbackRequest], birth_date: str, call_sid: str, at: datetime
    ) -> CallbackRequest | None: ...
    def add(self, request_id: str, words: str, call_sid: str, at: datetime) -> None: ...
    def change(self, request_id: str, call_sid: str, at: datetime, **values: str) -> None: ...
    def cancel(self, request_id: str, call_sid: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class Desk:
    """One call as an action sees it. `at` is the time by the call's own clock, in Helsinki."""

    call: Call
    directory: Directory
    at: datetime

    def is_open(self, service_id: str, at: datetime) -> bool:
        return self.directory.is_open(self.directory.get(service_id), at)


@dataclass(frozen=True)
class Office:
    """`clock` gives the real time, aware. Failures are raised: the caller then goes to a person."""

    calls: Calls
    requests: CallbackRequests
    answers: IntakeAnswers
    directory: Callable[[], Directory]
    clock: Callable[[], datetime]
    known: KnownRequests | None = None
    notices: Notices | None = None
    feedback: Feedback | None = None
    callers: Callers | None = None
    texts: TextMessages | None = None

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

    async def wish_texts(self, call_sid: str, number: str, texts: Sequence[str]) -> None:
        """Texts that the caller wants to the number when the call ends."""
        if self.texts is not None:
            await asyncio.to_thread(self.texts.wish, call_sid, number, texts, self.clock())

    async def note_caller(self, call_sid: str, slots: Mapping[str, Any]) -> None:
        """Keep the age and the municipality among the answers, for the figures."""
        municipality = ((slots.get("answers") or {}).get("municipality") or {}).get("value")
        age = slots.get("age")
        if self.callers is not None and (age or municipality):
            years = ages.years(age) if age else None
            await asyncio.to_thread(self.callers.note_caller, call_sid, years, municipality)

    async def keep_feedback(self, call_sid: str, score: int | None, words: str) -> None:
        """A mark (1 to 5) and the caller's own words of the call."""
        if self.feedback is not None:
            await asyncio.to_thread(self.feedback.keep, call_sid, score, words, self.clock())

    async def standing_notices(self, desk: Desk) -> tuple[Notice, ...]:
        """The notices that are valid by the call's own clock."""
        return () if self.notices is None else await asyncio.to_thread(self.notices.standing, desk.at)

    async def waiting_requests(self, desk: Desk) -> tuple[CallbackRequest, ...]:
        """Requests of earlier calls from this number; a withheld number matches nobody."""
        call = desk.call
        if self.known is None or call.caller_number is None:
            return ()
        waiting = partial(self.known.waiting, call.caller_number, call.call_sid, simulated=call.simulated)
        return await asyncio.to_thread(waiting)

    async def open_request(self, desk: Desk, birth_date: str) -> CallbackRequest | None:
        """The waiting request that the birth date (ISO) opens."""
        waiting = await self.waiting_requests(desk)
        if self.known is None or not waiting:
            return None
        sid = desk.call.call_sid
        return await asyncio.to_thread(self.known.opened_by, waiting, birth_date, sid, self.clock())

    async def add_to_request(self, desk: Desk, request_id: str, words: str) -> None:
        await asyncio.to_thread(self._known.add, request_id, words, desk.call.call_sid, self.clock())

    async def change_request(self, desk: Desk, request_id: str, **values: str) -> None:
        """Change the number, or preferred_time and preferred_time_words."""
        change = partial(self._known.change, request_id, desk.call.call_sid, self.clock(), **values)
        await asyncio.to_thread(change)

    async def cancel_request(self, desk: Desk, request_id: str) -> None:
        await asyncio.to_thread(self._known.cancel, request_id, desk.call.call_sid, self.clock())

    @property
    def _known(self) -> KnownRequests:
        if self.known is None:
            raise LookupError("no earlier requests are known here")
        return self.known
