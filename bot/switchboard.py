"""The calls that are going on, and what the telephone line may ask of them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Protocol

from fastapi import WebSocket
from loguru import logger

from bot.call_records import CallRecords
from bot.capacity import Capacity, LineIsFull
from bot.care import handoffs
from bot.care.directory import Directory
from bot.care.handoffs import Target
from bot.conversation.call import Phase
from bot.conversation.effects import Prompt
from bot.conversation.events import TakenOver
from bot.dialogue.spoken import phone
from bot.duty import DutyRinger
from bot.follow_up import FollowUp
from bot.pipeline.conductor import Conductor
from bot.pipeline.ports import CallIdentity, Care, Ears, Line
from bot.pipeline.recording import Recording
from bot.pipeline.stream import run_stream
from bot.records.calls import CallRecord
from bot.records.failures import RecordsFailed
from bot.records.records import Records
from bot.records.sound import SoundFiles
from bot.served import ITS_OWN_PARTS, Served
from bot.speech.pronunciation import Pronunciation
from console.ports import LiveCall, NotPossible
from telephony.media_stream import LuuriSerializer
from telephony.ports import AfterDialling, DialOutcome, IncomingCall, StreamRefused, StreamStart

CONSOLE = "console"
"""The service that a handoff names when a member of staff takes a call over."""
OVERLOAD = "overload"
NOTICE = "utter_recording"
"""What tells the caller that they are recorded."""
LONGEST_CALL = timedelta(hours=4)  # Twilio ends every call after four hours


class Mouth(Protocol):
    """What is said, a sentence at a time, with the words respelt that an edition respells."""

    def __call__(self, text: str, words: Pronunciation) -> Sequence[Awaitable[bytes]]: ...


@dataclass
class _LiveCall:
    conductor: Conductor
    records: CallRecords
    opened_at: datetime
    served: Served

    def seen(self) -> LiveCall:
        """The call as the console shows it."""
        identity, state = self.conductor.identity, self.conductor.state
        return LiveCall(
            identity.call_sid,
            identity.caller_number,
            self.opened_at,
            identity.simulated,
            state.need,
            tuple(sign.category for sign in state.heard_signs),
            state.phase in (Phase.LEAVING, Phase.GONE),
            self.records.turns,
        )


class Switchboard:
    """Implements `telephony.ports.Switchboard` over the service's parts. `sound`: set where calls are recorded."""

    def __init__(
        self,
        *,
        served: Callable[[], Served],
        line: Line,
        records: Records,
        ears: Ears,
        pieces: Mouth,
        follow_up: FollowUp,
        duty: DutyRinger,
        confirm: Callable[[CallIdentity, CallRecords], Awaitable[None]],
        capacity: Capacity,
        sound: SoundFiles | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._served = served
        self._line = line
        self._records = records
        self._ears = ears
        self._pieces = pieces
        self._follow_up = follow_up
        self._duty = duty
        self._confirm = confirm
        self._capacity = capacity
        self._turned_away: set[str] = set()
        self._sound = sound
        self._now = now
        self._calls: dict[str, _LiveCall] = {}

    @property
    def calls_in_progress(self) -> int:
        return len(self._calls)

    @property
    def conversations(self) -> int:
        """Calls in which Luuri herself speaks and listens: not those that are with a person already."""
        return sum(
            live.conductor.state.phase is not Phase.GONE and call_sid not in self._turned_away
            for call_sid, live in self._calls.items()
        )

    def conductor(self, call_sid: str) -> Conductor:
        """Who conducts a call in progress. Raises KeyError."""
        return self._calls[call_sid].conductor

    async def ring(self, call: IncomingCall) -> None:
        """Record the call. Raises RecordsFailed and LineIsFull: the line then rings a person at once."""
        if call.call_sid in self._calls:
            return
        record = CallRecord(
            call_sid=call.call_sid,
            caller_number=call.caller_number,
            started_at=self._now(),
            clock_offset_s=call.clock_offset_s,
            simulated=call.simulated,
        )
        full = self._capacity.is_full(self.conversations)
        await asyncio.to_thread(self._records.calls.start, record)
        if full:
            self._turned_away.add(call.call_sid)
            logger.warning("call {} goes to a person at once: the line is full", call.call_sid)
            raise LineIsFull(call.call_sid)
        self._open(record)

    async def media(self, websocket: WebSocket, start: StreamStart) -> None:
        """Hold the conversation on the stream until it is over."""
        live = self._calls.get(start.call_sid) or await self._found_again(start.call_sid)
        live.records.stream_opened(start.stream_sid)
        unanswered = start.parameters.get("resume") == "unanswered"
        serializer = LuuriSerializer(start, websocket.state.line_counts)
        pieces = partial(self._pieces, words=live.served.pronunciation)
        await run_stream(websocket, serializer, live.conductor, self._ears, pieces, unanswered)

    async def dial_outcome(
        self, call_sid: str, service_id: str, outcome: DialOutcome, exhausted: bool
    ) -> AfterDialling:
        live = self._calls.get(call_sid) or await self._found_again(call_sid, even_ended=True)
        live.records.dialled(service_id, outcome)
        return "reconnect" if exhausted else "end"

    async def call_ended(self, call_sid: str) -> None:
        live = self._calls.pop(call_sid, None)
        turned_away = call_sid in self._turned_away
        self._turned_away.discard(call_sid)
        if live is None:
            why = OVERLOAD if turned_away else "ended after a restart"
            await asyncio.to_thread(self._records.finished, call_sid, self._now(), why)
            with suppress(RecordsFailed):
                await self._follow_up.run()
            return
        self._leaves(call_sid, live)
        await live.records.finish(OVERLOAD if turned_away else live.conductor.state.why or None)
        await self._follow_up.after(live.conductor.identity, live.conductor.state, live.records)
        await self._confirm(live.conductor.identity, live.records)

    def duty_acknowledged(self, call_sid: str, number: str) -> str:
        return self._duty.acknowledged(call_sid, number)

    def duty_ended(self, call_sid: str) -> None:
        self._duty.attempt_ended(call_sid)

    def targets(self, call_sid: str, service_ids: Sequence[str]) -> tuple[Target, ...]:
        services = self._directory_of(call_sid).services
        found = (
            handoffs.target(services[service_id]) for service_id in service_ids if service_id in services
        )
        return tuple(target for target in found if target is not None)

    def fallback_target(self, call_sid: str) -> Target:
        return handoffs.failure(self._directory_of(call_sid), self._now())[-1]

    def _directory_of(self, call_sid: str) -> Directory:
        """The directory of the edition that the call began on; the current one's for a call that is not known."""
        live = self._calls.get(call_sid)
        return (live.served if live is not None else self._served()).care.directory

    def in_progress(self) -> tuple[LiveCall, ...]:
        """The calls that go on, the oldest first, as the console shows them."""
        return tuple(live.seen() for live in sorted(self._calls.values(), key=lambda live: live.opened_at))

    async def take_over(self, call_sid: str, number: str) -> None:
        """Put the caller through to the member of staff at `number`. Raises NotPossible."""
        live = self._calls.get(call_sid)
        if live is None or live.conductor.state.phase is Phase.GONE or live.conductor.mouth is None:
            raise NotPossible("the call is over, or with a person already")
        live.conductor.tell(TakenOver(Target(CONSOLE, "", number, "")))

    async def sweep(self) -> None:
        """End the records of calls whose end the line never told: no call lasts as long as LONGEST_CALL."""
        for call_sid, live in list(self._calls.items()):
            if self._now() - live.opened_at > LONGEST_CALL:
                logger.warning("the line never told the end of call {}", call_sid)
                await self.call_ended(call_sid)

    async def close(self) -> None:
        """The service stops: what is known of the calls in progress is written."""
        for call_sid in list(self._calls):
            live = self._calls.pop(call_sid)
            live.served.calls.discard(call_sid)
            await live.records.finish("the service stopped")

    def failures_of(self, served: Served) -> int:
        """Calls on the edition, ended or not, in which a part failed that may be the edition's own fault."""
        going_on = {
            call_sid
            for call_sid, live in self._calls.items()
            if live.served is served and ITS_OWN_PARTS.intersection(live.conductor.state.failed)
        }
        return len(served.failed | going_on)

    def _leaves(self, call_sid: str, live: _LiveCall) -> None:
        live.served.calls.discard(call_sid)
        if ITS_OWN_PARTS.intersection(live.conductor.state.failed):
            live.served.failed.add(call_sid)

    def _open(self, record: CallRecord) -> _LiveCall:
        identity = CallIdentity(
            record.call_sid, record.caller_number, record.clock_offset_s, record.simulated
        )
        served = self._served()
        served.calls.add(record.call_sid)

        def care() -> Care:
            return served.care

        records = CallRecords(self._records, identity, care, self._now, self._sound)
        recording = None if self._sound is None else _recording(served)
        conductor = Conductor(
            identity, care, served.dialogue, self._line, records, served.texts, self._now, recording
        )
        live = self._calls[record.call_sid] = _LiveCall(conductor, records, self._now(), served)
        if record.caller_number:
            for sentence in served.texts.of_number(phone(record.caller_number)):
                self._pieces(sentence, served.pronunciation)  # made while the caller tells what the matter is
        return live

    async def _found_again(self, call_sid: str, even_ended: bool = False) -> _LiveCall:
        """A call that this process does not know: it began before a restart, or it is not ours."""
        record = await asyncio.to_thread(self._records.calls.get, call_sid)
        if record is None or (record.ended_at is not None and not even_ended):
            raise StreamRefused(call_sid)
        logger.warning("call {} goes on after a restart", call_sid)
        return self._open(record)


def _recording(served: Served) -> Recording | None:
    """A recording that tells of itself in the edition's words; without them nothing is recorded."""
    try:
        return Recording(served.texts.text(Prompt(NOTICE)))
    except KeyError:
        logger.error("{} has no wording for {}: its calls are not recorded", served.edition.id, NOTICE)
        return None
