"""Who is heard next when more speak than there are threads."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.speech.ears_queue import GLANCE_WITHIN_S, EarsQueue, TooLate
from bot.speech.heard import Heard

HEARD = Heard("joo", 0.9, (), 1.0, 0.1)


class Ears:
    """Hears in the order it is asked, and waits at the gate for the test."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.gate = threading.Event()

    def work(self, name: str) -> Heard:
        self.order.append(name)
        self.gate.wait(5)
        return HEARD


@asynccontextmanager
async def queue_of(threads: int) -> AsyncIterator[tuple[EarsQueue, Ears, list[float]]]:
    ears, now = Ears(), [100.0]
    queue = EarsQueue(threads, now=lambda: now[0])
    yield queue, ears, now
    ears.gate.set()
    queue.close()


async def _stays() -> bool:
    return False


async def _left() -> bool:
    return True


def hear(queue: EarsQueue, ears: Ears, name: str, length_s: float) -> "asyncio.Task[Heard]":
    return asyncio.create_task(queue.add(lambda: ears.work(name), length_s, 8.0, _stays))


def glance(queue: EarsQueue, ears: Ears, name: str) -> "asyncio.Task[Heard]":
    return asyncio.create_task(queue.glance(lambda: ears.work(name), _stays))


async def _settled() -> None:
    for _ in range(50):
        await asyncio.sleep(0.001)


async def test_a_short_answer_does_not_wait_for_a_long_story() -> None:
    async with queue_of(1) as (queue, ears, _):
        asked = [hear(queue, ears, "first", 2.0)]
        await _settled()
        asked += [hear(queue, ears, "story", 14.0), hear(queue, ears, "yes", 1.0)]
        await _settled()
        ears.gate.set()
        await asyncio.gather(*asked)
        assert ears.order == ["first", "yes", "story"]


async def test_a_story_is_not_passed_for_ever() -> None:
    async with queue_of(1) as (queue, ears, now):
        asked = [hear(queue, ears, "first", 2.0)]
        await _settled()
        asked.append(hear(queue, ears, "story", 14.0))
        await _settled()
        now[0] += 1.5
        asked.append(hear(queue, ears, "yes", 1.0))
        await _settled()
        ears.gate.set()
        await asyncio.gather(*asked)
        assert ears.order == ["first", "story", "yes"]


async def test_glances_leave_a_thread_for_whoever_waits_for_an_answer() -> None:
    async with queue_of(2) as (queue, ears, _):
        first = hear(queue, ears, "answer 1", 1.0)
        await _settled()
        look = glance(queue, ears, "look")
        await _settled()
        assert ears.order == ["answer 1"]
        second = hear(queue, ears, "answer 2", 1.0)
        await _settled()
        assert ears.order == ["answer 1", "answer 2"]
        ears.gate.set()
        await asyncio.gather(first, second, look)
        assert ears.order[-1] == "look"


async def test_one_looks_at_a_time_and_then_nobody_for_more_than_twice_as_long() -> None:
    async with queue_of(2) as (queue, ears, now):
        look = glance(queue, ears, "look 1")
        await _settled()
        with pytest.raises(TooLate):
            await glance(queue, ears, "look 2")
        now[0] += 0.1
        ears.gate.set()
        await look
        now[0] += 0.22
        with pytest.raises(TooLate):
            await glance(queue, ears, "look 3")
        now[0] += 0.02
        await glance(queue, ears, "look 4")
        assert ears.order == ["look 1", "look 4"]


async def test_a_glance_that_has_grown_old_is_turned_away() -> None:
    async with queue_of(1) as (queue, ears, now):
        asked = hear(queue, ears, "answer", 1.0)
        await _settled()
        look = glance(queue, ears, "look")
        await _settled()
        now[0] += GLANCE_WITHIN_S + 0.1
        ears.gate.set()
        await asked
        with pytest.raises(TooLate):
            await look
        assert ears.order == ["answer"]


async def test_nobody_is_heard_who_has_left_meanwhile() -> None:
    async with queue_of(1) as (queue, ears, _):
        with pytest.raises(TooLate):
            await queue.add(lambda: ears.work("gone"), 1.0, 8.0, _left)
        ears.gate.set()
        assert await hear(queue, ears, "there", 1.0) == HEARD
        assert ears.order == ["there"]
