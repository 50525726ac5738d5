"""Callers whose line is cut half-way: what they told waits for a nurse, and danger rings the duty."""

import sqlite3
import time
from datetime import datetime
from typing import Any

import pytest

from bot.commands.call import line_from_wav
from telephony.caller import SimulatedCaller
from tests.calls.residents import DEMO, Resident, script, settings_for
from tests.service import LiveService

pytestmark = pytest.mark.slow

WORKDAY = datetime.fromisoformat("2026-11-23T10:00")


def recorded(service: LiveService, call_sid: str) -> dict[str, Any]:
    """The call's record once it has been followed up."""
    until = time.monotonic() + 20
    while not (record := dict(service.record(call_sid)))["ended"] or not record["callback_request"]:
        assert time.monotonic() < until, record
        time.sleep(0.2)
    return record


async def test_a_call_cut_after_the_concern_is_kept_as_a_task(service: LiveService) -> None:
    async with SimulatedCaller(service.url, "+358451112233", at=WORKDAY) as call:
        await call.luuri_finished(60)
        await call.say(line_from_wav(DEMO / "fever-opening.wav").pcm)
        await call.luuri_finished(60)
    record = recorded(service, call.call_sid)
    assert record["disposition"] == "abandoned"
    task = record["callback_request"]
    assert (task["dropped"], task["status"], task["number"]) == (True, "open", "+358451112233")
    assert "kuume" in task["concern"]


async def test_a_line_cut_at_the_question_about_danger_rings_the_duty_until_it_is_acknowledged(
    service: LiveService,
) -> None:
    chest_pain = script(Resident(("Rinnasta puristaa kovasti.",)), settings_for(service.data))
    async with SimulatedCaller(service.url, "+358451112244", at=WORKDAY, staff="answer") as call:
        await call.luuri_finished(60)
        await call.say(chest_pain.lines[0].pcm)
        await call.luuri_is_speaking(60)
    task = recorded(service, call.call_sid)["callback_request"]
    assert [kind for kind, _ in task["flags"]] == ["dropped", "danger"]
    database = sqlite3.connect(service.data / "luuri.db")
    until = time.monotonic() + 20
    while not (
        row := database.execute(
            "SELECT acknowledged_by FROM duty_alerts WHERE call_sid = ? AND ended_at IS NOT NULL",
            (call.call_sid,),
        ).fetchone()
    ):
        assert time.monotonic() < until
        time.sleep(0.2)
    database.close()
    assert row == ("+358140000009",)
