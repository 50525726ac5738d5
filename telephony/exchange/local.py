"""The local exchange's doors: place a call, hold a line, hold a staff phone; and its call control."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

import httpx
from fastapi import APIRouter, HTTPException, Request, WebSocket
from loguru import logger
from pydantic import BaseModel, Field
from starlette.websockets import WebSocketDisconnect

from bot.care.handoffs import Target
from bot.settings import Settings
from telephony import twiml
from telephony.call_control import CallControlFailed
from telephony.exchange.call import LocalCall, Webhook, WebhookFailed, play_on_leg
from telephony.exchange.staff import Manner, StaffPhones
from telephony.loopback import is_welcome
from telephony.ports import DraftLines, NoDrafts
from telephony.signatures import Signatures

_FALLBACK_DOCUMENT = Path(__file__).resolve().parent.parent / "fallback.xml"
_LINE_OPENS_WITHIN_S = 15.0
_WEBHOOK_TIMEOUT_S = 15.0
_CALLS_AT_ONCE = 60
_CALLS_REMEMBERED = 10_000
_HELSINKI = ZoneInfo("Europe/Helsinki")


class NewCall(BaseModel):
    """What rings: `from` is E.164 or null (withheld); `at` sets the service's clock for this call; `draft` is the
    ticket of a draft to ring in the live version's place."""

    caller_number: Annotated[str | None, Field(alias="from", pattern=r"^\+[1-9]\d{6,14}$")] = None
    at: datetime | None = None
    staff: Manner = "page"
    draft: Annotated[str, Field(max_length=64)] = ""


class LocalExchange:
    """Plays Twilio's part for calls that ring on this machine; nobody else may ring unless
    LUURI_SOFTPHONE is set to true."""

    def __init__(self, settings: Settings, drafts: DraftLines | None = None, *, pace: float = 1.0) -> None:
        """`pace` scales the time that made-up people and announcements take."""
        self._settings = settings
        self.drafts = drafts or NoDrafts()
        self._signatures = Signatures(secret=settings.secret)
        self._pace = pace
        self._staff = StaffPhones(pace)
        self._calls: dict[str, _Line] = {}
        self._known: OrderedDict[str, tuple[Manner, Webhook]] = OrderedDict()
        self._duty_legs: set[asyncio.Task[None]] = set()
        self.texts: list[tuple[str, str]] = []

    # As call control

    def knows(self, call_sid: str) -> bool:
        """Whether this is, or was, one of the exchange's calls."""
        return call_sid in self._known

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        line = self._line(call_sid)
        line.call.names.update({target.service_id: target.name for target in targets})
        line.call.redirect(twiml.transfer(line.base_url, call_sid, targets))

    async def hang_up(self, call_sid: str) -> None:
        self._line(call_sid).call.end("service")

    async def send_sms(self, call_sid: str, number: str, text: str) -> None:
        """Kept in `texts`, newest last; sent to nobody."""
        self.texts = [*self.texts[-99:], (number, text)]

    async def ring_duty(self, call_sid: str, number: str) -> None:
        """The staff phone rings, in the manner that the cut call asked for."""
        if call_sid not in self._known:
            raise CallControlFailed("not one of this exchange's calls")
        manner, ask = self._known[call_sid]
        leg = asyncio.create_task(self._ring_duty(call_sid, number, manner, ask))
        self._duty_legs.add(leg)
        leg.add_done_callback(self._duty_legs.discard)

    async def _ring_duty(self, call_sid: str, number: str, manner: Manner, ask: Webhook) -> None:
        form = {"CallSid": f"CA{token_hex(16)}", "CallStatus": "in-progress"}
        leg = await self._staff.ring(manner, "Päivystäjän hälytys", number, twiml.RING_TIMEOUT_S)
        if not isinstance(leg, str):
            try:
                await play_on_leg(leg, ask, twiml.duty_url("", twiml.DUTY, call_sid, number), form)
            finally:
                await leg.close()
        with suppress(WebhookFailed):
            url = twiml.duty_url("", twiml.DUTY_ENDED, call_sid, number)
            await ask(url, {**form, "CallStatus": "completed"})

    def _line(self, call_sid: str) -> "_Line":
        line = self._calls.get(call_sid)
        if line is None:
            raise CallControlFailed("the call is over")
        return line

    async def close(self) -> None:
        """The service stops: its local calls end with it."""
        running = [*(line.running for line in self._calls.values()), *self._duty_legs]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # As an exchange

    def router(self) -> APIRouter:
        """POST /exchange/calls, GET /exchange/drafts/{ticket}, and the sockets /exchange/line/{call_sid} and
        /exchange/staff."""
        router = APIRouter(prefix="/exchange", include_in_schema=False)

        @router.post("/calls")
        async def place_call(new: NewCall, request: Request) -> dict[str, str]:
            if not is_welcome(request, self._settings):
                raise HTTPException(404)
            if len(self._calls) >= _CALLS_AT_ONCE:
                raise HTTPException(503, "all lines are busy")
            if new.draft and await self.drafts.of_ticket(new.draft) is None:
                raise HTTPException(409, "the draft is not on the line any more")
            line = self._place(new, request)
            path = f"/exchange/line/{line.call.call_sid}"
            websocket_base = "ws" + line.base_url.removeprefix("http")
            return {"call_sid": line.call.call_sid, "line": websocket_base + path}

        @router.get("/drafts/{ticket}")
        async def draft_on_the_line(ticket: str, request: Request) -> dict[str, str]:
            draft = await self.drafts.of_ticket(ticket) if is_welcome(request, self._settings) else None
            if draft is None:
                raise HTTPException(404)
            return {"reason": draft.reason, "state": draft.state}

        @router.websocket("/line/{call_sid}")
        async def hold_line(websocket: WebSocket, call_sid: str) -> None:
            line = self._calls.get(call_sid)
            if not is_welcome(websocket, self._settings) or line is None or line.held:
                await websocket.close(code=1008)
                return
            await websocket.accept()
            await line.hold(websocket)

        @router.websocket("/staff")
        async def hold_staff_phone(websocket: WebSocket) -> None:
            if not is_welcome(websocket, self._settings):
                await websocket.close(code=1008)
                return
            await self._staff.hold(websocket)

        return router

    def _place(self, new: NewCall, request: Request) -> "_Line":
        call_sid = f"CA{token_hex(16)}"
        base_url = str(request.base_url).rstrip("/")
        line = _Line(base_url)
        app = request.app  # the request itself holds its connection, and what asks is remembered

        async def ask(url: str, form: Mapping[str, str]) -> str:
            return await self._ask(app, base_url, url, form)

        line.call = LocalCall(
            call_sid=call_sid,
            caller_number=new.caller_number,
            clock_offset_s=_offset_s(new.at),
            manner=new.staff,
            staff=self._staff,
            ask=ask,
            tell=line.tell,
            fallback_document=_FALLBACK_DOCUMENT.read_text(encoding="utf-8"),
            draft=new.draft,
            pace=self._pace,
        )
        self._calls[call_sid] = line
        self._known[call_sid] = (new.staff, ask)
        while len(self._known) > _CALLS_REMEMBERED:
            self._known.popitem(last=False)
        line.running = asyncio.create_task(self._run(line))
        return line

    async def _run(self, line: "_Line") -> None:
        try:
            async with asyncio.timeout(_LINE_OPENS_WITHIN_S):
                await line.opened.wait()
            await line.call.run()
        except TimeoutError:
            logger.info("a local call was never held: call={}", line.call.call_sid)
        except WebhookFailed as error:
            logger.error("a webhook failed: call={} error={}", line.call.call_sid, error)
        finally:
            self._calls.pop(line.call.call_sid, None)
            line.close()

    async def _ask(self, app: Any, base_url: str, url: str, form: Mapping[str, str]) -> str:
        """POST a signed form to our own webhooks, in this process. Raises WebhookFailed."""
        parts = urlsplit(url)
        if parts.netloc and parts.netloc != urlsplit(base_url).netloc:
            raise WebhookFailed(f"{parts.netloc} is not ours")
        path_and_query = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {
            "X-Twilio-Signature": self._signatures.sign_as_exchange(path_and_query, form),
            "I-Twilio-Idempotency-Token": token_hex(16),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        try:
            async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
                async with asyncio.timeout(_WEBHOOK_TIMEOUT_S):
                    answer = await client.post(path_and_query, content=urlencode(form), headers=headers)
        except (httpx.HTTPError, TimeoutError) as error:
            raise WebhookFailed(type(error).__name__) from error
        if answer.status_code != 200:
            raise WebhookFailed(f"status {answer.status_code}")
        return answer.text


class _Line:
    """The socket that holds a call, as the caller's end of it."""

    call: LocalCall
    running: "asyncio.Task[None]"

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.opened = asyncio.Event()
        self._sending: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    @property
    def held(self) -> bool:
        return self.opened.is_set()

    def tell(self, event: dict[str, Any]) -> None:
        self._sending.put_nowait(event)

    def close(self) -> None:
        self._sending.put_nowait(None)

    async def hold(self, websocket: WebSocket) -> None:
        self.opened.set()
        listening = asyncio.create_task(self._listen(websocket))
        try:
            while (event := await self._sending.get()) is not None:
                await websocket.send_json(event)
            with suppress(RuntimeError):
                await websocket.close()
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            listening.cancel()

    async def _listen(self, websocket: WebSocket) -> None:
        try:
            while True:
                message = await websocket.receive_json()
                if isinstance(message, dict):
                    self._take(message)
        except (WebSocketDisconnect, ValueError, KeyError, RuntimeError):
            self.call.end("caller")

    def _take(self, message: dict[str, Any]) -> None:
        match message.get("event"):
            case "stream_ended":
                self.call.stream_ended(str(message.get("stream_sid", "")))
            case "media":
                self.call.audio(str(message.get("payload", "")))
            case "key":
                self.call.key(str(message.get("key", ""))[:1])
            case "hang_up":
                self.call.end("caller")


def _offset_s(at: datetime | None) -> float:
    if at is None:
        return 0.0
    local = at if at.tzinfo else at.replace(tzinfo=_HELSINKI)
    return (local - datetime.now(_HELSINKI)).total_seconds()
