"""A callback request as FHIR R4 resources: a Task to be done, and the Communication that asked for it.

The code systems are this project's own: nothing here claims to be a national profile.
"""

from datetime import datetime
from typing import Any

from bot.records.callback_queue import QueueEntry

SYSTEM = "urn:luuri"
_STATUS = {"open": "requested", "claimed": "accepted", "done": "completed", "cancelled": "cancelled"}


def bundle(entries: list[QueueEntry]) -> dict[str, Any]:
    """A searchset of Tasks."""
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "entry": [{"fullUrl": f"{SYSTEM}:task:{e.request.id}", "resource": task(e)} for e in entries],
    }


def task(entry: QueueEntry) -> dict[str, Any]:
    """The request as work: who has it, by when it must be done, what came of it."""
    request, work = entry.request, entry.work
    changed = work.closed_at or work.attempted_at or work.claimed_at or request.created_at
    found: dict[str, Any] = {
        "resourceType": "Task",
        "id": request.id,
        "identifier": [{"system": f"{SYSTEM}:callback-request", "value": request.id}],
        "status": _STATUS[work.status],
        "intent": "order",
        "priority": "routine",
        "code": {
            "coding": [{"system": f"{SYSTEM}:task", "code": "callback-request"}],
            "text": "Soittopyyntö",
        },
        "description": request.concern,
        "focus": {"reference": f"Communication/{request.call_sid}"},
        "for": _caller(request.number),
        "authoredOn": _at(request.created_at),
        "lastModified": _at(changed),
        "restriction": {"period": {"end": _at(request.deadline)}},
    }
    if request.need:
        found["reasonCode"] = {"coding": [{"system": f"{SYSTEM}:need", "code": request.need}]}
    if work.claimed_by or work.closed_by:
        found["owner"] = {"display": work.closed_by or work.claimed_by}
    if work.outcome:
        coding = {"system": f"{SYSTEM}:outcome", "code": work.outcome}
        found["businessStatus"] = {"coding": [coding]}
    return found


def communication(entry: QueueEntry) -> dict[str, Any]:
    """The telephone call, in the caller's own words."""
    request = entry.request
    return {
        "resourceType": "Communication",
        "id": request.call_sid,
        "identifier": [{"system": f"{SYSTEM}:call", "value": request.call_sid}],
        "status": "completed",
        "medium": [{"coding": [{"system": f"{SYSTEM}:medium", "code": "telephone"}]}],
        "sender": _caller(request.number),
        "sent": _at(request.created_at),
        "payload": [{"contentString": request.concern or "-"}],
    }


def _caller(number: str | None) -> dict[str, Any]:
    if number is None:
        return {"display": "salainen numero"}
    return {"identifier": {"system": "tel", "value": number}}


def _at(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
