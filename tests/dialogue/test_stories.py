"""Rasa's own conversation tests pass, and fail when they should.

Rasa reads only files named test_*.yml, and calls an empty set a success: so the stories are counted.
"""

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.dialogue.data import DIALOGUES
from bot.dialogue.server import dialogue_token
from bot.dialogue.training import rasa_environment, rasa_program, train
from bot.settings import ROOT, Settings
from bot.yaml_files import read_yaml

pytestmark = pytest.mark.slow
STORIES = ROOT / "tests" / "dialogues"


def run_stories(folder: Path, out: Path) -> tuple[int, int, str]:
    """(exit code, number of stories run, output)."""
    settings = Settings(data=ROOT / "var")
    command = [
        str(rasa_program()), "test", "core", "--e2e", "--fail-on-prediction-errors", "--no-plot",
        "--stories", str(folder), "--model", str(train(settings)), "--out", str(out),
        "--endpoints", "/dev/null",
    ]  # fmt: skip
    env = rasa_environment(settings) | {"LUURI_DIALOGUE_TOKEN": dialogue_token(settings)}
    done = subprocess.run(
        command, cwd=DIALOGUES, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    output = done.stdout + done.stderr
    counted = re.search(r"Evaluating (\d+) stories", output)
    return done.returncode, int(counted.group(1)) if counted else 0, output


def test_the_conversation_tests_pass(tmp_path: Path) -> None:
    code, ran, output = run_stories(STORIES, tmp_path)
    written = sum(len(read_yaml(path)["stories"]) for path in STORIES.glob("*.yml"))
    assert (code, ran) == (0, written), output[-3000:]


def test_a_wrong_expectation_fails(tmp_path: Path) -> None:
    """What the classifier understands is checked too, not only the actions that follow."""
    story = {
        "story": "A wish to die is taken for a goodbye",
        "steps": [
            {"user": "mä haluan kuolla\n", "intent": "goodbye"},
            {"action": "utter_goodbye"},
        ],
    }
    folder = tmp_path / "stories"
    folder.mkdir()
    wrong = yaml.safe_dump({"version": "3.1", "stories": [story]}, allow_unicode=True, default_style="")
    (folder / "test_wrong.yml").write_text(
        wrong.replace("version: '3.1'", 'version: "3.1"'), encoding="utf-8"
    )
    code, ran, output = run_stories(folder, tmp_path / "out")
    assert ran == 1, output[-3000:]
    assert code != 0
