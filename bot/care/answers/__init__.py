"""What a caller's answer to a question means: a small Finnish grammar for each topic.

Each module has `read(text, *, now=None) -> Answer | None`.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.care.answers import age, birth_date, choice, municipality, severity, since, time, yes_no
from bot.care.answers.answer import Answer

_SURE = 0.7
_READERS: dict[str, Callable[..., Answer | None]] = {
    "age": age.read,
    "birth_date": birth_date.read,
    "consent": yes_no.read,
    "municipality": municipality.read,
    "pregnancy": yes_no.read,
    "severity": severity.read,
    "summary_ok": yes_no.read,
    "help_choice": choice.read,
    "number_ok": yes_no.read,
    "since": since.read,
    "time": time.read,
}
"""Topics whose answers the recogniser's alternatives may mend. A telephone number is not among them: a wrong
one that reads well is worse than none."""


def best_reading(topic: str | None, readings: Sequence[str], now: datetime) -> str:
    """Of the recogniser's readings, best first, the first that surely answers `topic`; else the first.

    Where the first does not answer and those after it answer differently, none of them is believed.
    """
    reader = _READERS.get(topic or "")
    if reader is None:
        return readings[0]
    answers = [(reading, reader(reading, now=now)) for reading in readings]
    sure = [(reading, answer.value) for reading, answer in answers if answer and answer.confidence >= _SURE]
    agreed = len({value for _, value in sure}) == 1
    return sure[0][0] if sure and (agreed or sure[0][0] == readings[0]) else readings[0]
