"""The simulated caller's own measurements, against a Luuri whose timing is known."""

import asyncio
import json
import wave
from pathlib import Path

import numpy as np
import pytest
from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect

from bot.speech.telephone import level_db, mulaw_decode, to_bytes
from telephony.caller import CallOver, SimulatedCaller
from telephony.ports import StreamStart
from tests.telephony.fake_line import FakeSwitchboard, Line, serving
from tests.telephony.talk import TONE, Talk

pytestmark = pytest.mark.slow

SILENCE = np.zeros(4000, dtype=np.int16)  # 0.5 s


async def until_gone(websocket: WebSocket) -> list[dict[str, object]]:
    messages = []
    try:
        while True:
            messages.append(json.loads(await websocket.receive_text()))
    except WebSocketDisconnect:
        return messages


async def test_a_response_is_measured_from_the_last_voiced_to_the_first_audible_sample(
    local_line: Line,
) -> None:
    async def slow_answer(_board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        talk = Talk(socket, start)
        await talk.speak("Hei.")
        await talk.voice()
        await talk.send(event="luuri", kind="said", text="Hetki.", filler=True)
        await talk.send(event="media", media={"payload": talk.payload(TONE)})
        await asyncio.sleep(0.5)
        await talk.speak("Vastaus.", tone=np.concatenate([SILENCE, TONE]))
        await until_gone(socket)

    local_line.switchboard.converse = slow_answer
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        await call.luuri_finished(10)
        before = asyncio.get_running_loop().time()
        voiced_at = await call.say(to_bytes(np.concatenate([TONE, SILENCE])))
        assert voiced_at == pytest.approx(before + 0.3, abs=0.15)
        turn = await call.luuri_finished(10)
    assert turn.text == "Hetki. Vastaus."
    assert turn.response_ms is not None
    # 60 ms until the silence is noticed, 0.5 s of waiting, 0.5 s of silence in front of the tone
    assert 1000 < turn.response_ms < 1700


async def test_an_interruption_measures_how_long_luuri_goes_on(local_line: Line) -> None:
    async def stop_when_spoken_to(_board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        talk = Talk(socket, start)
        await talk.speak("Pitkä puhe.", tone=np.tile(TONE, 30))
        await talk.voice()
        await talk.send(event="clear")
        assert await talk.mark() == "Pitkä puhe."
        await talk.speak("Niin?")
        await until_gone(socket)

    local_line.switchboard.converse = stop_when_spoken_to
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        await call.luuri_is_speaking(10)
        await asyncio.sleep(0.3)
        interruption = await call.interrupt(to_bytes(np.concatenate([TONE, SILENCE])))
        turn = await call.luuri_finished(5)
    assert interruption.stopped_after_ms is not None
    assert 300 < interruption.stopped_after_ms < 1200  # the tone's 0.3 s and three frames of silence
    assert len(turn.audio) < 2 * 30 * len(TONE)
    assert turn.response_ms is not None
    assert 40 < turn.response_ms < 1000  # of the answer, not of what was interrupted


async def test_noise_keys_and_silence_go_over_the_line_in_real_time(local_line: Line, tmp_path: Path) -> None:
    received: list[dict[str, object]] = []

    async def listen(_board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        await Talk(socket, start).speak("Hei.")
        received.extend(await until_gone(socket))

    local_line.switchboard.converse = listen
    async with serving(local_line.app) as url:
        async with SimulatedCaller(url, noise_dbfs=-40) as call:
            await call.luuri_finished(10)
            await call.press("0#")
            await asyncio.sleep(1)
            call.save_recording(tmp_path / "call.wav")
        async with asyncio.timeout(5):
            while not local_line.switchboard.ended:
                await asyncio.sleep(0.01)
    media = [message["media"] for message in received if message["event"] == "media"]
    keys = [message["dtmf"]["digit"] for message in received if message["event"] == "dtmf"]  # type: ignore[index]
    assert keys == ["0", "#"]
    assert [int(frame["chunk"]) for frame in media] == list(range(1, len(media) + 1))  # type: ignore[index]
    assert [message["event"] for message in received].index("stop") == len(received) - 1
    noise = np.concatenate([mulaw_decode(Talk.sound(frame["payload"])) for frame in media])  # type: ignore[index]
    assert level_db(noise) == pytest.approx(-40, abs=1)
    with wave.open(str(tmp_path / "call.wav")) as file:
        assert (file.getnchannels(), file.getframerate()) == (2, 8000)
        both = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").reshape(-1, 2)
    assert both.shape[0] / 8000 == pytest.approx(len(media) * 0.02, abs=0.15)
    assert np.abs(both[:, 1]).max() > 5000


async def test_without_side_messages_a_pause_ends_the_turn(local_line: Line) -> None:
    async def plain(_board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        talk = Talk(socket, start)
        await talk.send(event="media", media={"payload": talk.payload(TONE)})
        await until_gone(socket)

    local_line.switchboard.converse = plain
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        turn = await call.luuri_finished(10)
    assert (turn.text, turn.listening) == ("", True)
    assert turn.first_audible_at is not None


async def test_a_call_that_ends_says_so(local_line: Line) -> None:
    async def goodbye(board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        talk = Talk(socket, start)
        await talk.send(event="luuri", kind="said", text="Kuulemiin.")
        await talk.send(event="media", media={"payload": talk.payload(TONE)})
        await talk.send(event="mark", mark={"name": "bye"})
        await talk.mark()
        await board.line.hang_up(start.call_sid)  # type: ignore[union-attr]

    local_line.switchboard.converse = goodbye
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        turn = await call.luuri_finished(10)
        assert (turn.text, turn.listening) == ("Kuulemiin.", False)
        with pytest.raises(CallOver):
            await call.luuri_finished(10)
        assert (await call.ended(5))["by"] == "service"


async def test_the_exchange_ends_its_calls_when_the_service_stops(local_line: Line) -> None:
    async def listen(_board: FakeSwitchboard, socket: WebSocket, start: StreamStart) -> None:
        await Talk(socket, start).speak("Hei.")
        await until_gone(socket)

    local_line.switchboard.converse = listen
    async with serving(local_line.app) as url, SimulatedCaller(url) as call:
        await call.luuri_finished(10)
        await local_line.exchange.close()
        await call.ended(5)
