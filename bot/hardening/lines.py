"""The lines of the language data that are spoken and heard, and the files that keep what was heard of them."""

import json
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.yaml_files import read_yaml

NLU_DATA = ROOT / "nlu_data"
HEARD = "heard"
_FOLDERS = ("needs", "answers", "danger", "danger/harmless")
_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_HEADER = "# Each line of the file of this name, as the ears heard it over a telephone line. Made by `luuri harden`.\n"


@dataclass(frozen=True)
class HeardLine:
    """`heard`: the best reading first; none when nothing worth learning from was heard."""

    said: str
    heard: tuple[str, ...]


def sources(folder: Path = NLU_DATA) -> list[Path]:
    """Every file whose lines are spoken, in the order in which they are heard."""
    return [path for part in _FOLDERS for path in sorted((folder / part).glob("*.yml"))]


def heard_path(source: Path, folder: Path = NLU_DATA) -> Path:
    """Where what was heard of a source is kept: the same layout under `heard/`."""
    return folder / HEARD / source.relative_to(folder)


def lines_of(source: Path) -> list[str]:
    """The file's lines, each once, without the marks of entities. Raises ValueError."""
    data = read_yaml(source)
    if isinstance(data, list):
        lines: Iterable[str] = (str(line) for line in data)
    elif isinstance(data, dict) and isinstance(data.get("nlu"), list):
        lines = (
            line.strip().removeprefix("- ") for e in data["nlu"] for line in str(e["examples"]).splitlines()
        )
    else:
        raise ValueError(f"{source}: a list of utterances or Rasa's examples are expected")
    plain = (" ".join(_ENTITY.sub(r"\1", line).split()) for line in lines)
    return list(dict.fromkeys(line for line in plain if line))


def read_heard(path: Path) -> list[HeardLine]:
    """What was heard; nothing where the file is not there yet. Raises ValueError."""
    if not path.exists():
        return []
    data: Any = read_yaml(path) or []
    try:
        return [HeardLine(str(e["said"]), tuple(str(text) for text in e["heard"])) for e in data]
    except (TypeError, KeyError) as error:
        raise ValueError(f"{path}: entries of said and heard are expected") from error


def write_heard(path: Path, entries: Iterable[HeardLine]) -> None:
    """Write the file so that it appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = (f"- {{said: {_quoted(e.said)}, heard: [{', '.join(map(_quoted, e.heard))}]}}\n" for e in entries)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    partial.write_text(_HEADER + "".join(rows), encoding="utf-8")
    partial.replace(path)


def _quoted(text: str) -> str:
    """The text as YAML; JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)
