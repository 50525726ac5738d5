"""A need's flow as a drawing: boxes in columns from the caller's words to the end, and lines between them."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from bot.dialogue.story_graph import Node
from bot.studio.flow import Flow
from bot.studio.script_words import STEPS
from console.desk import Desk

WIDTH, GAP_X, GAP_Y, MARGIN = 198, 40, 22, 12
_TITLE, _LINE, _PAD, _STEP_BACK = 22, 19, 12, 26
_LETTERS = 25


@dataclass(frozen=True)
class _Box:
    node: Node
    x: int
    y: int
    height: int
    title: list[str]
    lines: list[str]


def drawn(desk: Desk, flow: Flow, need: str, labels: dict[str, str], examples: int) -> dict[str, Any]:
    """What the template places: sizes in pixels of the drawing. `labels`: what questions are called."""
    columns = [
        [(node, *_words(desk, flow, node, need, labels, examples)) for node in column]
        for column in flow.columns
    ]
    heights = [
        sum(_height(title, lines) for _, title, lines in column) + GAP_Y * (len(column) - 1)
        for column in columns
    ]
    tallest = max(heights)
    boxes: dict[Node, _Box] = {}
    for number, (column, height) in enumerate(zip(columns, heights, strict=True)):
        y = MARGIN + (tallest - height) // 2
        for node, title, lines in column:
            boxes[node] = _Box(
                node, MARGIN + number * (WIDTH + GAP_X), y, _height(title, lines), title, lines
            )
            y += _height(title, lines) + GAP_Y
    ways = _lines(desk, flow, boxes, MARGIN + tallest, need)
    return {
        "width": 2 * MARGIN + len(columns) * (WIDTH + GAP_X) - GAP_X,
        "height": 2 * MARGIN + tallest + _STEP_BACK * sum(bool(way["label"]) for way in ways) + 6,
        "boxes": [_placed(box) for box in boxes.values()],
        "lines": ways,
    }


def said(desk: Desk, flow: Flow, need: str) -> list[str]:
    """The same in words, a sentence for each line of the drawing."""
    return [
        desk.texts("studio.flow.then", a=_name(desk, edge.source, need), b=_name(desk, edge.target, need))
        for edge in flow.edges
    ]


def _words(
    desk: Desk, flow: Flow, node: Node, need: str, labels: dict[str, str], examples: int
) -> tuple[list[str], list[str]]:
    t = desk.texts
    title = wrap(_name(desk, node, need), _LETTERS - 4)
    lines: list[str] = []
    if node.kind == "intent":
        lines = [t("studio.needs.examples_n", n=examples)]
    elif node.name == "action_open_need":
        lines = [row for each in flow.services for row in wrap(each, _LETTERS)]
    for topic, condition in flow.questions.get(node.name, ()):
        when = f" ({t(f'studio.questions.when.{condition}').lower()})" if condition else ""
        key = f"studio.flow.question.{topic}"
        told = labels.get(topic) or (t(key) if t.has(key) else topic)
        lines += wrap(f"• {told}{when}", _LETTERS, subsequent_indent="  ")
    return title, lines


def _name(desk: Desk, node: Node, need: str) -> str:
    return desk.texts("studio.flow.caller", need=need) if node.kind == "intent" else step_name(node.name)


def step_name(name: str) -> str:
    """What a form, an action or a prompt is called, as a title."""
    told = STEPS.get(name, name)
    return told[:1].upper() + told[1:]


def _height(title: list[str], lines: list[str]) -> int:
    return 2 * _PAD + _TITLE * len(title) + _LINE * len(lines) - 4


def _placed(box: _Box) -> dict[str, Any]:
    rows = [
        {"text": text, "y": box.y + _PAD + 14 + _TITLE * n, "head": True} for n, text in enumerate(box.title)
    ]
    below = box.y + _PAD + 12 + _TITLE * len(box.title)
    rows += [{"text": text, "y": below + _LINE * n, "head": False} for n, text in enumerate(box.lines)]
    return {"kind": box.node.kind, "x": box.x, "y": box.y, "width": WIDTH, "height": box.height, "rows": rows}


def _lines(desk: Desk, flow: Flow, boxes: dict[Node, _Box], bottom: int, need: str) -> list[dict[str, Any]]:
    """Lines to the right, and steps back under the boxes: one for all boxes of a column, with their names."""
    drawn: list[dict[str, Any]] = []
    back: dict[tuple[int, int], list[tuple[_Box, _Box]]] = {}
    for edge in flow.edges:
        a, b = boxes[edge.source], boxes[edge.target]
        if b.x < a.x:
            back.setdefault((a.x, b.x), []).append((a, b))
            continue
        if b.x == a.x:
            x = a.x + WIDTH // 2
            ends = (a.y + a.height, b.y - 7) if b.y > a.y else (a.y, b.y + b.height + 7)
            path = f"M{x},{ends[0]} V{ends[1]}"
        else:
            y1, y2 = a.y + a.height // 2, b.y + b.height // 2
            x1, x2 = a.x + WIDTH, b.x - 7
            bend = (x2 - x1) // 2
            path = f"M{x1},{y1} C{x1 + bend},{y1} {x2 - bend},{y2} {x2},{y2}"
        drawn.append({"path": path, "label": "", "x": 0, "y": 0})
    for number, ((_, x), pairs) in enumerate(sorted(back.items(), reverse=True)):
        lowest = max((a for a, _ in pairs), key=lambda box: box.y)
        target = max((b for _, b in pairs), key=lambda box: box.y)
        y = bottom + _STEP_BACK * (number + 1)
        x1, x2 = lowest.x + WIDTH - 24, x + WIDTH // 2
        path = (
            f"M{x1},{lowest.y + lowest.height} V{y - 8} Q{x1},{y} {x1 - 8},{y} H{x2 + 8} "
            f"Q{x2},{y} {x2},{y - 8} V{target.y + target.height + 7}"
        )
        names = ", ".join(_name(desk, node, need) for node in dict.fromkeys(b.node for _, b in pairs))
        label = desk.texts("studio.flow.again", names=names)
        drawn.append({"path": path, "label": label, "x": x2 + 12, "y": y - 6})
    return drawn
