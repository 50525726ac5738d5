"""Which questions a need deserves, and what makes its data wrong."""

from typing import Any

import pytest

from bot.care.intake import UNHEARD, Intake, IntakeError, Told
from bot.dialogue import data

INTAKE = Intake.from_data(data.intake())
SAID = "äidillä on kuumetta"


def told(**values: str) -> dict[str, Told]:
    return {topic: Told(value, SAID) for topic, value in values.items()}


def test_every_need_of_callers_has_its_questions() -> None:
    assert data.needs() - {"opening_hours", "out_of_scope", "nlu_fallback"} <= INTAKE.needs.keys()


def test_what_is_known_is_not_asked() -> None:
    known = told(for_whom="äiti", age="P82Y", since="P3D")
    assert INTAKE.next("infection_symptoms", known) == "severity"
    assert "since" not in INTAKE.open("infection_symptoms", known)


@pytest.mark.parametrize(
    ("whom", "age", "asked"),
    [
        ("self", "P30Y", True),
        ("self", "P70Y", False),
        ("mies", "P30Y", False),
        ("tytär", "P5Y", False),
        ("self", "P12Y", False),
    ],
)
def test_pregnancy_is_asked_only_where_it_may_be(whom: str, age: str, asked: bool) -> None:
    assert ("pregnancy" in INTAKE.open("infection_symptoms", told(for_whom=whom, age=age))) is asked


def test_a_sick_child_is_asked_about_drinking_and_fever_only_when_there_is_one() -> None:
    child = told(for_whom="lapsi", age="P2Y")
    assert "fever" not in INTAKE.open("child_sick", child)
    assert {"fever", "drinking"} <= set(INTAKE.open("child_sick", child | {"concern": Told(SAID, SAID)}))


def test_a_schoolchild_with_a_fever_is_not_asked_about_drinking() -> None:
    assert "drinking" not in INTAKE.open("infection_symptoms", told(for_whom="self", age="P12Y"))
    assert "drinking" in INTAKE.open("infection_symptoms", told(for_whom="poika", age="P3Y"))


@pytest.mark.parametrize("need", list(INTAKE.needs))
def test_no_need_asks_more_than_a_caller_bears(need: str) -> None:
    answers: dict[str, Told] = {"concern": Told(SAID, SAID)}
    asked = []
    while (topic := INTAKE.next(need, answers)) is not None:
        asked.append(topic)
        answers[topic] = Told("P30Y" if topic == "age" else "unknown", "en tiedä")
    assert len(asked) == len(set(asked)) <= 7


@pytest.mark.parametrize(
    "need", ["prescription_renewal", "test_results", "appointment_change", "certificate"]
)
def test_an_administrative_matter_is_three_questions_at_most(need: str) -> None:
    assert 1 <= len(INTAKE.open(need, {})) <= 3


def test_after_two_answers_that_were_not_heard_the_rest_are_left_to_the_nurse() -> None:
    assert INTAKE.next("infection_symptoms", told(for_whom=UNHEARD, age=UNHEARD)) is None


def test_the_birth_date_is_asked_last_of_every_need_that_asks_anything() -> None:
    for need, questions in INTAKE.needs.items():
        assert INTAKE.open(need, {})[-1:] == (("birth_date",) if questions else ())


GOOD: dict[str, Any] = {
    "topics": {"age": {"label": "Ikä", "group": "I", "reads": "age"}},
    "needs": {"dental": ["age"]},
}


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"topics": {}}, "topics"),
        ({"topics": {"age": {"label": "Ikä", "group": "X", "reads": "age"}}}, "topic age: group"),
        ({"topics": {"age": {"label": "Ikä", "group": "I", "reads": "guess"}}}, "topic age: reads"),
        ({"topics": {"age": {"label": "Ikä", "group": "I", "reads": "age", "asks": "?"}}}, "unknown asks"),
        ({"needs": {"dental": ["teeth"]}}, "need dental: there is no topic teeth"),
        ({"needs": {"dental": ["age", "age"]}}, "need dental: a topic is there twice"),
        ({"needs": {"dental": [{"age": "sometimes"}]}}, "no condition sometimes"),
        ({"most": 0}, "most"),
        ({"last": ["birth"]}, "last: there is no topic birth"),
        ({"last": ["age"]}, "need dental: age is asked last of every need"),
    ],
)
def test_data_that_is_wrong_is_refused_by_name(changes: dict[str, Any], named: str) -> None:
    with pytest.raises(IntakeError, match=named):
        Intake.from_data(GOOD | changes)
