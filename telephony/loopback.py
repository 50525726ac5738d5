"""Who may use the softphone and the local exchange."""

from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from bot.hosts import is_loopback
from bot.settings import Settings


def is_welcome(connection: HTTPConnection, settings: Settings) -> bool:
    """Whether the other end may ring locally: this machine, or anybody when LUURI_SOFTPHONE is true.

    A request that came through a proxy is not local, whatever its address. A web page of another site
    is refused even on this machine.
    """
    if not _same_origin(connection):
        return False
    if settings.softphone:
        return True
    headers = connection.headers
    if any(name in headers for name in ("forwarded", "x-forwarded-for", "x-real-ip")):
        return False
    return is_loopback(connection.client.host if connection.client else "") and is_loopback(
        urlsplit("//" + headers.get("host", "")).hostname or ""
    )


def _same_origin(connection: HTTPConnection) -> bool:
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host")
