"""The examples that the danger detector learns from: nlu_data/danger/ and, mostly harmless, the needs and answers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

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
    """Every file that the examples are read from."""
    parts = ("danger", "danger/harmless", "needs", "answers")
    return [path for part in parts for path in sorted((folder / part).glob("*.yml"))]


def read(folder: Path = NLU_DATA) -> list[Example]:
    """Every example once; words that are danger somewhere are harmless nowhere. Raises ExamplesError."""
    found: dict[str, Example] = {}
    for path in sources(folder):
        for example in _examples(path):
            key = " ".join(example.text.lower().split())
            known = found.get(key)
            if known is None or _told(example) > _told(known):
                found[key] = example
    return list(found.values())


def _told(example: Example) -> int:
    return 0 if example.category is None else 1 if example.category == UNNAMED else 2


def _examples(path: Path) -> Iterator[Example]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
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
