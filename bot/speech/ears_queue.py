"""Who is heard next, on a fixed number of threads: short utterances before long ones, as far as is fair.

An utterance waits at most as much longer for later ones as hearing itself takes, so that nobody waits while
another tells a long story, and a story is never passed for ever. Glances at callers who are still speaking are
heard one at a time, only on a thread that would be idle, not on the last one where there are several, and for
three tenths of the time at most: many callers who speak must not slow those who wait for an answer.
"""

import asyncio
import heapq
import math
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from bot.speech.heard import Heard

Gone = Callable[[], Awaitable[bool]]

GLANCE_WITHIN_S = 0.5  # a glance that begins later is of no use
GLANCES_SHARE = 0.3  # of the time
YIELDS = 0.1  # of its length: about what hearing it takes


class TooLate(Exception):
    """The one who asked has stopped waiting, or no thread was idle for a glance."""


@dataclass(order=True)
class _Asked:
    due_at: float
    number: int
    work: Callable[[], Heard] = field(compare=False)
    expires_at: float = field(compare=False)
    gone: Gone = field(compare=False)
    heard: "asyncio.Future[Heard]" = field(compare=False)


class EarsQueue:
    """Runs `hear` on `threads` threads. All methods belong to one event loop."""

    def __init__(self, threads: int, now: Callable[[], float] = time.monotonic) -> None:
        self._threads = threads
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="ears")
        self._now = now
        self._asked: list[_Asked] = []
        self._glances: list[_Asked] = []
        self._glances_from = -math.inf
        self._numbers = 0
        self._running = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def waiting(self) -> int:
        """Utterances that wait or are being heard; glances do not count."""
        return len(self._asked) + self._running

    async def add(self, work: Callable[[], Heard], length_s: float, patience_s: float, gone: Gone) -> Heard:
        """What `work` makes of `length_s` seconds of sound. Raises TooLate, and what `work` raises."""
        return await self._ask(self._asked, work, YIELDS * length_s, patience_s, gone)

    async def glance(self, work: Callable[[], Heard], gone: Gone) -> Heard:
        """The same while the caller is still speaking. Raises TooLate when no thread was idle, or too many look."""
        began = self._now()
        if began < self._glances_from:
            raise TooLate
        self._glances_from = math.inf
        try:
            return await self._ask(self._glances, work, 0.0, GLANCE_WITHIN_S, gone)
        finally:
            self._glances_from = began + (self._now() - began) / GLANCES_SHARE

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _ask(
        self,
        line: list[_Asked],
        work: Callable[[], Heard],
        yields_s: float,
        patience_s: float,
        gone: Gone,
    ) -> Heard:
        now = self._now()
        self._numbers += 1
        future: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        heapq.heappush(line, _Asked(now + yields_s, self._numbers, work, now + patience_s, gone, future))
        self._pump()
        return await future

    def _pump(self) -> None:
        """Start what can be started, and turn away the glances that have grown old."""
        while (asked := self._next()) is not None:
            self._running += 1
            task = asyncio.get_running_loop().create_task(self._run(asked))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        while self._glances and self._glances[0].expires_at < self._now():
            old = heapq.heappop(self._glances)
            if not old.heard.done():
                old.heard.set_exception(TooLate())

    def _next(self) -> _Asked | None:
        if self._running < self._threads and self._asked:
            return heapq.heappop(self._asked)
        if self._running < max(1, self._threads - 1) and self._glances:
            return heapq.heappop(self._glances)
        return None

    async def _run(self, asked: _Asked) -> None:
        try:
            if self._now() > asked.expires_at or await asked.gone():
                raise TooLate
            heard = await asyncio.get_running_loop().run_in_executor(self._pool, asked.work)
            if not asked.heard.done():
                asked.heard.set_result(heard)
        except Exception as error:
            if not asked.heard.done():
                asked.heard.set_exception(error)
        finally:
            self._running -= 1
            self._pump()
