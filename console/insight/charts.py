"""Bars as plain numbers that a template draws: nothing of a chart needs a script, and every chart prints."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT = 220
_LEFT, _BOTTOM, _TOP = 40, 28, 12
_STEPS = (1, 2, 3, 5)


@dataclass(frozen=True)
class Bar:
    """A part of a column, in the drawing's own units. `kind` names its colour."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    told: str


@dataclass(frozen=True)
class Mark:
    """A label on an axis; `at` is its place along it."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    width: int
    bars: tuple[Bar, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]


def columns(
    names: Sequence[str],
    stacks: Sequence[Mapping[str, int]],
    kinds: Sequence[str],
    told: Sequence[str],
    every: int,
    width: int = 720,
) -> Chart:
    """A column for each name, stacked by `kinds`; every `every`th name is written under its column."""
    tallest = max((sum(stack.values()) for stack in stacks), default=0)
    top = _round_up(tallest)
    room = (width - _LEFT) / max(len(names), 1)
    scale = (HEIGHT - _BOTTOM - _TOP) / top
    bars: list[Bar] = []
    for place, stack in enumerate(stacks):
        y = float(HEIGHT - _BOTTOM)
        for kind in kinds:
            height = stack.get(kind, 0) * scale
            y -= height
            if height:
                x = _LEFT + place * room + room * 0.12
                bars.append(Bar(_r(x), _r(y), _r(room * 0.76), _r(height), kind, told[place]))
    across = tuple(
        Mark(_r(_LEFT + place * room + room / 2), name)
        for place, name in enumerate(names)
        if place % every == 0
    )
    up = tuple(
        Mark(_r(HEIGHT - _BOTTOM - value * scale), str(value))
        for value in (0, top // 2, top)
        if value or not top
    )
    return Chart(width, tuple(bars), across, up)


def _round_up(value: int) -> int:
    """A round even number that is no less than `value`."""
    unit = 1
    while True:
        for step in _STEPS:
            if 2 * step * unit >= value:
                return 2 * step * unit
        unit *= 10


def _r(value: float) -> float:
    return round(value, 1)
