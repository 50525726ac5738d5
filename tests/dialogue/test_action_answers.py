"""Rasa refuses an action's answer of the wrong form, also where the form's own form is looked at once."""

import subprocess

import pytest

from bot.dialogue.data import DIALOGUES
from bot.dialogue.training import rasa_program

pytestmark = pytest.mark.slow

LOOK = """
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from action_answers import look_at_the_schema_once
action = RemoteAction("action_x", None)
def verdicts():
    for answer in (
        {"events": [{"event": "slot", "timestamp": None, "name": "age", "value": "P62Y"}], "responses": []},
        {"events": [], "responses": [{"text": "Selvä."}]},
        {"events": "none", "responses": []},
        {"events": [{"name": "no event"}], "responses": []},
        {"responses": "none"},
    ):
        try:
            yield action._validate_action_result(answer)
        except ValidationError:
            yield False
before = list(verdicts())
look_at_the_schema_once()
print(before, list(verdicts()) == before)
"""


def test_the_same_answers_are_refused_as_before() -> None:
    python = rasa_program().with_name("python")
    ran = subprocess.run(
        [python, "-W", "ignore", "-c", LOOK], cwd=DIALOGUES, capture_output=True, text=True, timeout=120
    )
    assert ran.stdout.strip() == "[True, True, False, False, False] True", ran.stderr[-2000:]
