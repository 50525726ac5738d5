"""What is live, the drafts, and a draft with its changes and what is found of them."""

from fastapi import APIRouter, HTTPException, Request, Response

from bot.records.sessions import Visitor
from bot.studio.danger import MOST_TOLD
from bot.studio.drafts import DraftRefused
from bot.studio.gate import APPROVERS_NEEDED
from bot.studio.look import Look
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio import presenter
from console.studio.desk import HOME, StudioDesk, TheLook, TheStudio, page_of
from console.studio.saving import TheForm, audit, free_name, text
from console.studio.working import approvers, checked_now, is_approvable

router = APIRouter(prefix="/studio", include_in_schema=False, dependencies=[only("administrator")])


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
    name = free_name(studio, reason)
    audit(desk, visitor, "draft.created", f"draft:{name}", reason=reason)
    try:
        studio.drafts.create(name, f"staff:{visitor.name}", reason, desk.now())
    except DraftRefused:
        raise HTTPException(409) from None
    return back(page_of(name), told="draft_created")


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
    if not is_approvable(checked_now(studio, look)):
        raise HTTPException(409)
    audit(desk, visitor, "draft.approved", f"draft:{name}", fingerprint=look.fingerprint)
    known = studio.drafts.result(name, "approvals") or {}
    studio.drafts.keep_result(name, "approvals", {**known, f"staff:{visitor.name}": look.fingerprint})
    return back(page_of(name), told="draft_approved")


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
    checked, rehearsed = checked_now(studio, look), studio.drafts.result(look.draft.name, "rehearsal")
    found = presenter.findings(desk, look.findings)
    approvals = approvers(studio, look)
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
        approvable=is_approvable(checked),
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
