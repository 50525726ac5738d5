"""People and their rights."""

from typing import Annotated, cast

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.records.staff import ROLES, NameTaken, Role, Staff
from console.access.names import sign_in_name
from console.access.passwords import hashed, one_time
from console.access.permissions import only
from console.access.presenter import people, tabs
from console.desk import Desk, TheDesk, Who
from console.pages import ThePages, back

router = APIRouter(prefix="/access", include_in_schema=False)
Text = Annotated[str, Form()]


@router.get("/people", dependencies=[only("administrator")])
def people_page(request: Request, desk: TheDesk, pages: ThePages) -> Response:
    return _people(request, desk, pages)


@router.post("/people", dependencies=[only("administrator")])
def add_person(
    request: Request, desk: TheDesk, pages: ThePages, visitor: Who, name: Text = "", role: Text = ""
) -> Response:
    known = sign_in_name(name)
    if known is None:
        return _people(request, desk, pages, 422, problem="access.people.bad_name", name=name[:64])
    password = one_time()
    person = Staff(known, _role(role), hashed(password), desk.now(), must_change=True)
    try:
        desk.staff.add(person, f"staff:{visitor.name}")
    except NameTaken:
        return _people(request, desk, pages, 422, problem="access.people.taken", name=known)
    return _people(request, desk, pages, password=(known, password))


@router.post("/people/{name}", dependencies=[only("administrator")])
def change_person(desk: TheDesk, visitor: Who, name: str, role: Text = "", disabled: Text = "") -> Response:
    if desk.staff.get(name) is None:
        raise HTTPException(404)
    if name == visitor.name:
        raise HTTPException(409)  # nobody locks themselves out
    desk.staff.change(name, visitor.name, desk.now(), role=_role(role), disabled=bool(disabled))
    return back("/console/access/people", told="person_changed")


@router.post("/people/{name}/password", dependencies=[only("administrator")])
def new_password(request: Request, desk: TheDesk, pages: ThePages, visitor: Who, name: str) -> Response:
    if desk.staff.get(name) is None:
        raise HTTPException(404)
    password = one_time()
    desk.staff.set_password(name, hashed(password), visitor.name, desk.now(), first=True)
    return _people(request, desk, pages, password=(name, password))


def _people(
    request: Request,
    desk: Desk,
    pages: ThePages,
    status: int = 200,
    *,
    problem: str = "",
    name: str = "",
    password: tuple[str, str] | None = None,
) -> Response:
    return pages.page(
        request,
        "access/people.html",
        status,
        **tabs(request, "people"),
        people=people(desk, desk.staff.everybody()),
        roles=ROLES,
        problem=problem,
        name=name,
        password=password,
    )


def _role(text: str) -> Role:
    if text not in ROLES:
        raise HTTPException(422)
    return cast(Role, text)
