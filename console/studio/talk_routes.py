"""Talking with a draft before any caller does, in text."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from bot.care.hours import HELSINKI, local
from bot.studio.jobs import Busy
from bot.studio.look import Look
from bot.studio.rehearsal import SideFailed
from bot.studio.releases import Progress
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio import presenter
from console.studio.desk import StudioDesk, TheStudio, TheWhole, page_of
from console.studio.saving import TheForm, text

router = APIRouter(
    prefix="/studio/drafts/{draft}/talk", include_in_schema=False, dependencies=[only("administrator")]
)
MOST_LINES = 40


@router.get("")
def talk(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole) -> Response:
    return _talk(request, desk, pages, studio, look, [], [])


@router.post("/open")
async def open_line(studio: TheStudio, visitor: Who, look: TheWhole) -> Response:
    """Start the draft beside the live version; nothing that is said in it reaches the records."""
    name, key, reason = look.draft.name, look.key, look.draft.reason
    if studio.rehearsals.on_the_line == key:
        return back(page_of(name, "talk"))

    async def work(progress: Progress) -> dict[str, Any]:
        draft = studio.drafts.edition(name, "talked")
        await studio.rehearsals.open(key, reason, studio.releases.live(), draft, progress)
        return {}

    try:
        studio.jobs.begin("talk", name, f"staff:{visitor.name}", work)
    except Busy:
        return back(page_of(name, "talk"), told="studio_busy")
    return back(page_of(name, "talk"))


@router.post("")
async def say(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, form: TheForm
) -> Response:
    """The call so far with one more line of the caller's."""
    lines = [str(each) for each in form.getlist("said")]
    if new := text(form, "line"):
        lines.append(new)
    try:
        at = datetime.fromisoformat(str(form.get("at", ""))).replace(tzinfo=HELSINKI)
    except ValueError:
        at = local(desk.now())
    try:
        told = await studio.rehearsals.say(look.key, at, lines[:MOST_LINES])
    except SideFailed:
        return back(page_of(look.draft.name, "talk"), told="line_closed")
    return _talk(request, desk, pages, studio, look, lines[:MOST_LINES], told, at)


def _talk(
    request: Request,
    desk: Desk,
    pages: Pages,
    studio: StudioDesk,
    look: Look,
    lines: list[str],
    told: list[tuple[str, str]],
    at: datetime | None = None,
) -> Response:
    job = studio.jobs.of(look.draft.name)
    on_the_line = studio.rehearsals.on_the_line
    about = (on_the_line or "").partition(" ")[0]
    ended = next((what for who, what in told if who == "ended"), "")
    key = f"studio.talk.ended.{ended}"
    return pages.page(
        request,
        "studio/talk.html",
        **presenter.around(look, "talk"),
        open=on_the_line == look.key,
        ticket=studio.rehearsals.ticket(look.key) if studio.may_ring(request) else "",
        older=on_the_line is not None and on_the_line != look.key and about == look.draft.name,
        other=about if on_the_line is not None and about != look.draft.name else "",
        lines=lines,
        spoken=[(who, what) for who, what in told if who != "ended"],
        ended=desk.texts(key if desk.texts.has(key) else "studio.talk.ended.stuck") if ended else "",
        at=local(at or desk.now()).strftime("%Y-%m-%dT%H:%M"),
        job=presenter.job(desk, job) if job is not None and job.kind == "talk" else None,
        busy=studio.jobs.going_on is not None,
    )
