"""The hearing process: `python -m bot.speech.ears_server --port N`, HTTP on loopback.

POST /hear takes s16le mono 16 kHz sound with a bearer token and answers a Heard as JSON. GET /healthz
answers 200 once the model is loaded and warm. Utterances are heard in the order they came, `hearing_threads`
at once. 503 means that too many wait, or that this one waited longer than its X-Patience-S.
"""

import argparse
import asyncio
import hmac
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.settings import Settings
from bot.speech.heard import Heard

TOKEN_VARIABLE = "LUURI_EARS_TOKEN"

_MOST_WAITING = 32
_MOST_BYTES = 120 * 2 * 16_000  # two minutes of sound
_PATIENCE_S = 10.0

Hear = Callable[[bytes], Heard]


class _TooLate(Exception):
    """The one who asked has stopped waiting."""


@dataclass
class _Queue:
    """First come, first heard, on a fixed number of threads."""

    hear: Hear
    threads: ThreadPoolExecutor
    waiting: int = 0

    async def add(self, pcm: bytes, patience_s: float) -> Heard:
        begun_at = time.monotonic()

        def work() -> Heard:
            if time.monotonic() - begun_at > patience_s:
                raise _TooLate
            return self.hear(pcm)

        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        finally:
            self.waiting -= 1


def make_app(hear: Hear, token: str, threads: int, most_waiting: int = _MOST_WAITING) -> Starlette:
    """The HTTP application around `hear`, which is called on `threads` threads at once at most."""
    queue = _Queue(hear, ThreadPoolExecutor(threads, thread_name_prefix="ears"))
    expected = f"Bearer {token}".encode()

    async def healthz(_: Request) -> Response:
        return JSONResponse({"ready": True, "waiting": queue.waiting})

    async def post_hear(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
            return JSONResponse({"error": "wrong token"}, 401)
        if queue.waiting >= most_waiting + threads:
            return JSONResponse({"error": "too many wait"}, 503)
        pcm = bytearray()
        async for part in request.stream():
            pcm += part
            if len(pcm) > _MOST_BYTES:
                return JSONResponse({"error": "too long"}, 413)
        try:
            patience_s = float(request.headers.get("x-patience-s", _PATIENCE_S))
        except ValueError:
            return JSONResponse({"error": "X-Patience-S is not a number"}, 400)
        try:
            heard = await queue.add(bytes(pcm), patience_s)
        except _TooLate:
            return JSONResponse({"error": "waited too long"}, 503)
        return JSONResponse(asdict(heard))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        queue.threads.shutdown(wait=False, cancel_futures=True)

    routes = [Route("/healthz", healthz), Route("/hear", post_hear, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.speech.ears_server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        sys.exit(f"{TOKEN_VARIABLE} is not set: the hearing process needs a token.")
    from bot.speech.ears import WhisperEars
    from bot.speech.weights import WeightsFailed

    settings = Settings()
    try:
        ears = WhisperEars.load(settings)
    except WeightsFailed as error:
        sys.exit(str(error))
    ears.warm_up()
    app = make_app(ears.hear, token, settings.hearing_threads)
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=120
    )


if __name__ == "__main__":
    main()
