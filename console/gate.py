"""The door of the console: whoever is not signed in gets the sign-in page, whatever they ask for."""

from asyncio import to_thread
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.hosts import is_loopback
from bot.records.failures import RecordsFailed
from bot.records.sessions import Visitor
from console.desk import LANGUAGE_COOKIE, Desk, desk_of
from console.pages import Pages

COOKIE = "luuri_console"
_UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
_OPEN = ("/sign-in", "/language")
_OPEN_ID = ("/sign-in/openid", "/sign-in/openid/done")
"""Open to strangers where the organisation has a sign-in of its own."""
_FOR_CHANGING = ("/password", "/sign-out", "/language", "/events")
_BY_ITSELF = ("/events",)
"""Asked by open pages, not by people: it does not prolong a session."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Gate:
    """Wraps the console: finds out who asks, refuses other sites' requests, sets the security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if request.url.scheme == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        try:
            answer = await self._answer(request)
        except RecordsFailed:
            answer = PlainTextResponse(desk_of(request).texts("error.records"), 503)
        await (answer or self._app)(scope, receive, send_safely)

    async def _answer(self, request: Request) -> Response | None:
        """What is answered at the door; None lets the request in."""
        path = _path(request.scope)
        if request.method in _UNSAFE and not _same_origin(request):
            return PlainTextResponse(desk_of(request).texts("error.other_site"), 403)
        if path.startswith("/assets/"):
            return None
        desk: Desk = request.app.state.desk
        visitor = await to_thread(_visitor, desk, request, path not in _BY_ITSELF)
        request.scope.setdefault("state", {})["visitor"] = visitor
        if visitor is None:
            if path in _OPEN and request.method == "POST":
                return None
            if desk.open_id is not None and path in _OPEN_ID and request.method == "GET":
                return None
            if path.startswith("/api/") or path in _BY_ITSELF:
                return JSONResponse({"detail": desk_of(request).texts("access.sign_in.needed")}, 401)
            pages: Pages = request.app.state.pages
            return pages.sign_in(request, address=_address(request, path))
        if visitor.must_change and path not in _FOR_CHANGING:
            return RedirectResponse("/console/password", 303)
        return None


def _visitor(desk: Desk, request: Request, active: bool) -> Visitor | None:
    token = request.cookies.get(COOKIE)
    return desk.sessions.visitor(token, desk.now(), active=active) if token else None


def _path(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", "")) or "/"


def _address(request: Request, path: str) -> str:
    """Where a page is gone to after signing in; a form's address is no page."""
    if request.method not in ("GET", "HEAD"):
        return "/console/callbacks"
    query = request.url.query
    return f"/console{path}?{query}" if query else f"/console{path}"


def _same_origin(request: Request) -> bool:
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def set_cookie(response: Response, request: Request, token: str) -> None:
    """The session's cookie. It is sent without TLS only on this machine itself."""
    response.set_cookie(COOKIE, token, **_cookie(request))


def set_open_id_cookie(response: Response, request: Request, name: str, value: str) -> None:
    """What an attempt at another sign-in carries; it comes back with the other site's answer."""
    options = {**_cookie(request), "path": "/console/sign-in/openid", "samesite": "lax"}
    response.set_cookie(name, value, max_age=600 if value else 0, **options)


def set_language_cookie(response: Response, request: Request, language: str) -> None:
    """What the sign-in page of this browser speaks from now on."""
    response.set_cookie(LANGUAGE_COOKIE, language, max_age=365 * 86400, **_cookie(request))


def drop_cookie(response: Response, request: Request) -> None:
    response.delete_cookie(COOKIE, **_cookie(request))


def _cookie(request: Request) -> dict[str, Any]:
    secure = not is_loopback(request.url.hostname or "")
    return {"path": "/console", "secure": secure, "httponly": True, "samesite": "strict"}
