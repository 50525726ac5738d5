"""The data files are whole: enough examples, nothing twice, prompts that can be said."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.dialogue import data
from bot.dialogue.actions.form import Form
from bot.dialogue.actions.next_step import _TOLD_BY_NAME
from bot.dialogue.actions.validate_anything_else import ValidateAnythingElse
from bot.dialogue.actions.validate_callback import ValidateCallback
from bot.dialogue.actions.validate_closing import ValidateClosing
from bot.dialogue.actions.validate_ensilinja import ValidateEnsilinja
from bot.dialogue.actions.validate_feedback import ValidateFeedback
from bot.dialogue.actions.validate_known_caller import ValidateKnownCaller
from bot.yaml_files import read_yaml
from tests.dialogue.fakes import office

FILES = sorted((data.NLU_DATA / "needs").glob("*.yml")) + sorted((data.NLU_DATA / "answers").glob("*.yml"))


def examples(path: Path) -> dict[str, list[str]]:
    entries = read_yaml(path)["nlu"]
    return {e["intent"]: [line[2:].strip() for line in e["examples"].splitlines() if line] for e in entries}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_intent_has_at_least_forty_examples(path: Path) -> None:
    for intent, lines in examples(path).items():
        assert len(set(lines)) >= 40, intent


def test_no_example_belongs_to_two_intents() -> None:
    counted = Counter(line for path in FILES for lines in examples(path).values() for line in set(lines))
    assert [line for line, times in counted.items() if times > 1] == []


def test_what_is_held_out_is_not_trained_on() -> None:
    trained = {line for path in FILES for lines in examples(path).values() for line in lines}
    held_out = read_yaml(Path(__file__).parent / "utterances.yml")
    assert {line for lines in held_out.values() for line in lines} & trained == set()


def test_prompts_speak_and_never_call_a_matter_not_urgent() -> None:
    prompts = data.prompts()
    assert "utter_booked" in prompts
    spoken = " ".join(text for texts in prompts.values() for text in texts).lower()
    for word in ("kiireet", "ei kiire", "ei ole kiire"):
        assert word not in spoken


def test_every_service_that_is_named_in_a_transfer_has_its_prompt() -> None:
    assert {f"utter_transfer_{service}" for service in _TOLD_BY_NAME} <= data.prompts().keys()


def test_the_directory_file_holds_services() -> None:
    assert data.services()["services"]


@pytest.mark.parametrize(
    "form",
    [
        ValidateEnsilinja,
        ValidateCallback,
        ValidateFeedback,
        ValidateAnythingElse,
        ValidateKnownCaller,
        ValidateClosing,
    ],
)
def test_a_validation_reads_the_slots_that_its_form_has(form: type[Form]) -> None:
    forms: dict[str, Any] = {}
    for path in (data.DIALOGUES / "domain").glob("*.yml"):
        forms |= read_yaml(path).get("forms") or {}
    assert tuple(forms[form(office()).form_name()]["required_slots"]) == form.SLOTS
