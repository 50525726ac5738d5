"""What a call needs from the rest of the service. Adapters are put together in `bot.app`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.care.directory import Directory
from bot.care.handoffs import Target
from bot.conversation.answering import AsAnswer
from bot.conversation.call import CallState, RedFlagsHeard
from bot.conversation.effects import Prompt
from bot.conversation.events import DialogueReply
from bot.speech.heard import Heard
from bot.speech.voice_activity import Change


class Dialogue(Protocol):
    async def turn(
        self,
        call_sid: str,
        text: str,
        *,
        alternatives: Sequence[str] = (),
        rewind: bool = False,
        command: bool = False,
        keyed: bool = False,
        as_answer: AsAnswer | None = None,
        turn: int | None = None,
        confidence: float | None = None,
    ) -> DialogueReply: ...


class Activity(Protocol):
    """bot.speech.voice_activity implements it."""

    @property
    def voiced_now(self) -> bool: ...
    def hear(self, pcm: bytes) -> Change | None: ...
    def hush(self) -> None: ...


class Ears(Protocol):
    """Recognises s16le mono 16 kHz sound. `glance` looks at what goes on; None when there is no time to look."""

    async def hear(self, pcm: bytes) -> Heard: ...
    async def glance(self, pcm: bytes) -> Heard | None: ...


class Line(Protocol):
    """Call control of the telephone line. Raises when the line refuses."""

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None: ...
    async def hang_up(self, call_sid: str) -> None: ...


class CallRecords(Protocol):
    """What is kept of one call. Writing never raises, except `keep_callback`, which a caller is told about.

    `caller_said` returns the turn's index in the call. `caller_sounded`: the turn's sound, s16le at 16 kHz, where
    the call is recorded.
    """

    async def caller_said(
        self, words: str, confidence: float, alternatives: Sequence[str], reopened: bool
    ) -> int: ...
    async def caller_sounded(self, turn: int, pcm: bytes) -> None: ...
    async def luuri_said(self, words: str, topic: str | None, response_ms: int | None) -> None: ...
    async def state_changed(self, before: CallState, after: CallState) -> None: ...
    async def transfer_started(self, targets: Sequence[Target], reason: str) -> None: ...
    async def keep_callback(self, state: CallState) -> Mapping[str, Any]: ...


class PromptTexts(Protocol):
    """The wording of every prompt. Raises KeyError for a name without wording."""

    def text(self, prompt: Prompt) -> str: ...


@dataclass(frozen=True)
class Said:
    """Something was said. `response_ms`: from the caller's last voice to its first sound, where they spoke."""

    response_ms: int | None = None


class Mouth(Protocol):
    """Speaks into the call and listens to its silence. `say` answers None when the caller kept Luuri quiet."""

    async def say(self, texts: Sequence[str], topic: str | None) -> Said | None: ...
    async def listen(self, silence_s: float) -> None: ...
    async def close(self) -> None: ...


@dataclass(frozen=True)
class Care:
    """The county's part that calls share: its directory and its signs of danger."""

    directory: Directory
    red_flags: RedFlagsHeard
    needs: frozenset[str]


@dataclass(frozen=True)
class CallIdentity:
    """Who rings. `clock_offset_s` moves the call's clock, only when simulated: rung on this machine."""

    call_sid: str
    caller_number: str | None
    clock_offset_s: float = 0.0
    simulated: bool = False


def call_time(identity: CallIdentity, now: datetime) -> datetime:
    """The call's own time for a real, aware `now`."""
    return now + timedelta(seconds=identity.clock_offset_s)
