"""Which questions a need asks before a callback request."""

from collections.abc import Sequence
from typing import Any

from bot.studio.contents import parsed
from bot.studio.yaml_text import put

PATH = "dialogues/intake.yml"

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


def selectable(intake: Any) -> dict[str, str]:
    """What the topics are called that a need may ask: not those that every request has, or that come last of all."""
    beside = {*ASKED_ANYWAY, *last(intake)}
    return {topic: str(each["label"]) for topic, each in intake["topics"].items() if topic not in beside}


def last(intake: Any) -> list[str]:
    """What is asked after them, whatever the need."""
    return [str(topic) for topic in intake.get("last") or ()]


def with_questions(text: str, need: str, questions: Sequence[Asked]) -> str:
    """The intake with these questions of the need. Raises EditFailed."""
    value = [{topic: condition} if condition else topic for topic, condition in questions]
    return text if parsed(text)["needs"].get(need) == value else put(text, ["needs", need], value)
