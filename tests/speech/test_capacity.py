"""One call too many goes to a person, and the hearing tells how long sound waits."""

from dataclasses import asdict

import httpx
import pytest

from bot.capacity import CALLS_PER_THREAD, LONGEST_WAIT_S, Capacity, most_calls
from bot.speech.heard import Heard
from bot.speech.hearing import FEWEST_WAITS, RemoteEars

HEARD = Heard("joo kiitos", 0.8, (), 1.0, 0.06, 0.7)


def test_the_line_is_full_at_its_number_of_calls() -> None:
    capacity = Capacity(3, lambda: 0.0)
    assert not capacity.is_full(2)
    assert capacity.is_full(3)


def test_the_line_is_full_when_callers_wait_to_be_heard_but_never_for_the_first() -> None:
    capacity = Capacity(30, lambda: LONGEST_WAIT_S + 0.1)
    assert capacity.is_full(1)
    assert not capacity.is_full(0)


def test_threads_of_hearing_set_the_number_unless_it_is_configured() -> None:
    assert most_calls(0, 2) == 2 * CALLS_PER_THREAD
    assert most_calls(5, 2) == 5


async def test_the_ears_tell_how_long_sound_waits_beside_being_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]

    def answer(_: httpx.Request) -> httpx.Response:
        now[0] += 2.0
        return httpx.Response(200, json=asdict(HEARD))

    monkeypatch.setattr("bot.speech.hearing.time.monotonic", lambda: now[0])
    client = RemoteEars("http://ears", "secret", transport=httpx.MockTransport(answer))
    for _ in range(FEWEST_WAITS - 1):
        await client.hear(b"\0\0")
    assert client.waited_s() == 0.0
    await client.hear(b"\0\0")
    assert client.waited_s() == pytest.approx(2.0 - HEARD.cpu_s)
    now[0] += 60
    assert client.waited_s() == 0.0
    await client.aclose()
