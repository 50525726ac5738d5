"""A draft that is on the line: it is talked with in text, and the test phone rings it with real sound."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from bot.records.records import Records
from bot.rehearsal.editions import RehearsedEdition
from bot.rehearsal.stage import Sound
from telephony.call_control import CallControl, CallControlFailed

MOST_CALLS = 2
"""Calls to a draft at once: they share the ears with the calls of real people."""
_CALLS_END_WITHIN_S = 3.0
_LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Phone:
    """What a draft shares with the live version. `line` rings test phones alone, whatever number it is given.

    `imported`: the entries that lie over every edition's directory.
    """

    line: CallControl
    sound: Sound
    duty_numbers: Sequence[str] = ()
    imported: Callable[[], Mapping[str, Any]] = dict


class DraftLine:
    """The open draft. `key`: the draft as it was opened; `ticket`: lets who has it ring; `calls`: who ever rang."""

    def __init__(
        self, key: str, reason: str, side: RehearsedEdition, phone: Phone, stack: AsyncExitStack
    ) -> None:
        self.key = key
        self.reason = reason
        self.side = side
        self.ticket = token_urlsafe(16)
        self.calls: set[str] = set()
        self._line = phone.line
        self._stack = stack
        self._duty = side.stage.duty(phone.line, phone.duty_numbers)
        self.switchboard = side.stage.switchboard(phone.line, self._duty, phone.sound, MOST_CALLS)

    @property
    def name(self) -> str:
        return self.key.partition(" ")[0]

    @property
    def records(self) -> Records:
        """What is kept of its calls until it is closed."""
        return self.side.stage.records

    async def close(self) -> None:
        """Its calls end, and nothing of them is left."""
        for call_sid in self.calls:
            with suppress(CallControlFailed):
                await self._line.hang_up(call_sid)
        with suppress(TimeoutError):
            async with asyncio.timeout(_CALLS_END_WITHIN_S):
                while self.switchboard.calls_in_progress:
                    await asyncio.sleep(_LOOK_EVERY_S)
        await self.switchboard.close()
        await self._duty.close()
        await self._stack.aclose()
