"""Calls that go on now: what is heard in them, and taking one over."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.records.audit import AuditEvent
from console.access.permissions import only
from console.desk import TheDesk, Who
from console.live.presenter import talking
from console.looks import Looks
from console.pages import ThePages, back
from console.phrases import whole_number
from console.ports import NotPossible

router = APIRouter(prefix="/live", include_in_schema=False, dependencies=[only("staff")])
Text = Annotated[str, Form()]


@router.get("")
def live(request: Request, desk: TheDesk, pages: ThePages, visitor: Who) -> Response:
    now = desk.now()
    calls = [call for call in desk.live.in_progress() if visitor.practice or not call.simulated]
    looks: Looks = request.app.state.looks
    looks.note(desk, visitor, "call.watched", (call.call_sid for call in calls))
    return pages.page(
        request,
        "live/live.html",
        calls=[talking(desk, call, desk.calls.turns(call.call_sid), now) for call in calls],
        phone=visitor.phone and desk.say.number(visitor.phone),
    )


@router.post("/{call_sid}/take-over")
async def take_over(desk: TheDesk, visitor: Who, call_sid: str, number: Text = "") -> Response:
    """The caller is put through to the person's own telephone, or to a number that they give."""
    chosen = whole_number(number) if number.strip() else visitor.phone
    if chosen is None:
        raise HTTPException(422)
    if call_sid not in [call.call_sid for call in desk.live.in_progress()]:
        return back("/console/live", told="not_taken_over")
    desk.audit.record(AuditEvent(desk.now(), f"staff:{visitor.name}", "call.taken_over", f"call:{call_sid}"))
    try:
        await desk.live.take_over(call_sid, chosen)
    except NotPossible:
        return back("/console/live", told="not_taken_over")
    return back("/console/live", told="taken_over")
