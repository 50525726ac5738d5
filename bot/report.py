"""A call as `luuri call` and the softphone report it, with the keys that stay stable."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.care.callback_requests import CallbackRequest
from bot.care.hours import local
from bot.records.records import Records


def report(records: Records, call_sid: str) -> dict[str, Any]:
    """The call's recorded outcome as plain JSON values. Raises KeyError for an unknown call, RecordsFailed."""
    call = records.calls.get(call_sid)
    if call is None:
        raise KeyError(call_sid)
    requests = records.callback_requests.of_call(call_sid)
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
        "heard": [
            {"speaker": turn.speaker, "text": turn.text, "confidence": turn.confidence}
            for turn in records.calls.turns(call_sid)
        ],
    }


def callback_request(request: CallbackRequest) -> dict[str, Any]:
    """A callback request as JSON values; times in ISO 8601 with their offset."""
    return {
        key: local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for key, value in asdict(request).items()
    }
