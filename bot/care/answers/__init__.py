"""What a caller's answer to a question means: a small Finnish grammar for each topic.

Each module has `read(text, *, now=None) -> Answer | None`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.care.answers import age, choice, since, time, yes_no
from bot.care.answers.answer import Answer

_SURE = 0.7
_READERS: dict[str, Callable[..., Answer | None]] = {
    "age": age.read,
    "help_choice": choice.read,
    "number_ok": yes_no.read,
    "since": since.read,
    "time": time.read,
}
"""Topics whose answers the recogniser's alternatives may mend. A telephone number is not among them: a wrong
one that reads well is worse than none."""


def best_reading(topic: str | None, readings: Sequence[str], now: datetime) -> str:
    """Of the recogniser's readings, best first, the first that surely answers `topic`; else the first."""
    reader = _READERS.get(topic or "")
    if reader is not None:
        for reading in readings:
            answer = reader(reading, now=now)
            if answer is not None and answer.value is not None and answer.confidence >= _SURE:
                return reading
    return readings[0]
