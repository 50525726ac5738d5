"""JSON on stdout, one object a line; words for people in its place when no JSON is asked for."""

import json
import sys
from collections.abc import Mapping
from typing import Any


def print_json(value: Mapping[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False), flush=True)


def say(line: str) -> None:
    """A line for the person at the terminal, beside the JSON."""
    print(line, file=sys.stderr, flush=True)
