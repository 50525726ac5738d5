"""Rasa keeps the conversations that go on, and only those."""

import json
import subprocess

import pytest

from bot.dialogue.data import DIALOGUES

pytestmark = pytest.mark.slow

_SCRIPT = """
import asyncio, json
from rasa.shared.core.domain import Domain
from components import recent_calls

now = 0.0
recent_calls.monotonic = lambda: now
store = recent_calls.RecentCalls(Domain.empty(), quiet_s=1800, calls=3)

async def said(at_s, call):
    global now
    now = at_s
    await store.save(await store.get_or_create_tracker(call))
    return sorted(await store.keys())

async def all_of_them():
    return [await said(at_s, call) for at_s, call in {turns}]

print(json.dumps(asyncio.run(all_of_them())))
"""


def kept_after(*turns: tuple[float, str]) -> list[list[str]]:
    """The conversations that are kept after each turn: (seconds, call)."""
    script = _SCRIPT.replace("{turns}", repr(list(turns)))
    python = DIALOGUES / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", script], cwd=DIALOGUES, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_conversation_is_forgotten_when_it_has_been_quiet_and_when_there_are_too_many() -> None:
    first, talking, quiet, many, most = kept_after((0, "a"), (10, "b"), (1805, "b"), (1806, "c"), (1807, "d"))
    assert (first, talking) == (["a"], ["a", "b"])
    assert quiet == ["b"]  # nothing was said in call a for half an hour
    assert (many, most) == (["b", "c"], ["b", "c", "d"])
    assert kept_after((0, "a"), (1, "b"), (2, "c"), (3, "a"), (4, "d"))[-1] == ["a", "c", "d"]
