"""The running service's doors for `luuri dialogue`: on loopback alone, with a token of the installation's secret."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from bot.settings import Settings
from bot.studio.jobs import Work, outcome_of
from bot.studio.studio import Studio
from telephony.loopback import is_welcome


def studio_token(settings: Settings) -> str:
    return hmac.new(settings.secret.encode(), b"luuri studio", hashlib.sha256).hexdigest()


def studio_router(studio: Studio, settings: Settings) -> APIRouter:
    """Answers are lines of JSON: `step` while it goes on, then one with `done` or `refused` or `failed`."""
    router = APIRouter()
    at_work: set[asyncio.Task[None]] = set()

    def begin(work: Work) -> Response:
        """The work goes on to its end also when whoever asked for it goes away."""
        lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        task = asyncio.create_task(_carry_out(work, lines))
        at_work.add(task)
        task.add_done_callback(at_work.discard)
        return StreamingResponse(_told(lines), media_type="application/x-ndjson")

    def may(request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        right = hmac.compare_digest(given.encode(), studio_token(settings).encode())
        return scheme.lower() == "bearer" and right and is_welcome(request, settings)

    @router.post("/dialogue/publish", include_in_schema=False)
    async def publish(request: Request) -> Response:
        if not may(request):
            return Response(status_code=404)
        asked = await request.json()

        async def work(progress: Callable[[str, Mapping[str, Any]], None]) -> dict[str, Any]:
            published = await studio.publisher.publish(
                str(asked["draft"]),
                str(asked["actor"]),
                approvers=[str(name) for name in asked.get("approvers") or ()],
                progress=progress,
            )
            return told_of(published)

        return begin(work)

    @router.post("/dialogue/rollback", include_in_schema=False)
    async def rollback(request: Request) -> Response:
        if not may(request):
            return Response(status_code=404)
        asked = await request.json()

        async def work(progress: Callable[[str, Mapping[str, Any]], None]) -> dict[str, Any]:
            release = await studio.publisher.rollback(
                str(asked["actor"]), str(asked["reason"]), asked.get("to"), progress
            )
            return {"release": release.number}

        return begin(work)

    return router


def told_of(published: Any) -> dict[str, Any]:
    """What is told of a draft that went live."""
    remarks = [finding.as_json() for finding in published.verdict.findings]
    return {
        "release": published.release.number,
        "seconds": published.seconds,
        "figures": dict(published.release.figures),
        "remarks": remarks,
    }


async def _carry_out(work: Work, lines: "asyncio.Queue[dict[str, Any] | None]") -> None:
    def progress(step: str, detail: Mapping[str, Any]) -> None:
        lines.put_nowait({"step": step, **detail})

    try:
        lines.put_nowait(await outcome_of(work, progress))
    finally:
        lines.put_nowait(None)


async def _told(lines: "asyncio.Queue[dict[str, Any] | None]") -> AsyncIterator[bytes]:
    while (line := await lines.get()) is not None:
        yield json.dumps(line, ensure_ascii=False).encode() + b"\n"
