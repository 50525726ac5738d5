"""The telephone line of a text call: nothing is rung, and the scenario says who would have answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.care.handoffs import Target
from bot.pipeline.ports import Said


@dataclass(frozen=True)
class Message:
    """A text message that would have been sent. `number` is E.164."""

    number: str
    text: str


class TextLine:
    """Keeps what one call asked of the line; implements the call control that the service uses."""

    def __init__(self) -> None:
        self.ringing: tuple[Target, ...] = ()
        self.hung_up = False
        self.messages: list[Message] = []
        self.duty_rung: list[str] = []

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        if not targets:
            raise ValueError("a transfer needs somebody to ring")
        self.ringing = tuple(targets)

    async def hang_up(self, call_sid: str) -> None:
        self.hung_up = True

    async def send_sms(self, call_sid: str, number: str, text: str) -> None:
        self.messages.append(Message(number, text))

    async def ring_duty(self, call_sid: str, number: str) -> None:
        self.duty_rung.append(number)


class TextMouth:
    """Luuri's mouth and ears in a text call: what she says is kept, and her turns end at once."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str | None]] = []
        self.topic: str | None = None
        self.speaking = self.listening = self.closed = False

    async def say(self, texts: Sequence[str], topic: str | None) -> Said:
        self.said.append((" ".join(texts), topic))
        self.topic, self.speaking, self.listening = topic, True, False
        return Said()

    async def listen(self, silence_s: float) -> None:
        self.listening = True

    async def close(self) -> None:
        self.closed = True
