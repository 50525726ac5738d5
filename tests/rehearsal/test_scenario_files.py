"""What a scenario file may hold, and what is said of one that is wrong."""

from pathlib import Path

import pytest

from bot.rehearsal.caller import Caller
from bot.rehearsal.files import BadScenario, read
from bot.rehearsal.judging import fits
from bot.rehearsal.scenario import Act, Talk

GOOD = """
- name: A caller who coughs is rung back
  at: 2026-11-25T09:40
  turns: [on yskä, {silence: 2}]
  answers: {age: [en muista, {keys: "45"}]}
  expect: {disposition: callback}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "scenarios.yml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_scenario_is_read_with_its_time_in_finland(tmp_path: Path) -> None:
    (scenario,) = read([written(tmp_path, GOOD)])
    assert scenario.moment.isoformat() == "2026-11-25T09:40:00+02:00"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("disposition: callback", "disposition: vanished"), "expect.disposition"),
        (("disposition: callback", "disposition: callback, sayd: hei"), "expect.sayd"),
        (("turns:", "turnz:"), "turnz"),
        (("on yskä", "yes"), "truth value"),
        (("en muista", "{says: en, keys: 1}"), "one of says"),
        (("2026-11-25T09:40", "yesterday"), "at:"),
        (("- name", "name"), "scenarios.yml"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, change: tuple[str, str], complaint: str
) -> None:
    file = written(tmp_path, GOOD.replace(*change))
    with pytest.raises(BadScenario, match=complaint) as error:
        read([file])
    assert "scenarios.yml" in str(error.value)


def test_two_scenarios_may_not_ring_from_one_number(tmp_path: Path) -> None:
    text = GOOD.replace("  at:", '  from: "+358401234567"\n  at:')
    file = written(tmp_path, text + text.replace("coughs", "sneezes"))
    with pytest.raises(BadScenario, match=r"\+358401234567"):
        read([file])


def test_a_caller_speaks_in_turn_and_then_answers_by_topic() -> None:
    talk = Talk.model_validate(
        {
            "at": "2026-11-25T09:40",
            "turns": ["on yskä", {"silence": 2}, {"interrupts": "odota"}],
            "answers": {"age": ["en muista", {"keys": "45"}]},
        }
    )
    caller = Caller(talk)
    assert caller.next("concern") == Act(says="on yskä")
    assert [caller.next("age"), caller.next("age")] == [Act(silence=1)] * 2
    assert caller.while_luuri_speaks() == Act(says="odota")
    assert caller.while_luuri_speaks() is None
    assert [caller.next("age") for _ in range(3)] == [Act(says="en muista"), Act(keys="45"), Act(keys="45")]
    assert caller.next("number_ok") == Act(says="joo")
    assert caller.next("a topic that nobody thought of") == Act(says="en tiedä")


def test_an_interruption_waits_for_luuri_to_speak() -> None:
    talk = Talk.model_validate(
        {"at": "2026-11-25T09:40", "turns": ["on yskä", {"interrupts": {"keys": "0"}}]}
    )
    caller = Caller(talk)
    assert caller.while_luuri_speaks() is None
    caller.next("concern")
    assert caller.while_luuri_speaks() == Act(keys="0")


def test_staff_answer_ring_by_ring_and_service_by_service() -> None:
    talk = Talk.model_validate(
        {"at": "2026-11-25T09:40", "staff": ["nobody", {"ensilinja": "busy", "others": "answers"}]}
    )
    assert talk.manner(0, "ensilinja") == "nobody"
    assert talk.manner(1, "ensilinja") == "busy"
    assert talk.manner(5, "paivystysapu") == "answers"


def test_values_fit_exactly_or_by_phrase_or_by_choice() -> None:
    assert fits({"contains": ["Kuume", "kolme"]}, "on ollut kuumetta kolme päivää")
    assert not fits({"contains": "vatsa"}, "on ollut kuumetta")
    assert fits({"any_of": ["a", "b"]}, "b")
    assert fits({"outer": {"inner": [1]}}, {"outer": {"inner": (1,), "more": 2}})
    assert fits("2026-11-25T16:00", "2026-11-25T16:00:00+02:00")
    assert not fits("2026-11-25T16:00", "2026-11-26T16:00:00+02:00")
    assert not fits(None, "something")
