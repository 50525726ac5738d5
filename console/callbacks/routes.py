"""The queue, and what a person does with a callback request."""

from typing import Annotated, Any, cast, get_args

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.care import callback_work
from bot.care.callback_work import OUTCOMES, Act, NotNow, Outcome
from bot.records.audit import AuditEvent
from bot.records.callback_queue import Filters, Order, QueueEntry, View
from console.access.permissions import only
from console.callbacks.presenter import choices, counts, places, row
from console.desk import Desk, TheDesk, Who, desk_of
from console.looks import Looks
from console.pages import ThePages, back
from console.ports import NotPossible

router = APIRouter(include_in_schema=False, dependencies=[only("staff")])
Text = Annotated[str, Form()]
Version = Annotated[int, Form()]

PAGE = 50
ORDERS: tuple[Order, ...] = get_args(Order)
VIEWS: tuple[View, ...] = get_args(View)


@router.get("/callbacks")
def queue(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    visitor: Who,
    view: str = "waiting",
    service: str = "",
    need: str = "",
    municipality: str = "",
    order: str = "signs",
    page: int = 1,
) -> Response:
    if view not in VIEWS or order not in ORDERS or not 1 <= page <= 1000:
        raise HTTPException(404)
    now = desk.now()
    filters = Filters(
        visitor.name,
        cast(View, view),
        service or None,
        need or None,
        places(municipality),
        practice=visitor.practice,
    )
    entries = desk.queue.page(filters, cast(Order, order), now, limit=PAGE + 1, offset=(page - 1) * PAGE)
    figures = desk.queue.counts(filters, now)
    looks: Looks = request.app.state.looks
    looks.note(desk, visitor, "callback_request.listed", (entry.request.call_sid for entry in entries[:PAGE]))
    return pages.page(
        request,
        "callbacks/queue.html",
        rows=[row(desk, entry, visitor.name, now) for entry in entries[:PAGE]],
        more=len(entries) > PAGE,
        number=page,
        view=view,
        order=order,
        orders=ORDERS,
        service=service,
        need=need,
        municipality=municipality,
        counts=counts(desk, figures, now),
        choices=choices(desk, desk.queue.choices(visitor.practice)),
    )


@router.post("/callbacks/{request_id}/claim")
def claim(
    request: Request, desk: TheDesk, pages: ThePages, visitor: Who, request_id: str, version: Version
) -> Response:
    entry = _entry(desk, request_id)
    address = f"/console/calls/{entry.request.call_sid}"
    if entry.work.claimed_by == visitor.name and entry.work.status == "claimed":
        return back(address)
    return _act(request, pages, entry, "claimed", callback_work.claim, version, address, "")


@router.post("/callbacks/{request_id}/release")
def release(request: Request, desk: TheDesk, pages: ThePages, request_id: str, version: Version) -> Response:
    entry = _entry(desk, request_id)
    return _act(request, pages, entry, "released", callback_work.release, version, "/console/callbacks")


@router.post("/callbacks/{request_id}/no-answer")
def no_answer(
    request: Request, desk: TheDesk, pages: ThePages, request_id: str, version: Version
) -> Response:
    entry = _entry(desk, request_id)
    return _act(request, pages, entry, "no_answer", callback_work.no_answer, version, "/console/callbacks")


@router.post("/callbacks/{request_id}/done")
def done(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    request_id: str,
    version: Version,
    outcome: Text = "",
    note: Text = "",
) -> Response:
    if outcome not in OUTCOMES or len(note) > 2000:
        raise HTTPException(422)
    act = callback_work.done(cast(Outcome, outcome), note.strip())
    return _act(request, pages, _entry(desk, request_id), "done", act, version, "/console/callbacks")


@router.post("/callbacks/{request_id}/cancel")
def cancel(
    request: Request, desk: TheDesk, pages: ThePages, request_id: str, version: Version, note: Text = ""
) -> Response:
    if len(note) > 2000:
        raise HTTPException(422)
    act = callback_work.cancel(note.strip())
    return _act(request, pages, _entry(desk, request_id), "cancelled", act, version, "/console/callbacks")


@router.post("/callbacks/{request_id}/reopen")
def reopen(request: Request, desk: TheDesk, pages: ThePages, request_id: str, version: Version) -> Response:
    entry = _entry(desk, request_id)
    address = f"/console/calls/{entry.request.call_sid}"
    return _act(request, pages, entry, "reopened", callback_work.reopen, version, address)


@router.post("/callbacks/{request_id}/call")
async def call(request: Request, desk: TheDesk, pages: ThePages, visitor: Who, request_id: str) -> Response:
    """Ring the person's own telephone, then the resident, and join them."""
    entry = _entry(desk, request_id)
    address = f"/console/calls/{entry.request.call_sid}"
    if entry.work.claimed_by != visitor.name:
        return _conflict(request, pages, NotNow("not_yours", entry.work.claimed_by))
    if not visitor.phone or not entry.request.number:
        return back(address, told="no_phone")
    subject, detail = f"call:{entry.request.call_sid}", {"request": request_id}
    actor = f"staff:{visitor.name}"
    desk.audit.record(AuditEvent(desk.now(), actor, "callback_request.called", subject, detail))
    try:
        await desk.phone.connect(visitor.phone, entry.request.number)
    except NotPossible:
        return back(address, told="call_failed")
    return back(address, told="calling")


@router.post("/alarms/{call_sid}/acknowledge")
def acknowledge(desk: TheDesk, visitor: Who, call_sid: str, address: Text = "") -> Response:
    try:
        desk.alarms.acknowledge(call_sid, visitor.name, desk.now())
    except KeyError:
        raise HTTPException(404) from None
    return back(address, told="acknowledged")


@router.get("/alarms")
def alarms(request: Request, pages: ThePages) -> Response:
    """What pages that do not renew themselves take their alarms from."""
    return pages.page(request, "design/alarms_only.html")


def _entry(desk: Desk, request_id: str) -> QueueEntry:
    entry = desk.queue.get(request_id, desk.now())
    if entry is None:
        raise HTTPException(404)
    return entry


def _act(
    request: Request,
    pages: Any,
    entry: QueueEntry,
    name: str,
    act: Act,
    version: int,
    address: str,
    told: str | None = None,
) -> Response:
    """Carry the act out for who is signed in; a request that another person has is left alone."""
    desk = desk_of(request)
    by = request.state.visitor.name
    try:
        desk.queue.act(entry.request.id, name, act, by, desk.now(), seen=version)
    except NotNow as conflict:
        return _conflict(request, pages, conflict)
    return back(address, told=f"callback_{name}" if told is None else told)


def _conflict(request: Request, pages: Any, conflict: NotNow) -> Response:
    key = f"callbacks.conflict.{conflict.reason}"
    by = conflict.by or desk_of(request).texts("callbacks.somebody")
    page: Response = pages.page(request, "callbacks/conflict.html", 409, key=key, by=by)
    return page
