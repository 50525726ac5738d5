"""One resident's data as a whole: told to them, or erased."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.records.residents import StillOpen
from console.access.permissions import only
from console.access.presenter import tabs
from console.desk import TheDesk, Who
from console.pages import ThePages, back
from console.phrases import whole_number

router = APIRouter(prefix="/access/resident", include_in_schema=False, dependencies=[only("supervisor")])
Text = Annotated[str, Form()]


@router.get("")
def resident_page(request: Request, desk: TheDesk, pages: ThePages, number: str = "") -> Response:
    known = whole_number(number)
    return pages.page(
        request,
        "access/resident.html",
        **tabs(request, "resident"),
        asked=number[:30],
        number=known,
        shown=desk.say.number(known) if known else "",
        calls=len(desk.residents.calls(known)) if known else 0,
        open=desk.residents.has_open_request(known) if known else False,
    )


@router.post("/export")
def export(desk: TheDesk, visitor: Who, number: Text = "") -> Response:
    found = desk.residents.export(_known(number), visitor.name, desk.now())
    headers = {"Content-Disposition": 'attachment; filename="asukkaan-tiedot.json"'}
    return Response(
        json.dumps(found, ensure_ascii=False, indent=2), media_type="application/json", headers=headers
    )


@router.post("/erase")
def erase(desk: TheDesk, visitor: Who, number: Text = "", reason: Text = "", sure: Text = "") -> Response:
    if not sure or not 0 < len(reason.strip()) <= 200:
        raise HTTPException(422)
    try:
        desk.residents.erase(_known(number), reason.strip(), visitor.name, desk.now())
    except StillOpen:
        raise HTTPException(409) from None
    return back("/console/access/resident", told="erased")


def _known(number: str) -> str:
    known = whole_number(number)
    if known is None:
        raise HTTPException(422)
    return known
