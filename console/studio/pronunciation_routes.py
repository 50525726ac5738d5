"""How words and names are said: respelling them for every voice or for one, and hearing both before saving."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from starlette.datastructures import FormData

from bot.speech.pronunciation import PronunciationError, Respelling, checked
from bot.studio import pronunciations
from bot.studio.look import Look
from console.access.permissions import only
from console.desk import TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import StudioDesk, TheStudio, TheWhole, page_of
from console.studio.presenter import around, fault
from console.studio.saving import TheForm, save, text

router = APIRouter(
    prefix="/studio/drafts/{draft}/pronunciation",
    include_in_schema=False,
    dependencies=[only("administrator")],
)
TAB = "pronunciation"


@router.get("")
def words(request: Request, pages: ThePages, studio: TheStudio, look: TheWhole) -> Response:
    return _page(request, pages, studio, look)


@router.post("")
def change(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    studio: TheStudio,
    visitor: Who,
    look: TheWhole,
    form: TheForm,
) -> Response:
    """A new word, one that is changed, or one that is taken away; `at` is its place."""
    at = _place(look, form)
    given = _given(form)
    gone = bool(form.get("remove"))
    problem = "" if gone else _problem(desk, studio, look, given, at)

    def changed(read: Any) -> dict[str, str]:
        try:
            known = read(pronunciations.PATH)
        except FileNotFoundError:
            known = pronunciations.EMPTY
        if gone and at is not None:
            return {pronunciations.PATH: pronunciations.without_word(known, at)}
        return {pronunciations.PATH: pronunciations.with_word(known, given, at)}

    problem = problem or save(desk, studio, visitor, look, changed)
    if problem:
        return _page(request, pages, studio, look, given, at, problem)
    return back(page_of(look.draft.name, TAB), told="draft_saved")


def _problem(desk: TheDesk, studio: StudioDesk, look: Look, given: Respelling, at: int | None) -> str:
    if not given.word or not given.said:
        return desk.texts("studio.pronunciation.both")
    known = pronunciations.of(look.contents).respellings
    if any((each.word, each.voice) == (given.word, given.voice) for n, each in enumerate(known) if n != at):
        return desk.texts("studio.fault.word_twice", word=given.word)
    try:
        voices = {*studio.voices, *(each.voice for each in known)}
        checked(given, voices=tuple(voices))
    except PronunciationError as error:
        return fault(desk, error, with_subject=False)
    return ""


def _given(form: FormData) -> Respelling:
    return Respelling(
        text(form, "word"),
        text(form, "said"),
        text(form, "voice"),
        bool(form.get("endings")),
        text(form, "source"),
    )


def _place(look: Look, form: FormData) -> int | None:
    at = str(form.get("at", ""))
    if not at:
        return None
    if not at.isdigit() or int(at) >= len(pronunciations.of(look.contents).respellings):
        raise HTTPException(422)
    return int(at)


def _page(
    request: Request,
    pages: Pages,
    studio: StudioDesk,
    look: Look,
    given: Respelling | None = None,
    at: int | None = None,
    problem: str = "",
) -> Response:
    known = list(pronunciations.of(look.contents).respellings)
    live = pronunciations.of(look.live).respellings
    rows = [given if n == at and given is not None else each for n, each in enumerate(known)]
    return pages.page(
        request,
        "studio/pronunciation.html",
        422 if problem else 200,
        **around(look, TAB),
        rows=[{"word": each, "changed": each not in live} for each in rows],
        new=given if at is None and given is not None else Respelling("", ""),
        voices=sorted({*studio.voices, *(each.voice for each in known if each.voice)}),
        speaks=studio.voices[0] if studio.voices else "",
        problem=problem,
        wrong=at,
    )
