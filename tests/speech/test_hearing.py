"""The hearing process's HTTP and its client, over a real loopback socket; the model is a fake."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict

import httpx
import pytest
import uvicorn

from bot.speech.ears_server import make_app
from bot.speech.heard import Heard
from bot.speech.hearing import HearingFailed, RemoteEars

HEARD = Heard("joo kiitos", 0.8, ("jo kiitos",), 1.0, 0.06, 0.7)


@contextmanager
def serving(hear: Callable[[bytes], Heard], *, threads: int = 1, most_waiting: int = 32) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = make_app(hear, "secret", threads, most_waiting)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(5)


@asynccontextmanager
async def ears(url: str, token: str = "secret", timeout_s: float = 5.0) -> AsyncIterator[RemoteEars]:
    client = RemoteEars(url, token, timeout_s=timeout_s)
    yield client
    await client.aclose()


async def test_what_was_heard_comes_back_whole() -> None:
    given: list[bytes] = []

    def hear(pcm: bytes) -> Heard:
        given.append(pcm)
        return HEARD

    with serving(hear) as url:
        async with ears(url) as client:
            assert await client.ready()
            assert await client.hear(b"\1\0" * 16000) == HEARD
    assert given == [b"\1\0" * 16000]


async def test_a_wrong_token_is_refused() -> None:
    with serving(lambda _: HEARD) as url:
        async with ears(url, token="guess") as client:
            with pytest.raises(HearingFailed, match="401"):
                await client.hear(b"\0\0")


async def test_utterances_are_heard_in_the_order_they_came() -> None:
    order: list[bytes] = []
    gate = threading.Event()

    def hear(pcm: bytes) -> Heard:
        gate.wait(5)
        order.append(pcm)
        return HEARD

    with serving(hear) as url:
        async with ears(url) as client:
            asked = []
            for number in range(5):
                asked.append(asyncio.create_task(client.hear(bytes([number, 0]))))
                await _until_waiting(url, number + 1)
            gate.set()
            await asyncio.gather(*asked)
    assert order == [bytes([number, 0]) for number in range(5)]


async def test_one_too_many_is_turned_away_at_once() -> None:
    gate = threading.Event()

    def hear(_: bytes) -> Heard:
        gate.wait(5)
        return HEARD

    with serving(hear, most_waiting=1) as url:
        async with ears(url) as client:
            asked = [asyncio.create_task(client.hear(b"\0\0")) for _ in range(2)]
            await _until_waiting(url, 2)
            with pytest.raises(HearingFailed, match="503"):
                await client.hear(b"\0\0")
            gate.set()
            assert await asyncio.gather(*asked) == [HEARD, HEARD]


async def test_a_model_that_fails_is_a_hearing_failure() -> None:
    def hear(_: bytes) -> Heard:
        raise RuntimeError("out of memory")

    with serving(hear) as url:
        async with ears(url) as client:
            with pytest.raises(HearingFailed, match="500"):
                await client.hear(b"\0\0")


async def test_too_slow_is_a_hearing_failure() -> None:
    gate = threading.Event()

    def hear(_: bytes) -> Heard:
        gate.wait(5)
        return HEARD

    with serving(hear) as url:
        async with ears(url, timeout_s=0.2) as client:
            with pytest.raises(HearingFailed, match="Timeout"):
                await client.hear(b"\0\0")
        gate.set()


async def test_nobody_there_is_a_hearing_failure_soon() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    async with ears(url) as client:
        begun_at = time.monotonic()
        assert not await client.ready()
        with pytest.raises(HearingFailed, match="ConnectError"):
            await client.hear(b"\0\0")
        assert time.monotonic() - begun_at < 2.0


async def test_a_connection_that_breaks_once_is_tried_once_more() -> None:
    tries = 0

    def answer(_: httpx.Request) -> httpx.Response:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise httpx.ReadError("reset")
        return httpx.Response(200, json=asdict(HEARD))

    client = RemoteEars("http://ears", "secret", transport=httpx.MockTransport(answer))
    assert await client.hear(b"\0\0") == HEARD
    assert tries == 2
    await client.aclose()


async def test_nonsense_is_a_hearing_failure() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json={"text": "ei"}))
    client = RemoteEars("http://ears", "secret", transport=transport)
    with pytest.raises(HearingFailed, match="nonsense"):
        await client.hear(b"\0\0")
    await client.aclose()


async def _until_waiting(url: str, count: int) -> None:
    async with httpx.AsyncClient() as client:
        while (await client.get(f"{url}/healthz")).json()["waiting"] < count:
            await asyncio.sleep(0.005)
