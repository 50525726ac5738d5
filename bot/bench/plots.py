"""The benches' newest reports as pictures: an SVG each, drawn here, and a page that shows them all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

_WIDTH, _HEIGHT = 720, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 150, 40, 48
_COLOURS = ("#00539f", "#c2410c", "#15803d", "#7e22ce", "#b45309", "#475569", "#be123c", "#0e7490")
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class Series:
    """Points (x, y) in order of x."""

    name: str
    points: Sequence[tuple[float, float]]


def draw(reports: Mapping[str, Mapping[str, Any]], folder: Path) -> list[Path]:
    """Write the pictures of those reports (by bench: latency, load, hearing, soak), and index.html."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures: list[tuple[str, str, str]] = []
    for bench, pictured in _PICTURED.items():
        report = reports.get(bench)
        if report is not None:
            told = f"{report.get('at', '')}; {report.get('machine', '')}; load {report.get('load', '')}"
            pictures += [(f"{bench}-{name}", svg, told) for name, svg in pictured(report).items()]
    written = []
    for name, svg, _ in pictures:
        written.append(folder / f"{name}.svg")
        written[-1].write_text(svg, encoding="utf-8")
    written.append(folder / "index.html")
    written[-1].write_text(_page(pictures), encoding="utf-8")
    return written


def bars(title: str, unit: str, groups: Sequence[tuple[str, Sequence[tuple[str, float]]]]) -> str:
    """A group of bars for each name; bars of one series have one colour."""
    names = list(dict.fromkeys(series for _, of in groups for series, _ in of))
    top = _round_up(max((value for _, of in groups for _, value in of), default=1.0))
    room = (_WIDTH - _LEFT - _RIGHT) / max(len(groups), 1)
    wide = room * 0.8 / max(len(names), 1)
    parts = [_axis(top)]
    for place, (group, of) in enumerate(groups):
        for series, value in of:
            index = names.index(series)
            height = value / top * _tall()
            x, y = _LEFT + place * room + room * 0.1 + index * wide, _HEIGHT - _BOTTOM - height
            told = f"<title>{escape(f'{group}, {series}: {value:g} {unit}')}</title>"
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide * 0.94:.1f}" height="{height:.1f}" '
                f'fill="{_COLOURS[index % len(_COLOURS)]}">{told}</rect>'
                f'<text x="{x + wide / 2:.1f}" y="{y - 3:.1f}" class="value">{value:g}</text>'
            )
        middle = _LEFT + (place + 0.5) * room
        parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 16}" class="x">{escape(group)}</text>')
    return _svg(title, unit, parts, names)


def lines(title: str, unit: str, x_name: str, drawn: Sequence[Series], goal: float | None = None) -> str:
    """A line for each series; `goal` is drawn across."""
    values = [y for series in drawn for _, y in series.points]
    top = _round_up(max([*values, goal or 0.0], default=1.0))
    right = max((x for series in drawn for x, _ in series.points), default=1.0) or 1.0

    def at(x: float, y: float) -> tuple[float, float]:
        return _LEFT + x / right * (_WIDTH - _LEFT - _RIGHT), _HEIGHT - _BOTTOM - y / top * _tall()

    parts = [_axis(top)]
    if goal is not None:
        (x0, y0), (x1, _) = at(0, goal), at(right, goal)
        parts.append(f'<path d="M{x0:.1f} {y0:.1f}H{x1:.1f}" class="goal"/>')
    for index, series in enumerate(drawn):
        colour = _COLOURS[index % len(_COLOURS)]
        places = [at(x, y) for x, y in series.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for (x, y), (told_x, told_y) in zip(places, series.points, strict=True):
            told = escape(f"{series.name}: {told_x:g} {x_name}, {told_y:g} {unit}")
            parts.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"><title>{told}</title></circle>'
            )
    for x in sorted({x for series in drawn for x, _ in series.points})[:: _every(drawn)]:
        parts.append(f'<text x="{at(x, 0)[0]:.1f}" y="{_HEIGHT - _BOTTOM + 16}" class="x">{x:g}</text>')
    parts.append(
        f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" class="x">{escape(x_name)}</text>'
    )
    return _svg(title, unit, parts, [series.name for series in drawn])


def _latency(report: Mapping[str, Any]) -> dict[str, str]:
    sides = ("luuri", "stock")
    response = [
        (title, [(name, float(report[name][key] or 0)) for name in sides])
        for title, key in (("median", "p50_ms"), ("95th percentile", "p95_ms"))
    ]
    kept = [
        (title, [(name, float(report[name][key])) for name in sides])
        for title, key in (
            ("turns cut", "turns_cut"),
            ("turns split", "turns_split"),
            ("words lost", "words_lost"),
        )
    ]
    stages = [(name, [("luuri", float(ms))]) for name, ms in report["luuri"].get("stages_ms", {}).items()]
    return {
        "response": bars("From the caller's last sound to the first of the answer", "ms", response),
        "turns": bars("What was not heard whole", "turns or words", kept),
        "stages": bars("Where Luuri's time goes (medians)", "ms", stages),
    }


def _load(report: Mapping[str, Any]) -> dict[str, str]:
    def series(key: str) -> list[Series]:
        return [
            Series(name, [(step["calls"], step[key]) for step in report[name] if step[key] is not None])
            for name in ("luuri", "stock")
            if report[name]
        ]

    goal = report["goal"]["p95_ms"]
    return {
        "p95": lines("95th percentile of the response", "ms", "calls at once", series("p95_ms"), goal),
        "memory": lines("Memory without Rasa", "MB", "calls at once", series("rss_mb")),
        "cores": lines("Cores kept busy", "cores", "calls at once", series("cpu_cores")),
    }


def _hearing(report: Mapping[str, Any]) -> dict[str, str]:
    rows = report["settings"]
    names = [
        row["decoding"] if row["model"] == rows[0]["model"] else f"{row['model']} {row['decoding']}"
        for row in rows
    ]
    errors = [
        (name, [("WER", row["wer"]), ("CER", row["cer"])]) for name, row in zip(names, rows, strict=True)
    ]
    cost = [
        (name, [("cpu s / audio s", row["cpu_s_per_audio_s"])]) for name, row in zip(names, rows, strict=True)
    ]
    return {
        "errors": bars("Word and character error", "of 1", errors),
        "cost": bars("Processor time of hearing", "s / s", cost),
    }


def _soak(report: Mapping[str, Any]) -> dict[str, str]:
    samples = report["samples"]

    def series(name: str, key: str) -> Series:
        return Series(name, [(round(s["at_s"] / 60, 1), s[key]) for s in samples if s[key] is not None])

    return {
        "memory": lines(
            "Memory over time",
            "MB",
            "minutes",
            [series("voice", "rss_mb"), series("dialogue", "dialogue_rss_mb")],
        ),
        "response": lines(
            "Response over time", "ms", "minutes", [series("median", "p50_ms"), series("95th", "p95_ms")]
        ),
    }


_PICTURED = {"latency": _latency, "load": _load, "hearing": _hearing, "soak": _soak}
BENCHES = tuple(_PICTURED)


def _svg(title: str, unit: str, parts: Sequence[str], names: Sequence[str]) -> str:
    legend = "".join(
        f'<rect x="{_WIDTH - _RIGHT + 16}" y="{_TOP + 20 * index}" width="12" height="12" '
        f'fill="{_COLOURS[index % len(_COLOURS)]}"/>'
        f'<text x="{_WIDTH - _RIGHT + 34}" y="{_TOP + 10 + 20 * index}">{escape(name)}</text>'
        for index, name in enumerate(names)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}"><style>text{{font:12px sans-serif;fill:#222}}.x,.value{{text-anchor:middle}}'
        ".value{font-size:10px}.y{text-anchor:end}.grid{stroke:#ddd}.goal{stroke:#c00;stroke-dasharray:6 4}"
        f'.title{{font-size:15px;font-weight:600}}</style><rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
        f'<text x="12" y="20" class="title">{escape(title)} ({escape(unit)})</text>{"".join(parts)}{legend}</svg>\n'
    )


def _axis(top: float) -> str:
    marks = []
    for quarter in range(5):
        value = top * quarter / 4
        y = _HEIGHT - _BOTTOM - _tall() * quarter / 4
        marks.append(
            f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" class="grid"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" class="y">{value:g}</text>'
        )
    return "".join(marks)


def _tall() -> int:
    return _HEIGHT - _TOP - _BOTTOM


def _every(drawn: Sequence[Series]) -> int:
    return max(1, len({x for series in drawn for x, _ in series.points}) // 12)


def _round_up(value: float) -> float:
    """A round number that is no less than `value`."""
    unit = 0.001
    while True:
        for step in _STEPS:
            if step * unit >= value:
                return round(step * unit, 6)
        unit *= 10


def _page(pictures: Sequence[tuple[str, str, str]]) -> str:
    shown = "".join(
        f"<figure>{svg}<figcaption>{escape(name)}: {escape(told)}</figcaption></figure>"
        for name, svg, told in pictures
    )
    return (
        "<!doctype html><html lang=en><meta charset=utf-8><title>Luuri: benchmarks</title>"
        "<style>body{font:16px sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}figure{margin:0 0 2rem}"
        "figcaption{color:#444;font-size:.85rem}svg{width:100%;height:auto}</style>"
        f"<h1>Luuri: benchmarks</h1>{shown or '<p>No bench has been run.</p>'}</html>\n"
    )
