"""One local call: plays the TwiML documents of Luuri's own webhooks, verb by verb, as Twilio would."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qs, urlsplit

from loguru import logger

from telephony.exchange.documents import DocumentFailed, Verb, read
from telephony.exchange.staff import Leg, Manner, StaffPhones

Webhook = Callable[[str, Mapping[str, str]], Awaitable[str]]

_SPEECH_S_PER_CHARACTER = 0.06  # the line shows the text; this is the time that saying it takes


class WebhookFailed(Exception):
    """A webhook did not answer with a document."""


@dataclass(frozen=True)
class _Redirect:
    document: str


@dataclass(frozen=True)
class _End:
    by: str


@dataclass
class LocalCall:
    """A call between a line (softphone or simulated caller) and Luuri.

    `ask` posts a form to a URL of ours and gives the document; `tell` sends an event to the line;
    `draft` is the ticket of the draft that is rung, "" for the live version; `names` are the services' names by id,
    for those who look at the phones.
    """

    call_sid: str
    caller_number: str | None
    clock_offset_s: float
    manner: Manner
    staff: StaffPhones
    ask: Webhook
    tell: Callable[[dict[str, Any]], None]
    fallback_document: str
    draft: str = ""
    pace: float = 1.0
    names: dict[str, str] = field(default_factory=dict)
    answered_by: str | None = None
    dialled: list[dict[str, str]] = field(default_factory=list)
    _orders: asyncio.Queue[_Redirect | _End] = field(default_factory=asyncio.Queue)
    _stream_sid: str = ""
    _stream_ended: asyncio.Event = field(default_factory=asyncio.Event)
    _keys: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    _leg: Leg | None = None

    def redirect(self, document: str) -> None:
        """Leave what is being played and play this instead."""
        self._orders.put_nowait(_Redirect(document))

    def end(self, by: str) -> None:
        """Hang up; `by` is caller or service."""
        self._orders.put_nowait(_End(by))

    def stream_ended(self, stream_sid: str) -> None:
        if stream_sid == self._stream_sid:
            self._stream_ended.set()

    def key(self, key: str) -> None:
        self._keys.put_nowait(key)

    def audio(self, payload: str) -> None:
        """The caller's audio for whoever is bridged to the call."""
        if self._leg is not None:
            self._leg.audio(payload)

    async def run(self) -> None:
        """Play the call from its first ring to its end, and tell the line how it ended."""
        by = "service"
        try:
            by = await self._play_all()
        except (DocumentFailed, WebhookFailed) as error:
            logger.error("a local call failed: call={} error={}", self.call_sid, error)
            by = "failure"
        finally:
            self.tell(
                {
                    "event": "ended",
                    "by": by,
                    "answered": self.answered_by is not None,
                    "service": self.answered_by,
                    "dialled": self.dialled,
                }
            )
        await self.ask("/twilio/status", self._form(CallStatus="completed"))

    async def _play_all(self) -> str:
        try:
            document = await self.ask("/twilio/voice", self._form(CallStatus="ringing", Direction="inbound"))
        except WebhookFailed:
            document = self.fallback_document
        while True:
            playing = asyncio.ensure_future(self._play(read(document)))
            ordered = asyncio.ensure_future(self._orders.get())
            try:
                await asyncio.wait({playing, ordered}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                await _cancelled(ordered if playing.done() and not ordered.done() else playing)
            if ordered.done() and not ordered.cancelled():
                order = ordered.result()
                if isinstance(order, _End):
                    return order.by
                document = order.document
                continue
            following = playing.result()
            if following is None:
                return "staff" if self.answered_by else "service"
            document = following

    async def _play(self, verbs: tuple[Verb, ...]) -> str | None:
        """Play verbs in order; a document to go on with, or None when the call is over."""
        for verb in verbs:
            following: str | None = None
            match verb.name:
                case "Hangup":
                    return None
                case "Connect":
                    await self._stream(verb.noun("Stream"))
                case "Dial":
                    following = await self._dial(verb)
                case "Say":
                    await self._say(verb)
                case "Gather":
                    following = await self._gather(verb)
                case "Pause":
                    await asyncio.sleep(float(verb.attributes.get("length", "1")))
            if following is not None:
                return following
        return None

    async def _stream(self, stream: Verb) -> None:
        self._stream_sid = f"MZ{token_hex(16)}"
        self._stream_ended.clear()
        parameters = {noun.attributes["name"]: noun.attributes["value"] for noun in stream.nouns}
        self.tell(
            {
                "event": "stream",
                "url": stream.attributes["url"],
                "stream_sid": self._stream_sid,
                "parameters": parameters,
            }
        )
        try:
            await self._stream_ended.wait()
        except asyncio.CancelledError:
            self.tell({"event": "stream_stopped", "stream_sid": self._stream_sid})
            raise

    async def _dial(self, dial: Verb) -> str | None:
        """Ring; None when the document goes on below the Dial."""
        number = dial.noun("Number")
        answerer_url = number.attributes.get("url")
        action = dial.attributes.get("action")
        service = _query(action or "", "service")
        timeout_s = float(dial.attributes.get("timeout", "30"))
        name = self.names.get(service, "")
        self.tell({"event": "dialling", "service": service, "name": name, "number": number.text})
        leg_sid = f"CA{token_hex(16)}"
        leg = await self.staff.ring(self.manner, name or service, number.text, timeout_s)
        bridged = False
        status: str
        if isinstance(leg, str):
            status = leg
            self.tell({"event": leg.replace("-", "_"), "service": service})
        else:
            status = "completed"
            try:
                if answerer_url is None or await self._accepted(leg, leg_sid, answerer_url):
                    bridged = True
                    await self._talk(leg, service)
                else:
                    self.tell({"event": "no_answer", "service": service})
            finally:
                self._leg = None
                await leg.close()
        self.dialled.append(
            {
                "service": service,
                "number": number.text,
                "outcome": "answered"
                if bridged
                else status.replace("completed", "no-answer").replace("-", "_"),
            }
        )
        if action is None:
            return None
        form = self._form(
            CallStatus="in-progress",
            DialCallSid=leg_sid,
            DialCallStatus=status,
            DialBridged="true" if bridged else "false",
        )
        return await self.ask(action, form)

    async def _accepted(self, leg: Leg, leg_sid: str, url: str) -> bool:
        """Play the answerer's document on their leg; whether they stay to its end."""
        form = {"CallSid": leg_sid, "ParentCallSid": self.call_sid, "CallStatus": "in-progress"}
        return await play_on_leg(leg, self.ask, url, form)

    async def _talk(self, leg: Leg, service: str) -> None:
        self.answered_by = service or "fallback"
        self._leg = leg
        self.tell({"event": "answered", "service": service})
        await leg.bridged(lambda payload: self.tell({"event": "media", "payload": payload}))
        await leg.over()

    async def _say(self, say: Verb) -> None:
        self.tell({"event": "said", "text": say.text})
        await asyncio.sleep(len(say.text) * _SPEECH_S_PER_CHARACTER * self.pace)

    async def _gather(self, gather: Verb) -> str | None:
        for said in gather.nouns:
            await self._say(said)
        try:
            async with asyncio.timeout(float(gather.attributes.get("timeout", "5"))):
                key = await self._keys.get()
        except TimeoutError:
            return None
        return await self.ask(gather.attributes["action"], self._form(CallStatus="in-progress", Digits=key))

    def _form(self, **fields: str) -> dict[str, str]:
        return {
            "CallSid": self.call_sid,
            "AccountSid": "AC" + "0" * 32,
            "From": self.caller_number or "anonymous",
            "To": "+358000000000",
            "ClockOffsetSeconds": str(self.clock_offset_s),
            "Draft": self.draft,
            **fields,
        }


async def play_on_leg(leg: Leg, ask: Webhook, url: str, form: Mapping[str, str]) -> bool:
    """Play the document at `url` to whoever picked up; whether they stay to its end."""
    try:
        verbs = read(await ask(url, form))
        while verbs:
            verb, verbs = verbs[0], verbs[1:]
            if verb.name == "Hangup":
                return False
            if verb.name == "Say":
                await leg.hear(verb.text)
            if verb.name == "Gather":
                for said in verb.nouns:
                    await leg.hear(said.text)
                key = await leg.key(float(verb.attributes.get("timeout", "5")))
                if key is not None:
                    verbs = read(await ask(verb.attributes["action"], {**form, "Digits": key}))
        return True
    except (WebhookFailed, DocumentFailed):
        return False


def _query(url: str, name: str) -> str:
    return parse_qs(urlsplit(url).query).get(name, [""])[0]


async def _cancelled(task: "asyncio.Future[Any]") -> None:
    if task.done():
        return
    task.cancel()
    await asyncio.wait({task})
