"""Steps that nobody reaches, and ends where a caller would be left without a person."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.studio.contents import Contents, asked_by_code
from bot.studio.findings import Finding

_RASAS_OWN = (
    "action_deactivate_loop",
    "action_listen",
    "action_restart",
    "action_back",
    "action_default_fallback",
)
_COMMANDS = frozenset({"resume", "nlu_fallback"})
_FORM_LEFT = "form_left"
"""The step of a form that has said what there was to say: nothing follows."""
_DANGER = ("emergency", "suicide_risk")
_WITHOUT_SERVICE = frozenset(
    {*_DANGER, "human_agent", "callback_request", "opening_hours", "out_of_scope", "feedback", "resume"}
)


def check(contents: Contents) -> Iterator[Finding]:
    """Everything that is wrong with what follows what."""
    yield from _rules(contents)
    yield from _needs(contents)
    yield from _steps(contents)
    yield from _safety(contents)


def _rules(contents: Contents) -> Iterator[Finding]:
    intents = contents.domain("intents")
    examples = {**contents.intents("needs"), **contents.intents("answers")}
    names, beginnings = asked_by_code()
    forms = contents.domain("forms")
    known = {*names, *_RASAS_OWN, *forms, *(f"validate_{form}" for form in forms)}
    for rule in contents.rules:
        for intent in map(str, rule.of("intent")):
            if intent not in intents and intent not in _COMMANDS:
                yield Finding("intent_unknown", rule.name, rule.path, {"of": intent})
            elif intent not in examples and intent not in _COMMANDS:
                yield Finding("intent_without_examples", rule.name, rule.path, {"of": intent})
        for action in map(str, rule.of("action")):
            if action.startswith("utter_") or action in known:
                continue
            if not any(action.startswith(beginning) for beginning in beginnings):
                yield Finding("action_unknown", rule.name, rule.path, {"of": action})


def _needs(contents: Contents) -> Iterator[Finding]:
    services = contents.services.get("services") or ()
    served = {need for service in services for need in service.get("needs") or ()}
    for need in contents.intents("needs"):
        path = f"nlu_data/needs/{need}.yml"
        rules = [rule for rule in contents.rules if need in rule.of("intent")]
        if not rules:
            yield Finding("need_without_rule", need, path)
            continue
        if need not in _WITHOUT_SERVICE:
            if all(str(rule.of("action")[-1:]).startswith("['utter_") for rule in rules):
                yield Finding("need_without_person", need, rules[0].path)
            elif need not in served:
                yield Finding("need_without_service", need, "dialogues/services.yml")
        if need not in contents.names:
            yield Finding("need_without_name", need, "nlu_data/names.yml")


def _steps(contents: Contents) -> Iterator[Finding]:
    slot = contents.domain("slots").get("next_step") or {}
    values = [str(value) for value in slot.get("values") or ()]
    follow = {step for rule in contents.rules for step in rule.next_steps}
    for rule in contents.rules:
        for step in rule.next_steps:
            if step not in values:
                yield Finding("step_unreachable", rule.name, rule.path, {"of": step})
    for step in values:
        if step not in follow and step != _FORM_LEFT:
            yield Finding("step_dead_end", step, "dialogues/rules/needs.yml")
    for form in contents.domain("forms"):
        ended = any(rule.loop == form and _goes_on_after(form, rule.steps) for rule in contents.rules)
        if not ended:
            yield Finding("form_dead_end", form, "dialogues/rules/needs.yml")


def _goes_on_after(form: str, steps: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the steps run the form, end it, and then do something."""
    actions = [str(step["action"]) for step in steps if step.get("action")]
    ends = any("active_loop" in step and step["active_loop"] is None for step in steps)
    return ends and actions[:1] == [form] and len(actions) > 1


def _safety(contents: Contents) -> Iterator[Finding]:
    to_person = [rule for rule in contents.rules if "human_agent" in rule.of("intent")]
    if not any("action_open_need" in rule.of("action") for rule in to_person):
        yield Finding("person_unreachable", "human_agent", "dialogues/rules/person.yml")
    for danger in _DANGER:
        for form in (None, *contents.domain("forms")):
            answered = any(danger in rule.of("intent") and rule.loop == form for rule in contents.rules)
            if not answered:
                place = form or "lomakkeiden ulkopuolella"
                yield Finding("danger_unreachable", danger, "dialogues/rules/safety.yml", {"of": place})
