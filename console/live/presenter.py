"""A call in progress as its page tells of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.records.calls import TurnRecord
from console.desk import Desk
from console.ports import LiveCall

_LAST = 6


def talking(desk: Desk, call: LiveCall, turns: Sequence[TurnRecord], now: datetime) -> dict[str, Any]:
    """The call with the last of what has been said in it."""
    span = desk.say.length(now - call.started_at)
    return {
        "call_sid": call.call_sid,
        "number": desk.say.number(call.caller_number),
        "since": desk.texts("live.since", clock=desk.say.clock(call.started_at), span=span),
        "need": desk.need(call.need) if call.need else "",
        "signs": [desk.sign(category) for category in dict.fromkeys(call.signs)],
        "is_leaving": call.is_leaving,
        "simulated": call.simulated,
        "turns": [
            {
                "speaker": turn.speaker,
                "text": turn.text,
                "clock": desk.say.clock(turn.heard_at),
                "signs": [sign["category"] for sign in turn.signs if sign["category"] in call.signs],
            }
            for turn in turns[-_LAST:]
        ],
    }
