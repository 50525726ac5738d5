"""Signing in and out, one's own password and telephone."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.records.staff import Staff
from console.access.names import sign_in_name
from console.access.passwords import hashed, problem, verified
from console.desk import Desk, TheDesk, Who
from console.gate import drop_cookie, set_cookie, set_language_cookie
from console.pages import ThePages, back
from console.phrases import whole_number
from console.texts import LANGUAGES

router = APIRouter(include_in_schema=False)
Text = Annotated[str, Form()]


@router.post("/sign-in")
def sign_in(
    request: Request, desk: TheDesk, pages: ThePages, name: Text = "", password: Text = "", address: Text = ""
) -> Response:
    now = desk.now()
    person = _person(desk, name, password, now)
    if person is None:
        return pages.sign_in(request, address=address, name=name[:64], problem="access.sign_in.failed")
    response = back(address)
    set_cookie(response, request, desk.sessions.begin(person.name, now, practice=desk.practice))
    return response


def _person(desk: Desk, name: str, password: str, now: datetime) -> Staff | None:
    """Who signs in so. A locked or disabled name is answered exactly as a wrong password is."""
    known = sign_in_name(name)
    person = desk.staff.get(known) if known else None
    right = verified(password, person.password_hash if person else None)
    if person is None or person.disabled_at is not None or person.is_locked(now):
        return None
    if not right:
        desk.staff.failed_to_sign_in(person.name, now)
        return None
    return person


@router.post("/sign-out")
def sign_out(request: Request, desk: TheDesk, visitor: Who) -> Response:
    desk.sessions.end(visitor, desk.now())
    response = back("/console/callbacks")
    drop_cookie(response, request)
    return response


@router.post("/practice")
def practice(desk: TheDesk, visitor: Who, address: Text = "", shown: Text = "") -> Response:
    """Show simulated calls too, or hide them, in this session."""
    desk.sessions.set_practice(visitor, bool(shown))
    return back(address)


@router.post("/language")
def set_language(request: Request, desk: TheDesk, language: Text = "", address: Text = "") -> Response:
    """What the console speaks to this person from now on, and its sign-in page in this browser."""
    if language not in LANGUAGES:
        raise HTTPException(422)
    visitor = request.state.visitor
    if visitor is not None:
        desk.staff.set_language(visitor.name, language, desk.now())
    response = back(address)
    set_language_cookie(response, request, language)
    return response


@router.get("/password")
def password_page(request: Request, pages: ThePages) -> Response:
    return pages.page(request, "access/password.html", problem="")


@router.post("/password")
def change_password(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    visitor: Who,
    current: Text = "",
    new: Text = "",
    again: Text = "",
) -> Response:
    now = desk.now()
    person = desk.staff.get(visitor.name)
    wrong = problem(new, visitor.name)
    if person is None or person.is_locked(now) or not verified(current, person.password_hash):
        wrong = "access.password.current_wrong"
        desk.staff.failed_to_sign_in(visitor.name, now)
    elif new != again:
        wrong = "access.password.differ"
    elif new == current:
        wrong = "access.password.same"
    if wrong:
        return pages.page(request, "access/password.html", 422, problem=wrong)
    desk.staff.set_password(visitor.name, hashed(new), visitor.name, now, first=False)
    response = back("/console/callbacks", told="password_changed")
    set_cookie(response, request, desk.sessions.begin(visitor.name, now, practice=visitor.practice))
    return response


@router.get("/phone")
def phone_page(request: Request, desk: TheDesk, pages: ThePages, visitor: Who) -> Response:
    phone = desk.say.number(visitor.phone) if visitor.phone else ""
    return pages.page(request, "access/phone.html", phone=phone, problem="")


@router.post("/phone")
def set_phone(request: Request, desk: TheDesk, pages: ThePages, visitor: Who, phone: Text = "") -> Response:
    number = whole_number(phone)
    if phone.strip() and number is None:
        return pages.page(request, "access/phone.html", 422, phone=phone[:40], problem="access.phone.bad")
    desk.staff.set_phone(visitor.name, number, desk.now())
    return back("/console/phone", told="phone_saved")
