"""Which questions a need asks before a callback request."""

from collections.abc import Sequence
from typing import Any

from bot.studio.contents import parsed
from bot.studio.yaml_text import put

PATH = "dialogues/intake.yml"
CONDITIONS = ("may_be_pregnant", "child", "fever", "for_another")

ASKED_ANYWAY = ("concern", "number", "time", "summary_ok", "correction")
"""Topics that every request has, whatever the need."""

Asked = tuple[str, str]
"""(topic, the condition under which it is asked, or "")."""


def asked(intake: Any, need: str) -> list[Asked]:
    """The need's questions in their order."""
    found = []
    for each in intake["needs"].get(need) or ():
        found.append((each, "") if isinstance(each, str) else next(iter(each.items())))
    return found


def with_questions(text: str, need: str, questions: Sequence[Asked]) -> str:
    """The intake with these questions of the need. Raises EditFailed."""
    value = [{topic: condition} if condition else topic for topic, condition in questions]
    return text if parsed(text)["needs"].get(need) == value else put(text, ["needs", need], value)
