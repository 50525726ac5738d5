"""What the telephone line needs of the rest of Luuri. `bot.app` implements it; tests use fakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from starlette.websockets import WebSocket

from bot.care.handoffs import Target

DialOutcome = Literal["answered", "busy", "no_answer", "failed"]
AfterDialling = Literal["reconnect", "end"]


@dataclass(frozen=True)
class IncomingCall:
    """A call that rings. `caller_number` is E.164, or None when it is withheld.

    `clock_offset_s` is what to add to the real clock to get the call's own (0 but for local calls);
    `simulated` is true for calls from the local exchange; `draft` is the ticket of the draft that such a call rings.
    """

    call_sid: str
    caller_number: str | None
    clock_offset_s: float = 0.0
    simulated: bool = False
    draft: str = ""


@dataclass(frozen=True)
class StreamStart:
    """A media stream that has shown a good token.

    `parameters` are the TwiML's own without the token: `resume` is "unanswered" when the call comes
    back from a transfer that nobody took. `local` is true when softphone or simulated caller hold the
    other end, which then wants side messages.
    """

    call_sid: str
    stream_sid: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    local: bool = False


class StreamRefused(Exception):
    """Raised by `Switchboard.media` for a call that it does not know: the socket is closed (1008)."""


class DraftGone(Exception):
    """Raised by `Switchboard.ring` for a draft that is not on the line any more: nobody is rung in its place."""


@dataclass(frozen=True)
class DraftOnLine:
    """A draft that can be rung. `state`: whether what is rung is the draft as it is now, or was before it changed or
    was published or discarded."""

    reason: str
    state: Literal["now", "older", "gone"]


class DraftLines(Protocol):
    """The drafts that the test phone can ring."""

    async def of_ticket(self, ticket: str) -> DraftOnLine | None:
        """The draft that the ticket lets ring; None when it is not on the line any more."""


class NoDrafts:
    """No draft can be rung."""

    async def of_ticket(self, ticket: str) -> DraftOnLine | None:
        return None


class Switchboard(Protocol):
    """The application behind the line. Every method may be called twice with the same facts."""

    async def ring(self, call: IncomingCall) -> None:
        """Make the call's record. Raises when it cannot: the caller is then sent to a person; or DraftGone."""

    async def media(self, websocket: WebSocket, start: StreamStart) -> None:
        """Hold the conversation on an accepted socket until it is over.

        The line goes on with its document when this returns (the socket is closed), so a normal end hangs
        up or transfers through `CallControl` first. Raises StreamRefused for an unknown call.
        """

    async def dial_outcome(
        self, call_sid: str, service_id: str, outcome: DialOutcome, exhausted: bool
    ) -> AfterDialling:
        """Note how ringing one target ended, and say what follows when `exhausted` (no target left).

        "answered" comes when a person takes the call and once more when their talk is over.
        """

    async def call_ended(self, call_sid: str) -> None:
        """The telephone call is over, however it ended."""

    def duty_acknowledged(self, call_sid: str, number: str) -> str:
        """Whoever answered the duty number takes the cut call: the details that they are told."""

    def duty_ended(self, call_sid: str) -> None:
        """The line to a duty number is over, with or without an acknowledgement."""

    def targets(self, call_sid: str, service_ids: Sequence[str]) -> tuple[Target, ...]:
        """The targets of these services for the call, in their order; those without a number are left out."""

    def fallback_target(self, call_sid: str) -> Target:
        """Who is rung for the call when everything else has failed, day and night."""
