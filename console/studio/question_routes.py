"""Which questions each need asks before a callback request, in which order."""

from fastapi import APIRouter, HTTPException, Request, Response

from bot.care.intake.questions import CONDITIONS
from bot.studio import questions
from bot.studio.look import Look
from console.access.permissions import only
from console.desk import TheDesk, Who
from console.pages import Pages, ThePages, back
from console.studio.desk import TheStudio, TheWhole, page_of
from console.studio.presenter import around
from console.studio.saving import TheForm, save

router = APIRouter(
    prefix="/studio/drafts/{draft}", include_in_schema=False, dependencies=[only("administrator")]
)
MOST = 12


@router.get("/questions")
def all_questions(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole
) -> Response:
    intake, now = look.contents.documents[questions.PATH], look.live.documents[questions.PATH]
    rows = [
        {
            "id": need,
            "name": look.contents.names.get(need, need),
            "questions": [intake["topics"][topic]["label"] for topic, _ in questions.asked(intake, need)],
            "changed": intake["needs"][need] != now["needs"].get(need),
        }
        for need in intake["needs"]
    ]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    return pages.page(request, "studio/questions.html", **around(look, "questions"), needs=rows)


@router.get("/questions/{need}")
def one_need(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, need: str
) -> Response:
    intake = look.contents.documents[questions.PATH]
    if need not in intake["needs"]:
        raise HTTPException(404)
    return _page(request, pages, look, need, questions.asked(intake, need))


@router.post("/questions/{need}")
def change_questions(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, visitor: Who, look: TheWhole, need: str,
    form: TheForm,
) -> Response:  # fmt: skip
    intake = look.contents.documents[questions.PATH]
    if need not in intake["needs"]:
        raise HTTPException(404)
    topics = [str(each) for each in form.getlist("topic")]
    conditions = [str(each) for each in form.getlist("condition")]
    wanted = [(topic, when) for topic, when in zip(topics, conditions, strict=False) if topic]
    if any(topic not in intake["topics"] for topic, _ in wanted):
        raise HTTPException(422)
    if len({topic for topic, _ in wanted}) < len(wanted):
        return _page(request, pages, look, need, wanted, desk.texts("studio.questions.twice"))
    path = questions.PATH
    problem = save(
        desk, studio, visitor, look, lambda read: {path: questions.with_questions(read(path), need, wanted)}
    )
    if problem:
        return _page(request, pages, look, need, wanted, problem)
    return back(page_of(look.draft.name, f"questions/{need}"), told="draft_saved")


def _page(
    request: Request, pages: Pages, look: Look, need: str, asked: list[questions.Asked], problem: str = ""
) -> Response:
    intake = look.contents.documents[questions.PATH]
    labels = {topic: str(each["label"]) for topic, each in intake["topics"].items()}
    topics = questions.selectable(intake) | {topic: labels[topic] for topic, _ in asked}
    prompts = look.contents.prompts
    return pages.page(
        request,
        "studio/question_set.html",
        422 if problem else 200,
        **around(look, "questions"),
        need=need,
        name=look.contents.names.get(need, need),
        rows=[*asked, *[("", "")] * max(2, 4 - len(asked))][:MOST],
        topics=topics,
        last=[labels[topic] for topic in questions.last(intake)] if asked else [],
        asked=[(prompts.get(f"utter_ask_{topic}", [topic])[0], topic) for topic, _ in asked],
        conditions=tuple(CONDITIONS),
        problem=problem,
    )
