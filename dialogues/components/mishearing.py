"""How the ears mishear over the telephone, learned letter by letter from lines that were spoken and heard.

The pairs come from nlu_data/heard, where `luuri harden` keeps them. What is learned imitates the ears on any
line, so that a need's new example is trained in misheard forms before anybody has spoken it.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import yaml

from components.spelling import plain

HEARD = Path(os.environ.get("LUURI_HEARD") or Path(__file__).resolve().parents[2] / "nlu_data" / "heard")
"""The edition's own when a model of it is trained."""
_MOST_PAIRS = 3000
_LEAST_SEEN = 6
_SWAP = 1.2
_EDGE = " "


def read_heard(folder: Path = HEARD) -> dict[str, list[str]]:
    """What was heard of each line, the best reading first, both as `plain` has them."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.rglob("*.yml")):
        for entry in yaml.load(
            path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        ):
            found[plain(entry["said"])] += [plain(text) for text in entry["heard"]]
    return found


class Mishearing:
    """What becomes of a letter, by the letters around it: the more of them were seen together, the more count."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._heard_as: dict[str, list[str]] = defaultdict(list)
        for said, heard in pairs:
            line = _EDGE + said + _EDGE
            for at, became in enumerate(_became(line, _EDGE + heard + _EDGE)):
                for around in _around(line, at):
                    self._heard_as[around].append(became)

    @classmethod
    def learned(cls, heard: dict[str, list[str]]) -> Mishearing:
        """From the best reading of lines spread evenly over all."""
        pairs = [(said, readings[0]) for said, readings in heard.items() if readings]
        return cls(pairs[:: max(1, len(pairs) // _MOST_PAIRS)])

    def of(self, text: str, take: int) -> str:
        """The text as the ears might hear it; the same take of a text is always the same."""
        chance = random.Random(f"{take}:{text}")
        line = _EDGE + text + _EDGE
        heard = ""
        for at, letter in enumerate(line):
            seen = (self._heard_as.get(around, []) for around in _around(line, at))
            became = next((found for found in seen if len(found) >= _LEAST_SEEN), [letter])
            heard += chance.choice(became)
        return " ".join(heard.split())


def _around(line: str, at: int) -> tuple[str, ...]:
    """The letter with its neighbours, the most of them first; "|" stands before it."""
    before, after = line[max(0, at - 2) : at], line[at + 1 : at + 2]
    here = "|" + line[at]
    return before + here + after, before[-1:] + here + after, before[-1:] + here, here


def _became(said: str, heard: str) -> list[str]:
    """For each letter of `said` what stands in its place in `heard`, by the shortest way to edit one to the other."""
    rows = [[float(to) for to in range(len(heard) + 1)]]
    for at, letter in enumerate(said, 1):
        row = [float(at)]
        for to, other in enumerate(heard, 1):
            swapped = rows[-1][to - 1] + (0 if letter == other else _SWAP)
            row.append(min(rows[-1][to] + 1, row[-1] + 1, swapped))
        rows.append(row)
    became = [""] * len(said)
    at, to = len(said), len(heard)
    while at and to:
        swapped = rows[at - 1][to - 1] + (0 if said[at - 1] == heard[to - 1] else _SWAP)
        if rows[at][to] == swapped:
            at, to = at - 1, to - 1
            became[at] = heard[to] + became[at]
        elif rows[at][to] == rows[at][to - 1] + 1:
            to -= 1
            became[at - 1] = heard[to] + became[at - 1]
        else:
            at -= 1
    became[0] = heard[:to] + became[0]
    return became
