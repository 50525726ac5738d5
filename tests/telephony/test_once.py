"""A retried request gets the first one's answer, and nothing else of it is kept."""

import asyncio
import gc
import weakref
from contextvars import ContextVar

import pytest

from telephony.once import Once


class Request:
    """What a request brings along."""


CURRENT: ContextVar[Request] = ContextVar("CURRENT")


async def test_a_request_is_answered_once_and_forgotten_but_for_its_answer() -> None:
    once, made = Once(), []

    async def make() -> str:
        await asyncio.sleep(0)
        made.append(1)
        return "<Response/>"

    async def asks() -> "tuple[str, weakref.ref[Request]]":
        CURRENT.set(Request())
        return await once.answer("key", make), weakref.ref(CURRENT.get())

    answers = await asyncio.gather(asks(), asks(), asks())
    await asyncio.sleep(0)
    gc.collect()
    assert [answer for answer, _ in answers] == ["<Response/>"] * 3
    assert [request() for _, request in answers] == [None] * 3
    assert await once.answer("key", make) == "<Response/>"
    assert len(made) == 1


async def test_what_failed_is_done_again() -> None:
    once = Once()

    async def fails() -> str:
        raise ValueError("no")

    async def works() -> str:
        return "done"

    with pytest.raises(ValueError, match="no"):
        await once.answer("key", fails)
    assert await once.answer("key", works) == "done"


async def test_only_the_latest_answers_are_kept() -> None:
    once, made = Once(kept=2), []

    async def make() -> str:
        made.append(1)
        return "x"

    for key in ("a", "b", "c", "a"):
        await once.answer(key, make)
    assert len(made) == 4
