"""The examples that the danger detector learns from: nlu_data/danger/ and, mostly harmless, the needs and answers.

What the ears made of some of them over a telephone line stands in nlu_data/heard/.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.yaml_files import read_yaml

NLU_DATA = ROOT / "nlu_data"
UNNAMED = "unnamed"
_DANGEROUS_NEEDS = {"emergency": UNNAMED, "suicide_risk": "suicide_self_harm"}
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


class ExamplesError(Exception):
    """The examples cannot be used; the message names the file."""


@dataclass(frozen=True)
class Example:
    """`category`: None for harmless words, UNNAMED for danger of no known category.

    `hard`: harmless words written to sound alarming, by which needless questions are counted.
    """

    text: str
    category: str | None
    hard: bool = False


def sources(folder: Path = NLU_DATA) -> list[Path]:
    """Every file that the examples, and what was heard of them, are read from."""
    return [*_written(folder), *_heard(folder)]


def read(folder: Path = NLU_DATA) -> list[Example]:
    """Every example once; words that are danger somewhere are harmless nowhere. Raises ExamplesError."""
    found: dict[str, Example] = {}
    for path in _written(folder):
        for example in _examples(path):
            key = same(example.text)
            known = found.get(key)
            if known is None or _told(example) > _told(known):
                found[key] = example
    return list(found.values())


def read_heard(folder: Path = NLU_DATA) -> dict[str, tuple[str, ...]]:
    """The readings of utterances that went through the ears, best first, by `same(said)`. Raises ExamplesError."""
    found: dict[str, tuple[str, ...]] = {}
    for path in _heard(folder):
        try:
            for entry in read_yaml(path) or []:
                heard = entry["heard"]
                readings = (heard,) if isinstance(heard, str) else tuple(str(reading) for reading in heard)
                if readings:
                    found[same(str(entry["said"]))] = readings
        except (TypeError, KeyError) as error:
            raise ExamplesError(f"{path}: entries of said and heard are expected") from error
    return found


def same(text: str) -> str:
    """The text as it is compared with others."""
    return " ".join(text.lower().split())


def _written(folder: Path) -> list[Path]:
    parts = ("danger", "danger/harmless", "needs", "answers")
    return [path for part in parts for path in sorted((folder / part).glob("*.yml"))]


def _heard(folder: Path) -> list[Path]:
    return sorted((folder / "heard").rglob("*.yml"))


def _told(example: Example) -> int:
    return 0 if example.category is None else 1 if example.category == UNNAMED else 2


def _examples(path: Path) -> Iterator[Example]:
    data = read_yaml(path)
    if path.parent.name in ("danger", "harmless"):
        if not isinstance(data, list):
            raise ExamplesError(f"{path}: a list of utterances is expected")
        hard = path.parent.name == "harmless"
        yield from (Example(str(text), None if hard else path.stem, hard) for text in data)
        return
    for entry in data["nlu"]:
        category = _DANGEROUS_NEEDS.get(str(entry["intent"]))
        yield from (Example(text, category) for text in _rasa(entry))


def _rasa(entry: dict[str, Any]) -> Iterator[str]:
    for line in str(entry["examples"]).splitlines():
        text = _ENTITY.sub(r"\1", line.strip().removeprefix("- ")).strip()
        if text:
            yield text
