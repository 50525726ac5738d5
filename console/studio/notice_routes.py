"""Notices: what callers are told of just now. They need no draft and no publishing."""

from datetime import datetime
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request, Response

from bot.care.hours import HELSINKI, local
from bot.care.notices import LONGEST, Notice, NoticeError, check
from bot.records.notices import SqlNotices
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import StudioDesk, TheStudio
from console.studio.saving import TheForm, text

router = APIRouter(prefix="/studio/notices", include_in_schema=False, dependencies=[only("administrator")])


@router.get("")
def notices(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio) -> Response:
    return _page(request, desk, pages, studio)


@router.post("")
def add(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, form: TheForm
) -> Response:
    now = desk.now()
    given = {key: str(form.get(key, "")) for key in ("text", "until", "need", "municipality", "service")}
    try:
        until = datetime.fromisoformat(given["until"]).replace(tzinfo=HELSINKI)
    except ValueError:
        return _page(request, desk, pages, studio, given, "until")
    notice = Notice(
        id=uuid4().hex[:8],
        text=text(form, "text"),
        valid_from=now,
        valid_until=until,
        author=f"staff:{visitor.name}",
        created_at=now,
        needs=_one(given["need"]),
        municipalities=_one(given["municipality"]),
        services=_one(given["service"]),
    )
    live = studio.looks.live()
    known = [each["id"] for each in live.services["services"]]
    try:
        check(notice, live.intents("needs"), live.services["municipalities"], known)
    except NoticeError as error:
        return _page(request, desk, pages, studio, given, str(error).partition(":")[0])
    SqlNotices(desk.engine).add(notice)
    return back("/console/studio/notices", told="notice_added")


@router.post("/{notice}/remove")
def remove(desk: TheDesk, visitor: Who, studio: TheStudio, notice: str) -> Response:
    if not SqlNotices(desk.engine).remove(notice, f"staff:{visitor.name}", desk.now()):
        raise HTTPException(404)
    return back("/console/studio/notices", told="notice_removed")


def _page(
    request: Request,
    desk: Desk,
    pages: Pages,
    studio: StudioDesk,
    given: dict[str, str] | None = None,
    problem: str = "",
) -> Response:
    live, now = studio.looks.live(), desk.now()
    standing = [
        {
            "id": each.id,
            "text": each.text,
            "until": desk.say.moment(each.valid_until, now),
            "over": each.valid_until <= now,
            "author": each.author.removeprefix("staff:"),
            "concerns": ", ".join(
                [*map(desk.need, each.needs), *each.municipalities, *map(desk.service, each.services)]
            ),
        }
        for each in SqlNotices(desk.engine).standing()
    ]
    return pages.page(
        request,
        "studio/notices.html",
        422 if problem else 200,
        notices=standing,
        given=given or {},
        problem=f"studio.notices.wrong.{problem}" if problem else "",
        longest=LONGEST,
        needs=sorted((desk.need(each), each) for each in live.intents("needs")),
        municipalities=live.services["municipalities"],
        services=[(each["name"], each["id"]) for each in live.services["services"]],
        soonest=local(now).strftime("%Y-%m-%dT%H:%M"),
    )


def _one(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
