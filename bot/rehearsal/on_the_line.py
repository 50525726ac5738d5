"""A draft that can be talked with in text, and the rehearsal of one in a process behind the calls that go on."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from bot.edition import Edition
from bot.processes import behind_calls
from bot.rehearsal.editions import RehearsedEdition, detector_for, rehearsed, scenarios
from bot.rehearsal.outcome import Held
from bot.rehearsal.scenario import DEFAULT_ANSWERS, Act, Talk
from bot.settings import Settings
from bot.studio.gate import Gate, GateApart
from bot.studio.rehearsal import Rehearsed, SideFailed, rehearse
from bot.studio.releases import Progress

IDLE_S = 900.0
_NO_MORE = Act(hangs_up=True)


class OnTheLine:
    """Implements `console.studio.desk.Rehearsals`. One draft can be talked with at a time; an idle one is let go."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: tuple[str, RehearsedEdition, AsyncExitStack] | None = None
        self._idle: asyncio.TimerHandle | None = None
        self._one = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def rehearse(self, live: Edition, draft: Edition, progress: Progress) -> Rehearsed:
        """Both on all sets of the live one, and a call for each of its needs. Raises SideFailed."""
        await self.close()
        context = get_context("spawn")
        here, there = context.Pipe(duplex=False)
        process = context.Process(target=_apart, args=(there, self._settings, live, draft), daemon=True)
        await asyncio.to_thread(process.start)
        there.close()
        try:
            while True:
                kind, told = await asyncio.to_thread(here.recv)
                if kind == "done":
                    found: Rehearsed = told
                    return found
                if kind == "failed":
                    raise SideFailed(told)
                progress(*told)
        except EOFError:
            raise SideFailed("the rehearsal has ended without a result") from None
        finally:
            process.terminate()

    def is_open(self, key: str) -> bool:
        return self._open is not None and self._open[0] == key

    async def open(self, key: str, live: Edition, draft: Edition, progress: Progress) -> None:
        """Make the draft ready to talk, in the place of what was. Raises SideFailed."""
        await self.close()
        async with self._one:
            detector = await asyncio.to_thread(detector_for, GateApart(self._settings), live, draft, progress)
            progress("train", {})
            stack = AsyncExitStack()
            side = await stack.enter_async_context(rehearsed(self._settings, draft, detector))
            self._open = (key, side, stack)
            self._rest()

    async def say(self, key: str, at: datetime, lines: Sequence[str]) -> list[tuple[str, str]]:
        """The whole call anew with these lines of the caller: (who, what) in turn, and how it ended if it did.

        Raises SideFailed.
        """
        async with self._one:
            if self._open is None or self._open[0] != key:
                raise SideFailed("the draft is not on the line any more")
            self._rest()
            hanging_up = dict.fromkeys(DEFAULT_ANSWERS, (_NO_MORE,))
            turns = tuple(Act(says=line) for line in lines)
            held = await self._open[1].held(Talk(at=at, turns=turns, answers=hanging_up, fallback=_NO_MORE))
            return _told(held)

    async def close(self) -> None:
        async with self._one:
            if self._idle is not None:
                self._idle.cancel()
            if self._open is not None:
                stack, self._open = self._open[2], None
                await stack.aclose()

    def _rest(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._let_go)

    def _let_go(self) -> None:
        task = asyncio.create_task(self.close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


def _apart(there: Connection, settings: Settings, live: Edition, draft: Edition) -> None:
    """Tells (step | done | failed, what). Whatever it starts ends with it."""
    behind_calls()

    def progress(step: str, detail: Any) -> None:
        there.send(("step", (step, dict(detail))))

    async def both() -> Rehearsed:
        detector = detector_for(Gate(settings), live, draft, progress)
        progress("train", {})
        async with rehearsed(settings, live) as before, rehearsed(settings, draft, detector) as after:
            return await rehearse(live, before, after, scenarios(live), progress)

    try:
        there.send(("done", asyncio.run(both())))
    except (SideFailed, OSError) as error:
        there.send(("failed", str(error)))


def _told(held: Held) -> list[tuple[str, str]]:
    """The call without the hanging up that ended it only because nothing more was typed."""
    ended = held.ends == "caller_hangs_up"
    spoken = held.spoken[:-1] if ended and held.spoken and held.spoken[-1].who == "caller" else held.spoken
    told = [(each.who, each.text) for each in spoken]
    return told if ended else [*told, ("ended", held.stuck or held.ends)]
