"""Calls through the local exchange, end to end on a real server: a caller, TwiML, webhooks, a socket."""

import asyncio
import json

import httpx
import pytest
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect
from websockets.asyncio.client import connect

from bot.speech.telephone import to_bytes
from telephony.call_control import CallControlFailed
from telephony.caller import SimulatedCaller
from telephony.ports import StreamStart
from tests.telephony.fake_line import TARGETS, FakeSwitchboard, Line, serving
from tests.telephony.talk import TONE, Talk

pytestmark = pytest.mark.slow


async def hello(switchboard: FakeSwitchboard, websocket: WebSocket, start: StreamStart) -> None:
    talk = Talk(websocket, start)
    if "resume" in start.parameters:
        await talk.speak("Kukaan ei vastannut.")
        await talk.mark()
        await switchboard.line.hang_up(start.call_sid)  # type: ignore[union-attr]
        return
    await talk.speak("Hei, täällä Luuri.", "open")
    await talk.mark()
    await talk.voice()
    await talk.speak("Yhdistän Ensilinjalle.")
    await talk.mark()
    targets = (TARGETS["ensilinja"], TARGETS["paivystysapu"])
    await switchboard.line.transfer(start.call_sid, targets)  # type: ignore[union-attr]
    try:
        while True:
            await websocket.receive_text()
    except WebSocketDisconnect:
        pass


async def test_a_call_is_heard_answered_and_transferred(local_line: Line) -> None:
    local_line.switchboard.converse = hello
    async with serving(local_line.app) as url, SimulatedCaller(url, "+358401234567") as call:
        greeting = await call.luuri_finished(10)
        assert (greeting.text, greeting.topic, greeting.listening) == ("Hei, täällä Luuri.", "open", True)
        assert len(greeting.audio) == 2 * len(TONE)
        assert greeting.response_ms is None
        await call.say(to_bytes(TONE))
        answer = await call.luuri_finished(10)
        assert answer.text == "Yhdistän Ensilinjalle."
        assert answer.response_ms is not None
        assert 40 < answer.response_ms < 1000
        outcome = await call.ended(10)
    assert (outcome["answered"], outcome["service"], outcome["by"]) == (True, "ensilinja", "staff")
    assert local_line.switchboard.outcomes == [
        (call.call_sid, "ensilinja", "answered", False),
        (call.call_sid, "ensilinja", "answered", False),
    ]
    assert local_line.switchboard.ended == [call.call_sid]
    [ring] = local_line.switchboard.rings
    assert (ring.caller_number, ring.simulated) == ("+358401234567", True)
    assert local_line.switchboard.starts[0].local


@pytest.mark.parametrize("staff", ["busy", "no_answer", "voicemail"])
async def test_when_nobody_takes_it_all_are_rung_and_luuri_has_the_call_again(
    local_line: Line, staff: str
) -> None:
    local_line.switchboard.converse = hello
    async with serving(local_line.app) as url, SimulatedCaller(url, None, staff=staff) as call:
        await call.luuri_finished(10)
        await call.say(to_bytes(TONE))
        assert (await call.luuri_finished(10)).text == "Yhdistän Ensilinjalle."
        assert (await call.luuri_finished(10)).text == "Kukaan ei vastannut."
        outcome = await call.ended(10)
    expected = "busy" if staff == "busy" else "no_answer"
    assert [rung[1:] for rung in local_line.switchboard.outcomes] == [
        ("ensilinja", expected, False),
        ("paivystysapu", expected, True),
    ]
    assert (outcome["answered"], outcome["by"]) == (False, "service")
    assert [start.parameters for start in local_line.switchboard.starts] == [{}, {"resume": "unanswered"}]
    assert local_line.switchboard.rings[0].caller_number is None


async def test_a_stream_that_dies_lands_with_a_person(local_line: Line) -> None:
    local_line.switchboard.broken = {"media"}
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        outcome = await call.ended(15)
    assert outcome["answered"]
    assert outcome["dialled"][0]["number"] == TARGETS["paivystysapu"].number
    assert [event["event"] for event in call.events] == [
        "stream",
        "said",
        "dialling",
        "answered",
        "said",
        "ended",
    ]


async def test_a_caller_who_hangs_up_ends_the_call(local_line: Line) -> None:
    local_line.switchboard.converse = hello
    async with serving(local_line.app) as url:
        async with SimulatedCaller(url) as call:
            await call.luuri_finished(10)
        async with asyncio.timeout(5):
            while not local_line.switchboard.ended:
                await asyncio.sleep(0.01)
        with pytest.raises(CallControlFailed):
            await local_line.control.transfer(call.call_sid, (TARGETS["ensilinja"],))


async def test_the_calls_own_clock_is_told(local_line: Line) -> None:
    async with local_line.client() as client:
        answer = await client.post("/exchange/calls", json={"from": None, "at": "2026-12-24T18:00:00"})
    assert answer.status_code == 200


async def test_strangers_cannot_ring(local_line: Line) -> None:
    new = {"from": "+358401234567", "staff": "answer"}
    for headers, base in (
        ({"X-Forwarded-For": "203.0.113.5"}, "http://127.0.0.1:8000"),
        ({}, "http://luuri.example"),
        ({"Origin": "https://evil.example"}, "http://127.0.0.1:8000"),
    ):
        async with local_line.client(base) as client:
            assert (await client.post("/exchange/calls", json=new, headers=headers)).status_code == 404
    transport = httpx.ASGITransport(app=local_line.app, client=("203.0.113.5", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        assert (await client.post("/exchange/calls", json=new)).status_code == 404


async def test_a_person_answers_on_the_staff_page_and_both_hear_each_other(local_line: Line) -> None:
    local_line.switchboard.converse = hello
    async with serving(local_line.app) as url:
        staff_url = "ws" + url.removeprefix("http") + "/exchange/staff"
        async with connect(staff_url) as staff, SimulatedCaller(url, staff="page") as call:
            await call.luuri_finished(10)
            await call.say(to_bytes(TONE))
            ringing = json.loads(await asyncio.wait_for(staff.recv(), 10))
            assert (ringing["event"], ringing["service"]) == ("ringing", "Ensilinja")
            await staff.send(json.dumps({"event": "answer"}))
            told = json.loads(await asyncio.wait_for(staff.recv(), 5))
            assert "painamalla yksi" in told["text"]
            await staff.send(json.dumps({"event": "key", "key": "1"}))
            assert json.loads(await asyncio.wait_for(staff.recv(), 5))["event"] == "bridged"
            await staff.send(json.dumps({"event": "media", "payload": "//8="}))
            async with asyncio.timeout(5):
                while not any(event["event"] == "media" for event in call.events):
                    await asyncio.sleep(0.01)
            await staff.send(json.dumps({"event": "hang_up"}))
            outcome = await call.ended(5)
    assert (outcome["by"], outcome["service"]) == ("staff", "ensilinja")


async def test_ten_calls_at_once(local_line: Line) -> None:
    local_line.switchboard.converse = hello

    async def one(url: str, number: int) -> dict[str, object]:
        async with SimulatedCaller(url, f"+3584000000{number:02}") as call:
            await call.luuri_finished(15)
            await call.say(to_bytes(TONE))
            await call.luuri_finished(15)
            return await call.ended(15)

    async with serving(local_line.app) as url:
        outcomes = await asyncio.gather(*(one(url, number) for number in range(10)))
    assert all(outcome["service"] == "ensilinja" for outcome in outcomes)
    assert len(set(local_line.switchboard.ended)) == 10
