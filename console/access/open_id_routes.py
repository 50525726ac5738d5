"""Signing in through the organisation's own sign-in."""

from secrets import token_urlsafe

from fastapi import APIRouter, HTTPException, Request, Response
from loguru import logger
from starlette.responses import RedirectResponse

from console.access.names import sign_in_name
from console.access.open_id import Attempt, NotSignedIn, OpenId
from console.access.passwords import hashed
from console.desk import Desk, TheDesk
from console.gate import set_cookie, set_open_id_cookie
from console.pages import ThePages, back

router = APIRouter(prefix="/sign-in/openid", include_in_schema=False)
COOKIE = "luuri_openid"


@router.get("")
def begin(request: Request, desk: TheDesk, pages: ThePages, address: str = "") -> Response:
    try:
        url, attempt = _provider(desk).begin(_redirect_uri(request), address)
    except NotSignedIn as error:
        return _failed(request, pages, error)
    response = RedirectResponse(url, 303)
    set_open_id_cookie(response, request, COOKIE, attempt.packed())
    return response


@router.get("/done")
def done(request: Request, desk: TheDesk, pages: ThePages, state: str = "", code: str = "") -> Response:
    """Back from the provider. The session's cookie is sent to our own pages alone, so the page goes on by itself."""
    attempt = Attempt.unpacked(request.cookies.get(COOKIE, ""))
    now = desk.now()
    try:
        provider = _provider(desk)
        if attempt is None:
            raise NotSignedIn("no attempt")
        told = provider.finish(_redirect_uri(request), attempt, state, code, now)
        name = sign_in_name(told)
        person = desk.staff.get(name) if name else None
        if person is None or person.disabled_at is not None:
            raise NotSignedIn("nobody of that name works here")
    except NotSignedIn as error:
        return _failed(request, pages, error)
    if person.must_change:
        # Who signs in elsewhere needs no first password, and nobody else may use it.
        desk.staff.set_password(person.name, hashed(token_urlsafe(32)), person.name, now, first=False)
    token = desk.sessions.begin(person.name, now, practice=desk.practice)
    response = pages.stranger(
        request, "access/onward.html", address=back(attempt.address).headers["location"]
    )
    set_cookie(response, request, token)
    set_open_id_cookie(response, request, COOKIE, "")
    return response


def _provider(desk: Desk) -> OpenId:
    if desk.open_id is None:
        raise HTTPException(404)
    return desk.open_id


def _failed(request: Request, pages: ThePages, error: NotSignedIn) -> Response:
    logger.warning("signing in by OpenID Connect failed: {}", error)
    return pages.sign_in(request, problem="access.sign_in.openid_failed")


def _redirect_uri(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}/console/sign-in/openid/done"
