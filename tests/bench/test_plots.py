"""Reports as pictures."""

from pathlib import Path
from xml.etree import ElementTree

from bot.bench.plots import Series, bars, draw, lines

LOAD = {
    "luuri": [
        {"calls": 1, "p95_ms": 500, "rss_mb": 400.0, "cpu_cores": 0.3},
        {"calls": 24, "p95_ms": None, "rss_mb": 700.0, "cpu_cores": 2.0},
    ],
    "stock": [],
    "goal": {"p95_ms": 1200},
}


def test_a_taller_bar_is_a_larger_figure() -> None:
    picture = ElementTree.fromstring(bars("t", "ms", [("median", [("luuri", 450.0), ("stock", 900.0)])]))
    drawn = [
        rect for rect in picture.iter("{http://www.w3.org/2000/svg}rect") if rect.find("{*}title") is not None
    ]
    heights = [float(rect.attrib["height"]) for rect in drawn]
    assert heights[1] == 2 * heights[0]


def test_a_line_goes_where_the_figures_go() -> None:
    picture = ElementTree.fromstring(lines("t", "ms", "calls", [Series("luuri", [(1, 100), (2, 50)])], 100))
    first, second = picture.iter("{http://www.w3.org/2000/svg}circle")
    assert float(first.attrib["cx"]) < float(second.attrib["cx"])
    assert float(first.attrib["cy"]) < float(second.attrib["cy"])  # less stands lower


def test_every_report_that_is_there_is_drawn_and_shown_on_one_page(tmp_path: Path) -> None:
    written = draw({"load": LOAD}, tmp_path)
    assert {path.name for path in written} == {
        "load-p95.svg", "load-memory.svg", "load-cores.svg", "index.html"
    }  # fmt: skip
    page = (tmp_path / "index.html").read_text()
    assert page.count("<svg") == 3


def test_names_from_a_report_are_text(tmp_path: Path) -> None:
    assert "<b>" not in bars("<b>", "ms", [("<b>", [("<b>", 1.0)])])
