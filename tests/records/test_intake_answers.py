"""A caller's answers in the records, on both databases."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from bot.care.intake import Told
from bot.records.calls import CallRecord, SqlCalls
from bot.records.database import writing
from bot.records.intake_answers import SqlIntakeAnswers
from bot.records.records import Records
from tests.records.conftest import AT

AGE = Told("P82Y", "hän on 82", turn=3, confidence=0.81)
SINCE = Told("P3D", "kolme päivää", turn=1, confidence=0.7, asked=False)


def test_answers_come_back_as_they_were_told(engine: Engine, a_call: Callable[..., CallRecord]) -> None:
    SqlCalls(engine).start(a_call())
    answers = SqlIntakeAnswers(engine)
    answers.keep("CA1", "infection_symptoms", {"since": SINCE, "age": AGE}, AT)
    kept = answers.of_call("CA1")
    assert [(each.topic, each.told, each.answered_at) for each in kept] == [
        ("since", SINCE, AT),
        ("age", AGE, AT),
    ]


def test_what_is_kept_is_what_holds_now(engine: Engine, a_call: Callable[..., CallRecord]) -> None:
    SqlCalls(engine).start(a_call())
    answers, later = SqlIntakeAnswers(engine), AT + timedelta(seconds=20)
    answers.keep("CA1", "infection_symptoms", {"since": SINCE, "age": AGE}, AT)
    changed = Told("P83Y", "ei kun 83", turn=5)
    answers.keep("CA1", "infection_symptoms", {"age": changed}, later)
    answers.keep("CA1", "dental", {"since": SINCE}, later)
    assert [(each.need, each.topic, each.told.value) for each in answers.of_call("CA1")] == [
        ("infection_symptoms", "age", "P83Y"),
        ("dental", "since", "P3D"),
    ]


def test_an_answer_that_does_not_change_keeps_its_time(engine: Engine) -> None:
    answers = SqlIntakeAnswers(engine)
    answers.keep("CA1", "dental", {"age": AGE}, AT)
    answers.keep("CA1", "dental", {"age": AGE, "since": SINCE}, AT + timedelta(seconds=9))
    assert [each.answered_at for each in answers.of_call("CA1")] == [AT, AT + timedelta(seconds=9)]


def test_answers_wait_in_the_spool_while_the_database_is_away(engine: Engine, tmp_path: Path) -> None:
    now = [100.0]
    records = Records(engine, tmp_path / "spool", clock=lambda: now[0])
    records.call_started(CallRecord("CA1", None, AT))
    Records(engine, tmp_path / "spool")._spool.add(
        {
            "fact": "intake_answered",
            "call_sid": "CA1",
            "need": "dental",
            "answers": {"age": AGE.plain()},
            "at": AT.isoformat(),
        }
    )
    assert records.replay() == 1
    assert [each.told for each in records.intake_answers.of_call("CA1")] == [AGE]


def test_answers_go_with_their_call(engine: Engine, a_call: Callable[..., CallRecord]) -> None:
    SqlCalls(engine).start(a_call())
    answers = SqlIntakeAnswers(engine)
    answers.keep("CA1", "dental", {"age": AGE}, AT)
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM calls"))
    assert answers.of_call("CA1") == ()
