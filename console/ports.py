"""What the console asks of the parts beside it. Adapters are put together in `bot.app`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class NotPossible(Exception):
    """The line or the call cannot do it now: the call is over, or the line refuses."""


@dataclass(frozen=True)
class LiveCall:
    """A call in progress: `signs` are categories heard, `turns` counts what has been said, `is_leaving`: the
    caller is on their way to a person, or hanging up."""

    call_sid: str
    caller_number: str | None
    started_at: datetime
    simulated: bool
    need: str | None
    signs: tuple[str, ...]
    is_leaving: bool
    turns: int


class LiveCalls(Protocol):
    """The calls that go on in this process."""

    def in_progress(self) -> Sequence[LiveCall]: ...

    async def take_over(self, call_sid: str, number: str) -> None:
        """Put the caller through to the person at `number` (E.164); others are rung if they do not answer.

        Raises NotPossible.
        """


class Phone(Protocol):
    """Ringing a resident for a member of staff."""

    @property
    def can_call(self) -> bool: ...

    async def connect(self, staff_number: str, number: str) -> None:
        """Ring the person, then the resident, and join them. Raises NotPossible."""


class NoPhone:
    """An installation without a telephone account: the number is shown, and staff dial it themselves."""

    can_call = False

    async def connect(self, staff_number: str, number: str) -> None:
        raise NotPossible("no telephone account")
