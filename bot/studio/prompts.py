"""Prompts: those that are missing, those with a gap that nobody fills, those that nobody can listen to the end."""

import string
from collections.abc import Iterator

from bot.studio.contents import Contents, asked_by_code, spoken_by_the_call
from bot.studio.findings import Finding
from bot.studio.words import PROGRAM, SAFE

LETTERS_PER_S = 13.0
"""How fast a voice speaks where none was measured."""
GREETING = "utter_greeting"
GREETING_S = 10.0
LONGEST_S = 18.0


def check(contents: Contents, live: Contents, letters_per_s: float = LETTERS_PER_S) -> Iterator[Finding]:
    """Everything that is wrong with what is said. `live` knows which gaps are filled where."""
    yield from _missing(contents)
    yield from _gaps(contents, live)
    yield from _length(contents, letters_per_s)
    greeting = " ".join(contents.prompts.get(GREETING, ())).lower()
    for word, named in SAFE.items():
        if word not in greeting:
            yield Finding(
                "greeting_incomplete", GREETING, "dialogues/domain/call.yml", {"of": named, "lacks": word}
            )


def _missing(contents: Contents) -> Iterator[Finding]:
    names, beginnings = asked_by_code()
    by_rules = {str(action): rule for rule in contents.rules for action in rule.of("action")}
    for action, rule in by_rules.items():
        if action.startswith("utter_") and action not in contents.responses:
            yield Finding("prompt_missing", action, rule.path, {"of": rule.name})
    for name in sorted(names):
        if name.startswith("utter_") and name not in contents.responses:
            yield Finding("prompt_missing", name, "dialogues/domain", {"of": PROGRAM, "by_program": True})
    questions = set()
    for form, data in contents.domain("forms").items():
        for slot in data.get("required_slots") or ():
            asks = (f"utter_ask_{slot}", f"utter_ask_{form}_{slot}")
            questions |= set(asks)
            if not any(ask in contents.responses for ask in asks):
                yield Finding("prompt_missing", asks[0], "dialogues/domain", {"of": form})
    used = {*names, *by_rules, *questions}
    for name, (path, _) in contents.responses.items():
        said_by_danger = name.startswith("ask_")
        if (
            name not in used
            and not said_by_danger
            and not any(name.startswith(beginning) for beginning in beginnings)
        ):
            yield Finding("prompt_unreachable", name, path)


def _gaps(contents: Contents, live: Contents) -> Iterator[Finding]:
    slots, alone = contents.domain("slots"), spoken_by_the_call()
    for name, texts in contents.prompts.items():
        filled = {gap for text in live.prompts.get(name, ()) for gap in gaps(text)}
        if name not in alone and not name.startswith("ask_"):
            filled |= set(slots)
        for gap in sorted({gap for text in texts for gap in gaps(text)} - filled):
            path = contents.responses[name][0] if name in contents.responses else "nlu_data/red_flags"
            yield Finding("placeholder_unknown", name, path, {"of": gap})


def _length(contents: Contents, letters_per_s: float) -> Iterator[Finding]:
    for name, texts in contents.prompts.items():
        limit = GREETING_S if name == GREETING else LONGEST_S
        longest = max(seconds(text, letters_per_s) for text in texts)
        if longest > limit:
            path = contents.responses[name][0] if name in contents.responses else "nlu_data/red_flags"
            yield Finding("prompt_too_long", name, path, {"seconds": round(longest), "limit": round(limit)})


def seconds(text: str, letters_per_s: float = LETTERS_PER_S) -> float:
    """How long the text takes to say. Figures are said as words: a number counts as its words."""
    letters = sum(5 if character.isdigit() else 1 for character in text)
    return letters / letters_per_s


def gaps(text: str) -> list[str]:
    """The names in braces."""
    return [field for _, field, _, _ in string.Formatter().parse(text) if field is not None]
