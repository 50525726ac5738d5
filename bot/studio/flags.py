"""Changing what is listened for as danger: phrases, the question, source and sign-off."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.care.red_flags import RedFlags
from bot.studio.contents import Contents, parsed
from bot.studio.yaml_text import appended, put, removed

KINDS = ("heard", "suspected")


def path_of(category: str) -> str:
    return f"nlu_data/red_flags/{category}.yml"


def with_fields(text: str, values: Mapping[str, Any]) -> str:
    """The category's file with these fields. Raises EditFailed."""
    for field, value in values.items():
        if parsed(text).get(field) != value:
            text = put(text, [field], value)
    return text


def with_rules(
    text: str, phrases: Mapping[int, str], gone: Sequence[int] = (), new: Sequence[tuple[str, str]] = ()
) -> str:
    """The category's file with other `phrases` of rules by their place, rules taken away, and `new` (kind, phrase).

    Raises IndexError, EditFailed.
    """
    for at, phrase in phrases.items():
        rule = parsed(text)["rules"][at]
        kind = kind_of(rule)
        if at not in gone and phrase != rule[kind]:
            text = put(text, ["rules", at, kind], phrase)
    for at in sorted(gone, reverse=True):
        text = removed(text, ["rules", at])
    for kind, phrase in new:
        text = appended(text, ["rules"], {kind: phrase})
    return text


def kind_of(rule: Mapping[str, Any]) -> str:
    """Whether what the rule hears is acted on at once, or asked about."""
    return "heard" if "heard" in rule else "suspected"


def beside(rule: Mapping[str, Any]) -> dict[str, str]:
    """What else the rule says: how near each other the words are, and what speaks against it."""
    return {key: str(value) for key, value in rule.items() if key not in KINDS}


def check(contents: Contents, path: str, text: str) -> None:
    """Whether all rules can be used together with this text of one file. Raises RedFlagError."""
    others = [data for name, data in contents.of_folder("nlu_data/red_flags") if name != path]
    RedFlags.from_data([*others, parsed(text)])
