"""The story graph and the script: whole, and without anything from a network."""

import re
from pathlib import Path
from xml.etree import ElementTree

from bot.commands.dialogue_export import export, graph_page, script_page
from bot.dialogue import data
from bot.dialogue.story_graph import Edge, Node, story_graph


def test_the_graph_has_every_rules_steps() -> None:
    graph = story_graph()
    fever, opens = Node("infection_symptoms", "intent"), Node("action_open_need", "action")
    assert Edge(fever, opens) in graph.edges
    assert Edge(opens, Node("callback_form", "form"), "next_step: callback_form") in graph.edges
    booking = Node("action_book_callback", "action")
    assert Edge(Node("action_carry_on", "action"), booking, "next_step: book") in graph.edges
    first, *rest = graph.columns()
    assert {node.kind for node in first} == {"intent"}
    assert sum(map(len, rest)) + len(first) == len(graph.nodes)


def test_every_node_is_in_the_picture_and_nothing_comes_from_elsewhere(tmp_path: Path) -> None:
    page = graph_page(story_graph())
    svg = re.search(r"<svg.*</svg>", page, re.DOTALL)
    assert svg is not None
    drawn = {each.text for each in ElementTree.fromstring(svg[0]).iter("{http://www.w3.org/2000/svg}text")}
    assert {"infektio-oireet", "soittopyynnön kysymykset", "kysymys hengenvaarasta"} <= drawn
    assert not [name for name in drawn if name is None or "_" in name], "a name of the program is drawn"
    assert export(tmp_path / "pages") == 0
    for name in ("kulku.html", "sanat.html"):
        text = (tmp_path / "pages" / name).read_text()
        assert not re.search(r"""(?:src|href)=|url\(|@import|<script""", text)


def test_every_wording_is_in_the_script_with_its_conditions() -> None:
    page = script_page().replace("&#x27;", "'").replace("&quot;", '"').replace("&amp;", "&")
    for name, texts in data.prompts().items():
        assert f"<code>{name}</code>" in page
        for text in texts:
            assert text in page
    assert "kun kysytään uudestaan" in page
    assert not re.search(r"kun [^<]*(?:=|_)", page), "a condition is told in the program's words"
    assert "Alkoi, Kuinka kova (1–10)" in page
    for category in data.red_flag_categories():
        assert str(category.get("question") or "") in page


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert export(tmp_path / "file") == 1
