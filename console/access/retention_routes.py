"""How long data is kept, and removing what is past its time."""

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from console.access.permissions import only
from console.access.presenter import retention_line, tabs
from console.desk import TheDesk, Who
from console.pages import ThePages, back

router = APIRouter(prefix="/access/retention", include_in_schema=False, dependencies=[only("administrator")])


@router.get("")
def retention_page(request: Request, desk: TheDesk, pages: ThePages) -> Response:
    lines = [retention_line(desk, kind) for kind in desk.retention.state(desk.now())]
    return pages.page(request, "access/retention.html", **tabs(request, "retention"), lines=lines)


@router.post("/run")
def run(desk: TheDesk, visitor: Who) -> Response:
    desk.retention.run(f"staff:{visitor.name}", desk.now())
    return back("/console/access/retention", told="retention_run")


@router.post("/{kind}")
def set_days(desk: TheDesk, visitor: Who, kind: str, days: Annotated[int, Form()]) -> Response:
    try:
        desk.retention.set_days(kind, days, visitor.name, desk.now())
    except ValueError:
        raise HTTPException(422) from None
    return back("/console/access/retention", told="retention_saved")
