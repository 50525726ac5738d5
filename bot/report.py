"""A call as `luuri call` and the softphone report it, with the keys that stay stable."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.care.callback_requests import CallbackRequest
from bot.care.hours import local
from bot.care.summary import HeardFlag, Intake, summary
from bot.dialogue import data
from bot.records.calls import CallRecord, TurnRecord
from bot.records.records import Records


def report(records: Records, call_sid: str) -> dict[str, Any]:
    """The call's recorded outcome as plain JSON values. Raises KeyError for an unknown call, RecordsFailed."""
    call = records.calls.get(call_sid)
    if call is None:
        raise KeyError(call_sid)
    requests = records.callback_requests.of_call(call_sid)
    turns = records.calls.turns(call_sid)
    return {
        "call_sid": call_sid,
        "ended": call.ended_at is not None,
        "need": call.need,
        "red_flags": list(call.red_flags),
        "suspected": [category for category in call.suspected if category not in call.red_flags],
        "disposition": call.disposition,
        "service": call.service,
        "why": call.why,
        "failures": list(call.failures),
        "callback_request": callback_request(requests[-1]) if requests else None,
        "summary": summary(intake(call, turns, requests)),
        "heard": [
            {"speaker": turn.speaker, "text": turn.text, "confidence": turn.confidence} for turn in turns
        ],
    }


def intake(call: CallRecord, turns: Sequence[TurnRecord], requests: Sequence[CallbackRequest]) -> Intake:
    """What the nurse's summary is made of: the caller's words as they were heard, and what was promised."""
    names = data.names()
    request = requests[-1] if requests else None
    words = [turn.text for turn in turns if turn.speaker == "caller"]
    signs = {sign["category"]: sign["words"] for turn in turns for sign in turn.signs}
    denied = {category for category in call.suspected if category not in call.red_flags}
    return Intake(
        concern=(request.concern if request else None) or (words[0] if words else None),
        need=names["needs"].get(call.need, call.need) if call.need else None,
        number=(request.number if request else None) or call.caller_number,
        preferred_time=(request.preferred_time_words or request.preferred_time) if request else None,
        flags=tuple(
            HeardFlag(names["signs"].get(name, name), said, name in denied) for name, said in signs.items()
        ),
        promised=f"soitto viimeistään {local(request.deadline):%d.%m. klo %H.%M}" if request else None,
    )


def callback_request(request: CallbackRequest) -> dict[str, Any]:
    """A callback request as JSON values; times in ISO 8601 with their offset."""
    return {
        key: local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for key, value in asdict(request).items()
    }
