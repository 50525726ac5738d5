"""The blind sets in tests/understanding, less what training has by chance in the same words."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.care.answers.topics import READERS
from bot.care.answers.words import words
from bot.dialogue.data import NLU_DATA
from bot.settings import ROOT
from bot.yaml_files import read_yaml

FOLDER = ROOT / "tests" / "understanding"


@dataclass(frozen=True)
class Sets:
    """`needs`: {text, need}; `danger`: {text, category}; `harmless`: {text}. `left_out`: utterances in training."""

    needs: tuple[dict[str, Any], ...]
    danger: tuple[dict[str, Any], ...]
    harmless: tuple[dict[str, Any], ...]
    answers: tuple[dict[str, Any], ...]
    left_out: int


def read_sets(folder: Path = FOLDER) -> Sets:
    trained = _trained()
    whole = [_read(folder / f"{name}.yml") for name in ("needs", "red_flags", "harmless")]
    kept = [tuple(entry for entry in one if _plain(entry["text"]) not in trained) for one in whole]
    return Sets(
        needs=kept[0],
        danger=kept[1],
        harmless=kept[2],
        answers=_read(folder / "answers.yml"),
        left_out=sum(map(len, whole)) - sum(map(len, kept)),
    )


def answers_right(
    answers: tuple[dict[str, Any], ...],
) -> tuple[dict[str, tuple[int, int]], list[dict[str, Any]]]:
    """(right, all) of each topic, and what was read wrong."""
    counted: dict[str, tuple[int, int]] = {}
    wrong = []
    for entry in answers:
        now = datetime.fromisoformat(str(entry["now"])) if entry.get("now") else None
        said = READERS[entry["topic"]](entry["text"], now=now)
        found = None if said is None or said.value is None else _as_written(said.value)
        expected = None if entry["value"] is None else str(entry["value"])
        right = _comparable(found) == _comparable(expected)
        hits, n = counted.get(entry["topic"], (0, 0))
        counted[entry["topic"]] = (hits + right, n + 1)
        if not right:
            wrong.append({**entry, "found": found})
    return counted, wrong


def _as_written(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _comparable(value: str | None) -> object:
    """Durations by their length: P1Y6M is P18M, P1W is P7D."""
    if value is None or not value.startswith("P"):
        return value
    months = days = 0.0
    hours, part = 0.0, ""
    in_time = False
    for letter in value[1:]:
        if letter == "T":
            in_time = True
        elif letter.isdigit() or letter in ".,":
            part += letter.replace(",", ".")
        else:
            amount, part = float(part or 0), ""
            months += amount * {"Y": 12, "M": 0 if in_time else 1}.get(letter, 0)
            days += amount * {"W": 7, "D": 1}.get(letter, 0)
            hours += amount * {"H": 1, "M": 1 / 60 if in_time else 0, "S": 1 / 3600}.get(letter, 0)
    return (months, days, round(hours, 4))


def _read(path: Path) -> tuple[dict[str, Any], ...]:
    return tuple(read_yaml(path))


def _trained() -> set[str]:
    lines: set[str] = set()
    for path in [*(NLU_DATA / "needs").glob("*.yml"), *(NLU_DATA / "answers").glob("*.yml")]:
        for entry in read_yaml(path)["nlu"]:
            lines |= {_plain(line[2:]) for line in entry["examples"].splitlines() if line.startswith("- ")}
    for path in (NLU_DATA / "danger").rglob("*.yml"):
        lines |= {_plain(str(line)) for line in _read(path)}
    return lines


def _plain(text: str) -> str:
    return " ".join(words(text))
