"""The dialogue's rules as a graph: what a caller says or a form leaves, and what follows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from bot.dialogue.data import DIALOGUES
from bot.yaml_files import read_yaml

Kind = Literal["intent", "action", "response", "form"]


@dataclass(frozen=True)
class Node:
    name: str
    kind: Kind


@dataclass(frozen=True)
class Edge:
    """`label`: what has to hold, such as next_step: book."""

    source: Node
    target: Node
    label: str = ""


@dataclass
class Graph:
    edges: list[Edge] = field(default_factory=list)

    @property
    def nodes(self) -> tuple[Node, ...]:
        return tuple(dict.fromkeys(node for edge in self.edges for node in (edge.source, edge.target)))

    def columns(self) -> list[list[Node]]:
        """Nodes by how many steps they are from what a caller says; what no intent leads to stands last."""
        column = {node: 0 for node in self.nodes if node.kind == "intent"}
        reached = list(column)
        for node in reached:
            for edge in self.edges:
                if edge.source == node and edge.target not in column:
                    column[edge.target] = column[node] + 1
                    reached.append(edge.target)
        last = max(column.values(), default=0) + 1
        placed = {node: column.get(node, last) for node in self.nodes}
        return [
            sorted((n for n in placed if placed[n] == at), key=lambda n: n.name)
            for at in sorted(set(placed.values()))
        ]


def story_graph(folder: Path = DIALOGUES / "rules") -> Graph:
    """The graph of every rule file in the folder."""
    files = (read_yaml(path) for path in sorted(folder.glob("*.yml")))
    return graph_of(rule for data in files for rule in data.get("rules") or ())


def graph_of(rules: Iterable[Mapping[str, Any]]) -> Graph:
    """The graph of rules as their files hold them."""
    graph = Graph()
    for rule in rules:
        _add(graph, rule)
    graph.edges = list(dict.fromkeys(graph.edges))
    return graph


def _add(graph: Graph, rule: Mapping[str, Any]) -> None:
    loops = [each["active_loop"] for each in rule.get("condition") or () if each.get("active_loop")]
    before: list[Node] = []
    label = ""
    for step in rule["steps"]:
        if "slot_was_set" in step:
            label = ", ".join(
                f"{key}: {value}" for each in step["slot_was_set"] for key, value in each.items()
            )
            continue
        if "active_loop" in step:
            continue
        nodes = list(_nodes(step))
        if not nodes:
            continue
        if not before and loops and nodes[0].kind == "intent":
            label = f"kesken: {', '.join(loops)}"
        elif before:
            graph.edges += [Edge(source, target, label) for source in before for target in nodes]
            label = ""
        before = nodes


def _nodes(step: Mapping[str, Any]) -> Iterable[Node]:
    if "or" in step:
        for each in step["or"]:
            yield from _nodes(each)
    elif "intent" in step:
        yield Node(step["intent"], "intent")
    elif "action" in step:
        name = step["action"]
        if name == "action_deactivate_loop":
            return
        yield Node(name, _kind(name))


def _kind(name: str) -> Kind:
    if name.endswith("_form"):
        return "form"
    return "response" if name.startswith("utter_") else "action"
