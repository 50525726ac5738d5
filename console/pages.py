"""Rendering: a template of a subject, with what every page shows around it."""

from functools import cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from bot.records.sessions import Visitor
from bot.records.staff import Role
from console.access.permissions import holds
from console.desk import Desk, desk_of
from console.texts import FIRST, LANGUAGES, Texts

_FOLDER = Path(__file__).parent
_SUBJECTS = ("access", "callbacks", "calls", "design", "insight", "live", "studio")
_NAVIGATION: tuple[tuple[str, Role], ...] = (
    ("callbacks", "staff"),
    ("calls", "staff"),
    ("live", "staff"),
    ("insight", "supervisor"),
    ("access", "supervisor"),
    ("studio", "administrator"),
)


class Pages:
    """The console's pages. Templates hold no logic beyond loops and choices; all text is escaped."""

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for who is signed in. `values` are what the presenter phrased."""
        visitor: Visitor = request.state.visitor
        desk = desk_of(request)
        around = {
            "visitor": visitor,
            "here": _subject(request),
            "navigation": [subject for subject, role in _NAVIGATION if holds(visitor, role)],
            "alarms": _alarms(desk, visitor),
            "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "now": desk.now(),
            "told": _told(desk, request),
            "languages": LANGUAGES,
        }
        return _html(desk, template, status, {**around, **values})

    def sign_in(
        self, request: Request, *, address: str = "/console/callbacks", name: str = "", problem: str = ""
    ) -> HTMLResponse:
        """The page that a stranger gets, whatever they ask for."""
        desk = desk_of(request)
        values = {"address": address, "name": name, "problem": problem, "languages": LANGUAGES}
        return _html(desk, "access/sign_in.html", 401, {**values, "open_id": desk.open_id is not None})

    def stranger(self, request: Request, template: str, **values: Any) -> HTMLResponse:
        """A page of the sign-in itself."""
        return _html(desk_of(request), template, 200, values)


def _told(desk: Desk, request: Request) -> str:
    """What has just been done, as the page says it at its top."""
    key = f"told.{request.query_params.get('told', '')}"
    return desk.texts(key) if desk.texts.has(key) else ""


def _alarms(desk: Desk, visitor: Visitor) -> list[dict[str, Any]]:
    now = desk.now()
    return [
        {
            "call_sid": alarm.call_sid,
            "signs": [desk.sign(category) for category in alarm.signs],
            "suspected": alarm.is_suspicion,
            "words": alarm.words,
            "when": desk.say.moment(alarm.started_at, now),
            "number": desk.say.number(alarm.caller_number),
            "simulated": alarm.simulated,
        }
        for alarm in desk.alarms.waiting(now, practice=visitor.practice)
    ]


@cache
def _templates() -> Environment:
    """Every template, compiled once for the process."""
    folders = {name: FileSystemLoader(_FOLDER / name / "templates") for name in _SUBJECTS}
    return Environment(
        loader=PrefixLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _spoken(language: str) -> dict[str, Any]:
    """What every template says in a language. `finnish` marks what stays Finnish on another language's page."""
    texts = Texts(language)
    parts = _templates().get_template("design/parts.html").make_module({"t": texts})
    finnish = Markup("") if language == FIRST else Markup(' lang="fi"')
    return {"t": texts, "parts": parts, "finnish": finnish}


def _html(desk: Desk, template: str, status: int, values: dict[str, Any]) -> HTMLResponse:
    spoken = _spoken(desk.texts.language)
    return HTMLResponse(_templates().get_template(template).render({**spoken, **values}), status)


def _subject(request: Request) -> str:
    path = request.url.path.removeprefix("/console").strip("/")
    return path.partition("/")[0]


def _pages(request: Request) -> Pages:
    found: Pages = request.app.state.pages
    return found


ThePages = Annotated[Pages, Depends(_pages)]


def back(address: str, *, told: str = "") -> RedirectResponse:
    """After a form: on to a page of the console, with the key of what is told there."""
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/console/")
    path, query = (parts.path, parts.query) if inside else ("/console/callbacks", "")
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "told"]
    query = urlencode([*kept, ("told", told)] if told else kept)
    return RedirectResponse(f"{path}?{query}" if query else path, 303)
