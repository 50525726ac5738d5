"""Answering a retried request as the first time, without doing anything again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

_KEPT = 1024


class Once:
    """Remembers the answers to the latest requests; the same key at the same time waits for the first."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._answers: OrderedDict[str, str | asyncio.Task[str]] = OrderedDict()
        self._kept = kept

    async def answer(self, key: str, make: Callable[[], Awaitable[str]]) -> str:
        """The answer of `make`, which runs at most once a key unless it raised."""
        found = self._answers.get(key)
        if isinstance(found, str):
            return found
        if found is None:
            found = asyncio.ensure_future(_run(make))
            found.add_done_callback(lambda task: self._answered(key, task))
            self._answers[key] = found
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return await asyncio.shield(found)

    def _answered(self, key: str, task: asyncio.Task[str]) -> None:
        """Keep the answer alone: a task keeps all that its request knew."""
        if self._answers.get(key) is not task:
            return
        if task.cancelled() or task.exception() is not None:
            del self._answers[key]
        else:
            self._answers[key] = task.result()


async def _run(make: Callable[[], Awaitable[str]]) -> str:
    return await make()
