"""The pipecat pipeline of one media stream, on one page."""

import asyncio
from contextlib import suppress

from fastapi import WebSocket
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.serializers.base_serializer import FrameSerializer
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

from bot.conversation.events import CallAnswered
from bot.pipeline.conductor import Conductor
from bot.pipeline.ports import Ears
from bot.pipeline.processor import CallProcessor, Pieces
from bot.speech.telephone import LINE_HZ
from bot.speech.voice_activity import VoiceActivity


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

    processor = CallProcessor(conductor, ears, pieces, VoiceActivity(), close)
    worker = PipelineWorker(
        Pipeline([transport.input(), processor, transport.output()]),
        params=PipelineParams(audio_in_sample_rate=LINE_HZ, audio_out_sample_rate=LINE_HZ),
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
