"""The console as one application, mounted at /console."""

import errno
from pathlib import Path
from secrets import compare_digest

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException as AnyHTTPException
from starlette.middleware import Middleware

from bot.records.failures import RecordsFailed
from console.access.log_routes import router as access_log
from console.access.open_id_routes import router as open_id
from console.access.people_routes import router as people
from console.access.resident_routes import router as residents
from console.access.retention_routes import router as retention
from console.access.signing import router as signing
from console.api.routes import router as api
from console.callbacks.routes import router as callbacks
from console.calls.routes import router as calls
from console.desk import Desk, desk_of
from console.gate import Gate
from console.insight.routes import router as insight
from console.live.events import Pulse
from console.live.events import router as events
from console.live.routes import router as live
from console.looks import Looks
from console.pages import Pages
from console.studio.routers import ROUTERS as STUDIO

_ASSETS = Path(__file__).parent / "design"
VERSION = "1"
"""Of the API; it changes when a program that uses it must."""
_SAFE = ("GET", "HEAD", "OPTIONS")


def console_app(desk: Desk) -> FastAPI:
    """Everything under /console. Nothing of it is seen by whoever is not signed in."""
    app = FastAPI(
        title="Luuri console",
        description="Callback requests and calls, for programs of the organisation that runs Luuri.",
        version=VERSION,
        servers=[{"url": "/console"}],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(_form_is_ours)],
        middleware=[Middleware(Gate)],
    )
    furnish(app, desk)
    for router in (
        signing,
        open_id,
        api,
        callbacks,
        calls,
        live,
        events,
        people,
        insight,
        access_log,
        residents,
        retention,
        *STUDIO,
    ):
        app.include_router(router)
    app.mount("/assets", StaticFiles(directory=_ASSETS), name="assets")

    @app.get("/", include_in_schema=False)
    def landing() -> Response:
        return RedirectResponse("/console/callbacks", 303)

    @app.exception_handler(AnyHTTPException)
    def refused(request: Request, error: AnyHTTPException) -> Response:
        if _is_for_programs(request):
            return JSONResponse({"detail": error.detail}, error.status_code)
        return _problem(request, error.status_code)

    @app.exception_handler(RequestValidationError)
    async def misunderstood(request: Request, error: RequestValidationError) -> Response:
        if _is_for_programs(request):
            return await request_validation_exception_handler(request, error)
        return _problem(request, 422)

    @app.exception_handler(RecordsFailed)
    def no_records(request: Request, error: RecordsFailed) -> Response:
        return _problem(request, 503)

    @app.exception_handler(OSError)
    def no_room(request: Request, error: OSError) -> Response:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise error
        return _problem(request, 507)

    return app


def furnish(app: FastAPI, desk: Desk) -> None:
    """What the routes of the console work with."""
    app.state.desk = desk
    app.state.pages = Pages()
    app.state.looks = Looks()
    app.state.pulse = Pulse(desk)


async def _form_is_ours(request: Request) -> None:
    """Every request that changes something carries the session's own token, in the form or a header."""
    visitor = getattr(request.state, "visitor", None)
    if request.method in _SAFE or visitor is None:
        return
    token = request.headers.get("x-csrf-token")
    if token is None:
        token = str((await request.form()).get("csrf", ""))
    if not compare_digest(token.encode(), visitor.csrf.encode()):
        raise HTTPException(403)


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith("/console/api/")


def _problem(request: Request, status: int) -> Response:
    """What could not be done, told as a page, or as JSON where a program asks."""
    texts = desk_of(request).texts
    key = f"error.{status}" if texts.has(f"error.{status}.title") else "error.other"
    if _is_for_programs(request):
        return JSONResponse({"detail": texts(f"{key}.title")}, status)
    if getattr(request.state, "visitor", None) is None:
        return PlainTextResponse(texts(f"{key}.title"), status)
    try:
        pages: Pages = request.app.state.pages
        return pages.page(request, "design/problem.html", status, key=key)
    except RecordsFailed:
        return PlainTextResponse(texts("error.records"), 503)
