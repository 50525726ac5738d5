"""What is live, the drafts, and a draft from its changes to its publishing."""

import re
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.records.sessions import Visitor
from bot.studio.danger import MOST_TOLD
from bot.studio.drafts import DraftRefused
from bot.studio.gate import APPROVERS_NEEDED
from bot.studio.jobs import Busy, Kind, Work
from bot.studio.look import Look
from bot.studio.publisher import Refused
from bot.studio.releases import Progress
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio import presenter
from console.studio.desk import StudioDesk, TheLook, TheStudio
from console.studio.saving import TheForm, audit, text
from console.studio.telling import told_of

router = APIRouter(prefix="/studio", include_in_schema=False, dependencies=[only("administrator")])
HOME = "/console/studio"
_LETTERS = str.maketrans({"å": "a", "ä": "a", "ö": "o"})


def page_of(draft: str, tab: str = "") -> str:
    """A draft's page."""
    return f"{HOME}/drafts/{draft}{'/' + tab if tab else ''}"


@router.get("")
def landing(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio) -> Response:
    return _landing(request, desk, pages, studio)


@router.post("/drafts")
def new_draft(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, form: TheForm
) -> Response:
    reason = text(form, "reason")
    if not reason:
        return _landing(request, desk, pages, studio, problem="studio.new.no_reason", status=422)
    name = _free_name(studio, reason)
    audit(desk, visitor, "draft.created", f"draft:{name}", reason=reason)
    try:
        studio.drafts.create(name, f"staff:{visitor.name}", reason, desk.now())
    except DraftRefused:
        raise HTTPException(409) from None
    return back(page_of(name), told="draft_created")


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

    return _begin(studio, "rollback", "release", actor, work, f"{HOME}/history")


@router.get("/drafts/{draft}")
def draft_page(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheLook
) -> Response:
    return _draft(request, desk, pages, studio, look)


@router.post("/drafts/{draft}/discard")
def discard(desk: TheDesk, studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name = look.draft.name
    job = studio.jobs.of(name)
    if job is not None and job.outcome is None:
        return back(page_of(name), told="studio_busy")
    audit(desk, visitor, "draft.discarded", f"draft:{name}", reason=look.draft.reason)
    studio.drafts.delete(name)
    return back(HOME, told="draft_discarded")


@router.post("/drafts/{draft}/settle")
def settle(desk: TheDesk, studio: TheStudio, visitor: Who, look: TheLook, form: TheForm) -> Response:
    """A conflict ends, or the live version's file is taken again."""
    path, take = str(form.get("path", "")), str(form.get("take", ""))
    if path not in look.draft.touched or take not in ("draft", "live"):
        raise HTTPException(422)
    audit(desk, visitor, "draft.changed", f"draft:{look.draft.name}", files=[path], take=take)
    studio.drafts.settle(look.draft.name, path, "draft" if take == "draft" else "live")
    return back(page_of(look.draft.name), told="draft_saved")


@router.post("/drafts/{draft}/approve")
def approve(desk: TheDesk, studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    """A named person accepts that signs of danger are weakened, in the draft as it is now."""
    name = look.draft.name
    if not _approvable(_checked(studio, look)):
        raise HTTPException(409)
    audit(desk, visitor, "draft.approved", f"draft:{name}", fingerprint=look.fingerprint)
    known = studio.drafts.result(name, "approvals") or {}
    studio.drafts.keep_result(name, "approvals", {**known, f"staff:{visitor.name}": look.fingerprint})
    return back(page_of(name), told="draft_approved")


@router.post("/drafts/{draft}/check")
async def check(studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name, actor = look.draft.name, f"staff:{visitor.name}"

    async def work(progress: Progress) -> dict[str, Any]:
        verdict = await studio.publisher.judge(name, progress)
        found = {"findings": [each.as_json() for each in verdict.findings], "figures": verdict.figures}
        _keep(studio, look, "check", found)
        return {"refused": len(verdict.refusals())}

    return _begin(studio, "check", name, actor, work, page_of(name))


@router.post("/drafts/{draft}/rehearse")
async def rehearse(studio: TheStudio, visitor: Who, look: TheLook) -> Response:
    name, actor = look.draft.name, f"staff:{visitor.name}"

    async def work(progress: Progress) -> dict[str, Any]:
        edition = studio.drafts.edition(name, "rehearsed")
        found = await studio.rehearsals.rehearse(studio.releases.live(), edition, progress)
        _keep(studio, look, "rehearsal", found.as_json())
        return {"changed": len(found.changed)}

    return _begin(studio, "rehearse", name, actor, work, page_of(name))


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
                name, actor, approvers=_approvers(studio, look), figures=measured, progress=progress
            )
        except Refused as refused:
            found = [each.as_json() for each in refused.findings]
            _keep(studio, look, "check", {"findings": found, "figures": {}})
            raise
        return {"release": done.release.number, "seconds": done.seconds}

    return _begin(studio, "publish", name, actor, work, f"{HOME}/publishing/{name}")


@router.get("/publishing/{draft}")
def publishing(request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, draft: str) -> Response:
    """How a publishing goes; the draft itself is gone when it has gone live."""
    job = studio.jobs.of(draft)
    if job is None or job.kind != "publish":
        raise HTTPException(404)
    return pages.page(request, "studio/publishing.html", name=draft, job=presenter.job(desk, job))


def _landing(
    request: Request, desk: Desk, pages: Pages, studio: StudioDesk, problem: str = "", status: int = 200
) -> Response:
    live = studio.releases.live_number()
    releases = studio.releases
    previous = releases.previous_number()
    drafts = [studio.looks.of(each.name) for each in studio.drafts.all()]
    return pages.page(
        request,
        "studio/studio.html",
        status,
        release=presenter.release(desk, releases.get(live), live=live),
        previous=None if previous is None else presenter.release(desk, releases.get(previous), live=live),
        drafts=[presenter.draft_line(desk, look) for look in drafts],
        problem=problem,
        job=presenter.job(desk, studio.jobs.going_on),
    )


def _draft(request: Request, desk: Desk, pages: Pages, studio: StudioDesk, look: Look) -> Response:
    checked, rehearsed = _checked(studio, look), studio.drafts.result(look.draft.name, "rehearsal")
    found = presenter.findings(desk, look.findings)
    approvals = _approvers(studio, look)
    visitor: Visitor = request.state.visitor
    return pages.page(
        request,
        "studio/draft.html",
        **presenter.around(look, "summary"),
        line=presenter.draft_line(desk, look),
        changes=presenter.changes(desk, look.changes),
        conflicts=look.conflicts,
        found=found,
        whole=look.whole,
        checked=presenter.findings(desk, checked["findings"]) if checked else None,
        check_figures=presenter.figures(desk, checked["figures"]) if checked else [],
        approvable=_approvable(checked),
        approvals=[presenter.person(name) for name in approvals],
        approved=len(approvals) >= APPROVERS_NEEDED,
        has_approved=f"staff:{visitor.name}" in approvals,
        rehearsed=presenter.figures(desk, rehearsed["figures"]) if rehearsed else None,
        rehearsed_stale=bool(rehearsed) and rehearsed["fingerprint"] != look.fingerprint,  # type: ignore[index]
        differing=len(rehearsed["changed"]) if rehearsed else 0,
        job=presenter.job(desk, studio.jobs.of(look.draft.name)),
        others=studio.jobs.going_on is not None,
        most=MOST_TOLD,
    )


def _begin(studio: StudioDesk, kind: Kind, about: str, actor: str, work: Work, page: str) -> Response:
    try:
        studio.jobs.begin(kind, about, actor, work)
    except Busy:
        return back(page if kind != "publish" else page_of(about), told="studio_busy")
    return back(page)


def _keep(studio: StudioDesk, look: Look, kind: str, found: Mapping[str, Any]) -> None:
    """Keep what was found of the draft as it was when the work began."""
    studio.drafts.keep_result(look.draft.name, kind, {**found, "fingerprint": look.fingerprint})


def _checked(studio: StudioDesk, look: Look) -> dict[str, Any] | None:
    """What the gate said of the draft as it is now; None when it has changed since, or was never asked."""
    found = studio.drafts.result(look.draft.name, "check")
    return found if found is not None and found["fingerprint"] == look.fingerprint else None


def _approvable(checked: Mapping[str, Any] | None) -> bool:
    return checked is not None and any(each["approvable"] and each["refuses"] for each in checked["findings"])


def _approvers(studio: StudioDesk, look: Look) -> list[str]:
    """Who accepted the weakening of danger in the draft as it is now."""
    known = studio.drafts.result(look.draft.name, "approvals") or {}
    return [name for name, fingerprint in known.items() if fingerprint == look.fingerprint]


def _free_name(studio: StudioDesk, reason: str) -> str:
    """A draft's name made of its reason."""
    name = (
        re.sub(r"[^a-z0-9]+", "-", reason.lower().translate(_LETTERS)).strip("-")[:40].strip("-") or "luonnos"
    )
    taken = {each.name for each in studio.drafts.all()}
    return next(
        each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each not in taken
    )
