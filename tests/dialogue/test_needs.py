"""Every need that callers bring has examples, a rule and a service that answers it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from bot.care.directory import Directory
from bot.dialogue import data
from bot.dialogue.needs import UNNAMED, age_needs, care_needs
from bot.yaml_files import read_yaml

NEEDS = frozenset(
    "emergency suicide_risk mental_health substance_use youth_mental_health infection_symptoms skin_or_wound "
    "musculoskeletal child_sick chronic_care prescription_renewal test_results appointment_change dental "
    "maternity_and_child_clinic senior_services unemployed_health_check supported_employment social_services "
    "medication_advice wellbeing_referral digital_services_help vaccination certificate opening_hours "
    "callback_request human_agent feedback out_of_scope".split()
)
ANSWERED_OTHERWISE = {"emergency", "suicide_risk", "opening_hours", "human_agent", "feedback", "out_of_scope"}


def component(name: str) -> ModuleType:
    """One of Rasa's components that needs nothing of Rasa."""
    path = data.DIALOGUES / "components" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def intents_of_rules() -> set[str]:
    found = set()
    for path in (data.DIALOGUES / "rules").glob("*.yml"):
        for rule in read_yaml(path)["rules"]:
            for step in rule["steps"]:
                found |= {each["intent"] for each in step.get("or", [step]) if "intent" in each}
    return found


def intents_of_domain() -> set[str]:
    found: set[str] = set()
    for path in (data.DIALOGUES / "domain").glob("*.yml"):
        found |= set(read_yaml(path).get("intents") or ())
    return found


def test_every_need_has_examples_a_rule_and_a_place_in_the_domain() -> None:
    assert data.needs() == NEEDS
    assert intents_of_rules() >= NEEDS
    assert intents_of_domain() >= NEEDS


def test_every_intent_with_examples_is_in_the_domain_and_in_a_rule() -> None:
    answers = data.needs(Path(data.NLU_DATA / "answers"))
    assert intents_of_domain() >= answers
    assert intents_of_rules() >= answers


def test_a_care_need_is_one_that_a_service_answers() -> None:
    assert care_needs() == NEEDS - ANSWERED_OTHERWISE - UNNAMED
    assert age_needs() == {"mental_health", "substance_use", "youth_mental_health"}


@pytest.mark.parametrize("need", sorted(NEEDS - ANSWERED_OTHERWISE))
def test_a_callback_can_be_left_for_every_care_need(need: str) -> None:
    service = Directory.from_data(data.services()).for_need(need)
    assert service.callback
    assert service.hours.weekdays


@pytest.mark.parametrize(
    ("text", "first", "decided"),
    [
        ("poika on viistoista ja ahdistaa", "mental_health", "youth_mental_health"),
        ("oon 17 ja ahdistaa", "mental_health", "youth_mental_health"),
        ("oon neljäkytviis vuotias ja ahdistaa", "youth_mental_health", "mental_health"),
        ("oon nelkytvuotias ja ahdistaa", "youth_mental_health", "mental_health"),
        ("oon kolkytyks ja ahdistaa", "youth_mental_health", "mental_health"),
        ("ahdistaa", "mental_health", "mental_health"),
        ("kaksvuotiaalla on kuumetta", "infection_symptoms", "child_sick"),
        ("vauvalla on kuumetta", "infection_symptoms", "child_sick"),
        ("äidillä on kuumetta ja se on seitkyt viis vuotias", "child_sick", "infection_symptoms"),
        ("mulla on kuumetta", "infection_symptoms", "infection_symptoms"),
        ("yheksänkymppisellä on kuumetta", "child_sick", "infection_symptoms"),
    ],
)
def test_who_it_is_about_decides_between_two_near_needs(text: str, first: str, decided: str) -> None:
    pairs = [("mental_health", "youth_mental_health"), ("infection_symptoms", "child_sick")]
    shares = {name: 0.4 for pair in pairs for name in pair}
    assert component("ties").decided(first, shares, text) == decided


def test_a_far_need_is_not_chosen_for_a_word_alone() -> None:
    shares = {"mental_health": 0.99, "youth_mental_health": 0.001}
    assert component("ties").decided("mental_health", shares, "mun poika") == "mental_health"
