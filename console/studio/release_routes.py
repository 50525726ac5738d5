"""From a draft to a release: checking, rehearsing, publishing, and every release that there was."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.studio.publisher import Refused
from bot.studio.releases import FIRST, NoSuchRelease, Progress
from console.access.permissions import only
from console.desk import TheDesk, Who
from console.pages import ThePages, back
from console.studio import presenter
from console.studio.desk import HOME, TheLook, TheStudio, page_of
from console.studio.saving import TheForm, audit, free_name, text
from console.studio.telling import told_of
from console.studio.working import approvers, begin, keep

router = APIRouter(prefix="/studio", include_in_schema=False, dependencies=[only("administrator")])


@router.post("/drafts/{draft}/check")
async def check(studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name, actor = look.draft.name, f"staff:{visitor.name}"

    async def work(progress: Progress) -> dict[str, Any]:
        verdict = await studio.publisher.judge(name, progress)
        found = {"findings": [each.as_json() for each in verdict.findings], "figures": verdict.figures}
        keep(studio, look, "check", found)
        return {"refused": len(verdict.refusals())}

    return begin(studio, "check", name, actor, work, page_of(name))


@router.post("/drafts/{draft}/rehearse")
async def rehearse(studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name, actor = look.draft.name, f"staff:{visitor.name}"

    async def work(progress: Progress) -> dict[str, Any]:
        edition = studio.drafts.edition(name, "rehearsed")
        found = await studio.rehearsals.rehearse(studio.releases.live(), edition, progress)
        keep(studio, look, "rehearsal", found.as_json())
        return {"changed": len(found.changed)}

    return begin(studio, "rehearse", name, actor, work, page_of(name))


@router.get("/drafts/{draft}/rehearsal")
def rehearsal(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheLook) -> Response:
    found = studio.drafts.result(look.draft.name, "rehearsal")
    if found is None:
        raise HTTPException(404)
    return pages.page(
        request,
        "studio/rehearsal.html",
        **presenter.around(look, "summary"),
        stale=found["fingerprint"] != look.fingerprint,
        figures=presenter.figures(desk, found["figures"]),
        changed=told_of(desk, found["changed"]),
    )


@router.post("/drafts/{draft}/publish")
async def publish(desk: TheDesk, studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name, actor = look.draft.name, f"staff:{visitor.name}"
    rehearsed = studio.drafts.result(name, "rehearsal") or {}
    measured = rehearsed.get("figures") if rehearsed.get("fingerprint") == look.fingerprint else None

    async def work(progress: Progress) -> dict[str, Any]:
        try:
            done = await studio.publisher.publish(
                name,
                actor,
                approvers=approvers(studio, look),
                figures=measured,
                fingerprint=look.fingerprint,
                progress=progress,
            )
        except Refused as refused:
            found = [each.as_json() for each in refused.findings]
            keep(studio, look, "check", {"findings": found, "figures": {}})
            raise
        return {"release": done.release.number, "seconds": done.seconds}

    return begin(studio, "publish", name, actor, work, f"{HOME}/publishing/{name}")


@router.get("/publishing/{draft}")
def publishing(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, draft: str) -> Response:
    """How a publishing goes; the draft itself is gone when it has gone live."""
    job = studio.jobs.of(draft)
    if job is None or job.kind != "publish":
        raise HTTPException(404)
    return pages.page(request, "studio/publishing.html", name=draft, job=presenter.job(desk, job))


@router.get("/history")
def history(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio) -> Response:
    live = studio.releases.live_number()
    return pages.page(
        request,
        "studio/history.html",
        releases=[presenter.release(desk, each, live=live) for each in reversed(studio.releases.all())],
        events=[presenter.event(desk, each) for each in reversed(studio.releases.history())],
        job=presenter.job(desk, studio.jobs.of("release")),
    )


@router.post("/history/{number}/restore")
async def restore_release(
    desk: TheDesk, studio: TheStudio, visitor: Who, number: int, form: TheForm
) -> Response:
    reason = text(form, "reason") or desk.texts("studio.history.default_reason")
    actor = f"staff:{visitor.name}"

    async def work(progress: Progress) -> dict[str, Any]:
        release = await studio.publisher.rollback(actor, reason, number, progress)
        return {"release": release.number}

    return begin(studio, "rollback", "release", actor, work, f"{HOME}/history")


@router.post("/history/{number}/draft")
def draft_of_release(desk: TheDesk, studio: TheStudio, visitor: Who, number: int) -> Response:
    """A release as a draft over the live version: it can be rehearsed, talked with and rung like any other."""
    try:
        edition = studio.releases.edition(number)
    except NoSuchRelease:
        raise HTTPException(404) from None
    release = (
        desk.texts("studio.release", n=number) if number != FIRST else desk.texts("studio.first_release")
    )
    reason = desk.texts("studio.history.draft_reason", name=release)
    name = free_name(studio, reason)
    audit(desk, visitor, "draft.created", f"draft:{name}", reason=reason, release=number)
    studio.drafts.create_from(edition, name, f"staff:{visitor.name}", reason, desk.now())
    return back(page_of(name), told="draft_created")
