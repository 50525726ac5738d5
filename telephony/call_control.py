"""Moving a live telephone call: transfer, hang up; and the text message that confirms a request."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from requests import RequestException
from twilio.base.exceptions import TwilioException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from bot.care.handoffs import Target
from bot.settings import Settings
from telephony import twiml

_REQUEST_TIMEOUT_S = 5.0
_THREADS = 8


class CallControlFailed(Exception):
    """The line did not do what it was asked. The call may be gone, or the network in between."""


class CallControl(Protocol):
    """Acts on calls by their sid. Every method raises CallControlFailed."""

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        """Ring the targets in order; what comes of it is told to `Switchboard.dial_outcome`."""

    async def hang_up(self, call_sid: str) -> None: ...

    async def send_sms(self, call_sid: str, number: str, text: str) -> None:
        """Text `number` (E.164) about this call. A local call's message leaves the house for nobody."""

    async def ring_duty(self, call_sid: str, number: str) -> None:
        """Ring `number` (E.164) about a call that was cut; the webhooks under /twilio/duty tell what comes of it."""


class LocalCalls(CallControl, Protocol):
    """A call control that knows which calls are its own."""

    def knows(self, call_sid: str) -> bool: ...


class TwilioCallControl:
    """Twilio's REST interface. The library is synchronous: its own few threads keep the loop free."""

    def __init__(self, client: Client, *, public_url: str, number: str) -> None:
        self._client = client
        self._public_url = public_url
        self._number = number
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="twilio")

    @classmethod
    def from_settings(cls, settings: Settings) -> "TwilioCallControl":
        client = Client(
            settings.twilio_account_sid,
            settings.twilio_auth_token,
            http_client=TwilioHttpClient(timeout=_REQUEST_TIMEOUT_S),
        )
        return cls(client, public_url=settings.public_url, number=settings.twilio_number)

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        # Finnish carriers refuse calls from abroad that show a Finnish caller's number: show our own.
        document = twiml.transfer(self._public_url, call_sid, targets, caller_id=self._number or None)
        await self._ask(lambda: self._client.calls(call_sid).update(twiml=document))

    async def hang_up(self, call_sid: str) -> None:
        await self._ask(lambda: self._client.calls(call_sid).update(status="completed"))

    async def send_sms(self, call_sid: str, number: str, text: str) -> None:
        if not self._number:
            raise CallControlFailed("TWILIO_NUMBER is not set: there is no number to send from")
        await self._ask(lambda: self._client.messages.create(to=number, from_=self._number, body=text))

    async def ring_duty(self, call_sid: str, number: str) -> None:
        if not self._number:
            raise CallControlFailed("TWILIO_NUMBER is not set: there is no number to ring from")
        message, ended = (
            twiml.duty_url(self._public_url, path, call_sid, number)
            for path in (twiml.DUTY, twiml.DUTY_ENDED)
        )
        await self._ask(
            lambda: self._client.calls.create(
                to=number,
                from_=self._number,
                url=message,
                timeout=twiml.RING_TIMEOUT_S,
                status_callback=ended,
                status_callback_event=["completed"],
            )
        )

    async def ring_and_join(self, first: str, second: str) -> None:
        """Ring `first`, and when they answer `second`, and join the two. Numbers are E.164; both see ours."""
        if not self._number:
            raise CallControlFailed("TWILIO_NUMBER is not set: there is no number to ring from")
        document = twiml.join(second, caller_id=self._number)
        await self._ask(lambda: self._client.calls.create(to=first, from_=self._number, twiml=document))

    async def _ask(self, request: Callable[[], object]) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._threads, request)
        except (TwilioException, RequestException) as error:
            raise CallControlFailed(type(error).__name__) from error


class EitherLine:
    """Sends each call to the line that holds it: the local exchange for its own, Twilio for the rest."""

    def __init__(self, local: LocalCalls, twilio: CallControl | None) -> None:
        self._local = local
        self._twilio = twilio

    def _line(self, call_sid: str) -> CallControl:
        if self._local.knows(call_sid):
            return self._local
        if self._twilio is None:
            raise CallControlFailed("the call is over")
        return self._twilio

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        await self._line(call_sid).transfer(call_sid, targets)

    async def hang_up(self, call_sid: str) -> None:
        await self._line(call_sid).hang_up(call_sid)

    async def send_sms(self, call_sid: str, number: str, text: str) -> None:
        await self._line(call_sid).send_sms(call_sid, number, text)

    async def ring_duty(self, call_sid: str, number: str) -> None:
        await self._line(call_sid).ring_duty(call_sid, number)


def call_control(settings: Settings, local: LocalCalls) -> CallControl:
    """The call control of this installation."""
    return EitherLine(local, TwilioCallControl.from_settings(settings) if settings.has_twilio else None)
