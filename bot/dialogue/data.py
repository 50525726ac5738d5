"""Reads the dialogue's data files: responses, red flags, questions and the service directory."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.settings import ROOT
from bot.yaml_files import read_yaml

DIALOGUES = ROOT / "dialogues"
NLU_DATA = ROOT / "nlu_data"


def prompts(folder: Path = DIALOGUES / "domain") -> dict[str, list[str]]:
    """Every text of every response by its name; texts may hold slots such as {opening}."""
    texts: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for name, variations in (_read(path).get("responses") or {}).items():
            texts[name] = [str(variation["text"]) for variation in variations if variation.get("text")]
    return {name: variations for name, variations in texts.items() if variations}


def red_flag_categories(folder: Path = NLU_DATA / "red_flags") -> list[dict[str, Any]]:
    """The red flags' data, a mapping for each file."""
    return [_read(path) for path in sorted(folder.glob("*.yml"))]


def names(path: Path = NLU_DATA / "names.yml") -> dict[str, dict[str, str]]:
    """What needs and signs are called in Finnish: `needs` and `signs` by their ids."""
    return {kind: dict(by_id) for kind, by_id in _read(path).items()}


def services(path: Path = DIALOGUES / "services.yml") -> dict[str, Any]:
    """The service directory's data, as Directory.from_data takes it."""
    return _read(path)


def intake(path: Path = DIALOGUES / "intake.yml") -> dict[str, Any]:
    """What is asked before a callback, as Intake.from_data takes it, and how needs and symptoms are told back."""
    return _read(path)


def needs(folder: Path = NLU_DATA / "needs") -> frozenset[str]:
    """The intents that are callers' needs."""
    return frozenset(entry["intent"] for path in folder.glob("*.yml") for entry in _read(path)["nlu"])


@lru_cache
def words(folder: Path = NLU_DATA) -> frozenset[str]:
    """Every word, in lower case, that callers are expected to use of their needs and of danger."""
    texts = [entry["examples"] for path in (folder / "needs").glob("*.yml") for entry in _read(path)["nlu"]]
    texts += [line for path in (folder / "danger").glob("*.yml")
              for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]  # fmt: skip
    return frozenset(word for text in texts for word in re.findall(r"[a-zåäö]+", text.lower()))


def _read(path: Path) -> dict[str, Any]:
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ValueError(f"{path}: a mapping is expected")
    return data
