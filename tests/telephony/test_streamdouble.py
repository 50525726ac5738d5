"""An independent Media Streams client (streamdouble) against our socket and pipecat's transport."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from fastapi import WebSocket
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner
from streamdouble import g711
from streamdouble.chaos import Impairments
from streamdouble.protocol import StreamIdentity
from streamdouble.scenario import Dtmf, Hangup, Say, Scenario, Step, Wait, WaitFor
from streamdouble.session import Session, SessionConfig, SessionResult

from telephony.media_stream import LuuriSerializer
from telephony.ports import StreamStart
from tests.telephony.fake_line import FakeSwitchboard, Line, serving

pytestmark = pytest.mark.slow
TONE = (8000 * np.sin(np.arange(8000 * 4) * 2 * np.pi * 440 / 8000)).astype("<i2").tobytes()  # 4 s
VOICE = (9000 * np.sin(np.arange(8000) * 2 * np.pi * 200 / 8000)).astype(np.int16)  # 1 s


class Echo(FrameProcessor):
    """Speaks a tone when the line opens and after a key; stops when a voice is heard; notes what comes in."""

    def __init__(self) -> None:
        super().__init__()
        self.marks: list[str] = []
        self.keys: list[str] = []
        self.samples_in = 0
        self.stopped = False
        self.interrupted = False

    async def speak(self, mark: str) -> None:
        await self.push_frame(OutputAudioRawFrame(audio=TONE, sample_rate=8000, num_channels=1))
        await self.push_frame(OutputTransportMessageFrame(message={"event": "mark", "name": mark}))

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, InputAudioRawFrame):
            sound = np.frombuffer(frame.audio, dtype=np.int16)
            self.samples_in += len(sound)
            if not self.interrupted and np.abs(sound.astype(int)).max(initial=0) > 4000:
                self.interrupted = True
                await self.push_frame(InterruptionFrame())
        elif isinstance(frame, InputDTMFFrame):
            self.keys.append(frame.button.value)
            self.interrupted = False
            await self.speak("after-key")
        elif isinstance(frame, InputTransportMessageFrame):
            if direction is FrameDirection.DOWNSTREAM and frame.message["event"] == "mark":
                self.marks.append(frame.message["name"])
            self.stopped = self.stopped or frame.message["event"] == "stop"
        else:
            await self.push_frame(frame, direction)


def conversing(echoes: list[Echo]) -> Callable[[FakeSwitchboard, WebSocket, StreamStart], Awaitable[None]]:
    """A conversation of pipecat's transport, our serializer and an Echo."""

    async def converse(_board: FakeSwitchboard, websocket: WebSocket, start: StreamStart) -> None:
        echo = Echo()
        echoes.append(echo)
        transport = FastAPIWebsocketTransport(
            websocket,
            FastAPIWebsocketParams(
                serializer=LuuriSerializer(start, websocket.state.line_counts),
                audio_in_enabled=True,
                audio_out_enabled=True,
                audio_out_end_silence_secs=0,
                audio_out_auto_silence=False,
            ),
        )
        worker = PipelineWorker(
            Pipeline([transport.input(), echo, transport.output()]),
            params=PipelineParams(audio_in_sample_rate=8000, audio_out_sample_rate=8000),
            enable_rtvi=False,
            enable_turn_tracking=False,
            idle_timeout_secs=None,
        )

        @transport.event_handler("on_client_connected")
        async def connected(_transport: object, _websocket: object) -> None:
            await echo.speak("greeting")

        @transport.event_handler("on_client_disconnected")
        async def disconnected(_transport: object, _websocket: object) -> None:
            await worker.cancel(reason="line closed")

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()

    return converse


def voice() -> Say:
    payload = g711.encode(VOICE)
    return Say(Path("voice.wav"), [payload[at : at + 160] for at in range(0, len(payload), 160)])


async def call(line: Line, url: str, steps: list[Step], **config: object) -> SessionResult:
    identity = StreamIdentity()
    token = line.tokens.issue(identity.call_sid, "twilio")
    session = Session(
        "ws" + url.removeprefix("http") + "/twilio/media",
        scenario=Scenario("a call", steps),
        config=SessionConfig(custom_parameters={"token": token}, max_call_s=30, **config),  # type: ignore[arg-type]
        identity=identity,
    )
    return await session.run()


async def test_a_greeting_is_heard_to_its_mark_and_a_key_is_answered(line: Line) -> None:
    echoes: list[Echo] = []
    line.switchboard.converse = conversing(echoes)
    async with serving(line.app) as url:
        steps = [WaitFor("mark", 10), WaitFor("quiet", 10), Wait(2.5), Dtmf("0"), Wait(6)]
        result = await call(line, url, steps)
    assert result.violations == []
    assert result.unknown_events == []
    assert result.time_to_first_audio_s is not None
    assert result.time_to_first_audio_s < 1.0
    assert result.marks_received == ["greeting", "after-key"]
    assert result.clears_received == 0
    assert result.audio_duration_s == pytest.approx(8.0, abs=0.2)
    [echo] = echoes
    assert echo.marks == ["greeting", "after-key"]
    assert echo.keys == ["0"]
    assert echo.stopped
    assert echo.samples_in == pytest.approx(160 * result.frames_sent, rel=0.02)


async def test_a_caller_who_speaks_stops_luuri(line: Line) -> None:
    echoes: list[Echo] = []
    line.switchboard.converse = conversing(echoes)
    async with serving(line.app) as url:
        result = await call(line, url, [WaitFor("audio", 10), Wait(0.5), voice(), Wait(1)])
    assert result.violations == []
    assert result.clears_received == 1
    assert result.audio_duration_s < 3.9
    [cleared], said = result.events_of("clear_received"), 0.5 + result.first_audio_at  # type: ignore[operator]
    assert cleared.at - said < 0.5


async def test_a_bad_line_loses_sound_and_nothing_else(line: Line) -> None:
    echoes: list[Echo] = []
    line.switchboard.converse = conversing(echoes)
    async with serving(line.app) as url:
        result = await call(
            line,
            url,
            [Wait(1), voice(), Wait(2), Dtmf("5"), Wait(1)],
            impairments=Impairments(loss=0.15, jitter_ms=15),
            chaos_seed=7,
        )
    assert result.violations == []
    assert result.frames_dropped > 10
    [echo] = echoes
    assert echo.keys == ["5"]
    assert echo.stopped


async def test_a_dropped_call_ends_the_conversation(line: Line) -> None:
    echoes: list[Echo] = []
    done = asyncio.Event()
    conversation = conversing(echoes)

    async def converse(board: FakeSwitchboard, websocket: WebSocket, start: StreamStart) -> None:
        await conversation(board, websocket, start)
        done.set()

    line.switchboard.converse = converse
    async with serving(line.app) as url:
        await call(line, url, [WaitFor("audio", 10), Hangup()])
        await asyncio.wait_for(done.wait(), 5)
    assert not echoes[0].stopped
