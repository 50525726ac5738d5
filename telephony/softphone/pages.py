"""Serves the test phones' static pages."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from bot.settings import Settings
from telephony.loopback import is_welcome

_FOLDER = Path(__file__).resolve().parent / "static"
_TYPES = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_PAGES = {"/": "caller.html", "/draft-phone": "caller.html", "/staff-phone": "staff.html"}


def softphone_router(settings: Settings) -> APIRouter:
    """GET `/`, `/draft-phone`, `/staff-phone` and `/softphone/{file}`; 404 for whom it is not enabled.

    The ticket of the draft that `/draft-phone` rings stands in its fragment, which no log holds.
    """
    router = APIRouter(include_in_schema=False)
    files = {path.name: path for path in _FOLDER.iterdir() if path.suffix in _TYPES}

    def page(name: str, request: Request) -> Response:
        if not settings.softphone_enabled or not is_welcome(request, settings) or name not in files:
            raise HTTPException(404)
        path = files[name]
        return Response(path.read_bytes(), media_type=_TYPES[path.suffix], headers=_headers(request))

    def add(address: str, name: str) -> None:
        @router.get(address)
        def whole_page(request: Request) -> Response:
            return page(name, request)

    for address, name in _PAGES.items():
        add(address, name)

    @router.get("/softphone/{name}")
    def part(name: str, request: Request) -> Response:
        return page(name, request)

    return router


def _headers(request: Request) -> dict[str, str]:
    host = request.headers.get("host", "")
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "Permissions-Policy": "microphone=(self)",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-cache",
    }
