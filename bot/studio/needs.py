"""Needs and their examples: changing them in their files, and what speaks against an example."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.studio.contents import Contents, parsed
from bot.studio.yaml_text import EditFailed, appended, put
from bot.understanding.examples import same

Read = Callable[[str], str]
"""The text of a file by its path. Raises FileNotFoundError."""
FEWEST = 10
"""Examples without which a new need is not understood."""
DOMAIN = "dialogues/domain/callback.yml"
RULES = "dialogues/rules/callback.yml"
SERVICES = "dialogues/services.yml"
INTAKE = "dialogues/intake.yml"
NAMES = "nlu_data/names.yml"
_ID = re.compile(r"[a-z][a-z0-9_]{2,39}")
_INTENT = re.compile(r"-?\s*intent:\s*(\w+)")
_ALIKE = 0.75
_LETTERS = str.maketrans({"ä": "a", "ö": "o", "å": "a"})


def path_of(need: str) -> str:
    return f"nlu_data/needs/{need}.yml"


def cleaned(lines: str | Iterable[str]) -> list[str]:
    """Utterances as examples are written: one a line, without a dash before them, each once."""
    each = lines.splitlines() if isinstance(lines, str) else lines
    found = (" ".join(line.strip().removeprefix("- ").split()) for line in each)
    return list({same(line): line for line in found if line}.values())


def with_examples(text: str, need: str, add: Sequence[str] = (), remove: Sequence[str] = ()) -> str:
    """The file of a need with examples more and fewer. Raises EditFailed."""
    gone = {same(each) for each in remove}
    kept: list[str] = []
    told: set[str] = set()
    inside, pad, last = False, "", -1
    for row in text.splitlines():
        words = row.strip()
        if intent := _INTENT.fullmatch(words):
            inside = intent.group(1) == need
        elif inside and words.startswith("- "):
            if same(words[2:]) in gone:
                continue
            pad, last = row[: row.index("-")], len(kept)
            told.add(same(words[2:]))
        kept.append(row)
    if last < 0:
        raise EditFailed("last_example", need=need)
    new = [each for each in cleaned(add) if same(each) not in told]
    kept[last + 1 : last + 1] = [f"{pad}- {each}" for each in new]
    changed = "\n".join(kept) + "\n"
    [examples] = [entry["examples"] for entry in parsed(changed)["nlu"] if entry["intent"] == need]
    if [line.removeprefix("- ") for line in examples.splitlines()][len(told) :] != new:
        raise EditFailed("examples_place", need=need)
    return changed


@dataclass(frozen=True)
class NewNeed:
    """What a new need takes. `questions` as in intake.yml; `matter`: what it concerns, as told back to the caller."""

    name: str
    service: str
    examples: tuple[str, ...]
    questions: tuple[str, ...] = ()
    matter: str = ""

    @property
    def id(self) -> str:
        return id_of(self.name)


def id_of(name: str) -> str:
    """An id made of a Finnish name."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower().translate(_LETTERS)).strip("_")[:40]


def new_need(contents: Contents, read: Read, need: NewNeed) -> dict[str, str]:
    """The files of a need that a service answers by calling back, by path.

    Raises ValueError naming what is wrong: name, taken, examples or service; EditFailed.
    """
    if not _ID.fullmatch(need.id):
        raise ValueError("name")
    if need.id in contents.intents("needs") or need.id in contents.domain("intents"):
        raise ValueError("taken")
    examples = cleaned(need.examples)
    if len(examples) < FEWEST:
        raise ValueError("examples")
    services = contents.services["services"]
    at = next(
        (n for n, each in enumerate(services) if each["id"] == need.service and each.get("callback")), None
    )
    if at is None:
        raise ValueError("service")
    directory = read(SERVICES)
    served: list[str | int] = ["services", at, "needs"]
    known = services[at].get("needs")
    intake = put(read(INTAKE), ["needs", need.id], list(need.questions))
    rule = {
        "rule": f"A caller tells a need ({need.id})",
        "steps": [{"intent": need.id}, {"action": "action_open_need"}],
        "wait_for_user_input": False,
    }
    body = "".join(f"      - {each}\n" for each in examples)
    return {
        path_of(need.id): f'version: "3.1"\n\nnlu:\n  - intent: {need.id}\n    examples: |\n{body}',
        DOMAIN: appended(read(DOMAIN), ["intents"], need.id),
        RULES: _with_rule(read(RULES), rule),
        SERVICES: appended(directory, served, need.id) if known else put(directory, served, [need.id]),
        INTAKE: put(intake, ["matters", need.id], need.matter or need.name.lower()),
        NAMES: put(read(NAMES), ["needs", need.id], need.name.lower()),
    }


def _with_rule(text: str, rule: Mapping[str, Any]) -> str:
    [intent, action] = rule["steps"]
    steps = f"      - intent: {intent['intent']}\n      - action: {action['action']}\n"
    added = f"\n  - rule: {rule['rule']}\n    steps:\n{steps}    wait_for_user_input: false\n"
    changed = text.rstrip("\n") + "\n" + added
    if parsed(changed)["rules"] != [*parsed(text)["rules"], dict(rule)]:
        raise EditFailed("rule_place")
    return changed


@dataclass(frozen=True)
class Overlap:
    """What speaks against an example of a need. `other`: the need, sign or set; `text`: what stands there.

    `contradicts`: the very same words mean another need. `alike`: nearly the same words do. `danger`: the rules hear
    danger in it. `judges`: it stands in a set that measures how well needs are understood.
    """

    kind: Literal["contradicts", "alike", "danger", "judges", "twice"]
    example: str
    other: str
    text: str = ""


def overlaps(contents: Contents, need: str, examples: Sequence[str]) -> Iterator[Overlap]:
    """What speaks against these as examples of the need, in their order."""
    told = {
        intent: {same(each): each for each in texts}
        for folder in ("needs", "answers")
        for intent, texts in contents.intents(folder).items()
    }
    measured = {same(text): str(right) for text, right in contents.set_of("needs.yml")}
    flags = contents.red_flags()
    for example in examples:
        key, words = same(example), _words(example)
        if key in told.get(need, {}):
            yield Overlap("twice", example, need)
        for intent, texts in told.items():
            if intent == need:
                continue
            if key in texts:
                yield Overlap("contradicts", example, intent, texts[key])
                continue
            near = next((each for each in texts.values() if _share(words, _words(each)) >= _ALIKE), None)
            if near is not None:
                yield Overlap("alike", example, intent, near)
        if key in measured:
            yield Overlap("judges", example, measured[key])
        watch = flags.hear(example)
        for sign in (*watch.heard, *watch.suspected)[:1]:
            yield Overlap("danger", example, sign.category)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.lower()))


def _share(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b) if len(a | b) > 2 else 0.0
