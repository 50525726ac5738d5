"""The media socket: who gets in, and what a broken or hostile line can do (nothing to other calls)."""

import asyncio
import base64
import json
from types import SimpleNamespace

import pytest
from pipecat.audio.dtmf.types import KeypadEntry
from pipecat.frames.frames import (
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
)
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, connect

from telephony.line_guard import LineCounts, LineGuard
from telephony.media_stream import LuuriSerializer
from telephony.ports import StreamRefused, StreamStart
from tests.telephony.fake_line import CALL_SID, FakeSwitchboard, Line, serving

STREAM_SID = "MZ" + "5" * 32
SOUND = base64.b64encode(b"\x80" * 160).decode()


def start_message(token: str, **changes: object) -> str:
    facts = {
        "accountSid": "AC" + "0" * 32,
        "callSid": CALL_SID,
        "streamSid": STREAM_SID,
        "tracks": ["inbound"],
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
        "customParameters": {"token": token, "resume": "unanswered"},
        **changes,
    }
    return json.dumps({"event": "start", "start": facts, "streamSid": STREAM_SID})


async def closed_with(socket: ClientConnection) -> int:
    async with asyncio.timeout(5):
        await socket.wait_closed()
    assert socket.close_code is not None
    return socket.close_code


def media_url(url: str) -> str:
    return "ws" + url.removeprefix("http") + "/twilio/media"


# Getting in


async def test_a_good_token_lets_the_stream_in_once(line: Line) -> None:
    token = line.tokens.issue(CALL_SID, "twilio")
    async with serving(line.app) as url:
        for code in (1000, 1008):
            async with connect(media_url(url)) as socket:
                await socket.send(json.dumps({"event": "connected"}))
                await socket.send(start_message(token))
                assert await closed_with(socket) == code
    [start] = line.switchboard.starts
    assert start == StreamStart(CALL_SID, STREAM_SID, {"resume": "unanswered"}, local=False)


async def test_whoever_cannot_show_a_token_is_sent_away(line: Line) -> None:
    good = line.tokens.issue(CALL_SID, "twilio")
    attempts = [
        [start_message("")],
        [start_message("twilio.9999999999.x.y")],
        [start_message(good, callSid="CA" + "7" * 32)],
        [start_message(good, callSid="CA'; drop table calls")],
        [start_message(good, mediaFormat={"encoding": "audio/x-l16"})],
        [start_message(good, customParameters=["token"])],
        [json.dumps({"event": "start"})],
        ["{" * 50] * 20,
        [b"\x00\x01"] * 3 + [start_message("")],
        ["x" * 100_000, start_message("")],
        ["9" * 30_000, start_message("")],
    ]
    async with serving(line.app) as url:
        for messages in attempts:
            async with connect(media_url(url)) as socket:
                for message in messages:
                    await socket.send(message)
                assert await closed_with(socket) == 1008
        async with connect(media_url(url)) as socket:
            assert await closed_with(socket) == 1008  # says nothing at all
    assert line.switchboard.starts == []


async def test_a_call_that_the_switchboard_does_not_know_is_refused(line: Line) -> None:
    async def refuse(_board: FakeSwitchboard, _socket: WebSocket, _start: StreamStart) -> None:
        raise StreamRefused

    line.switchboard.converse = refuse
    async with serving(line.app) as url, connect(media_url(url)) as socket:
        await socket.send(start_message(line.tokens.issue(CALL_SID, "twilio")))
        assert await closed_with(socket) == 1008


async def test_a_bad_line_goes_on_and_a_flood_ends(line: Line) -> None:
    seen: list[str] = []
    counts: list[LineCounts] = []

    async def listen(_board: FakeSwitchboard, socket: WebSocket, _start: StreamStart) -> None:
        counts.append(socket.state.line_counts)
        try:
            while True:
                seen.append(await socket.receive_text())
        except WebSocketDisconnect:
            return

    line.switchboard.converse = listen
    async with serving(line.app) as url:
        async with connect(media_url(url)) as socket:
            await socket.send(start_message(line.tokens.issue(CALL_SID, "twilio")))
            await socket.send(b"\xff" * 160)
            await socket.send("y" * 40_000)
            await socket.send("still here")
            async with asyncio.timeout(5):
                while "still here" not in seen:
                    await asyncio.sleep(0.01)
            assert (counts[0].binary, counts[0].too_long, counts[0].flooded) == (1, 1, False)
            for _ in range(2000):
                await socket.send("z")
            assert await closed_with(socket) == 1008
            assert counts[0].flooded
            assert len(seen) < 1000
        async with connect(media_url(url)) as socket:
            await socket.send(start_message(line.tokens.issue(CALL_SID, "twilio")))
            await socket.send("another call")
            async with asyncio.timeout(5):
                while "another call" not in seen:
                    await asyncio.sleep(0.01)


async def test_a_guard_lets_a_telephone_line_and_its_catching_up_through() -> None:
    now = 0.0

    async def receive() -> dict[str, object]:
        return {"type": "websocket.receive", "text": "frame"}

    counts = LineCounts()
    guard = LineGuard(receive, counts, lambda: now)
    for _ in range(400):  # eight seconds that a stalled network delivers at once
        await guard()
    for _ in range(3000):
        now += 0.02
        assert (await guard())["type"] == "websocket.receive"
    assert not counts.flooded


# Messages


def serializer(local: bool = False) -> LuuriSerializer:
    return LuuriSerializer(StreamStart(CALL_SID, STREAM_SID, local=local))


async def ready(local: bool = False) -> LuuriSerializer:
    made = serializer(local)
    await made.setup(SimpleNamespace(audio_in_sample_rate=8000))
    return made


async def test_sound_keys_marks_and_the_end_come_in() -> None:
    line = await ready()
    media = {"event": "media", "media": {"track": "inbound", "payload": SOUND}, "streamSid": STREAM_SID}
    sound = await line.deserialize(json.dumps(media))
    assert isinstance(sound, InputAudioRawFrame)
    assert (len(sound.audio), sound.sample_rate) == (320, 8000)
    key = await line.deserialize(json.dumps({"event": "dtmf", "dtmf": {"digit": "0"}}))
    assert isinstance(key, InputDTMFFrame)
    assert key.button is KeypadEntry.ZERO
    mark = await line.deserialize(json.dumps({"event": "mark", "mark": {"name": "m1"}}))
    assert isinstance(mark, InputTransportMessageFrame)
    assert mark.message == {"event": "mark", "name": "m1"}
    stop = await line.deserialize(json.dumps({"event": "stop", "stop": {}}))
    assert isinstance(stop, InputTransportMessageFrame)
    assert stop.message == {"event": "stop"}
    assert line.counts.malformed == 0


@pytest.mark.parametrize(
    "message",
    [
        "",
        "{",
        "[]",
        "null",
        '"media"',
        "[" * 20_000,
        b"\xff\xfe",
        '{"event": 7}',
        '{"event": "media"}',
        '{"event": "media", "media": "x"}',
        '{"event": "media", "media": {"payload": 7}}',
        '{"event": "media", "media": {"payload": "not base64!"}}',
        '{"event": "media", "media": {"payload": "//8"}}',
        '{"event": "media", "media": {"payload": ""}}',
        '{"event": "media", "media": {"track": "outbound", "payload": "//8="}}',
        json.dumps({"event": "media", "media": {"payload": "A" * 100_000}}),
        '{"event": "dtmf", "dtmf": "1"}',
        '{"event": "mark", "mark": null}',
        '{"event": "toString"}',
    ],
)
async def test_nonsense_is_counted_and_dropped(message: str | bytes) -> None:
    line = await ready()
    assert await line.deserialize(message) is None
    assert line.counts.malformed == 1


async def test_an_unknown_key_is_no_key() -> None:
    line = await ready()
    assert await line.deserialize(json.dumps({"event": "dtmf", "dtmf": {"digit": "X"}})) is None


async def test_sound_marks_and_clear_go_out_with_the_streams_name() -> None:
    line = await ready()
    sound = await line.serialize(OutputAudioRawFrame(audio=b"\0\0" * 160, sample_rate=8000, num_channels=1))
    clear = await line.serialize(InterruptionFrame())
    mark = await line.serialize(OutputTransportMessageFrame(message={"event": "mark", "name": "m1"}))
    for text, event in ((sound, "media"), (clear, "clear"), (mark, "mark")):
        assert isinstance(text, str)
        message = json.loads(text)
        assert (message["event"], message["streamSid"]) == (event, STREAM_SID)
    assert isinstance(mark, str)
    assert json.loads(mark)["mark"] == {"name": "m1"}


async def test_side_messages_reach_a_local_line_only() -> None:
    beside = OutputTransportMessageUrgentFrame(
        message={"event": "luuri", "kind": "heard", "text": "oon kipee"}
    )
    assert await (await ready(local=False)).serialize(beside) is None
    text = await (await ready(local=True)).serialize(beside)
    assert isinstance(text, str)
    assert json.loads(text)["text"] == "oon kipee"


async def test_nothing_else_goes_out() -> None:
    line = await ready(local=True)
    for message in ({"event": "clear"}, {"label": "rtvi-ai"}, "text", None, {}):
        assert await line.serialize(OutputTransportMessageFrame(message=message)) is None
