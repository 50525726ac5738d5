"""The API. It takes a session's cookie as the pages do, and for what changes something its token as a header."""

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Path, Query, Request
from fastapi.responses import JSONResponse

from bot.care import callback_work
from bot.care.callback_work import NotNow
from bot.care.summary import summary
from bot.records.callback_queue import Filters, Order, QueueEntry, View
from console.access.permissions import only
from console.api import fhir
from console.api.shapes import Act, CallbackRequestOut, CallbackRequests, CallOut, Flag, Problem, TurnOut
from console.callbacks.presenter import places
from console.calls.presenter import gathered
from console.calls.reasons import is_asked
from console.desk import TheDesk, Who
from console.looks import Looks

_PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Nobody is signed in"},
    403: {"model": Problem, "description": "The session's token is missing, or a reason to look is"},
    404: {"model": Problem, "description": "There is no such thing, or it is not for you"},
    409: {"model": Problem, "description": "Somebody else has it, or it has changed since it was seen"},
    503: {"model": Problem, "description": "The records do not answer"},
}
router = APIRouter(prefix="/api", dependencies=[only("staff")], responses=_PROBLEMS)

Id = Annotated[str, Path(max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
Choice = Annotated[str | None, Query(max_length=64)]
_MOST = 200


@router.get("/callbacks")
def callbacks(
    request: Request,
    desk: TheDesk,
    visitor: Who,
    view: View = "waiting",
    order: Order = "signs",
    service: Choice = None,
    need: Choice = None,
    municipality: Choice = None,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> CallbackRequests:
    """The queue, in the order asked for."""
    filters = Filters(visitor.name, view, service, need, places(municipality), visitor.practice)
    entries = desk.queue.page(filters, order, desk.now(), limit=limit + 1, offset=offset)
    _note(request, "callback_request.listed", [entry.request.call_sid for entry in entries[:limit]])
    return CallbackRequests(requests=[_out(entry) for entry in entries[:limit]], more=len(entries) > limit)


@router.get("/callbacks/{request_id}")
def callback(request: Request, desk: TheDesk, request_id: Id) -> CallbackRequestOut:
    return _out(_read(request, desk, request_id))


@router.post("/callbacks/{request_id}/acts")
def act(desk: TheDesk, visitor: Who, request_id: Id, body: Act) -> CallbackRequestOut:
    """Claim, release, note that nobody answered, finish, cancel or reopen a request."""
    entry = _entry(desk, request_id)
    name, chosen = _chosen(body)
    try:
        desk.queue.act(entry.request.id, name, chosen, visitor.name, desk.now(), seen=body.version)
    except NotNow as conflict:
        raise HTTPException(409, {"reason": conflict.reason, "by": conflict.by}) from None
    return _out(_entry(desk, request_id))


@router.get("/calls/{call_sid}")
def call(request: Request, desk: TheDesk, visitor: Who, call_sid: Id) -> CallOut:
    """A call; 403 where a reason to look must be given on its page first."""
    found, now = desk.calls.get(call_sid), desk.now()
    if found is None:
        raise HTTPException(404)
    entries = desk.queue.of_call(call_sid, now)
    if is_asked(desk, visitor, found, entries, now):
        raise HTTPException(403)
    _note(request, "call.read", [call_sid])
    turns, corrections = desk.calls.turns(call_sid), desk.corrections.of_call(call_sid)
    told = gathered(desk, found, turns, [entry.request for entry in entries], corrections)
    return CallOut(
        call_sid=call_sid,
        caller_number=found.caller_number,
        started_at=found.started_at,
        ended_at=found.ended_at,
        need=found.need,
        red_flags=list(found.red_flags),
        disposition=found.disposition,
        service=found.service,
        simulated=found.simulated,
        summary=summary(told),
        turns=[
            TurnOut(
                index=turn.index,
                speaker=turn.speaker,
                text=turn.text,
                heard_at=turn.heard_at,
                confidence=turn.confidence,
                signs=[dict(sign) for sign in turn.signs],
            )
            for turn in turns
        ],
    )


@router.get("/fhir/Task")
def tasks(
    request: Request, desk: TheDesk, visitor: Who, _count: Annotated[int, Query(ge=1, le=_MOST)] = 50
) -> dict[str, Any]:
    """Requests that wait, as a FHIR searchset of Tasks."""
    filters = Filters(visitor.name, practice=visitor.practice)
    entries = list(desk.queue.page(filters, "deadline", desk.now(), limit=_count))
    _note(request, "callback_request.listed", [entry.request.call_sid for entry in entries])
    return fhir.bundle(entries)


@router.get("/fhir/Task/{request_id}")
def task(request: Request, desk: TheDesk, request_id: Id) -> dict[str, Any]:
    return fhir.task(_read(request, desk, request_id))


@router.get("/fhir/Communication/{call_sid}")
def communication(request: Request, desk: TheDesk, call_sid: Id) -> dict[str, Any]:
    """The call behind a Task."""
    entries = desk.queue.of_call(call_sid, desk.now())
    if not entries:
        raise HTTPException(404)
    return fhir.communication(_read(request, desk, entries[-1].request.id))


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    return JSONResponse(request.app.openapi())


def _note(request: Request, action: str, call_sids: list[str]) -> None:
    looks: Looks = request.app.state.looks
    looks.note(request.app.state.desk, request.state.visitor, action, call_sids)


def _read(request: Request, desk: TheDesk, request_id: str) -> QueueEntry:
    """The request for reading, which is logged; a closed one needs a reason as its page does."""
    entry = _entry(desk, request_id)
    call_sid, now = entry.request.call_sid, desk.now()
    found = desk.calls.get(call_sid)
    if found is None:
        raise HTTPException(404)
    if is_asked(desk, request.state.visitor, found, desk.queue.of_call(call_sid, now), now):
        raise HTTPException(403)
    _note(request, "callback_request.read", [call_sid])
    return entry


def _entry(desk: TheDesk, request_id: str) -> QueueEntry:
    entry = desk.queue.get(request_id, desk.now())
    if entry is None:
        raise HTTPException(404)
    return entry


def _chosen(body: Act) -> tuple[str, callback_work.Act]:
    """The act, and what the log calls it."""
    match body.act:
        case "claim":
            return "claimed", callback_work.claim
        case "release":
            return "released", callback_work.release
        case "no_answer":
            return "no_answer", callback_work.no_answer
        case "done":
            if body.outcome is None:
                raise HTTPException(409, {"reason": "outcome_needed", "by": None})
            return "done", callback_work.done(body.outcome, body.note)
        case "cancel":
            return "cancelled", callback_work.cancel(body.note)
        case "reopen":
            return "reopened", callback_work.reopen


def _out(entry: QueueEntry) -> CallbackRequestOut:
    request, work = entry.request, entry.work
    return CallbackRequestOut(
        id=request.id,
        call_sid=request.call_sid,
        service=request.service,
        need=request.need,
        concern=request.concern,
        number=request.number,
        preferred_time=request.preferred_time,
        preferred_time_words=request.preferred_time_words,
        language=request.language,
        created_at=request.created_at,
        deadline=request.deadline,
        status=work.status,
        simulated=request.simulated,
        red_flags=list(entry.red_flags),
        flags=[Flag(kind=kind, reason=reason) for kind, reason in request.flags],
        dropped=request.dropped,
        age_years=entry.age_years,
        municipality=entry.municipality,
        calls_in_a_week=entry.calls,
        version=work.version,
        claimed_by=work.claimed_by,
        attempts=work.attempts,
        outcome=work.outcome,
        closed_by=work.closed_by,
        closed_at=work.closed_at,
    )
