"""What is kept of one call while it goes on, written in order behind the call's back."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from loguru import logger

from bot.care import callback_requests
from bot.care.answers import personal_id
from bot.care.callback_requests import CallbackRequest
from bot.care.handoffs import Target
from bot.care.red_flags import Sign
from bot.conversation.call import CallState
from bot.pipeline.ports import CallIdentity, Care
from bot.records.calls import TurnRecord
from bot.records.handoffs import HandoffOutcome, HandoffRecord
from bot.records.records import Records
from bot.records.sound import SoundFiles
from bot.speech.telephone import LINE_HZ, from_bytes, wav


class CallRecords:
    """One call's records. Facts are queued and written by one task, so that no write delays an answer."""

    def __init__(
        self,
        records: Records,
        identity: CallIdentity,
        care: Callable[[], Care],
        now: Callable[[], datetime],
        sound: SoundFiles | None = None,
    ) -> None:
        self._records = records
        self._sound = sound
        self._identity = identity
        self._care = care
        self._now = now
        self._facts: asyncio.Queue[Callable[[], None]] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        self._turns = 0
        self._last_caller_turn: TurnRecord | None = None
        self._told_personal_id = False
        self._handoffs: dict[str, str] = {}
        self._reason = ""
        self.put_through = False
        self.answered = False

    @property
    def turns(self) -> int:
        """How many turns have been spoken."""
        return self._turns

    # -- facts of the conversation -----------------------------------------------------------------------------

    async def caller_said(
        self, words: str, confidence: float, alternatives: Sequence[str], reopened: bool
    ) -> int:
        """Records the caller's turn, or its longer form when it was reopened; returns its index."""
        heard = (words, *alternatives)
        words, alternatives = personal_id.masked(words), [personal_id.masked(each) for each in alternatives]
        self._told_personal_id = (words, *alternatives) != heard
        if reopened and self._last_caller_turn is not None:
            turn = replace(
                self._last_caller_turn,
                text=words,
                confidence=confidence,
                alternatives=tuple(alternatives),
                misunderstood=False,
            )
        else:
            turn = TurnRecord(
                call_sid=self._identity.call_sid,
                index=self._next_turn(),
                speaker="caller",
                text=words,
                heard_at=self._now(),
                confidence=confidence,
                alternatives=tuple(alternatives),
            )
        self._last_caller_turn = turn
        self._write(partial(self._records.turn_spoken, turn))
        return turn.index

    async def caller_sounded(self, turn: int, pcm: bytes) -> None:
        """The sound of the turn that was recorded last; a personal identity code is kept as little as in words."""
        if self._sound is None:
            return
        sid = self._identity.call_sid
        if self._told_personal_id:
            self._write(partial(self._sound.drop, sid, turn))
        else:
            self._write(partial(_keep_sound, self._sound, sid, turn, pcm))

    async def luuri_said(self, words: str, topic: str | None, response_ms: int | None) -> None:
        turn = TurnRecord(
            call_sid=self._identity.call_sid,
            index=self._next_turn(),
            speaker="luuri",
            text=words,
            heard_at=self._now(),
            topic=topic,
            response_ms=response_ms,
        )
        self._write(partial(self._records.turn_spoken, turn))

    async def state_changed(self, before: CallState, after: CallState) -> None:
        sid, at = self._identity.call_sid, self._now()
        if after.need is not None and after.need != before.need:
            self._write(partial(self._records.need_heard, sid, after.need, after.need_confidence, at))
        heard = _new(before.heard_signs, after.heard_signs)
        suspected = _new(before.suspected_signs, after.suspected_signs)
        if heard or suspected:
            self._write(
                partial(
                    self._records.signs_heard,
                    sid,
                    at,
                    red_flags=[sign.category for sign in heard],
                    suspected=[sign.category for sign in suspected],
                )
            )
            self._mark_words((*heard, *suspected))
        if after.matters_missed > before.matters_missed:
            self._mark_misunderstood()
        if after.denied != before.denied:
            self._write(partial(self._records.signs_denied, sid, at, after.denied))
        if after.told_112 and not before.told_112:
            self._write(partial(self._records.outcome, sid, "emergency_112", None, after.why, at))
        if after.informed and not before.informed:
            self._write(partial(self._records.outcome, sid, "information", None, after.why, at))
        for part in after.failed[len(before.failed) :]:
            self._write(partial(self._records.part_failed, sid, part, at))

    async def transfer_started(self, targets: Sequence[Target], reason: str) -> None:
        self._reason = reason
        self.put_through = True
        if targets:
            self._ring(targets[0].service_id, targets[0].number)

    async def keep_callback(self, state: CallState) -> Mapping[str, Any]:
        """Commit a callback request with what was said so far. Raises RecordsFailed."""
        care, at = self._care(), self.call_now()
        service = care.directory.for_need(state.need)
        request = CallbackRequest(
            id=uuid4().hex,
            call_sid=self._identity.call_sid,
            service=service.id,
            need=state.need,
            concern=" ".join(state.words),
            number=self._identity.caller_number,
            preferred_time="",
            language=state.language,
            created_at=at,
            deadline=callback_requests.deadline(care.directory, service, at),
            simulated=self._identity.simulated,
        )
        booked = await asyncio.to_thread(self._records.book, request)
        return asdict(booked)

    # -- facts of the line ---------------------------------------------------------------------------------------

    def stream_opened(self, stream_sid: str) -> None:
        sid = self._identity.call_sid
        self._write(partial(self._records.stream_opened, sid, stream_sid, self._now()))

    def dialled(self, service_id: str, outcome: HandoffOutcome) -> None:
        """What came of ringing one target; a target that the line went on to by itself is recorded too."""
        if service_id not in self._handoffs:
            self._ring(service_id, None)
        self._write(partial(self._records.handoff_ended, self._handoffs[service_id], outcome, self._now()))
        if outcome == "answered":
            self.answered = True
            sid = self._identity.call_sid
            self._write(
                partial(self._records.outcome, sid, "transfer", service_id, self._reason, self._now())
            )
        else:
            del self._handoffs[service_id]

    async def finish(self, why: str | None) -> None:
        """The call is over: everything is written before this returns."""
        self._write(partial(self._records.finished, self._identity.call_sid, self._now(), why))
        await self._facts.join()
        if self._writer is not None:
            self._writer.cancel()

    def call_now(self) -> datetime:
        """The time on this call's own clock."""
        return self._now() + timedelta(seconds=self._identity.clock_offset_s)

    # -- writing ---------------------------------------------------------------------------------------------------

    def _ring(self, service_id: str, number: str | None) -> None:
        handoff = HandoffRecord(
            self._identity.call_sid, service_id, self._reason or "line", self._now(), number=number
        )
        self._handoffs[service_id] = handoff.id
        self._write(partial(self._records.handoff_started, handoff))

    def _mark_words(self, signs: Sequence[Sign]) -> None:
        """Keep with the caller's turn which signs its words raised."""
        if self._last_caller_turn is None:
            return
        marks = tuple({"category": s.category, "action": s.action, "words": s.words} for s in signs)
        self._last_caller_turn = replace(
            self._last_caller_turn, signs=(*self._last_caller_turn.signs, *marks)
        )
        self._write(partial(self._records.turn_spoken, self._last_caller_turn))

    def _mark_misunderstood(self) -> None:
        if self._last_caller_turn is None:
            return
        self._last_caller_turn = replace(self._last_caller_turn, misunderstood=True)
        self._write(partial(self._records.turn_spoken, self._last_caller_turn))

    def _next_turn(self) -> int:
        self._turns += 1
        return self._turns - 1

    def _write(self, fact: Callable[[], None]) -> None:
        self._facts.put_nowait(fact)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        while True:
            fact = await self._facts.get()
            try:
                await asyncio.to_thread(fact)
            except Exception as error:
                sid = self._identity.call_sid
                logger.critical("a fact of call {} could not be kept: {}", sid, type(error).__name__)
            finally:
                self._facts.task_done()


def _keep_sound(sound: SoundFiles, call_sid: str, turn: int, pcm: bytes) -> None:
    """As the line carried it: mu-law at 8 kHz."""
    sound.keep(call_sid, turn, wav(from_bytes(pcm), LINE_HZ, mulaw=True))


def _new(before: tuple[Sign, ...], after: tuple[Sign, ...]) -> tuple[Sign, ...]:
    known = {(sign.category, sign.action) for sign in before}
    return tuple(sign for sign in after if (sign.category, sign.action) not in known)
