"""What the conversation wants done. The pipeline carries effects out, in their order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.care.handoffs import Target
from bot.conversation.answering import AsAnswer


@dataclass(frozen=True)
class Prompt:
    """A thing to say: a response's name with what fills its slots, or a text that came with its words."""

    name: str | None = None
    text: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Say:
    """Say these one after the other. `topic` names what the last one asks for, if anything."""

    prompts: tuple[Prompt, ...]
    topic: str | None = None


@dataclass(frozen=True)
class Listen:
    """Wait for the caller; after `silence_s` seconds without a word tell SilencePassed."""

    silence_s: float


@dataclass(frozen=True)
class AskDialogue:
    """Ask the dialogue what to do. A command ("/human_agent") is ours, never a caller's words.

    `alternatives` are what else the caller's words may have been; `keyed` digits are sure; `as_answer` tells how
    words that answer a question may be taken.
    """

    text: str
    reopened: bool = False
    command: bool = False
    keyed: bool = False
    alternatives: tuple[str, ...] = ()
    as_answer: AsAnswer | None = None


@dataclass(frozen=True)
class KeepCallback:
    """Commit a callback request with what the caller has said so far; answers CallbackKept."""


@dataclass(frozen=True)
class Transfer:
    """Ring these in order until a person answers, and say why the call goes to them."""

    targets: tuple[Target, ...]
    reason: str


@dataclass(frozen=True)
class HangUp:
    """End the call; everything that had to be said has been heard."""


@dataclass(frozen=True)
class LeaveToLine:
    """Close our end: the telephone line's own document goes on to a person."""


Effect = Say | Listen | AskDialogue | KeepCallback | Transfer | HangUp | LeaveToLine
