"""The duty number: rung up the chain until somebody presses 1, on a made-up line and on the local exchange."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.duty import DutyRinger
from bot.records.duty_alerts import DutyAlert
from bot.records.records import Records
from telephony import twiml
from telephony.call_control import CallControlFailed, TwilioCallControl
from telephony.caller import SimulatedCaller
from tests.databases import sqlite_engine
from tests.telephony.fake_line import CALL_SID, PUBLIC_URL, Line, serving
from tests.telephony.test_webhooks import names, post, verbs

AT = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
ALERT = DutyAlert("CA1", AT, ("cardiac_chest_pain",), "+358401234567")
FIRST, SECOND = "+358140000011", "+358140000012"


class FakeDutyLine:
    """Rings; the number in `answers` presses 1, the others do not pick up."""

    def __init__(self, answers: str = "") -> None:
        self.rung: list[str] = []
        self.answers = answers
        self.ringer: DutyRinger | None = None
        self.details = ""

    async def ring_duty(self, call_sid: str, number: str) -> None:
        self.rung.append(number)
        assert self.ringer is not None
        if number == "broken":
            raise OSError
        if number == self.answers:
            self.details = self.ringer.acknowledged(call_sid, number)
        self.ringer.attempt_ended(call_sid)


@pytest.fixture
def records(tmp_path: Path) -> Records:
    return Records(sqlite_engine(tmp_path), tmp_path / "spool")


def ringer(line: FakeDutyLine, records: Records, *chain: str) -> DutyRinger:
    names = {"cardiac_chest_pain": "rintakipu"}
    line.ringer = DutyRinger(line, records, chain, names, now=lambda: AT, pause_s=0.0)
    return line.ringer


async def until(condition: object) -> None:
    async with asyncio.timeout(10):
        while not condition():  # type: ignore[operator]
            await asyncio.sleep(0.01)


async def test_the_chain_is_rung_round_and_round_until_somebody_acknowledges(records: Records) -> None:
    line = FakeDutyLine()
    duty = ringer(line, records, FIRST, "broken", SECOND)
    records.duty_opened(ALERT)
    duty.ring(ALERT)
    duty.ring(ALERT)
    await until(lambda: len(line.rung) >= 7)
    line.answers = SECOND
    await until(lambda: not records.duty_alerts.unacknowledged())
    assert line.rung[:6] == [FIRST, "broken", SECOND, FIRST, "broken", SECOND]
    kept = records.duty_alerts.get("CA1")
    assert kept is not None
    assert kept.acknowledged_by == SECOND
    outcomes = [(number, outcome) for _, number, outcome in records.duty_alerts.attempts("CA1")]
    assert outcomes[-1] == (SECOND, "acknowledged")
    assert ("broken", "failed") in outcomes
    await duty.close()


async def test_who_acknowledges_hears_the_sign_and_the_number(records: Records) -> None:
    line = FakeDutyLine(FIRST)
    duty = ringer(line, records, FIRST, SECOND)
    duty.ring(ALERT)
    await until(lambda: line.details)
    assert "10.15" in line.details
    assert "rintakipu" in line.details
    assert "0 4 0 1 2 3 4 5 6 7" in line.details
    await asyncio.sleep(0)
    assert line.rung == [FIRST]
    assert "jo kuitattu" in duty.acknowledged("CA9", FIRST)
    await until(lambda: "jo kuitattu" in duty.acknowledged("CA1", SECOND))
    duty.ring(ALERT)
    await asyncio.sleep(0)
    assert line.rung == [FIRST]
    await duty.close()


async def test_a_restart_goes_on_ringing_for_real_callers_alone(records: Records) -> None:
    records.duty_opened(ALERT)
    records.duty_opened(DutyAlert("CA2", AT, simulated=True))
    line = FakeDutyLine(FIRST)
    duty = ringer(line, records, FIRST)
    await duty.resume()
    await until(lambda: not records.duty_alerts.unacknowledged())
    assert line.rung == [FIRST]
    await duty.close()


async def test_a_test_calls_alert_ends_when_nobody_acknowledges(records: Records) -> None:
    line = FakeDutyLine()
    duty = ringer(line, records)
    alert = DutyAlert("CA3", AT, simulated=True)
    records.duty_opened(alert)
    duty.ring(alert)
    await until(lambda: not records.duty_alerts.unacknowledged())
    assert len(line.rung) == 3
    await duty.close()


def test_voicemail_hears_neither_who_nor_what() -> None:
    said = ElementTree.fromstring(twiml.ask_duty("https://x", CALL_SID, FIRST)).find("Gather/Say")
    assert said is not None
    assert said.text is not None
    assert "numero on" not in said.text
    assert "painamalla yksi" in said.text


@pytest.mark.parametrize(("staff", "acknowledges"), [("answer", True), ("voicemail", False), ("busy", False)])
async def test_the_exchange_rings_the_staff_phone(local_line: Line, staff: str, acknowledges: bool) -> None:
    async def hang_up(*_: object) -> None: ...

    local_line.switchboard.converse = hang_up
    async with serving(local_line.app) as url:
        async with SimulatedCaller(url, "+358401234567", staff=staff) as call:  # type: ignore[arg-type]
            pass
        await local_line.exchange.ring_duty(call.call_sid, FIRST)
        await until(lambda: local_line.switchboard.duty_legs_ended)
    assert local_line.switchboard.acknowledged == ([(call.call_sid, FIRST)] if acknowledges else [])


class FakeTwilio:
    """Twilio's client as far as calls are made with it."""

    def __init__(self) -> None:
        self.made: list[dict[str, Any]] = []

    @property
    def calls(self) -> "FakeTwilio":
        return self

    def create(self, **fields: Any) -> None:
        self.made.append(fields)


async def test_twilio_rings_the_number_and_asks_our_webhooks_what_to_say(line: Line) -> None:
    twilio = FakeTwilio()
    control = TwilioCallControl(twilio, public_url=PUBLIC_URL, number="+358942720000")  # type: ignore[arg-type]
    await control.ring_duty(CALL_SID, FIRST)
    [made] = twilio.made
    assert (made["to"], made["from_"]) == (FIRST, "+358942720000")

    leg = {"CallSid": "CA" + "9" * 32, "CallStatus": "in-progress"}
    answer = await post(line, made["url"].removeprefix(PUBLIC_URL), leg)
    [gather, _] = verbs(answer)
    action = str(gather.get("action")).removeprefix(PUBLIC_URL)
    assert names(await post(line, action, leg | {"Digits": "2"})) == ["Hangup"]
    assert line.switchboard.acknowledged == []
    [said, _] = verbs(await post(line, action, leg | {"Digits": "1"}))
    assert said.text == "Soittajan numero on 0 4 0."
    assert line.switchboard.acknowledged == [(CALL_SID, FIRST)]
    ended = made["status_callback"].removeprefix(PUBLIC_URL)
    await post(line, ended, leg | {"CallStatus": "completed"})
    assert line.switchboard.duty_legs_ended == [CALL_SID]
    assert line.switchboard.ended == []
    assert (await post(line, action, leg | {"Digits": "1"}, signature="forged")).status_code == 403


async def test_without_a_number_of_ours_nobody_can_be_rung() -> None:
    control = TwilioCallControl(FakeTwilio(), public_url=PUBLIC_URL, number="")  # type: ignore[arg-type]
    with pytest.raises(CallControlFailed):
        await control.ring_duty(CALL_SID, FIRST)
