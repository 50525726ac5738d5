"""`luuri dialogue export`: the story graph and every prompt, as pages that need nothing from a network."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from bot.commands.output import say
from bot.dialogue import data
from bot.dialogue.story_graph import Graph, Node, story_graph
from bot.studio import script_words
from bot.yaml_files import parsed

WIDTH, HEIGHT, GAP_X, GAP_Y = 230, 26, 150, 12
When = Callable[[Mapping[str, Any]], str]
_FILLS = {"intent": "#dbe9ff", "action": "#fff0cf", "response": "#e2f5df", "form": "#f6dff2"}
_KINDS = {
    "intent": "soittajan asia",
    "action": "toiminto",
    "response": "Luurin sanat",
    "form": "kysymykset",
}
_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}"
    "h2{border-bottom:1px solid #888;margin-top:2.5rem}code{color:#444}"
    "dt{font-weight:600;margin-top:1rem;break-after:avoid}dd{margin:.3rem 0 .3rem 1.5rem;break-inside:avoid}"
    ".when{color:#555;font-size:.9em}.note{color:#555}svg{max-width:none}"
    "@media print{body{margin:0;max-width:none}h2{break-before:page}}"
)


def export(out: Path) -> int:
    """Write `kulku.html` and `sanat.html` into the folder. Returns 1 with one line when it cannot be written."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "kulku.html").write_text(graph_page(story_graph()), encoding="utf-8")
        (out / "sanat.html").write_text(script_page(), encoding="utf-8")
    except OSError as error:
        say(f"luuri: --out {out}: {error.strerror}")
        return 1
    for name in ("kulku.html", "sanat.html"):
        print(out / name)
    return 0


def graph_page(graph: Graph) -> str:
    """The graph as one SVG picture, what a caller says at the left."""
    columns = graph.columns()
    place = {
        node: (20 + x * (WIDTH + GAP_X), 20 + y * (HEIGHT + GAP_Y))
        for x, column in enumerate(columns)
        for y, node in enumerate(column)
    }
    width = 40 + len(columns) * (WIDTH + GAP_X)
    height = 40 + max(map(len, columns), default=1) * (HEIGHT + GAP_Y)
    lines = [_line(place[edge.source], place[edge.target], edge.label) for edge in graph.edges]
    names = data.names()["needs"] | script_words.STEPS
    boxes = [_box(node, names.get(node.name, node.name), *at) for node, at in place.items()]
    legend = " · ".join(
        f'<span style="background:{_FILLS[kind]}">{name}</span>' for kind, name in _KINDS.items()
    )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'aria-label="Keskustelun kulku">{"".join(lines)}{"".join(boxes)}</svg>'
    )
    return _page("Keskustelun kulku", f"<p>{legend}</p>{svg}", wide=True)


def script_page() -> str:
    """Every prompt by topic, with the conditions under which each wording is said, and who is asked what."""
    needs = data.names()["needs"]
    services = {each["id"]: each["name"] for each in data.services()["services"]}
    when = partial(script_words.condition, needs=needs, services=services)
    parts = [
        '<p class="note">Tämä on tulostettava luettelo kaikesta, mitä Luuri sanoo. Aaltosulkeissa oleva kohta '
        "täytetään puhelun aikana. Arvioi: onko sanottu selkeästi, ystävällisesti ja totta?</p>",
        _asked(script_words.questions(data.intake(), needs)),
    ]
    for path in sorted((data.DIALOGUES / "domain").glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        responses = (parsed(text) or {}).get("responses") or {}
        spoken = {name: rows for name, rows in responses.items() if any(row.get("text") for row in rows)}
        if spoken:
            parts.append(_topic(path.stem, spoken, when))
    questions = {
        f"ask_{each['category']}": [{"text": each["question"]}]
        for each in data.red_flag_categories()
        if "category" in each
    }
    parts.append(_topic("hälytysmerkit", questions, when))
    return _page("Luurin sanat", "".join(parts))


def _asked(questions: Sequence[tuple[str, str]]) -> str:
    rows = "".join(f"<dt>{escape(need)}</dt><dd>{escape(asked)}</dd>" for need, asked in questions)
    return (
        '<h2>Mitä soittajalta kysytään</h2><p class="note">Asioittain ja järjestyksessä. Jo kerrottua ei kysytä, ja '
        f"jokaiseen voi vastata: en tiedä, tai en halua sanoa.</p><dl>{rows}</dl>"
    )


def _topic(name: str, responses: Mapping[str, Sequence[Mapping[str, Any]]], when: When) -> str:
    rows = "".join(
        f"<dt><code>{escape(key)}</code></dt>{_wordings(value, when)}" for key, value in responses.items()
    )
    return f"<h2>{escape(script_words.TITLES.get(name, name))}</h2><dl>{rows}</dl>"


def _wordings(rows: Sequence[Mapping[str, Any]], when: When) -> str:
    said = []
    for row in rows:
        if not row.get("text"):
            continue
        held = when(row)
        mark = f'<br><span class="when">{escape(held)}</span>' if held else ""
        said.append(f"<dd>”{escape(str(row['text']))}”{mark}</dd>")
    return "".join(said)


def _box(node: Node, name: str, x: int, y: int) -> str:
    return (
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="{_FILLS[node.kind]}" stroke="#777"/>'
        f'<text x="{x + 8}" y="{y + 17}" font-size="12" font-family="sans-serif">{escape(name)}</text>'
    )


def _line(source: tuple[int, int], target: tuple[int, int], label: str) -> str:
    x1, y1 = source[0] + WIDTH, source[1] + HEIGHT // 2
    x2, y2 = target[0], target[1] + HEIGHT // 2
    if target[0] <= source[0]:
        x2 = target[0] + WIDTH  # a step back bends out at the right
    bend = max(60, abs(x2 - x1) // 2)
    end = x2 - bend if target[0] > source[0] else x2 + bend
    title = f"<title>{escape(label)}</title>" if label else ""
    return (
        f'<path d="M{x1},{y1} C{x1 + bend},{y1} {end},{y2} {x2},{y2}" fill="none" stroke="#999">{title}</path>'
        f'<circle cx="{x2}" cy="{y2}" r="3" fill="#555"/>'
    )


def _page(title: str, body: str, *, wide: bool = False) -> str:
    style = _STYLE + ("body{max-width:none}" if wide else "")
    return (
        f'<!doctype html><html lang="fi"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{style}</style></head><body><h1>{title}</h1>{body}</body></html>\n"
    )
