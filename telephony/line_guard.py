"""What may come in over a media socket: sizes and rates that a telephone line has, and no more."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from loguru import logger

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

_MESSAGE_LIMIT = 32 * 1024  # characters; a 20 ms frame takes about 330
_BURST = 500  # messages; a line sends 50 a second, and a stalled one catches up
_RATE_PER_S = 100.0


@dataclass
class LineCounts:
    """What was wrong on one line; none of it ends the call but a flood."""

    too_long: int = 0
    binary: int = 0
    malformed: int = 0
    flooded: bool = False


class LineGuard:
    """Wraps an ASGI receive: drops what is too long or binary, and ends a line that floods."""

    def __init__(
        self, receive: Receive, counts: LineCounts, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._receive = receive
        self._counts = counts
        self._clock = clock
        self._allowance = float(_BURST)
        self._refilled_at = clock()

    async def __call__(self) -> Message:
        """The next message worth reading. After a flood: a disconnect, as if the line had gone."""
        while True:
            if self._counts.flooded:
                return {"type": "websocket.disconnect", "code": 1008}
            message = await self._receive()
            if message["type"] != "websocket.receive":
                return message
            if not self._within_rate():
                self._counts.flooded = True
                logger.warning("a media stream flooded us and was ended")
                continue
            text = message.get("text")
            if text is None:
                self._counts.binary += 1
            elif len(text) > _MESSAGE_LIMIT:
                self._counts.too_long += 1
            else:
                return message

    def _within_rate(self) -> bool:
        now = self._clock()
        self._allowance = min(_BURST, self._allowance + (now - self._refilled_at) * _RATE_PER_S)
        self._refilled_at = now
        self._allowance -= 1
        return self._allowance >= 0
