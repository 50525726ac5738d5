"""The hearing process: `python -m bot.speech.ears_server --port N`, HTTP on loopback.

POST /hear takes s16le mono 16 kHz sound with a bearer token and answers a Heard as JSON. GET /healthz
answers 200 once the model is loaded and warm. `hearing_threads` utterances are heard at once, in the order that
bot.speech.ears_queue says. 503 means that too many wait, or that this one waited longer than its X-Patience-S.
Whoever closes the connection is heard no more. POST /glance takes what a caller has said so far of an utterance
that goes on; 503 means that no thread was idle.
"""

import argparse
import hmac
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict
from functools import partial

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.heap import keep_small
from bot.settings import Settings
from bot.speech.ears_queue import EarsQueue, TooLate
from bot.speech.heard import Heard
from bot.speech.telephone import HEARING_HZ

TOKEN_VARIABLE = "LUURI_EARS_TOKEN"

_MOST_WAITING = 32
_MOST_BYTES = 120 * 2 * 16_000  # two minutes of sound
_PATIENCE_S = 10.0

Hear = Callable[[bytes], Heard]


def make_app(
    hear: Hear, token: str, threads: int, most_waiting: int = _MOST_WAITING, glance: Hear | None = None
) -> Starlette:
    """The HTTP application around `hear`, which is called on `threads` threads at once at most.

    `glance` is its quicker sister for callers who are still speaking.
    """
    queue = EarsQueue(threads)
    expected = f"Bearer {token}".encode()

    def refused(request: Request) -> Response | None:
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), expected):
            return JSONResponse({"error": "wrong token"}, 401)
        return None

    async def healthz(_: Request) -> Response:
        return JSONResponse({"ready": True, "waiting": queue.waiting})

    async def post_hear(request: Request) -> Response:
        if response := refused(request):
            return response
        if queue.waiting >= most_waiting + threads:
            return JSONResponse({"error": "too many wait"}, 503)
        try:
            patience_s = float(request.headers.get("x-patience-s", _PATIENCE_S))
        except ValueError:
            return JSONResponse({"error": "X-Patience-S is not a number"}, 400)
        pcm = await _body(request)
        if pcm is None:
            return JSONResponse({"error": "too long"}, 413)
        try:
            length_s = len(pcm) / (2 * HEARING_HZ)
            heard = await queue.add(partial(hear, pcm), length_s, patience_s, request.is_disconnected)
        except TooLate:
            return JSONResponse({"error": "waited too long"}, 503)
        return JSONResponse(asdict(heard))

    async def post_glance(request: Request) -> Response:
        if response := refused(request):
            return response
        pcm = await _body(request)
        if pcm is None:
            return JSONResponse({"error": "too long"}, 413)
        try:
            return JSONResponse(
                asdict(await queue.glance(partial(glance or hear, pcm), request.is_disconnected))
            )
        except TooLate:
            return JSONResponse({"error": "no thread is idle"}, 503)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        queue.close()

    routes = [
        Route("/healthz", healthz),
        Route("/hear", post_hear, methods=["POST"]),
        Route("/glance", post_glance, methods=["POST"]),
    ]
    return Starlette(routes=routes, lifespan=lifespan)


async def _body(request: Request) -> bytes | None:
    """The sound; None when there is too much of it."""
    pcm = bytearray()
    async for part in request.stream():
        pcm += part
        if len(pcm) > _MOST_BYTES:
            return None
    return bytes(pcm)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.speech.ears_server", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        sys.exit(f"{TOKEN_VARIABLE} is not set: the hearing process needs a token.")
    from bot.speech.ears import GLANCE, WhisperEars
    from bot.speech.weights import WeightsFailed

    settings = Settings()
    try:
        ears = WhisperEars.load(settings)
    except WeightsFailed as error:
        sys.exit(str(error))
    ears.warm_up()
    glance = ears.with_decoding(GLANCE).hear
    keep_small()
    app = make_app(ears.hear, token, settings.hearing_threads, glance=glance)
    uvicorn.run(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, timeout_keep_alive=120
    )


if __name__ == "__main__":
    main()
