"""How a call goes from one need: the rules that it can reach, each form with the questions that it asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.dialogue.story_graph import Edge, Graph, Node, graph_of
from bot.studio.contents import Contents
from bot.studio.questions import PATH, asked, last

_ONLY_FOR_FEEDBACK = "feedback_form"
_ONLY_WHERE_AGE_PARTS = "ensilinja_form"
_WITH_INTAKE = "callback_form"
_ALWAYS_ASKED = ("help_choice", "concern", "number_ok", "number", "time", "summary_ok")


@dataclass(frozen=True)
class Flow:
    """`columns`: nodes by how many steps they are from the caller's words. `questions`: (topic, condition) by form.

    `interrupted_in`: forms in which danger breaks off whatever is asked, by the intent that tells of it.
    """

    columns: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]
    questions: Mapping[str, tuple[tuple[str, str], ...]]
    services: tuple[str, ...]
    interrupted_in: Mapping[str, tuple[str, ...]]


def flow(contents: Contents, need: str) -> Flow:
    """The flow of a need. A form that another kind of need alone is led to is left out."""
    whole = graph_of(rule.data for rule in contents.rules)
    start = Node(need, "intent")
    without = set(_left_out(contents, need))
    edges = [
        edge
        for edge in whole.edges
        if edge.target.name not in without and (edge.source.kind != "intent" or edge.source == start)
    ]
    reached, kept = [start], []
    for node in reached:
        for edge in edges:
            if edge.source == node:
                kept.append(edge)
                if edge.target not in reached:
                    reached.append(edge.target)
    columns = Graph(kept).columns() if kept else [[start]]
    forms = [node.name for node in reached if node.kind == "form"]
    return Flow(
        tuple(map(tuple, columns)),
        tuple(kept),
        {form: tuple(_questions(contents, form, need)) for form in forms},
        tuple(str(each["name"]) for each in _services(contents, need)),
        {danger: tuple(_interrupts(whole, danger, forms)) for danger in ("emergency", "suicide_risk")},
    )


def _left_out(contents: Contents, need: str) -> Iterator[str]:
    if need != "feedback":
        yield _ONLY_FOR_FEEDBACK
    if not any(each.get("max_age") == "under_adult" for each in _services(contents, need)):
        yield _ONLY_WHERE_AGE_PARTS


def _services(contents: Contents, need: str) -> list[Mapping[str, object]]:
    return [each for each in contents.services["services"] if need in (each.get("needs") or ())]


def _questions(contents: Contents, form: str, need: str) -> Iterator[tuple[str, str]]:
    slots = contents.domain("forms")[form].get("required_slots") or ()
    if form != _WITH_INTAKE:
        yield from ((slot, "") for slot in slots)
        return
    intake = contents.documents[PATH]
    mine = asked(intake, need)
    if mine:
        mine += [(topic, "") for topic in last(intake)]
    at = slots.index("concern") + 1 if "concern" in slots else 0
    yield from ((slot, "") for slot in slots[:at] if slot in _ALWAYS_ASKED)
    yield from ((topic, when) for topic, when in mine if topic in slots)
    yield from ((slot, "") for slot in slots[at:] if slot in _ALWAYS_ASKED)


def _interrupts(graph: Graph, danger: str, forms: list[str]) -> Iterator[str]:
    for edge in graph.edges:
        form = edge.label.removeprefix("kesken: ")
        if edge.source.name == danger and form != edge.label and form in forms:
            yield form
