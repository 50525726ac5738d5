"""A fake switchboard, an app around it, and a real server where a test needs a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import uvicorn
from fastapi import FastAPI, WebSocket

from bot.care.handoffs import Target
from bot.settings import Settings
from telephony.call_control import CallControl, call_control
from telephony.exchange import LocalExchange
from telephony.media_stream import media_router
from telephony.ports import AfterDialling, DialOutcome, DraftOnLine, IncomingCall, StreamStart
from telephony.softphone import softphone_router
from telephony.tokens import StreamTokens
from telephony.webhooks import twilio_router

TARGETS = {
    "ensilinja": Target("ensilinja", "Ensilinja", "+358142690001", "nolla yksi neljä"),
    "terveysasema": Target("terveysasema", "Terveysasema", "+358142690002", "nolla yksi neljä"),
    "paivystysapu": Target("paivystysapu", "Päivystysapu", "+358142690003", "yksi yksi kuusi, yksi"),
}

PUBLIC_URL = "https://luuri.example"
AUTH_TOKEN = "0123456789abcdef0123456789abcdef"
CALL_SID = "CA" + "1" * 32

Conversation = Callable[["FakeSwitchboard", WebSocket, StreamStart], Awaitable[None]]


@dataclass
class FakeSwitchboard:
    """Remembers what it is told. `converse` is what happens on the media socket."""

    converse: Conversation | None = None
    rings: list[IncomingCall] = field(default_factory=list)
    starts: list[StreamStart] = field(default_factory=list)
    outcomes: list[tuple[str, str, DialOutcome, bool]] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    after_dialling: AfterDialling = "reconnect"
    broken: set[str] = field(default_factory=set)
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    duty_legs_ended: list[str] = field(default_factory=list)
    line: CallControl | None = None

    def _check(self, what: str) -> None:
        if what in self.broken:
            raise RuntimeError(what)

    async def ring(self, call: IncomingCall) -> None:
        self._check("ring")
        self.rings.append(call)

    async def media(self, websocket: WebSocket, start: StreamStart) -> None:
        self._check("media")
        self.starts.append(start)
        if self.converse is not None:
            await self.converse(self, websocket, start)

    async def dial_outcome(
        self, call_sid: str, service_id: str, outcome: DialOutcome, exhausted: bool
    ) -> AfterDialling:
        self._check("dial_outcome")
        self.outcomes.append((call_sid, service_id, outcome, exhausted))
        return "end" if outcome == "answered" else self.after_dialling

    async def call_ended(self, call_sid: str) -> None:
        self._check("call_ended")
        self.ended.append(call_sid)

    def duty_acknowledged(self, call_sid: str, number: str) -> str:
        self.acknowledged.append((call_sid, number))
        return "Soittajan numero on 0 4 0."

    def duty_ended(self, call_sid: str) -> None:
        self.duty_legs_ended.append(call_sid)

    def targets(self, call_sid: str, service_ids: Sequence[str]) -> tuple[Target, ...]:
        self._check("targets")
        return tuple(TARGETS[service] for service in service_ids if service in TARGETS)

    def fallback_target(self, call_sid: str) -> Target:
        self._check("fallback_target")
        return TARGETS["paivystysapu"]


@dataclass
class FakeDrafts:
    """Drafts that can be rung, by their tickets."""

    open: dict[str, DraftOnLine] = field(default_factory=dict)

    async def of_ticket(self, ticket: str) -> DraftOnLine | None:
        return self.open.get(ticket)


@dataclass
class Line:
    """The telephone line as a whole around one fake switchboard."""

    settings: Settings
    switchboard: FakeSwitchboard
    tokens: StreamTokens
    exchange: LocalExchange
    control: CallControl
    app: FastAPI
    drafts: FakeDrafts

    def client(self, base_url: str = "http://127.0.0.1:8000") -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=base_url)


def make_line(folder: Path, switchboard: FakeSwitchboard | None = None, **settings: object) -> Line:
    chosen = Settings(_env_file=None, data=folder, **settings)
    switchboard = switchboard or FakeSwitchboard()
    tokens = StreamTokens(chosen.secret)
    drafts = FakeDrafts()
    exchange = LocalExchange(chosen, drafts, pace=0.05)
    control = call_control(chosen, exchange)
    switchboard.line = control
    app = FastAPI()
    app.include_router(twilio_router(switchboard, chosen, tokens))
    app.include_router(media_router(switchboard, tokens, start_timeout_s=1.0))
    app.include_router(exchange.router())
    app.include_router(softphone_router(chosen))
    return Line(chosen, switchboard, tokens, exchange, control, app, drafts)


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The app on a free port of this machine; its URL."""
    with socket.socket() as chooser:
        chooser.bind(("127.0.0.1", 0))
        port = chooser.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", ws="websockets-sansio")
    server = uvicorn.Server(config)
    serving_task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving_task
