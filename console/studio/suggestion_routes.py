"""What staff corrected and Luuri did not understand, as suggestions for the examples: rewritten or refused."""

from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from bot.records.sessions import Visitor
from bot.records.suggested import Suggestion
from bot.records.suggestions import AlreadyDecided, SqlSuggestions
from bot.studio import needs
from bot.studio.drafts import NoSuchDraft
from bot.studio.look import Look
from bot.studio.needs import Overlap
from bot.understanding.examples import same
from console.access.permissions import only
from console.calls.reasons import is_asked
from console.desk import Desk, TheDesk, Who
from console.insight.masking import telling
from console.looks import Looks
from console.pages import Pages, ThePages, back
from console.studio.desk import StudioDesk, TheStudio
from console.studio.need_routes import spoken_overlaps
from console.studio.saving import TheForm, save, text

router = APIRouter(
    prefix="/studio/suggestions", include_in_schema=False, dependencies=[only("administrator")]
)
HOME = "/console/studio/suggestions"


@router.get("")
def suggestions(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who
) -> Response:
    return _page(request, desk, pages, studio, visitor)


@router.post("/{key}/accept")
def accept(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    studio: TheStudio,
    visitor: Who,
    key: str,
    form: TheForm,
) -> Response:
    """The administrator's own wording becomes an example in a draft."""
    found = _open(desk, studio, key)
    written, need, name = text(form, "text"), str(form.get("need", "")), str(form.get("draft", ""))
    given = {"text": written, "need": need, "draft": name}
    try:
        look = studio.looks.of(name)
    except NoSuchDraft:
        return _page(request, desk, pages, studio, visitor, found, given, "draft")
    if not need:
        return _page(request, desk, pages, studio, visitor, found, given, "need")
    if need not in look.contents.intents("needs"):
        raise HTTPException(422)
    problem, detail = _problem(found, written, bool(form.get("confirmed")))
    if problem:
        return _page(request, desk, pages, studio, visitor, found, given, problem, detail)
    overlaps = list(needs.overlaps(look.contents, need, [written]))
    if any(each.kind == "contradicts" for each in overlaps) or (overlaps and not form.get("anyway")):
        return _page(request, desk, pages, studio, visitor, found, given, overlaps=overlaps, look=look)
    path = needs.path_of(need)
    known = SqlSuggestions(desk.engine)
    try:
        decision = known.accept(found, written, need, name, visitor.name, desk.now())
    except AlreadyDecided:
        raise HTTPException(404) from None
    wrong = "not saved"
    try:
        wrong = save(
            desk, studio, visitor, look, lambda read: {path: needs.with_examples(read(path), need, [written])}
        )
    finally:
        if wrong:
            known.take_back(found, decision, visitor.name, desk.now())
    if wrong:
        return _page(request, desk, pages, studio, visitor, found, given, "save", wrong)
    return back(HOME, told="suggestion_accepted")


@router.post("/{key}/refuse")
def refuse(desk: TheDesk, studio: TheStudio, visitor: Who, key: str) -> Response:
    found = _open(desk, studio, key)
    try:
        SqlSuggestions(desk.engine).refuse(found, visitor.name, desk.now())
    except AlreadyDecided:
        raise HTTPException(404) from None
    return back(HOME, told="suggestion_refused")


@router.post("/learned/{learned}/settle")
def settle(desk: TheDesk, studio: TheStudio, visitor: Who, learned: int) -> Response:
    """An example of an erased call has been seen to."""
    if not SqlSuggestions(desk.engine).settle(learned, visitor.name, desk.now()):
        raise HTTPException(404)
    return back(HOME, told="suggestion_settled")


def _open(desk: Desk, studio: StudioDesk, key: str) -> Suggestion:
    found = SqlSuggestions(desk.engine).get(key) if studio.learns else None
    if found is None:
        raise HTTPException(404)
    return found


def _problem(found: Suggestion, written: str, confirmed: bool) -> tuple[str, str]:
    """What keeps the wording out of the examples, and the words that do."""
    if not written:
        return "empty", ""
    if same(written) in (same(found.heard), same(found.right)):
        return "same", ""
    if tells := telling(written):
        return "telling", ", ".join(tells)
    return ("", "") if confirmed else ("confirm", "")


def _page(
    request: Request,
    desk: Desk,
    pages: Pages,
    studio: StudioDesk,
    visitor: Visitor,
    answered: Suggestion | None = None,
    given: dict[str, str] | None = None,
    problem: str = "",
    detail: str = "",
    overlaps: list[Overlap] | None = None,
    look: Look | None = None,
) -> Response:
    known = SqlSuggestions(desk.engine)
    found = known.open(practice=visitor.practice) if studio.learns else ()
    looks: Looks = request.app.state.looks
    looks.note(desk, visitor, "call.listed", {each.call_sid for each in found})
    live = studio.looks.live()
    t = desk.texts
    return pages.page(
        request,
        "studio/suggestions.html",
        422 if answered else 200,
        learns=studio.learns,
        rows=[_row(desk, each, answered, given) | _around(desk, visitor, each) for each in found],
        needs=sorted((desk.need(each), each) for each in live.intents("needs")),
        known=live.intents("needs"),
        drafts=[(each.name, each.reason) for each in studio.drafts.all()],
        problem=t(f"studio.suggestions.wrong.{problem}", words=detail) if problem else "",
        overlaps=spoken_overlaps(desk, look, overlaps) if look and overlaps else [],
        contradicts=any(each.kind == "contradicts" for each in overlaps or ()),
        erased=[
            {
                "id": each.id,
                "text": each.text,
                "where": t("studio.suggestions.erased_of", need=desk.need(each.need), draft=each.draft),
            }
            for each in known.of_erased_calls()
        ],
    )


def _around(desk: Desk, visitor: Visitor, each: Suggestion) -> dict[str, Any]:
    """What Luuri said before the words and after them, and whether their sound can be heard."""
    now = desk.now()
    call = desk.calls.get(each.call_sid)
    if call is None or not each.place.isdigit():
        return {"before": "", "after": "", "sound": False}
    at = int(each.place)
    said = {turn.index: turn.text for turn in desk.calls.turns(each.call_sid) if turn.speaker == "luuri"}
    kept = at in desk.sound.turns(each.call_sid)
    return {
        "before": said.get(at - 1, ""),
        "after": said.get(at + 1, ""),
        "sound": kept and not is_asked(desk, visitor, call, desk.queue.of_call(each.call_sid, now), now),
    }


def _row(
    desk: Desk, each: Suggestion, answered: Suggestion | None, given: dict[str, str] | None
) -> dict[str, Any]:
    mine = answered is not None and answered.key == each.key and given is not None
    wished = each.right if each.kind == "need" else each.understood
    return {
        "id": each.key,
        "call_sid": each.call_sid,
        "turn": each.place,
        "kind": each.kind,
        "when": desk.say.moment(each.at, desk.now()),
        "heard": each.heard,
        "understood": desk.need(each.understood or None),
        "right": desk.need(each.right) if each.kind == "need" else each.right,
        "given": given if mine else {"text": "", "need": wished, "draft": ""},
        "open": mine,
    }
