import pytest

from bot.studio import contents
from bot.studio.drafts import Drafts
from bot.studio.gate import Gate, Verdict
from bot.studio.prompts import seconds
from bot.studio.releases import Releases
from tests.studio.conftest import AT, changed

pytestmark = pytest.mark.slow

CALLBACK = "dialogues/domain/callback.yml"
CALL = "dialogues/domain/call.yml"
CHEST = "nlu_data/red_flags/cardiac_chest_pain.yml"
NEEDS = "dialogues/rules/needs.yml"
SERVICES = "dialogues/services.yml"


def codes(verdict: Verdict, *approvers: str) -> set[str]:
    return {finding.code for finding in verdict.refusals(approvers)}


def test_an_everyday_change_passes(gate: Gate, releases: Releases, drafts: Drafts) -> None:
    edition = changed(drafts, CALLBACK, ("Milloin sinulle sopii", "Mihin aikaan sinulle sopii"))
    changed(drafts, SERVICES, ('fri: "8-15"', 'fri: "9-15"'))
    assert codes(gate.judge(releases.live(), edition)) == set()


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (CALLBACK, "{deadline_said}.", "{määräaika}.", "placeholder_unknown"),
        (CALL, "Miten voin auttaa?", "Miten voin auttaa, {number}?", "placeholder_unknown"),
        (CALL, "Miten voin auttaa?", "Miten voin auttaa? " * 30, "prompt_too_long"),
        (CALL, "olen tekoäly ja autan", "minä autan", "greeting_incomplete"),
        (CALLBACK, "  utter_ask_time:", "  utter_ask_times:", "prompt_missing"),
        (CALLBACK, "  utter_booked:", "  utter_bookedd:", "prompt_missing"),
        (CALLBACK, "responses:", "responses:\n  utter_uusi:\n    - text: Uutta.", "prompt_unreachable"),
        ("dialogues/rules/callback.yml", "      - intent: chronic_care", "      - intent: outo", "intent_unknown"),
        ("dialogues/rules/callback.yml", "      - intent: chronic_care", "      - intent: outo", "need_without_rule"),
        ("dialogues/rules/callback.yml", "action: action_open_need", "action: utter_default", "need_without_person"),
        ("dialogues/rules/callback.yml", "action: action_open_need", "action: action_outo", "action_unknown"),
        (NEEDS, "- next_step: feedback_form", "- next_step: palautelomake", "step_dead_end"),
        (NEEDS, "- next_step: feedback_form", "- next_step: palautelomake", "step_unreachable"),
        (NEEDS, "- active_loop: callback_form\n    steps", "- active_loop: muu\n    steps", "form_dead_end"),
        ("dialogues/rules/person.yml", "action_open_need", "utter_default", "person_unreachable"),
        ("dialogues/rules/safety.yml", "- active_loop: callback_form", "- active_loop: muu", "danger_unreachable"),
        (SERVICES, "      - chronic_care\n", "", "need_without_service"),
        (SERVICES, "    callback: true\n    numbers", "    callback: false\n    numbers", "need_with_nowhere_to_go"),
        (SERVICES, 'tue: "8-16"', 'tue: "8-26"', "schema"),
    ],
)  # fmt: skip
def test_what_would_leave_a_caller_alone_is_refused(
    gate: Gate, releases: Releases, drafts: Drafts, path: str, old: str, new: str, code: str
) -> None:
    verdict = gate.judge(releases.live(), changed(drafts, path, (old, new)))
    assert code in codes(verdict)
    assert all(finding.text for finding in verdict.findings)


def test_a_draft_that_removes_chest_pain_is_refused_with_what_would_be_missed(
    gate: Gate, releases: Releases, drafts: Drafts
) -> None:
    text = (releases.live().root / CHEST).read_text("utf-8")
    lines = [line for line in text.splitlines() if "<rinta>" in line or "rintakip*" in line]
    edition = changed(drafts, CHEST, *((line, "  - heard: lorem ipsum") for line in lines))
    verdict = gate.judge(releases.live(), edition)
    missed = {finding.subject for finding in verdict.findings if finding.code == "flag_missed"}
    assert "mulla on kova rintakipu" in missed
    assert codes(verdict, "Anna Ahola") >= {"flag_missed"}
    assert codes(verdict, "Anna Ahola", "anna  ahola") >= {"flag_missed"}
    assert codes(verdict, "Anna Ahola", "Pekka Puro") == set()


def test_heard_may_not_become_merely_suspected(gate: Gate, releases: Releases, drafts: Drafts) -> None:
    edition = changed(drafts, CHEST, ("heard: rintakip*", "suspected: rintakip*"))
    assert "flag_only_suspected" in codes(gate.judge(releases.live(), edition))


def test_a_whole_category_may_not_vanish(gate: Gate, releases: Releases, drafts: Drafts) -> None:
    drafts.create("luonnos", "Anna", "syy", AT)
    drafts.remove("luonnos", "nlu_data/red_flags/stroke.yml")
    verdict = gate.judge(releases.live(), drafts.edition("luonnos"))
    assert {"flag_category_removed", "flag_missed"} <= codes(verdict)


def test_a_draft_is_not_judged_by_its_own_utterances(gate: Gate, releases: Releases, drafts: Drafts) -> None:
    changed(drafts, "nlu_data/danger/cardiac_chest_pain.yml", ("mulla on kova rintakipu", "huimaa"))
    edition = changed(drafts, CHEST, ("heard: rintakip*", "suspected: rintakip*"))
    assert "flag_only_suspected" in codes(gate.judge(releases.live(), edition))


def test_what_the_live_version_has_too_is_only_a_remark(
    gate: Gate, releases: Releases, drafts: Drafts
) -> None:
    found = gate.judge(releases.live(), changed(drafts, CALLBACK, ("Milloin", "Koska"))).findings
    assert all(not finding.refuses for finding in found)


def test_the_program_tells_which_prompts_and_actions_it_uses() -> None:
    names, beginnings = contents.asked_by_code()
    assert {"utter_greeting", "utter_booked", "action_open_need"} <= names
    assert "utter_transfer_" in beginnings


def test_a_number_takes_as_long_as_its_words() -> None:
    assert seconds("116117") > seconds("abcdef")
