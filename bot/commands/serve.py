"""`luuri serve`: the whole service in the foreground."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from loguru import logger

from bot.app import CannotStart, Service, create_app
from bot.commands.console import first_user
from bot.commands.output import say
from bot.commands.setup import set_up
from bot.heap import keep_small, own_pages
from bot.settings import Settings


def serve_until_stopped(settings: Settings) -> int:
    """Run until Ctrl-C or SIGTERM. Returns 0, or 1 with one line that says why it could not start."""
    if settings.softphone is None and not settings.softphone_enabled:
        logger.info("the softphone is off: HTTP listens on {}", settings.host)
    if problem := _taken(settings.host, settings.port):
        say(f"luuri: LUURI_PORT: {problem}")
        return 1
    own_pages()
    if code := set_up(settings):
        return code
    try:
        return uvloop.run(_serve(settings))
    except CannotStart as error:
        say(f"luuri: {error}")
        return 1
    except KeyboardInterrupt:
        return 0


class _Server(uvicorn.Server):
    """Leaves Ctrl-C and SIGTERM to us: uvicorn's own handling would end the process before the calls are kept."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


async def _serve(settings: Settings) -> int:
    service = Service(settings)
    try:
        await service.start()
        server = _Server(
            uvicorn.Config(
                create_app(service),
                host=settings.host,
                port=settings.port,
                log_config=None,
                access_log=False,
                ws_max_size=64 * 1024,
                ws_per_message_deflate=False,  # no telephone line asks for it, and it takes processor time
                ws_ping_interval=None,  # a telephone line is no web client: its silence is not its end
                timeout_graceful_shutdown=5,
                # Who the other end is decides who may ring locally: no proxy's header may say it.
                proxy_headers=False,
            )
        )
        _welcome(settings, first_user(service.desk) if settings.softphone_enabled else None)
        keep_small()
        await server.serve()
    finally:
        await service.stop()
    return 0 if server.started else 1


def _taken(host: str, port: int) -> str | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"port {port} cannot be used: {error.strerror}"
    return None


def _welcome(settings: Settings, first: tuple[str, str] | None) -> None:
    url = f"http://{settings.host}:{settings.port}"
    say("")
    say("Luuri vastaa.")
    if settings.softphone_enabled:
        say(f"  Testipuhelin (caller):       {url}/")
        say(f"  Henkilön puhelin (a person): {url}/staff-phone")
    say(f"  Konsoli (staff):             {url}/console")
    if first is not None:
        say(f"    first user {first[0]}, one-time password {first[1]} (shown only now)")
    say(f"  Terveys (readiness):         {url}/healthz")
    public = settings.public_url or "https://<your host>"
    say("A Twilio number points here with")
    say(f"  voice webhook     POST {public}/twilio/voice")
    say(f"  status callback   POST {public}/twilio/status")
    say("  fallback URL      the document telephony/fallback.xml, hosted elsewhere (a TwiML Bin)")
    if not settings.has_twilio:
        say("  and TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_NUMBER, LUURI_PUBLIC_URL set")
    say("Ctrl-C lopettaa.")
