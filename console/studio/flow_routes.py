"""How a call goes from each need, drawn from the draft's own rules."""

from fastapi import APIRouter, HTTPException, Request, Response

from bot.studio.flow import Flow, flow
from bot.studio.questions import PATH
from console.access.permissions import only
from console.desk import TheDesk
from console.pages import ThePages
from console.studio.desk import TheStudio, TheWhole
from console.studio.drawing import drawn, said, step_name
from console.studio.presenter import around

router = APIRouter(
    prefix="/studio/drafts/{draft}/flow", include_in_schema=False, dependencies=[only("administrator")]
)


@router.get("")
def all_flows(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole
) -> Response:
    needs = look.contents.intents("needs")
    rows = sorted((str(look.contents.names.get(need, need)), need) for need in needs)
    return pages.page(request, "studio/flows.html", **around(look, "flow"), needs=rows)


@router.get("/{need}")
def one_flow(
    request: Request, desk: TheDesk, pages: ThePages, studio: TheStudio, look: TheWhole, need: str
) -> Response:
    contents = look.contents
    examples = contents.intents("needs").get(need)
    if examples is None:
        raise HTTPException(404)
    found = flow(contents, need)
    name = str(contents.names.get(need, need))
    labels = {topic: str(each["label"]) for topic, each in contents.documents[PATH]["topics"].items()}
    return pages.page(
        request,
        "studio/flow.html",
        **around(look, "flow"),
        need=need,
        name=name,
        drawing=drawn(desk, found, name, labels, len(examples)),
        sentences=said(desk, found, name),
        interrupted=_interrupted(found),
        needs=sorted((str(contents.names.get(each, each)), each) for each in contents.intents("needs")),
    )


def _interrupted(found: Flow) -> list[tuple[str, list[str]]]:
    """Which dangers break off which forms, both together where they are the same."""
    named = {danger: [step_name(form) for form in forms] for danger, forms in found.interrupted_in.items()}
    if len({tuple(forms) for forms in named.values()}) == 1:
        named = {"both": next(iter(named.values()))}
    return [(key, forms) for key, forms in named.items() if forms]
