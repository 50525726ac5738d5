"""The sentences of the gate, of the differences between versions and of what is wrong with files: texts/<language>.yml.

This layer itself speaks Finnish; the console asks for its visitor's language.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.care.faults import Fault
from bot.care.hours import WEEKDAYS
from bot.yaml_files import read_yaml

_FOLDER = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> dict[str, Any]:
    """All sentences of a language: finding, changed, fault and their parts."""
    return dict(read_yaml(_FOLDER / f"{language}.yml"))


_FI = texts("fi")
FINDINGS: dict[str, str] = _FI["finding"]
CHANGES: dict[str, str] = _FI["changed"]
DAYS: dict[str, str] = _FI["day"]
AT_DAYS = tuple(_FI["at_day"][day] for day in WEEKDAYS)
NOTHING: str = _FI["said"]["nothing"]
PROGRAM: str = _FI["said"]["program"]
FIELDS: dict[str, str] = _FI["field"]
SAFE: dict[str, str] = _FI["safe"]


def said(value: Any, language: str = "fi", nothing: str = "nothing") -> str:
    """A value as a file has it, in a sentence. `nothing`: what the lack of one is, `nothing` or `closed`."""
    own = texts(language)["said"]
    if value is None or value == [] or value == {} or value == "":
        return str(own[nothing])
    if isinstance(value, bool):
        return str(own["yes" if value else "no"])
    if isinstance(value, list):
        return ", ".join(said(each, language) for each in value)
    if isinstance(value, Mapping):
        fields = texts(language)["field"]
        return "; ".join(f"{fields.get(key, key)}: {said(each, language)}" for key, each in value.items())
    return str(value)


def told(fault: Fault) -> str:
    """What is wrong, and where in the document, in Finnish."""
    sentence = _FI["fault"][fault.code].format(**facts(fault))
    return f"{fault.subject}: {sentence}" if fault.subject else str(sentence)


def facts(fault: Fault) -> dict[str, str]:
    """The fault's facts as they are written in a sentence."""
    return {name: str(value) for name, value in fault.params.items()}


def as_json(fault: Fault) -> dict[str, Any]:
    return {"code": fault.code, "subject": fault.subject, "params": facts(fault)}
