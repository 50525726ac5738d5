"""Reads scenario files: each a list of scenarios in YAML."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.rehearsal.scenario import Scenario
from bot.yaml_files import read_yaml


class BadScenario(Exception):
    """The message names the file, the scenario and what is wrong in it."""


def read(paths: Iterable[Path]) -> list[Scenario]:
    """The scenarios of the files, or of all *.yml right in a folder. Raises BadScenario."""
    files = [file for path in paths for file in (sorted(path.glob("*.yml")) if path.is_dir() else [path])]
    scenarios: list[Scenario] = []
    where: dict[str, Path] = {}
    for file in files:
        for scenario in _read_file(file):
            for key in (scenario.name, scenario.caller):
                if key in (None, "withheld"):
                    continue
                if key in where:
                    raise BadScenario(
                        f"{file}: {key!r} is in {where[key]} too: callers would know each other"
                    )
                where[key] = file
            scenarios.append(scenario)
    if not scenarios:
        raise BadScenario(f"no scenario in {', '.join(map(str, files)) or 'no file'}")
    return scenarios


def _read_file(file: Path) -> list[Scenario]:
    try:
        entries = read_yaml(file)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise BadScenario(f"{file}: {error}") from None
    if not isinstance(entries, list):
        raise BadScenario(f"{file}: a list of scenarios is expected")
    return [_scenario(file, number, entry) for number, entry in enumerate(entries, start=1)]


def _scenario(file: Path, number: int, entry: Any) -> Scenario:
    name = entry.get("name") if isinstance(entry, dict) else None
    try:
        return Scenario.model_validate(entry)
    except ValidationError as error:
        wrong = "; ".join(f"{_place(problem['loc'])}: {problem['msg']}" for problem in error.errors()[:5])
        raise BadScenario(f"{file}: scenario {name or number}: {wrong}") from None


def _place(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location) or "scenario"
