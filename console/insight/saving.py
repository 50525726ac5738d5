"""An estimate of the telephone minutes that Luuri saved: an interval from stated assumptions, never a measurement."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.records.insight import Figures

KINDS = ("callback", "information", "transfer")
_FIRST = {"callback": (1.0, 4.0), "information": (1.0, 5.0), "transfer": (-1.0, 1.0)}
"""Minutes of a nurse's time that a call of each kind saves, at least and at most, until somebody knows better."""
LARGEST = 60.0


@dataclass(frozen=True)
class Assumption:
    """`least` may be below zero: a call that costs a nurse more than it saves."""

    kind: str
    least: float
    most: float
    calls: int


@dataclass(frozen=True)
class Saving:
    assumptions: tuple[Assumption, ...]

    @property
    def least(self) -> float:
        return sum(each.least * each.calls for each in self.assumptions)

    @property
    def most(self) -> float:
        return sum(each.most * each.calls for each in self.assumptions)


def saving(figures: Figures, asked: Mapping[str, str]) -> Saving:
    """By the assumptions asked for as `callback_least` and the like; what is no number is left as it was."""
    found = []
    for kind in KINDS:
        least, most = (_minutes(asked.get(f"{kind}_{end}"), first)
                       for end, first in zip(("least", "most"), _FIRST[kind], strict=True))  # fmt: skip
        calls = figures.dispositions[kind]
        found.append(Assumption(kind, min(least, most), max(least, most), calls))
    return Saving(tuple(found))


def _minutes(text: str | None, first: float) -> float:
    try:
        minutes = float((text or "").replace(",", ".").replace("−", "-"))
    except ValueError:
        return first
    return minutes if abs(minutes) <= LARGEST else first
