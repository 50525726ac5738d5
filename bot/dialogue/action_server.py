"""Answers Rasa's actions on loopback, in its own process: `python -m bot.dialogue.action_server --port N`.

POST /webhook (bearer token of LUURI_DIALOGUE_TOKEN) and GET /health. The process ends with its parent.
"""

import argparse
import ctypes
import hmac
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import uvicorn
from loguru import logger
from rasa_sdk.executor import ActionExecutor
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.care.directory import Directory, DirectoryError
from bot.care.ptv import overlaid
from bot.dialogue import data
from bot.dialogue.actions import every_action
from bot.dialogue.office import Office
from bot.edition import of_this_process
from bot.heap import keep_small
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import SqlCalls
from bot.records.database import connect
from bot.records.directory_imports import imported_entries
from bot.records.feedback import SqlFeedback
from bot.records.known_requests import SqlKnownRequests
from bot.records.notices import SqlNotices
from bot.records.records import Records
from bot.records.text_messages import SqlTextMessages
from bot.settings import Settings

DIRECTORY_FRESH_S = 30.0
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

    The directory is the edition's own, with what is imported over it: calls that began with it end with it.
    """
    engine = connect(settings.sqlalchemy_url)
    calls = SqlCalls(engine)
    own = data.services(of_this_process().services)
    return Office(
        calls=calls,
        callers=calls,
        requests=SqlCallbackRequests(engine),
        answers=Records(engine, settings.data / "spool"),
        directory=kept_fresh(lambda: _with_imports(own, imported_entries(engine)), DIRECTORY_FRESH_S),
        clock=lambda: datetime.now(UTC),
        known=SqlKnownRequests(engine),
        notices=SqlNotices(engine),
        feedback=SqlFeedback(engine),
        texts=SqlTextMessages(engine) if settings.sms_confirmation else None,
    )


def _with_imports(own: Mapping[str, Any], imported: Mapping[str, dict[str, Any]]) -> Directory:
    """The edition's directory with the imported entries, or without those that make no sense in it."""
    try:
        return Directory.from_data(overlaid(own, imported))
    except DirectoryError as error:
        logger.error("imported services do not fit this edition and are left out: {}", error)
        return Directory.from_data(own)


def kept_fresh(load: Callable[[], Directory], fresh_s: float) -> Callable[[], Directory]:
    """Loads again when the directory is older than `fresh_s` seconds."""
    held: list[tuple[float, Directory]] = []

    def directory() -> Directory:
        if not held or monotonic() - held[0][0] > fresh_s:
            held[:] = [(monotonic(), load())]
        return held[0][1]

    return directory


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
    app = action_app(office_of(Settings()), token)
    keep_small()
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    main()
