"""Whether a file can be what it must be: read by a program, and meaning something. Problems name their line."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.care.directory import Directory, DirectoryError
from bot.care.faults import Fault, Where
from bot.care.intake import Intake, IntakeError
from bot.edition import Edition
from bot.speech.pronunciation import Pronunciation, PronunciationError


@dataclass(frozen=True)
class Problem:
    """`line` counts from 1; None where it is not known."""

    path: str
    line: int | None
    fault: Fault

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.fault}"


class _KeyTwice(yaml.MarkedYAMLError):
    """`problem` is the key."""


class _Strict(yaml.CSafeLoader):
    """Refuses a key that is there twice: the first would be lost without a word."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, yaml.Node] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise _KeyTwice(None, None, str(key), key_node.start_mark)
        seen[key] = key_node
    return loader.construct_mapping(node, deep=True)


_Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


@lru_cache(maxsize=1000)
def problems_of_text(path: str, text: str) -> tuple[Problem, ...]:
    """What is wrong with one file by itself."""
    try:
        data = yaml.load(text, _Strict)  # a safe loader: nothing in the file is run
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        return (Problem(path, mark.line + 1 if mark else None, _unreadable(text, error)),)
    except yaml.YAMLError as error:
        return (Problem(path, None, Fault("yaml_other", problem=str(error).splitlines()[0], column="–")),)
    return tuple(Problem(path, _line(text, fault.where), fault) for fault in _wrong(path, data))


def problems_of(edition: Edition) -> list[Problem]:
    """What is wrong with the edition's files, each by itself."""
    found: list[Problem] = []
    for name in edition.files():
        try:
            found += problems_of_text(name, (edition.root / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            found.append(Problem(name, None, Fault("not_utf8")))
    return found


def _unreadable(text: str, error: yaml.MarkedYAMLError) -> Fault:
    """Why the parser stopped, as far as it can be told in other words than its own."""
    if isinstance(error, _KeyTwice):
        return Fault("key_twice", key=error.problem)
    mark = error.problem_mark
    lines = text.splitlines()
    row = lines[mark.line] if mark is not None and mark.line < len(lines) else ""
    if row.lstrip(" ").startswith("\t"):
        return Fault("yaml_tab")
    kinds = {yaml.scanner.ScannerError: "yaml_scanner", yaml.parser.ParserError: "yaml_parser"}
    column = "–" if mark is None else mark.column + 1
    return Fault(kinds.get(type(error), "yaml_other"), problem=error.problem, column=column)


def _wrong(path: str, data: Any) -> Iterator[Fault]:
    folder, _, name = path.rpartition("/")
    if folder.startswith("nlu_data/danger"):
        yield from _texts(data)
        return
    if folder.startswith("nlu_data") and isinstance(data, list):
        return
    if not isinstance(data, Mapping):
        yield Fault("mapping_expected")
    elif folder == "dialogues/domain":
        yield from _domain(data)
    elif folder == "dialogues/rules":
        yield from _rules(data)
    elif folder in ("nlu_data/needs", "nlu_data/answers"):
        yield from _nlu(data)
    elif path == "dialogues/services.yml":
        yield from _services(data)
    elif path == "dialogues/intake.yml":
        yield from _intake(data)
    elif path == "dialogues/pronunciation.yml":
        yield from _pronunciation(data)
    elif folder == "nlu_data/red_flags":
        yield from _red_flags(data)
    elif name == "config.yml":
        for key in ("pipeline", "policies", "language"):
            if not data.get(key):
                yield Fault("key_missing", key=key)


def _texts(data: Any) -> Iterator[Fault]:
    if not isinstance(data, list):
        yield Fault("list_of_utterances")
        return
    for number, text in enumerate(data):
        if not isinstance(text, str) or not text.strip():
            yield Fault("utterance_not_text", where=(number,))


def _domain(data: Mapping[str, Any]) -> Iterator[Fault]:
    responses = data.get("responses") or {}
    if not isinstance(responses, Mapping):
        yield Fault("key_not_mapping", where=("responses",), key="responses")
        return
    for name, variations in responses.items():
        where = ("responses", name)
        if not isinstance(variations, list) or not variations:
            yield Fault("response_without_wordings", where=where, name=name)
            continue
        for number, variation in enumerate(variations):
            at = (*where, number)
            if not isinstance(variation, Mapping) or not ({"text", "custom"} & variation.keys()):
                yield Fault("wording_without_text", where=at, name=name)
            elif "text" in variation and not _is_text(variation["text"]):
                yield Fault("wording_empty", where=(*at, "text"), name=name)
            elif "text" in variation and _brace(variation["text"]):
                yield Fault("wording_brace", where=(*at, "text"), name=name)
    for part, kind in (("intents", list), ("slots", Mapping), ("forms", Mapping), ("actions", list)):
        if data.get(part) is not None and not isinstance(data[part], kind):
            yield Fault("key_not_list" if kind is list else "key_not_mapping", where=(part,), key=part)


def _rules(data: Mapping[str, Any]) -> Iterator[Fault]:
    rules = data.get("rules")
    if not isinstance(rules, list):
        yield Fault("rules_expected")
        return
    for number, rule in enumerate(rules):
        if not isinstance(rule, Mapping) or not _is_text(rule.get("rule")):
            yield Fault("rule_without_name", where=("rules", number))
        elif not isinstance(rule.get("steps"), list) or not rule["steps"]:
            yield Fault("rule_without_steps", where=("rules", number), rule=rule["rule"])
        elif not all(isinstance(step, Mapping) for step in rule["steps"]):
            yield Fault("step_not_mapping", where=("rules", number, "steps"), rule=rule["rule"])


def _nlu(data: Mapping[str, Any]) -> Iterator[Fault]:
    entries = data.get("nlu")
    if not isinstance(entries, list) or not entries:
        yield Fault("nlu_expected")
        return
    for number, entry in enumerate(entries):
        where = ("nlu", number)
        if not isinstance(entry, Mapping) or not _is_text(entry.get("intent")):
            yield Fault("intent_expected", where=where)
        elif not _is_text(entry.get("examples")):
            yield Fault("examples_expected", where=where, intent=entry["intent"])
        elif any(line.strip() and not line.startswith("- ") for line in entry["examples"].splitlines()):
            yield Fault("example_without_dash", where=(*where, "examples"), intent=entry["intent"])


def _services(data: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        Directory.from_data(data)
    except DirectoryError as fault:
        yield fault


def _intake(data: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        Intake.from_data(data)
    except IntakeError as fault:
        yield fault


def _pronunciation(data: Mapping[str, Any]) -> Iterator[Fault]:
    try:
        Pronunciation.from_data(data)
    except PronunciationError as fault:
        yield fault


def _red_flags(data: Mapping[str, Any]) -> Iterator[Fault]:
    if "category" not in data:
        return
    for key in ("action", "question", "rules", "sign_off", "source"):
        if key not in data:
            yield Fault("key_missing", key=key)
    if "rules" in data and not isinstance(data["rules"], list):
        yield Fault("key_not_list", where=("rules",), key="rules")


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _brace(text: str) -> bool:
    try:
        return any(field == "" for _, field, _, _ in string.Formatter().parse(text))
    except ValueError:
        return True


def _line(text: str, where: Where) -> int | None:
    """The line on which that part of the document begins; of the nearest part around it that is there."""
    node = yaml.compose(text, yaml.CSafeLoader)
    if node is None:
        return None
    line = node.start_mark.line + 1
    for step in where:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if str(key.value) == str(step):
                    line, child = key.start_mark.line + 1, value
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
            line = child.start_mark.line + 1
        if child is None:
            return line
        node = child
    return line
