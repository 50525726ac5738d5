"""The pipecat pipeline of one media stream, on one page."""

import asyncio
from contextlib import suppress

import numpy as np
from fastapi import WebSocket
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.audio.vad.vad_analyzer import VADParams, VADState
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.audio.vad_processor import VADProcessor
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

from bot.conversation.events import CallAnswered
from bot.pipeline.conductor import Conductor
from bot.pipeline.ports import Ears
from bot.pipeline.processor import CallProcessor, Pieces
from bot.speech.telephone import HEARING_HZ, LINE_HZ

# A telephone's voice is quieter and narrower than a headset's: volume is left to the model. A tenth of a second
# may be the inside of a word: the turn's rules know, and recognition has begun meanwhile.
VOICE_ACTIVITY = VADParams(confidence=0.6, start_secs=0.16, stop_secs=0.1, min_volume=0.0)


class VoiceActivity(SileroVADAnalyzer):
    """Silero, which also tells what it makes of the newest instant.

    A window takes it less than a change of threads, and on a busy machine every change waits: it is run where it is.
    """

    def __init__(self) -> None:
        super().__init__(params=VOICE_ACTIVITY)
        self._newest = 0.0

    async def analyze_audio(self, buffer: bytes) -> VADState:
        return self._run_analyzer(buffer)

    def voice_confidence(self, buffer: bytes) -> float:
        confidence = np.asarray(super().voice_confidence(buffer))
        self._newest = float(confidence.max())
        return self._newest

    def voiced_now(self) -> bool:
        return self._newest >= VOICE_ACTIVITY.confidence


async def run_stream(
    websocket: WebSocket,
    serializer: FrameSerializer,
    conductor: Conductor,
    ears: Ears,
    pieces: Pieces,
    unanswered: bool,
) -> None:
    """Run a call's media stream from its start to its end. Returns when either side has closed it."""
    transport = FastAPIWebsocketTransport(
        websocket,
        FastAPIWebsocketParams(
            serializer=serializer,
            audio_in_enabled=True,
            audio_out_enabled=True,
            audio_out_end_silence_secs=0,
            audio_out_auto_silence=False,
        ),
    )

    async def close() -> None:
        await worker.cancel(reason="left to the line")

    activity = VoiceActivity()
    processor = CallProcessor(conductor, ears, pieces, activity.voiced_now, close)
    worker = PipelineWorker(
        Pipeline(
            [
                transport.input(),
                VADProcessor(vad_analyzer=activity, audio_idle_timeout=2.0),
                processor,
                transport.output(),
            ]
        ),
        params=PipelineParams(audio_in_sample_rate=HEARING_HZ, audio_out_sample_rate=LINE_HZ),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )
    conducting: asyncio.Task[None] | None = None

    @transport.event_handler("on_client_connected")
    async def connected(_transport: object, _websocket: object) -> None:
        nonlocal conducting
        conductor.tell(CallAnswered(unanswered=unanswered))
        conducting = asyncio.create_task(conductor.run(processor))

    @transport.event_handler("on_client_disconnected")
    async def disconnected(_transport: object, _websocket: object) -> None:
        await worker.cancel(reason="line closed")

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    try:
        await runner.run()
    finally:
        if conducting is not None:
            conducting.cancel()
            with suppress(asyncio.CancelledError):
                await conducting
