"""News for open pages, as server-sent events: something that they show has changed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from bot.records.failures import RecordsFailed
from console.desk import Desk
from console.gate import COOKIE

router = APIRouter(include_in_schema=False)

LOOKED_EVERY_S = 1.0
ALIVE_EVERY_S = 15.0


class Pulse:
    """Looks for changes while anybody listens: bookings come from another process, through the database."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._changed = asyncio.Condition()
        self._listeners = 0
        self._beats = 0
        self._looking: asyncio.Task[None] | None = None

    async def beats(self) -> AsyncIterator[bool]:
        """True after each change, False when there has been none for a while."""
        self._listeners += 1
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        seen = self._beats
        try:
            while True:
                with suppress(TimeoutError):
                    async with asyncio.timeout(ALIVE_EVERY_S), self._changed:
                        await self._changed.wait_for(lambda: self._beats != seen)  # noqa: B023
                yield self._beats != seen
                seen = self._beats
        finally:
            self._listeners -= 1

    async def _look(self) -> None:
        last: Any = None
        while self._listeners:
            try:
                found = await asyncio.to_thread(self._value)
            except RecordsFailed:
                found = last
            if last is not None and found != last:
                async with self._changed:
                    self._beats += 1
                    self._changed.notify_all()
            last = found
            await asyncio.sleep(LOOKED_EVERY_S)

    def _value(self) -> tuple[Any, ...]:
        alarms = self._desk.alarms.waiting(self._desk.now(), practice=True)
        live = [
            (call.call_sid, call.is_leaving, call.signs, call.turns) for call in self._desk.live.in_progress()
        ]
        return (self._desk.queue.pulse(), [(alarm.call_sid, alarm.signs) for alarm in alarms], live)


@router.get("/events")
async def events(request: Request) -> StreamingResponse:
    """`changed` when an open page is out of date, `signed-out` when the session is over."""
    desk: Desk = request.app.state.desk
    pulse: Pulse = request.app.state.pulse
    token = request.cookies.get(COOKIE, "")

    async def stream() -> AsyncIterator[str]:
        yield "event: here\ndata: 1\n\n"
        async for changed in pulse.beats():
            yield "event: changed\ndata: 1\n\n" if changed else ": alive\n\n"
            if not changed and not await asyncio.to_thread(
                desk.sessions.visitor, token, desk.now(), active=False
            ):
                yield "event: signed-out\ndata: 1\n\n"
                return

    return StreamingResponse(stream(), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
