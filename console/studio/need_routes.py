"""Needs and how callers say them: examples more and fewer, a new need, and what speaks against an example."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.studio import needs, questions
from bot.studio.look import Look
from bot.studio.needs import FEWEST, NewNeed, Overlap
from console.access.permissions import only
from console.desk import Desk, TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import TheStudio, TheWhole, page_of
from console.studio.presenter import around
from console.studio.saving import TheForm, save, text

router = APIRouter(
    prefix="/studio/drafts/{draft}", include_in_schema=False, dependencies=[only("administrator")]
)


@router.get("/needs")
def all_needs(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole
) -> Response:
    return _needs(request, desk, pages, look)


@router.post("/needs")
def new_need(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    studio: TheStudio,
    visitor: Who,
    look: TheWhole,
    form: TheForm,
) -> Response:
    need = NewNeed(
        name=text(form, "name"),
        service=str(form.get("service", "")),
        examples=tuple(needs.cleaned(str(form.get("examples", "")))),
        questions=tuple(str(each) for each in form.getlist("question")),
        matter=text(form, "matter"),
    )
    problem, found = "", list(needs.overlaps(look.contents, need.id, need.examples))
    if any(each.kind == "contradicts" for each in found) or (found and not form.get("anyway")):
        return _needs(request, desk, pages, look, need, overlaps=found)
    try:
        problem = save(desk, studio, visitor, look, lambda read: needs.new_need(look.contents, read, need))
    except ValueError as error:
        problem = desk.texts(f"studio.needs.wrong.{error}", n=FEWEST)
    if problem:
        return _needs(request, desk, pages, look, need, problem)
    return back(page_of(look.draft.name, f"needs/{need.id}"), told="need_added")


@router.get("/needs/{need}")
def one_need(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, need: str
) -> Response:
    return _need(request, desk, pages, look, need)


@router.post("/needs/{need}")
def change_examples(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheWhole, need: str,
    form: TheForm,
) -> Response:  # fmt: skip
    path = _path(look, need)
    added = needs.cleaned(str(form.get("examples", "")))
    gone = [str(each) for each in form.getlist("remove")]
    found = list(needs.overlaps(look.contents, need, added))
    if any(each.kind == "contradicts" for each in found) or (found and not form.get("anyway")):
        return _need(request, desk, pages, look, need, added=added, overlaps=found)
    problem = save(
        desk, studio, visitor, look, lambda read: {path: needs.with_examples(read(path), need, added, gone)}
    )
    if problem:
        return _need(request, desk, pages, look, need, added=added, problem=problem)
    return back(page_of(look.draft.name, f"needs/{need}"), told="draft_saved")


def _needs(
    request: Request,
    desk: Desk,
    pages: Pages,
    look: Look,
    need: NewNeed | None = None,
    problem: str = "",
    overlaps: list[Overlap] | None = None,
) -> Response:
    contents = look.contents
    live = look.live.intents("needs")
    rows = [
        {
            "id": each,
            "name": contents.names.get(each, each),
            "examples": len(examples),
            "changed": examples != live.get(each),
        }
        for each, examples in contents.intents("needs").items()
    ]
    return pages.page(
        request,
        "studio/needs.html",
        422 if problem or overlaps else 200,
        **around(look, "needs"),
        needs=sorted(rows, key=lambda row: str(row["name"]).casefold()),
        services=[each for each in contents.services["services"] if each.get("callback")],
        topics=questions.selectable(contents.documents[questions.PATH]),
        need=need,
        problem=problem,
        overlaps=spoken_overlaps(desk, look, overlaps or []),
        contradicts=any(each.kind == "contradicts" for each in overlaps or ()),
        fewest=FEWEST,
    )


def _need(
    request: Request,
    desk: Desk,
    pages: Pages,
    look: Look,
    need: str,
    added: list[str] | None = None,
    overlaps: list[Overlap] | None = None,
    problem: str = "",
) -> Response:
    _path(look, need)
    examples = look.contents.intents("needs")[need]
    live = set(look.live.intents("needs").get(need, ()))
    return pages.page(
        request,
        "studio/need.html",
        422 if problem or overlaps else 200,
        **around(look, "needs"),
        need=need,
        name=look.contents.names.get(need, need),
        examples=[{"text": each, "new": each not in live} for each in examples],
        added=added or [],
        overlaps=spoken_overlaps(desk, look, overlaps or []),
        contradicts=any(each.kind == "contradicts" for each in overlaps or ()),
        problem=problem,
    )


def spoken_overlaps(desk: Desk, look: Look, found: list[Overlap]) -> list[dict[str, Any]]:
    """What speaks against examples, in words."""
    names = look.contents.names
    return [
        {
            "kind": each.kind,
            "text": desk.texts(
                f"studio.overlap.{each.kind}",
                example=each.example,
                other=desk.sign(each.other) if each.kind == "danger" else names.get(each.other, each.other),
                text=each.text,
            ),
        }
        for each in found
    ]


def _path(look: Look, need: str) -> str:
    path = needs.path_of(need)
    if need not in look.contents.intents("needs") or path not in look.contents.documents:
        raise HTTPException(404)
    return path
