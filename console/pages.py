"""Rendering: a template of a subject, with what every page shows around it."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Depends
from jinja2 import Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from bot.records.sessions import Visitor
from bot.records.staff import Role
from console.access.permissions import holds
from console.desk import Desk

_FOLDER = Path(__file__).parent
_SUBJECTS = ("access", "callbacks", "calls", "design", "insight", "live")
_NAVIGATION: tuple[tuple[str, Role], ...] = (
    ("callbacks", "staff"),
    ("calls", "staff"),
    ("live", "staff"),
    ("insight", "supervisor"),
    ("access", "supervisor"),
)


class Pages:
    """The console's pages. Templates hold no logic beyond loops and choices; all text is escaped."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.texts = desk.texts
        folders = {name: FileSystemLoader(_FOLDER / name / "templates") for name in _SUBJECTS}
        self._templates = Environment(
            loader=PrefixLoader(folders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(t=desk.texts)
        self._templates.globals["parts"] = self._templates.get_template("design/parts.html").module

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page for who is signed in. `values` are what the presenter phrased."""
        visitor: Visitor = request.state.visitor
        now = self._desk.now()
        around = {
            "visitor": visitor,
            "here": _subject(request),
            "navigation": [subject for subject, role in _NAVIGATION if holds(visitor, role)],
            "alarms": self._alarms(visitor),
            "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "now": now,
            "told": self._told(request),
        }
        return self._html(template, status, {**around, **values})

    def sign_in(
        self, request: Request, *, address: str = "/console/callbacks", name: str = "", problem: str = ""
    ) -> HTMLResponse:
        """The page that a stranger gets, whatever they ask for."""
        values = {"address": address, "name": name, "problem": problem}
        return self._html("access/sign_in.html", 401, {**values, "open_id": self._desk.open_id is not None})

    def stranger(self, template: str, **values: Any) -> HTMLResponse:
        """A page of the sign-in itself."""
        return self._html(template, 200, values)

    def _told(self, request: Request) -> str:
        """What has just been done, as the page says it at its top."""
        key = f"told.{request.query_params.get('told', '')}"
        return self.texts(key) if self.texts.has(key) else ""

    def _alarms(self, visitor: Visitor) -> list[dict[str, Any]]:
        desk, now = self._desk, self._desk.now()
        return [
            {
                "call_sid": alarm.call_sid,
                "signs": [desk.sign(category) for category in alarm.red_flags],
                "words": alarm.words,
                "when": desk.say.moment(alarm.started_at, now),
                "number": desk.say.number(alarm.caller_number),
                "simulated": alarm.simulated,
            }
            for alarm in desk.alarms.waiting(now, practice=visitor.practice)
        ]

    def _html(self, template: str, status: int, values: dict[str, Any]) -> HTMLResponse:
        return HTMLResponse(self._templates.get_template(template).render(values), status)


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
