"""Answering a retried request as the first time, without doing anything again."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

_KEPT = 1024


class Once:
    """Remembers the answers to the latest requests; the same key at the same time waits for the first."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._answers: OrderedDict[str, asyncio.Task[str]] = OrderedDict()
        self._kept = kept

    async def answer(self, key: str, make: Callable[[], Awaitable[str]]) -> str:
        """The answer of `make`, which runs at most once a key unless it raised."""
        task = self._answers.get(key)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            task = asyncio.ensure_future(_run(make))
            self._answers[key] = task
            while len(self._answers) > self._kept:
                self._answers.popitem(last=False)
        return await asyncio.shield(task)


async def _run(make: Callable[[], Awaitable[str]]) -> str:
    return await make()
