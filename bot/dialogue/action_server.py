"""Answers Rasa's actions on loopback, in its own process: `python -m bot.dialogue.action_server --port N`.

POST /webhook (bearer token of LUURI_DIALOGUE_TOKEN) and GET /health. The process ends with its parent.
"""

import argparse
import ctypes
import hmac
import os
import signal
import sys
from datetime import UTC, datetime

import uvicorn
from loguru import logger
from rasa_sdk.executor import ActionExecutor
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.care.directory import Directory
from bot.dialogue import data
from bot.dialogue.actions import every_action
from bot.dialogue.office import Office
from bot.edition import of_this_process
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import SqlCalls
from bot.records.database import connect
from bot.settings import Settings

TOKEN_VARIABLE = "LUURI_DIALOGUE_TOKEN"


def action_app(office: Office, token: str) -> Starlette:
    """The HTTP side: one POST per action. An action that raises answers 500, which Rasa takes as failed."""
    executor = ActionExecutor()
    for action in every_action(office):
        executor.register_action(action)

    async def webhook(request: Request) -> JSONResponse:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
            return JSONResponse({"error": "unauthorized"}, status_code=401)
        call = await request.json()
        name = call.get("next_action")
        call.setdefault("domain", {})  # left out by Rasa, asked for by the SDK
        try:
            result = await executor.run(call)
        except Exception as error:
            # Only the kind of failure: its message may hold a caller's words.
            logger.error("action {} failed: {}", name, type(error).__name__)
            return JSONResponse({"error": type(error).__name__, "action_name": name}, status_code=500)
        return JSONResponse({"events": result.events, "responses": result.responses} if result else {})

    async def health(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return Starlette(
        routes=[Route("/webhook", webhook, methods=["POST"]), Route("/health", health, methods=["GET"])]
    )


def office_of(settings: Settings) -> Office:
    """The office on the service's own database, which the service has migrated before it starts us.

    The directory is the edition's own: calls that began with it end with it.
    """
    engine = connect(settings.sqlalchemy_url)
    directory = Directory.from_data(data.services(of_this_process().services))
    return Office(
        calls=SqlCalls(engine),
        requests=SqlCallbackRequests(engine),
        directory=lambda: directory,
        clock=lambda: datetime.now(UTC),
    )


def end_with_parent() -> None:
    """Ask the kernel for a SIGTERM when the parent process dies (Linux)."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def main() -> None:
    parser = argparse.ArgumentParser(description="Luuri's action server, for Rasa on the same machine.")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    token = os.environ.get(TOKEN_VARIABLE, "")
    if not token:
        sys.exit(f"{TOKEN_VARIABLE} is not set: the action server does not start without it")
    end_with_parent()
    uvicorn.run(action_app(office_of(Settings()), token), host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
