"""An edition's files as the gate and the differences look at them, each read once."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.care.red_flags import RedFlags
from bot.edition import Edition
from bot.settings import ROOT

_QUOTED = re.compile(r"f?\"((?:utter|ask|action|validate)_[a-z0-9_]+)(\{)?")


@dataclass(frozen=True)
class Rule:
    """One rule: its name, its file, and its steps with an "or" laid out as one step of each."""

    name: str
    path: str
    data: Mapping[str, Any]

    @property
    def steps(self) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for step in self.data["steps"]:
            found += step.get("or", [step])
        return found

    def of(self, key: str) -> list[Any]:
        """Every value that the steps give for the key: "intent", "action", "active_loop"."""
        return [step[key] for step in self.steps if step.get(key) is not None]

    @property
    def next_steps(self) -> list[str]:
        set_here = [slot for step in self.steps for slot in step.get("slot_was_set") or ()]
        return [
            str(slot["next_step"]) for slot in set_here if isinstance(slot, dict) and slot.get("next_step")
        ]

    @property
    def loop(self) -> str | None:
        """The form inside which the rule holds."""
        conditions = self.data.get("condition") or ()
        return next((str(one["active_loop"]) for one in conditions if one.get("active_loop")), None)


class Contents:
    """The parsed files of an edition whose files are whole (`schema.problems_of`)."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def documents(self) -> dict[str, Any]:
        """Every file's data by its path."""
        return {name: _load(self.edition.root / name) for name in self.edition.files()}

    def of_folder(self, folder: str) -> Iterator[tuple[str, Any]]:
        return ((path, data) for path, data in self.documents.items() if path.startswith(f"{folder}/"))

    @cached_property
    def responses(self) -> dict[str, tuple[str, list[dict[str, Any]]]]:
        """(path, variations) of each response."""
        return {
            name: (path, variations)
            for path, data in self.of_folder("dialogues/domain")
            for name, variations in (data.get("responses") or {}).items()
        }

    @cached_property
    def prompts(self) -> dict[str, list[str]]:
        """What is said under each name, the questions about danger with it."""
        said = {
            name: [v["text"] for v in all_of if v.get("text")] for name, (_, all_of) in self.responses.items()
        }
        said |= {f"ask_{name}": [str(data["question"])] for name, (_, data) in self.flags.items()}
        return {name: texts for name, texts in said.items() if texts}

    def domain(self, part: str) -> dict[str, Any]:
        """A part of the domain over all files: slots, forms, intents, actions; a list as its names."""
        found: dict[str, Any] = {}
        for _, data in self.of_folder("dialogues/domain"):
            value = data.get(part) or {}
            found |= value if isinstance(value, dict) else {_name(one): None for one in value}
        return found

    @cached_property
    def rules(self) -> list[Rule]:
        return [
            Rule(str(rule["rule"]), path, rule)
            for path, data in self.of_folder("dialogues/rules")
            for rule in data["rules"]
        ]

    def intents(self, folder: str) -> dict[str, list[str]]:
        """The examples of each intent of nlu_data/<folder>."""
        return {
            str(entry["intent"]): [
                line[2:].strip() for line in str(entry["examples"]).splitlines() if line.strip()
            ]
            for _, data in self.of_folder(f"nlu_data/{folder}")
            for entry in data["nlu"]
        }

    @cached_property
    def services(self) -> dict[str, Any]:
        return dict(self.documents.get("dialogues/services.yml") or {})

    @cached_property
    def flags(self) -> dict[str, tuple[str, dict[str, Any]]]:
        """(path, data) of each red-flag category."""
        found = ((path, data) for path, data in self.of_folder("nlu_data/red_flags") if "category" in data)
        return {str(data["category"]): (path, data) for path, data in found}

    def red_flags(self) -> RedFlags:
        """The rules. Raises RedFlagError for data that cannot be used together."""
        return _red_flags(json.dumps([data for _, data in self.of_folder("nlu_data/red_flags")], default=str))

    @cached_property
    def names(self) -> dict[str, Any]:
        return dict((self.documents.get("nlu_data/names.yml") or {}).get("needs") or {})

    def utterances_of_danger(self) -> list[str]:
        """What tells of danger: the sets that judge this edition's followers, and the detector's examples."""
        texts = [*self.danger_sets(), *(text for text, _ in self.set_of("red_flags.yml"))]
        for path, data in self.of_folder("nlu_data/danger"):
            if path.count("/") == 2:
                texts += [str(text) for text in data or ()]
        return list(dict.fromkeys(texts))

    def danger_sets(self) -> list[str]:
        """Utterances of danger that were written beside the rules."""
        names = [name for name in self.edition.sets() if "danger" in name.rpartition("/")[2]]
        return list(dict.fromkeys(text for name in names for text in _texts(_load(self.edition.root / name))))

    def set_of(self, file: str) -> list[tuple[str, str | None]]:
        """(utterance, its need or category) of a set that training never sees."""
        path = self.edition.root / "tests" / "understanding" / file
        entries = _load(path) if path.is_file() else []
        return [(str(each["text"]), each.get("need") or each.get("category")) for each in entries]

    def harmless_utterances(self) -> list[str]:
        names = [name for name in self.edition.sets() if "harmless" in name]
        return list(dict.fromkeys(text for name in names for text in _texts(_load(self.edition.root / name))))


@lru_cache
def asked_by_code(root: Path = ROOT) -> tuple[frozenset[str], frozenset[str]]:
    """(names, beginnings of names) of responses and actions that stand in the program itself."""
    names: set[str] = set()
    beginnings: set[str] = set()
    for files in ("bot/*.py", "bot/conversation/**/*.py", "bot/dialogue/**/*.py", "bot/care/**/*.py"):
        for path in root.glob(files):
            for name, brace in _QUOTED.findall(path.read_text(encoding="utf-8")):
                (beginnings if brace else names).add(name)
    return frozenset(names), frozenset(beginnings)


@lru_cache
def spoken_by_the_call(root: Path = ROOT) -> frozenset[str]:
    """Responses that the call says by itself, without the dialogue: they can have nothing filled in."""
    text = "".join(path.read_text(encoding="utf-8") for path in (root / "bot/conversation").glob("*.py"))
    return frozenset(name for name, brace in _QUOTED.findall(text) if name.startswith("utter_") and not brace)


def _texts(data: Any) -> Iterator[str]:
    """Utterances of a set: a list of texts or of mappings with a text, or such lists by category."""
    if isinstance(data, Mapping):
        for each in data.values():
            yield from _texts(each)
        return
    for each in data or ():
        yield str(each["text"]) if isinstance(each, Mapping) else str(each)


def _name(entry: Any) -> str:
    return str(next(iter(entry))) if isinstance(entry, Mapping) else str(entry)


def _load(path: Path) -> Any:
    return parsed(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def _red_flags(data: str) -> RedFlags:
    return RedFlags.from_data(json.loads(data))


@lru_cache(maxsize=1000)
def parsed(text: str) -> Any:
    """A file's data, shared by all who ask: never change it. Raises yaml.YAMLError."""
    return yaml_files.parsed(text)
