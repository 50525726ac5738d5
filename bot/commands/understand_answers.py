"""`luuri understand --topic`: what texts answer to one question. Starts nothing."""

from collections.abc import Sequence
from datetime import datetime

from bot.care.answers.topics import READERS
from bot.care.hours import HELSINKI
from bot.commands.output import print_json, say

_SURE = 0.5


def understand_answers(topic: str, now: str | None, texts: Sequence[str], as_json: bool) -> int:
    """Print what each text answers to a question on `topic`, said at `now` (ISO 8601). 2 if either is unknown."""
    read = READERS.get(topic)
    if read is None:
        say(f"luuri: --topic {topic}: choose from {', '.join(READERS)}")
        return 2
    try:
        at = datetime.fromisoformat(now) if now else datetime.now(HELSINKI)
    except ValueError as error:
        say(f"luuri: --now: {error}")
        return 2
    for text in texts:
        answer = read(text, now=at)
        confidence = answer.confidence if answer else 0.0
        value = answer.value if answer and confidence >= _SURE else None
        if as_json:
            print_json({"text": text, "topic": topic, "value": value, "confidence": round(confidence, 3)})
        else:
            print(f"{'-' if value is None else value} ({confidence:.2f})  | {text}")
    return 0
