"""Ended calls become tasks and alerts once, whatever happened to the service or the database in between."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from bot.call_records import CallRecords
from bot.care.callback_requests import CallbackRequest
from bot.care.red_flags import Sign
from bot.conversation.call import CallState
from bot.follow_up import FollowUp
from bot.pipeline.ports import CallIdentity, Care
from bot.records.audit import SqlAuditEvents
from bot.records.callback_requests import MOST_OF_A_NUMBER
from bot.records.calls import CallRecord, TurnRecord
from bot.records.database import connect
from bot.records.duty_alerts import DutyAlert
from bot.records.handoffs import HandoffRecord
from bot.records.records import RETRY_AFTER_S, Records
from tests.care.directories import real_directory
from tests.records.conftest import AT, NUMBER, WORDS

Call = Callable[..., CallRecord]
Request = Callable[..., CallbackRequest]
CHEST = "cardiac_chest_pain"


class Duty:
    def __init__(self) -> None:
        self.rung: list[DutyAlert] = []

    def ring(self, alert: DutyAlert) -> None:
        self.rung.append(alert)


def care() -> Care:
    return Care(real_directory(), None, frozenset())  # type: ignore[arg-type]


@pytest.fixture
def duty() -> Duty:
    return Duty()


@pytest.fixture
def records(engine: Engine, tmp_path: Path) -> Records:
    return Records(engine, tmp_path / "spool")


def follow_up(records: Records, duty: Duty) -> FollowUp:
    return FollowUp(records, care, duty, lambda: AT)


def told(records: Records, call: CallRecord, *words: str, need: str | None = "infection_symptoms") -> None:
    records.call_started(call)
    for index, said in enumerate(words):
        records.turn_spoken(TurnRecord(call.call_sid, index, "caller", said, AT))
    if need:
        records.need_heard(call.call_sid, need, 0.9, AT)


async def test_a_call_cut_after_the_concern_is_an_open_task_in_the_callers_words(
    records: Records, duty: Duty, a_call: Call
) -> None:
    told(records, a_call(), WORDS, "joo")
    records.finished("CA1", AT)
    assert await follow_up(records, duty).run() == {"CA1"}
    [task] = records.callback_requests.open()
    assert (task.service, task.number, task.status, task.dropped) == ("terveysasema", NUMBER, "open", True)
    assert task.concern == f"{WORDS} / joo"
    assert [kind for kind, _ in task.flags] == ["dropped"]
    assert task.deadline.isoformat() == "2026-11-23T14:00:00+00:00"
    call = records.calls.get("CA1")
    assert call is not None
    assert call.disposition == "abandoned"
    assert duty.rung == []


async def test_a_call_is_followed_up_once(records: Records, duty: Duty, a_call: Call) -> None:
    told(records, a_call(), WORDS)
    records.signs_heard("CA1", AT, red_flags=[CHEST])
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert await follow_up(records, duty).run() == frozenset()
    assert len(records.callback_requests.open()) == 1
    assert len(duty.rung) == 1


async def test_a_booked_call_leaves_nothing_more(
    records: Records, duty: Duty, a_call: Call, a_request: Request
) -> None:
    told(records, a_call(), WORDS)
    booked = records.book(a_request())
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert records.callback_requests.open() == (booked,)


async def test_a_withheld_number_leaves_a_task_without_one(
    records: Records, duty: Duty, a_call: Call
) -> None:
    told(records, a_call(caller_number=None), WORDS)
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert records.callback_requests.open()[0].number is None


async def test_a_crash_is_followed_up_at_the_next_start(records: Records, duty: Duty, a_call: Call) -> None:
    told(records, a_call(), WORDS)
    records.signs_heard("CA1", AT, suspected=[CHEST])
    records.turn_spoken(TurnRecord("CA1", 1, "luuri", "Onko sinulla rintakipua?", AT, topic="safety"))
    assert await follow_up(records, duty).run() == frozenset()
    records.calls.close_unfinished(AT, "the service stopped during the call")
    await follow_up(records, duty).run()
    [alert] = duty.rung
    assert (alert.call_sid, alert.dangers, alert.caller_number) == ("CA1", (CHEST,), NUMBER)
    assert [kind for kind, _ in records.callback_requests.open()[0].flags] == ["dropped", "danger"]


async def test_a_denied_danger_rings_nobody(records: Records, duty: Duty, a_call: Call) -> None:
    told(records, a_call(), WORDS)
    records.signs_heard("CA1", AT, suspected=[CHEST])
    records.signs_denied("CA1", AT, (CHEST,))
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert duty.rung == []


async def test_a_transfer_that_nobody_took_after_danger_rings_the_duty(
    records: Records, duty: Duty, a_call: Call
) -> None:
    told(records, a_call(), "en jaksa enää elää", need="suicide_risk")
    records.signs_heard("CA1", AT, red_flags=["suicide_self_harm"])
    handoff = HandoffRecord("CA1", "ensilinja", "suicide_self_harm", AT)
    records.handoff_started(handoff)
    records.handoff_ended(handoff.id, "no_answer", AT)
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert len(duty.rung) == 1
    assert records.callback_requests.open()[0].service == "ensilinja"


async def test_with_the_database_away_danger_rings_at_once_and_the_task_comes_later(
    engine: Engine, duty: Duty, a_call: Call, tmp_path: Path
) -> None:
    clock = [100.0]
    away = Records(
        connect("sqlite:////proc/nowhere/luuri.db"),
        tmp_path / "spool",
        lambda: clock[0],
    )
    call = a_call()
    told(away, call, WORDS)
    away.signs_heard("CA1", AT, red_flags=[CHEST])
    identity = CallIdentity("CA1", NUMBER)
    call_records = CallRecords(away, identity, care, lambda: AT)
    await call_records.finish(None)
    state = CallState(heard_signs=(Sign(CHEST, "112", "rinnasta puristaa"),))
    await follow_up(away, duty).after(identity, state, call_records)
    [alert] = duty.rung
    assert alert.dangers == (CHEST,)

    clock[0] += 2 * RETRY_AFTER_S
    back = Records(engine, tmp_path / "spool", lambda: clock[0])
    back.replay()
    await follow_up(back, duty).run()
    assert duty.rung == [alert]
    assert back.duty_alerts.get("CA1") == alert
    assert back.callback_requests.open()[0].concern == WORDS


def test_an_alert_is_audited_from_its_opening_to_its_acknowledgement(
    engine: Engine, records: Records
) -> None:
    alert = DutyAlert("CA1", AT, (CHEST,), NUMBER)
    for _ in range(2):
        records.duty_opened(alert)
        records.duty_rung("CA1", "+358401", AT, "no_answer")
        records.duty_ended("CA1", AT + timedelta(minutes=1), "+358402")
    assert records.duty_alerts.unacknowledged() == ()
    assert records.duty_alerts.attempts("CA1") == ((AT.isoformat(), "+358401", "no_answer"),)
    events = SqlAuditEvents(engine).of_subject("call:CA1")
    assert [(event.actor, event.action) for event in events] == [
        ("luuri:duty", "duty.opened"),
        ("luuri:duty", "duty.rung"),
        ("duty:+358402", "duty.acknowledged"),
    ]


async def test_repeated_calls_are_flagged_on_the_request_that_waits(
    records: Records, duty: Duty, a_call: Call, a_request: Request
) -> None:
    told(records, a_call("CA1"), WORDS)
    records.book(a_request("CA1"))
    records.finished("CA1", AT)
    await follow_up(records, duty).run()
    assert records.callback_requests.open()[0].flags == ()
    for sid, later_h in (("CA2", 2), ("CA3", 5), ("CA4", 40)):
        records.call_started(a_call(sid, started_at=AT + timedelta(hours=later_h)))
        records.finished(sid, AT + timedelta(hours=later_h))
        await follow_up(records, duty).run()
    [(kind, reason)] = records.callback_requests.open()[0].flags
    assert kind == "repeated_calls"
    assert reason == (
        "Samasta numerosta on soitettu 3 kertaa vuorokauden aikana: "
        "23.11. klo 11.30, 23.11. klo 13.30, 23.11. klo 16.30."
    )


async def test_a_number_from_which_a_house_rings_costs_no_more_with_every_call(
    records: Records, duty: Duty, a_call: Call, a_request: Request
) -> None:
    for number in range(MOST_OF_A_NUMBER + 3):
        at = AT + timedelta(minutes=number)
        records.call_started(a_call(f"CA{number}", started_at=at))
        records.book(a_request(f"CA{number}", created_at=at))
        records.finished(f"CA{number}", at)
        await follow_up(records, duty).run()
    by_call = {request.call_sid: request.flags for request in records.callback_requests.open()}
    assert by_call["CA22"] == by_call["CA3"]
    assert by_call["CA22"] == (
        (
            "repeated_calls",
            "Samasta numerosta on soitettu 23 kertaa vuorokauden aikana, viimeksi 23.11. klo 11.48, "
            "23.11. klo 11.49, 23.11. klo 11.50, 23.11. klo 11.51, 23.11. klo 11.52.",
        ),
    )
    [(kind, older)] = by_call["CA2"]  # what it was told when it was among the newest
    assert (kind, older[:42]) == ("repeated_calls", "Samasta numerosta on soitettu 22 kertaa vu")
