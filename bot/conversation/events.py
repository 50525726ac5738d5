"""What happens on a call, as facts in the past tense. The pipeline tells them to `call.step`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.care.handoffs import Target


@dataclass(frozen=True)
class Message:
    """One thing that the dialogue says. `name` is the response it came from, where known."""

    name: str | None
    text: str


@dataclass(frozen=True)
class DialogueReply:
    """The dialogue's answer to one turn.

    `effects` are payloads such as {"do": "transfer", "service": "ensilinja"}; `topic` is what the last
    message asks for (a slot's name), None when it asks nothing; `need` the recognised intent.
    """

    messages: tuple[Message, ...] = ()
    effects: tuple[Mapping[str, Any], ...] = ()
    topic: str | None = None
    need: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True)
class CallAnswered:
    """The line is open: a new call, or one that comes back because nobody took its transfer."""

    unanswered: bool = False


@dataclass(frozen=True)
class UtteranceHeard:
    """The caller's whole turn. `alternatives` are what else it may have been, best first."""

    text: str
    alternatives: tuple[str, ...] = ()
    confidence: float = 1.0
    reopened: bool = False


@dataclass(frozen=True)
class VoiceWithoutWords:
    """The caller made a sound, and no word was recognised in it. It may have cut Luuri short."""

    interrupted: bool = False


@dataclass(frozen=True)
class DigitsKeyed:
    digits: str


@dataclass(frozen=True)
class PromptsFinished:
    """The caller has heard all that was said (the line's mark came back)."""


@dataclass(frozen=True)
class SilencePassed:
    """The caller said nothing for as long as `Listen` allowed."""


@dataclass(frozen=True)
class DialogueAnswered:
    reply: DialogueReply


@dataclass(frozen=True)
class CallbackKept:
    """The conversation's own callback request is committed."""

    row: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PartFailed:
    """A part of the service failed in this call: dialogue, hearing, voice, records or line."""

    part: str
    detail: str = ""


@dataclass(frozen=True)
class TakenOver:
    """A member of staff takes the call to their own telephone."""

    target: Target


Event = (
    CallAnswered
    | UtteranceHeard
    | VoiceWithoutWords
    | DigitsKeyed
    | PromptsFinished
    | SilencePassed
    | DialogueAnswered
    | CallbackKept
    | PartFailed
    | TakenOver
)
