"""What a draft changes, told so that a nurse can read it."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.care.hours import WEEKDAYS
from bot.edition import Edition
from bot.studio import pronunciations, questions
from bot.studio.contents import Contents
from bot.studio.words import CHANGES, DAYS, FIELDS, NOTHING, said, texts


@dataclass(frozen=True)
class Change:
    """`code` names the kind (a key of words.CHANGES). `lines`: what came (+) and went (-), where that is a list.

    `values`: what `before` and `after` of the params tell in Finnish, as the files have it, where they are no text.
    `rules`: those of danger, before and after, where the lines tell of them.
    """

    code: str
    subject: str
    path: str
    params: Mapping[str, Any] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    values: tuple[Any, ...] = ()
    rules: tuple[Any, ...] = ()

    @property
    def text(self) -> str:
        return CHANGES[self.code].format(subject=self.subject, **self.params)

    def as_json(self) -> dict[str, Any]:
        told = {"code": self.code, "subject": self.subject, "path": self.path, "text": self.text}
        return {**told, "lines": list(self.lines), **dict(self.params)}


def in_words(change: Change, language: str) -> dict[str, str]:
    """`before` and `after` of a change that has values, in a language."""
    return _in_words(str(change.params.get("key", "")), change.values, language) if change.values else {}


def lines_of(change: Change, language: str) -> tuple[str, ...]:
    """The change's lines in a language; words of callers and of Luuri stay Finnish."""
    return _counted_rules(change.rules, language)[1] if change.rules else change.lines


def differences(before: Edition, after: Edition) -> list[Change]:
    """Every change between two editions whose files are whole (`schema.problems_of`)."""
    old, new = Contents(before), Contents(after)
    found = [
        *_prompts(old, new),
        *_pronunciation(old, new),
        *_examples(old, new),
        *_services(old, new),
        *_questions(old, new),
        *_flags(old, new),
        *_danger(old, new),
        *_rules(old, new),
    ]
    told = {change.path for change in found} | set(_told_with_a_need(old, new))
    return [*found, *_files(before, after, told)]


def _prompts(old: Contents, new: Contents) -> Iterator[Change]:
    for name in sorted(old.prompts.keys() | new.prompts.keys()):
        before, after = old.prompts.get(name, []), new.prompts.get(name, [])
        if before == after:
            continue
        question = name.startswith("ask_") and name not in {**old.responses, **new.responses}
        path = _path(new, name) or _path(old, name) or "dialogues/domain"
        gone = [text for text in before if text not in after]
        came = [text for text in after if text not in before]
        for number in range(max(len(gone), len(came))):
            was = gone[number] if number < len(gone) else None
            now = came[number] if number < len(came) else None
            code = "prompt_added" if was is None else "prompt_removed" if now is None else "prompt_changed"
            code = "question_changed" if question and code == "prompt_changed" else code
            yield Change(code, name, path, {"before": was, "after": now})


def _pronunciation(old: Contents, new: Contents) -> Iterator[Change]:
    before, after = (
        {(one.word, one.voice): one for one in pronunciations.of(each).respellings} for each in (old, new)
    )
    for key in sorted(before.keys() | after.keys()):
        was, now = (each[key].said if key in each else None for each in (before, after))
        if before.get(key) != after.get(key):
            code = f"pronunciation_{'added' if was is None else 'removed' if now is None else 'changed'}"
            voice = {"voice": key[1] or NOTHING}
            yield Change(code, key[0], pronunciations.PATH, {"before": was, "after": now, **voice})


def _path(contents: Contents, name: str) -> str | None:
    if name in contents.responses:
        return contents.responses[name][0]
    category = name.removeprefix("ask_")
    return contents.flags[category][0] if category in contents.flags else None


def _examples(old: Contents, new: Contents) -> Iterator[Change]:
    for folder in ("needs", "answers"):
        before, after = old.intents(folder), new.intents(folder)
        for name in sorted(before.keys() | after.keys()):
            counts, lines = _counted(before.get(name, []), after.get(name, []))
            if not lines:
                continue
            code = "need_added" if name not in before else "need_removed" if name not in after else "examples"
            named = str(new.names.get(name) or old.names.get(name) or name)
            yield Change(code, named, f"nlu_data/{folder}/{name}.yml", counts, lines)


def _danger(old: Contents, new: Contents) -> Iterator[Change]:
    before, after = (dict(each.of_folder("nlu_data/danger")) for each in (old, new))
    for path in sorted(before.keys() | after.keys()):
        counts, lines = _counted(
            list(map(str, before.get(path) or ())), list(map(str, after.get(path) or ()))
        )
        if lines:
            subject = path.removeprefix("nlu_data/danger/").removesuffix(".yml")
            yield Change("danger_examples", subject, path, counts, lines)


def _counted(before: list[str], after: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    came = [line for line in after if line not in set(before)]
    gone = [line for line in before if line not in set(after)]
    lines = (*(f"+ {line}" for line in came), *(f"- {line}" for line in gone))
    return {"added": len(came), "removed": len(gone)}, lines


def _services(old: Contents, new: Contents) -> Iterator[Change]:
    path = "dialogues/services.yml"
    before, after = (
        {str(one["id"]): one for one in each.services.get("services") or ()} for each in (old, new)
    )
    for key in sorted((old.services.keys() | new.services.keys()) - {"services"}):
        if old.services.get(key) != new.services.get(key):
            yield _of_field("directory_changed", "", path, key, old.services, new.services)
    for service_id in [*before, *(one for one in after if one not in before)]:
        was, now = before.get(service_id), after.get(service_id)
        if was is None or now is None:
            yield Change(
                "service_added" if was is None else "service_removed", str((was or now or {})["name"]), path
            )
            continue
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) == now.get(key):
                continue
            if key == "hours":
                yield from _hours(str(now["name"]), path, was, now)
            elif key == "needs":
                yield from _needs_of(old, new, path, was, now)
            else:
                yield _of_field("service_changed", str(now["name"]), path, key, was, now)


def _needs_of(
    old: Contents, new: Contents, path: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Iterator[Change]:
    before, after = (list(each.get("needs") or ()) for each in (was, now))
    for code, needs in (
        ("service_takes", [need for need in after if need not in before]),
        ("service_leaves", [need for need in before if need not in after]),
    ):
        named = [str(new.names.get(need) or old.names.get(need) or need) for need in needs]
        if named:
            yield Change(code, str(now["name"]), path, {"needs": ", ".join(named)})


def _questions(old: Contents, new: Contents) -> Iterator[Change]:
    path = questions.PATH
    before, after = (each.documents.get(path) or {} for each in (old, new))
    for need in sorted(before.get("needs", {}).keys() | after.get("needs", {}).keys()):
        was, now = (_asked(each, need) for each in (before, after))
        if was != now:
            named = str(new.names.get(need) or old.names.get(need) or need)
            yield Change("questions_changed", named, path, _in_words("", (was, now)), values=(was, now))
    rest = [{key: value for key, value in each.items() if key != "needs"} for each in (before, after)]
    added = set(after.get("needs", {})) - set(before.get("needs", {}))
    told = {**rest[1], "matters": {k: v for k, v in rest[1].get("matters", {}).items() if k not in added}}
    if told != rest[0]:
        yield Change("intake_changed", "", path)


def _asked(intake: Mapping[str, Any], need: str) -> list[str]:
    """The labels of a need's questions, in their order."""
    topics = intake.get("topics") or {}
    return [str((topics.get(topic) or {}).get("label", topic)) for topic, _ in questions.asked(intake, need)]


def _told_with_a_need(old: Contents, new: Contents) -> Iterator[str]:
    """Files that name new needs and change nothing else: the need itself is told of."""
    added = set(new.intents("needs")) - set(old.intents("needs"))
    for path, now in new.documents.items():
        was = old.documents.get(path)
        if was is None or was == now or not added:
            continue
        if path == "nlu_data/names.yml":
            needs = {need: name for need, name in now["needs"].items() if need not in added}
            if {**now, "needs": needs} == was:
                yield path
        elif path.startswith("dialogues/domain/"):
            intents = [each for each in now.get("intents") or () if each not in added]
            if {**now, "intents": intents} == was:
                yield path


def _hours(name: str, path: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    for day in WEEKDAYS:
        hours = tuple((each.get("hours") or {}).get(day) for each in (was, now))
        told = {"key": day, "day": DAYS[day], **_in_words(day, hours)}
        if told["before"] != told["after"]:
            yield Change("hours_changed", name, path, told, values=hours)


def _flags(old: Contents, new: Contents) -> Iterator[Change]:
    for name in sorted(old.flags.keys() | new.flags.keys()):
        path, _ = new.flags.get(name) or old.flags[name]
        if name not in old.flags or name not in new.flags:
            yield Change("flag_added" if name not in old.flags else "flag_removed", name, path)
            continue
        was, now = old.flags[name][1], new.flags[name][1]
        rules = (was["rules"], now["rules"])
        counts, lines = _counted_rules(rules)
        if lines:
            yield Change("flag_rules", str(now.get("name", name)), path, counts, lines, rules=rules)
        for key in sorted((was.keys() | now.keys()) - {"rules", "question"}):
            if was.get(key) != now.get(key):
                yield _of_field("flag_field", str(now.get("name", name)), path, key, was, now)


def _counted_rules(rules: tuple[Any, ...], language: str = "fi") -> tuple[dict[str, int], tuple[str, ...]]:
    before, after = ([_rule(rule, language) for rule in each] for each in rules)
    return _counted(before, after)


def _rule(rule: Mapping[str, Any], language: str) -> str:
    named = texts(language)["of_rule"]
    return "; ".join(f"{named.get(key, key)}: {said(value, language)}" for key, value in rule.items())


def _rules(old: Contents, new: Contents) -> Iterator[Change]:
    before, after = ({rule.name: rule for rule in each.rules} for each in (old, new))
    for name in sorted(before.keys() | after.keys()):
        if name not in before:
            yield Change("rule_added", name, after[name].path)
        elif name not in after:
            yield Change("rule_removed", name, before[name].path)
        elif before[name].data != after[name].data:
            yield Change("rule_changed", name, after[name].path)


def _files(before: Edition, after: Edition, told: set[str]) -> Iterator[Change]:
    """Files whose change no other words tell."""
    for path in sorted({*before.files(), *after.files()} - told):
        was, now = (
            (e.root / path).read_text("utf-8") if (e.root / path).is_file() else "" for e in (before, after)
        )
        if was == now:
            continue
        lines = [
            line
            for line in difflib.unified_diff(was.splitlines(), now.splitlines(), lineterm="", n=0)
            if line[:1] in "+-" and not line.startswith(("+++", "---"))
        ]
        counts = {
            "added": sum(line[0] == "+" for line in lines),
            "removed": sum(line[0] == "-" for line in lines),
        }
        yield Change("file_changed", path, path, counts, tuple(lines))


def _of_field(
    code: str, subject: str, path: str, key: str, was: Mapping[str, Any], now: Mapping[str, Any]
) -> Change:
    values = (was.get(key), now.get(key))
    params = {"key": key, "field": FIELDS.get(key, key), **_in_words(key, values)}
    return Change(code, subject, path, params, values=values)


def _in_words(key: str, values: tuple[Any, ...], language: str = "fi") -> dict[str, str]:
    """Hours of no day are `closed`, whether the day is one of the week or of the calendar."""
    if key == "exceptions":
        closed = texts(language)["said"]["closed"]
        values = tuple({day: each or closed for day, each in (days or {}).items()} for days in values)
    nothing = "closed" if key in WEEKDAYS else "nothing"
    before, after = (said(each, language, nothing) for each in values)
    return {"before": before, "after": after}
