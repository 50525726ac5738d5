"""After a call: what was told and came to nothing becomes a task, and danger that nobody took rings the duty."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

from loguru import logger

from bot.call_records import CallRecords
from bot.care import callback_requests, dropped
from bot.care.callback_requests import CallbackRequest
from bot.care.dropped import EndedCall
from bot.conversation.call import CallState
from bot.pipeline.ports import CallIdentity, Care
from bot.records.calls import CallRecord
from bot.records.duty_alerts import DutyAlert
from bot.records.failures import RecordsFailed
from bot.records.records import Records

CUT_OFF = (
    "dropped",
    "Puhelu päättyi ennen kuin soittopyyntö oli valmis. Soittajalle ei ehditty luvata mitään.",
)
IN_DANGER = (
    "danger",
    "Soittaja kertoi hälytysmerkistä, eikä ihminen ehtinyt vastata. Päivystäjää soitetaan.",
)
_NEED_OF = {"suicide_risk": "mental_health"}


class Duty(Protocol):
    def ring(self, alert: DutyAlert) -> None:
        """Ring the duty numbers until somebody acknowledges; the same call's second alert changes nothing."""


class FollowUp:
    """Works from the records; from the call's own memory when the database is away and danger cannot wait."""

    def __init__(
        self,
        records: Records,
        care: Callable[[], Care],
        duty: Duty,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._records = records
        self._care = care
        self._duty = duty
        self._now = now
        self._alone = asyncio.Lock()

    async def after(self, identity: CallIdentity, state: CallState, call_records: CallRecords) -> None:
        """The call is over and its facts are written, to the database or to the spool."""
        try:
            done = await self.run()
        except RecordsFailed:
            done = frozenset()
        if identity.call_sid not in done:
            await self._from_memory(identity, state, call_records)

    async def run(self) -> frozenset[str]:
        """Follow up every ended call that has not been; returns their sids. Raises RecordsFailed."""
        done: set[str] = set()
        async with self._alone:
            for call in await asyncio.to_thread(self._records.follow_ups.due):
                try:
                    alert = await asyncio.to_thread(self._settle, call)
                except RecordsFailed:
                    raise
                except Exception as error:
                    logger.critical("call {} cannot be followed up: {}", call.call_sid, type(error).__name__)
                    continue
                done.add(call.call_sid)
                if alert is not None:
                    self._duty.ring(alert)
        return frozenset(done)

    def _settle(self, call: CallRecord) -> DutyAlert | None:
        facts = self._records.follow_ups.facts(call)
        request = self._task(call, facts) if dropped.leaves_task(facts) else None
        alert = None
        if dropped.leaves_danger(facts):
            alert = DutyAlert(
                call.call_sid, self._now(), facts.dangers, call.caller_number, simulated=call.simulated
            )
        is_new = self._records.follow_ups.close(call, request, alert)
        if request is not None:
            logger.warning("call {} was dropped: its task is kept", call.call_sid)
        return alert if is_new else None

    def _task(self, call: CallRecord, facts: EndedCall) -> CallbackRequest:
        directory = self._care().directory
        at = call.now(call.ended_at or self._now())
        service = directory.for_need(
            _NEED_OF.get(call.need or "", call.need), age=call.age_years, municipality=call.municipality
        )
        return CallbackRequest(
            id=uuid4().hex,
            call_sid=call.call_sid,
            service=service.id,
            need=call.need,
            concern=dropped.in_their_words(facts),
            number=call.caller_number,
            preferred_time="",
            language=call.language,
            created_at=at,
            deadline=callback_requests.deadline(directory, service, at),
            simulated=call.simulated,
            dropped=True,
            flags=(CUT_OFF, IN_DANGER) if dropped.leaves_danger(facts) else (CUT_OFF,),
        )

    async def _from_memory(self, identity: CallIdentity, state: CallState, call_records: CallRecords) -> None:
        """The database is away: its task waits for the spool, and a person in danger does not."""
        call = EndedCall(
            answered=call_records.answered,
            red_flags=tuple(sign.category for sign in state.heard_signs),
            suspected=(state.asking.category,) if state.asking else (),
            denied=state.denied,
            asking_danger=state.asking is not None,
            told_112=state.told_112,
            put_through=call_records.put_through,
            voiceless="voice" in state.failed,
        )
        if not dropped.leaves_danger(call):
            return
        alert = DutyAlert(
            identity.call_sid,
            self._now(),
            call.dangers,
            identity.caller_number,
            simulated=identity.simulated,
        )
        self._duty.ring(alert)
        await asyncio.to_thread(self._records.duty_opened, alert)
