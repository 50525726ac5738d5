"""An event loop whose clock jumps to the next thing to be done: a call of minutes takes milliseconds."""

import asyncio
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import pytest


class VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(story: Coroutine[Any, Any, None], monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    """Run the story; `modules` see the loop's clock as time.monotonic."""
    loop = VirtualLoop()
    for module in modules:
        monkeypatch.setattr(f"{module}.time", SimpleNamespace(monotonic=loop.time))
    try:
        loop.run_until_complete(asyncio.wait_for(story, 600))
    finally:
        loop.close()
