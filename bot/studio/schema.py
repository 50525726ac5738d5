"""Whether a file can be what it must be: read by a program, and meaning something. Problems name their line."""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from bot.care.directory import Directory, DirectoryError
from bot.care.intake import Intake, IntakeError
from bot.edition import Edition


@dataclass(frozen=True)
class Problem:
    """`line` counts from 1; None where it is not known."""

    path: str
    line: int | None
    message: str

    def __str__(self) -> str:
        where = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{where}: {self.message}"


class _Strict(yaml.CSafeLoader):
    """Refuses a key that is there twice: the first would be lost without a word."""


def _mapping(loader: _Strict, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, yaml.Node] = {}
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"{key!r} is there twice", key_node.start_mark
            )
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
        return (Problem(path, mark.line + 1 if mark else None, str(error.problem)),)
    except yaml.YAMLError as error:
        return (Problem(path, None, str(error).splitlines()[0]),)
    return tuple(Problem(path, _line(text, where), message) for where, message in _wrong(path, data))


def problems_of(edition: Edition) -> list[Problem]:
    """What is wrong with the edition's files, each by itself."""
    found: list[Problem] = []
    for name in edition.files():
        try:
            found += problems_of_text(name, (edition.root / name).read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            found.append(Problem(name, None, "is not text in UTF-8"))
    return found


def _wrong(path: str, data: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    """(where in the document, what is wrong)."""
    folder, _, name = path.rpartition("/")
    if folder.startswith("nlu_data/danger"):
        yield from _texts(data)
        return
    if folder.startswith("nlu_data") and isinstance(data, list):
        return
    if not isinstance(data, Mapping):
        yield (), "a mapping is expected"
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
    elif folder == "nlu_data/red_flags":
        yield from _red_flags(data)
    elif name == "config.yml":
        for key in ("pipeline", "policies", "language"):
            if not data.get(key):
                yield (), f"{key} is missing"


def _texts(data: Any) -> Iterator[tuple[tuple[Any, ...], str]]:
    if not isinstance(data, list):
        yield (), "a list of utterances is expected"
        return
    for number, text in enumerate(data):
        if not isinstance(text, str) or not text.strip():
            yield (number,), "an utterance is a text; put it in quotes"


def _domain(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    responses = data.get("responses") or {}
    if not isinstance(responses, Mapping):
        yield ("responses",), "responses are a mapping of names"
        return
    for name, variations in responses.items():
        where = ("responses", name)
        if not isinstance(variations, list) or not variations:
            yield where, f"{name} needs a list of wordings"
            continue
        for number, variation in enumerate(variations):
            at = (*where, number)
            if not isinstance(variation, Mapping) or not ({"text", "custom"} & variation.keys()):
                yield at, f"{name}: a wording has a text"
            elif "text" in variation and not _is_text(variation["text"]):
                yield (*at, "text"), f"{name}: the text is empty or no text"
            elif "text" in variation and _brace(variation["text"]):
                yield (*at, "text"), f"{name}: a {{ without its }}, or nothing between them"
    for part, kind in (("intents", list), ("slots", Mapping), ("forms", Mapping), ("actions", list)):
        if data.get(part) is not None and not isinstance(data[part], kind):
            yield (part,), f"{part} are a {'list' if kind is list else 'mapping'}"


def _rules(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    rules = data.get("rules")
    if not isinstance(rules, list):
        yield (), "a list of rules is expected"
        return
    for number, rule in enumerate(rules):
        if not isinstance(rule, Mapping) or not _is_text(rule.get("rule")):
            yield ("rules", number), "a rule needs its name"
        elif not isinstance(rule.get("steps"), list) or not rule["steps"]:
            yield ("rules", number), f"{rule['rule']}: a rule needs its steps"
        elif not all(isinstance(step, Mapping) for step in rule["steps"]):
            yield ("rules", number, "steps"), f"{rule['rule']}: a step is a mapping such as `action: name`"


def _nlu(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    entries = data.get("nlu")
    if not isinstance(entries, list) or not entries:
        yield (), "a list under nlu is expected"
        return
    for number, entry in enumerate(entries):
        where = ("nlu", number)
        if not isinstance(entry, Mapping) or not _is_text(entry.get("intent")):
            yield where, "an intent is expected"
        elif not _is_text(entry.get("examples")):
            yield where, f"{entry['intent']}: examples are expected"
        elif any(line.strip() and not line.startswith("- ") for line in entry["examples"].splitlines()):
            yield (*where, "examples"), f"{entry['intent']}: every example starts with a dash and a space"


def _services(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    try:
        Directory.from_data(data)
    except DirectoryError as error:
        yield _service_of(data, str(error)), str(error)


def _intake(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    try:
        Intake.from_data(data)
    except IntakeError as error:
        named, _, _ = str(error).partition(": ")
        part, _, name = named.partition(" ")
        yield (f"{part}s", name) if name else (part,), str(error)


def _service_of(data: Mapping[str, Any], message: str) -> tuple[Any, ...]:
    """Where the field lies that a directory's error names: "service ensilinja: hours.mon: ..."."""
    entry, _, rest = message.partition(": ")
    field = rest.partition(": ")[0].split(".")
    services = data.get("services")
    if not isinstance(services, list):
        return ()
    for number, service in enumerate(services):
        named = service.get("id") or number + 1 if isinstance(service, Mapping) else number + 1
        if entry == f"service {named}":
            return ("services", number, *field)
    return tuple(field)


def _red_flags(data: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if "category" not in data:
        return
    for key in ("action", "question", "rules", "sign_off", "source"):
        if key not in data:
            yield (), f"{key} is missing"
    if "rules" in data and not isinstance(data["rules"], list):
        yield ("rules",), "rules are a list"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _brace(text: str) -> bool:
    try:
        return any(field == "" for _, field, _, _ in string.Formatter().parse(text))
    except ValueError:
        return True


def _line(text: str, where: tuple[Any, ...]) -> int | None:
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
