"""Rings the people on duty, one after the other and round again, until one of them acknowledges."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from loguru import logger

from bot.care.hours import local
from bot.records.duty_alerts import DutyAlert
from bot.records.failures import RecordsFailed
from bot.records.records import Records

ATTEMPT_S = 75.0  # ringing, the message twice, a key
PAUSE_S = 20.0
LONGEST_PAUSE_S = 300.0
SIMULATED_ROUNDS = 3
REMEMBERED = 1000
"""Alerts that are over: facts that come late from the spool ring nobody a second time."""
LOCAL_CHAIN = ("+358140000009",)
"""What is rung for a test call where no number is set: the exchange's staff phone, under any number."""


class DutyLine(Protocol):
    """The telephone line. Raises when it cannot ring."""

    async def ring_duty(self, call_sid: str, number: str) -> None:
        """Ring the number; `acknowledged` and `attempt_ended` tell what comes of it."""


@dataclass
class _Ringing:
    alert: DutyAlert
    acknowledged_by: str | None = None
    told: asyncio.Event = field(default_factory=asyncio.Event)
    task: "asyncio.Task[None] | None" = None


class DutyRinger:
    """The alerts that are being rung. `sign_names`: Finnish names of the dangers by category."""

    def __init__(
        self,
        line: DutyLine,
        records: Records,
        chain: Sequence[str],
        sign_names: Mapping[str, str],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        attempt_s: float = ATTEMPT_S,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._line = line
        self._records = records
        self._chain = tuple(chain)
        self.sign_names = sign_names
        self._now = now
        self._attempt_s = attempt_s
        self._pause_s = pause_s
        self._ringing: dict[str, _Ringing] = {}
        self._over: deque[str] = deque(maxlen=REMEMBERED)

    def ring(self, alert: DutyAlert) -> None:
        """Begin to ring for the alert, unless that has begun before."""
        if alert.call_sid in self._ringing or alert.call_sid in self._over:
            return
        ringing = self._ringing[alert.call_sid] = _Ringing(alert)
        logger.critical("call {} was cut after a sign of danger: the duty is rung", alert.call_sid)
        ringing.task = asyncio.create_task(self._ring_until_over(ringing))

    async def resume(self) -> None:
        """The service starts: go on with real callers' alerts. Raises RecordsFailed."""
        for alert in await asyncio.to_thread(self._records.duty_alerts.unacknowledged):
            if alert.simulated:
                self._records.duty_ended(alert.call_sid, self._now(), None)
            else:
                self.ring(alert)

    def acknowledged(self, call_sid: str, number: str) -> str:
        """Somebody pressed 1: what they are told. Nobody else is rung for this call."""
        ringing = self._ringing.get(call_sid)
        if ringing is None:
            return "Tämä ilmoitus on jo kuitattu. Kiitos."
        ringing.acknowledged_by = number
        ringing.told.set()
        return self._details(ringing.alert)

    def attempt_ended(self, call_sid: str) -> None:
        """The line to the one who was rung is over."""
        if ringing := self._ringing.get(call_sid):
            ringing.told.set()

    async def close(self) -> None:
        """The service stops; what is not acknowledged is gone on with at the next start."""
        tasks = [ringing.task for ringing in self._ringing.values() if ringing.task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ring_until_over(self, ringing: _Ringing) -> None:
        try:
            await self._ring_round(ringing)
            self._over.append(ringing.alert.call_sid)
        finally:
            self._ringing.pop(ringing.alert.call_sid, None)

    async def _ring_round(self, ringing: _Ringing) -> None:
        alert, rounds = ringing.alert, 0
        chain = self._chain or (LOCAL_CHAIN if alert.simulated else ())
        if not chain:
            logger.critical("LUURI_DUTY_NUMBERS is not set: nobody is rung for call {}", alert.call_sid)
            return
        while True:
            for number in chain:
                if await self._attempt(ringing, number):
                    return
            rounds += 1
            if alert.simulated and rounds >= SIMULATED_ROUNDS:
                await self._keep(self._records.duty_ended, alert.call_sid, self._now(), None)
                return
            logger.critical("nobody has acknowledged the alert of call {}, round {}", alert.call_sid, rounds)
            await asyncio.sleep(min(LONGEST_PAUSE_S, self._pause_s * rounds))

    async def _attempt(self, ringing: _Ringing, number: str) -> bool:
        sid, outcome = ringing.alert.call_sid, "no_answer"
        ringing.told.clear()
        if ringing.acknowledged_by is None:
            try:
                await self._line.ring_duty(sid, number)
                async with asyncio.timeout(self._attempt_s):
                    await ringing.told.wait()
            except TimeoutError:
                pass
            except Exception as error:
                logger.error("the duty could not be rung for call {}: {}", sid, type(error).__name__)
                outcome = "failed"
        by = ringing.acknowledged_by
        await self._keep(
            self._records.duty_rung, sid, by or number, self._now(), "acknowledged" if by else outcome
        )
        if by is None:
            return False
        await self._keep(self._records.duty_ended, sid, self._now(), by)
        logger.info("the alert of call {} is acknowledged", sid)
        return True

    async def _keep(self, fact: Callable[..., None], *values: object) -> None:
        try:
            await asyncio.to_thread(fact, *values)
        except RecordsFailed as error:
            logger.critical("a duty alert's fact could not be kept: {}", error)

    def _details(self, alert: DutyAlert) -> str:
        names = ", ".join(self.sign_names.get(category, category) for category in alert.dangers)
        digits = " ".join((alert.caller_number or "").replace("+358", "0", 1))
        where = f"Soittajan numero on {digits}. Soita hänelle heti." if digits else "Soittajan numero ei näy."
        return (
            f"Puhelu päättyi kello {local(alert.opened_at):%H.%M} hälytysmerkin jälkeen. Kuultiin: {names}. "
            f"{where} Soittajan omat sanat ovat soittopyynnöissä. Kiitos, ilmoitus on nyt kuitattu sinulle."
        )
