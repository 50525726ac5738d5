"""Twilio's webhooks. What has to outlive this process travels in the URLs, which Twilio signs back to us."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from loguru import logger

from bot.care.handoffs import Target
from bot.settings import Settings
from telephony import twiml
from telephony.once import Once
from telephony.ports import DialOutcome, DraftGone, IncomingCall, Switchboard
from telephony.signatures import Signatures, Signer
from telephony.tokens import StreamTokens

_APP_TIMEOUT_S = 5.0  # Twilio gives up on a webhook after 15 s, and the caller hears nothing meanwhile
_BODY_LIMIT = 16 * 1024
_CALL_SID = re.compile(r"CA[0-9a-f]{32}")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SERVICE_ID = re.compile(r"[a-z0-9_]{1,64}")
# Twilio writes withheld and unknown callers as words on a keypad: ANONYMOUS, RESTRICTED, BLOCKED, ...
_WITHHELD = {"+266696687", "+7378742833", "+2562533", "+8566696", "+86282452253"}
_ENDED = {"completed", "busy", "failed", "no-answer", "canceled"}


@dataclass(frozen=True)
class _Webhook:
    """A request whose signature is good. `base_url` is where its signer reaches us."""

    signer: Signer
    base_url: str
    state: str
    form: Mapping[str, str]
    query: Mapping[str, str]

    @property
    def call_sid(self) -> str:
        return self.form["CallSid"]

    @property
    def service_id(self) -> str:
        return _service_id(self.query.get("service", ""))


def twilio_router(switchboard: Switchboard, settings: Settings, tokens: StreamTokens) -> APIRouter:
    """POST /twilio/voice, /dialled, /answerer, /answerer/key, /status, and the duty's /duty, /duty/key, /duty/ended."""
    router = APIRouter(prefix="/twilio")
    hooks = _Webhooks(switchboard, tokens, settings.twilio_number or None)
    signatures = Signatures(
        secret=settings.secret, auth_token=settings.twilio_auth_token, public_url=settings.public_url
    )
    once = Once()

    def serve(path: str, handle: Callable[[_Webhook], Awaitable[str]]) -> None:
        async def endpoint(request: Request) -> Response:
            webhook = await _checked(request, signatures, settings.public_url)
            if webhook is None:
                return Response(status_code=403)
            document = await once.answer(webhook.state, lambda: handle(webhook))
            return Response(document, media_type="text/xml")

        router.add_api_route(path, endpoint, methods=["POST"], include_in_schema=False)

    serve("/voice", hooks.voice)
    serve("/dialled", hooks.dialled)
    serve("/answerer", hooks.answerer)
    serve("/answerer/key", hooks.answerer_key)
    serve("/status", hooks.status)
    serve("/duty", hooks.duty)
    serve("/duty/key", hooks.duty_key)
    serve("/duty/ended", hooks.duty_ended)
    return router


class _Webhooks:
    def __init__(self, switchboard: Switchboard, tokens: StreamTokens, caller_id: str | None) -> None:
        self._switchboard = switchboard
        self._tokens = tokens
        self._caller_id = caller_id

    async def voice(self, webhook: _Webhook) -> str:
        """A call rings: Luuri answers it, or a person if the call cannot even be recorded."""
        call = IncomingCall(
            call_sid=webhook.call_sid,
            caller_number=_caller_number(webhook.form.get("From", "")),
            clock_offset_s=_clock_offset_s(webhook),
            simulated=webhook.signer == "exchange",
            draft=webhook.form.get("Draft", "") if webhook.signer == "exchange" else "",
        )
        try:
            async with asyncio.timeout(_APP_TIMEOUT_S):
                await self._switchboard.ring(call)
        except DraftGone:
            return twiml.draft_gone()
        except Exception as error:
            _failed("ring", webhook, error)
            return twiml.person(self._fallback(webhook), caller_id=self._caller_id)
        return self._stream(webhook)

    async def dialled(self, webhook: _Webhook) -> str:
        """One target has been rung: go on to the next, or back to Luuri, or end the call."""
        outcome = _dial_outcome(webhook.form)
        caller_gone = webhook.form.get("CallStatus") in _ENDED
        left = () if outcome == "answered" else _left(webhook.query.get("left", ""))
        exhausted = outcome != "answered" and not left and not caller_gone
        following = None
        try:
            async with asyncio.timeout(_APP_TIMEOUT_S):
                following = await self._switchboard.dial_outcome(
                    webhook.call_sid, webhook.service_id, outcome, exhausted
                )
        except Exception as error:
            _failed("dial_outcome", webhook, error)
        if outcome == "answered" or caller_gone:
            return twiml.hang_up()
        if left:
            return twiml.transfer(webhook.base_url, webhook.call_sid, left, caller_id=self._caller_id)
        if following == "reconnect":
            return self._stream(webhook, resume="unanswered")
        return twiml.nobody(self._fallback(webhook))

    async def answerer(self, webhook: _Webhook) -> str:
        """Somebody, or something, picked up: only who presses 1 is a person."""
        call_sid = webhook.query.get("call", "")
        name = self._service_name(webhook)
        return twiml.ask_answerer(webhook.base_url, call_sid, webhook.service_id, name)

    async def answerer_key(self, webhook: _Webhook) -> str:
        call_sid = webhook.query.get("call", "")
        if webhook.form.get("Digits") != "1":
            return twiml.hang_up()
        try:
            async with asyncio.timeout(_APP_TIMEOUT_S):
                await self._switchboard.dial_outcome(call_sid, webhook.service_id, "answered", False)
        except Exception as error:
            _failed("dial_outcome", webhook, error)
        return twiml.bridge()

    async def status(self, webhook: _Webhook) -> str:
        """The number's status callback. Legs that we rang ourselves are told by their Dial."""
        if webhook.form.get("CallStatus") in _ENDED and not webhook.form.get("ParentCallSid"):
            await self._switchboard.call_ended(webhook.call_sid)
        return twiml.bridge()

    async def duty(self, webhook: _Webhook) -> str:
        """Somebody, or something, picked up at a duty number."""
        return twiml.ask_duty(
            webhook.base_url, webhook.query.get("call", ""), webhook.query.get("number", "")
        )

    async def duty_key(self, webhook: _Webhook) -> str:
        if webhook.form.get("Digits") != "1":
            return twiml.hang_up()
        number = webhook.query.get("number", "")
        return twiml.tell_duty(self._switchboard.duty_acknowledged(webhook.query.get("call", ""), number))

    async def duty_ended(self, webhook: _Webhook) -> str:
        self._switchboard.duty_ended(webhook.query.get("call", ""))
        return twiml.bridge()

    def _stream(self, webhook: _Webhook, resume: str | None = None) -> str:
        token = self._tokens.issue(webhook.call_sid, "local" if webhook.signer == "exchange" else "twilio")
        return twiml.stream(
            webhook.base_url, token, self._fallback(webhook), resume=resume, caller_id=self._caller_id
        )

    def _fallback(self, webhook: _Webhook) -> Target | None:
        try:
            return self._switchboard.fallback_target(webhook.call_sid)
        except Exception as error:
            _failed("fallback_target", webhook, error)
            return None

    def _service_name(self, webhook: _Webhook) -> str | None:
        try:
            named = self._switchboard.targets(webhook.query.get("call", ""), (webhook.service_id,))
        except Exception as error:
            _failed("targets", webhook, error)
            return None
        return named[0].name if named else None


async def _checked(request: Request, signatures: Signatures, public_url: str) -> _Webhook | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _BODY_LIMIT:
            return None
    try:
        form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    except (UnicodeDecodeError, ValueError):
        return None
    query_string = request.scope["query_string"].decode("latin-1")
    path = (request.scope.get("raw_path") or request.url.path.encode()).decode("latin-1")
    path_and_query = f"{path}?{query_string}" if query_string else path
    signer = signatures.signer(path_and_query, form, request.headers.get("X-Twilio-Signature", ""))
    if signer is None or not _CALL_SID.fullmatch(form.get("CallSid", "")):
        logger.warning("a webhook was refused: path={}", request.url.path)
        return None
    facts = [
        form.get(name, "") for name in ("CallSid", "CallStatus", "DialCallSid", "DialCallStatus", "Digits")
    ]
    return _Webhook(
        signer=signer,
        base_url=public_url if signer == "twilio" else str(request.base_url).rstrip("/"),
        state="|".join((signer, path_and_query, *facts)),
        form=form,
        query=dict(request.query_params),
    )


def _dial_outcome(form: Mapping[str, str]) -> DialOutcome:
    status = form.get("DialCallStatus", "")
    if status in ("completed", "answered"):
        # A leg that was picked up and never joined is a voicemail, or somebody who declined.
        return "answered" if form.get("DialBridged", "").lower() == "true" else "no_answer"
    if status == "busy":
        return "busy"
    return "no_answer" if status in ("no-answer", "canceled") else "failed"


def _left(text: str) -> tuple[Target, ...]:
    """The targets that `twiml.transfer` wrote; their names are not needed to ring them."""
    pairs = (entry.partition(":") for entry in text.split(",") if entry)
    return tuple(
        Target(_service_id(service), "", number, "")
        for service, _, number in pairs
        if _E164.fullmatch(number)
    )


def _caller_number(number: str) -> str | None:
    return number if _E164.fullmatch(number) and number not in _WITHHELD else None


def _clock_offset_s(webhook: _Webhook) -> float:
    return float(webhook.form.get("ClockOffsetSeconds", 0)) if webhook.signer == "exchange" else 0.0


def _service_id(text: str) -> str:
    return text if _SERVICE_ID.fullmatch(text) else ""


def _failed(what: str, webhook: _Webhook, error: Exception) -> None:
    logger.error("{} failed: call={} error={}", what, webhook.call_sid, type(error).__name__)
