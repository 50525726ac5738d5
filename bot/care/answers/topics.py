"""Which grammar reads the answer to a question on a topic, as a stranger to the dialogue would ask for it."""

from collections.abc import Callable, Mapping

from bot.care.answers import (
    age,
    birth_date,
    choice,
    for_whom,
    municipality,
    number,
    personal_id,
    severity,
    since,
    time,
    yes_no,
)
from bot.care.answers.answer import Answer

READERS: Mapping[str, Callable[..., Answer | None]] = {
    "number": number.read,
    "personal_id": personal_id.read,
    "age": age.read,
    "since": since.read,
    "time": time.told,
    "yes_no": yes_no.read,
    "birth_date": birth_date.read,
    "for_whom": for_whom.read,
    "municipality": municipality.read,
    "severity": severity.read,
    "choice": choice.read,
}
