"""Stock pipecat: the voice agent of its documentation, answering the same calls as Luuri in the bench.

It is pipecat's own telephone example (pipecat-ai/pipecat-examples, twilio-chatbot) with local parts in the
places of the hosted ones: WhisperSTTService with its own decoding, the default user turn strategies (Silero
voice activity with default parameters, Smart Turn v3), Rasa where the example has a language model, and a
TTSService around Luuri's voice that synthesises each sentence when it is needed. Nothing is tuned.

Run as `python -m bot.bench.stock --port PORT --rasa URL`; LUURI_DIALOGUE_TOKEN opens Rasa's channel.
  GET  /healthz             200 when calls can be taken
  WS   /media               Media Streams
  GET  /calls/{call_sid}    [{"at", "text"}]: what the dialogue was asked, on this machine's monotonic clock
"""

import argparse
import asyncio
import os
import time
from collections.abc import AsyncGenerator, AsyncIterator

import uvicorn
from fastapi import FastAPI, WebSocket
from loguru import logger
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    Frame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSSpeakFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.runner.utils import parse_telephony_websocket
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService
from pipecat.services.whisper.stt import WhisperSTTService
from pipecat.transcriptions.language import Language
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.workers.runner import WorkerRunner

from bot.conversation.effects import Prompt
from bot.dialogue.rasa import DialogueFailed, RasaDialogue
from bot.logs import start_logging
from bot.prompt_texts import PromptTexts
from bot.settings import Settings
from bot.speech.spoken import for_voice
from bot.speech.voices.choose import choose
from bot.speech.voices.voice import Voice
from bot.speech.weights import model_for

TOKEN_VARIABLE = "LUURI_DIALOGUE_TOKEN"
# Whisper hears at 16 kHz and pipecat's service does not resample: the transport does. The line is at 8 kHz.
HEARING_HZ, LINE_HZ = 16_000, 8_000

Transcripts = list[dict[str, float | str]]


class VoiceTTSService(TTSService):
    """A voice of Luuri's as pipecat's local services are written: a whole sentence, made when asked for."""

    def __init__(self, voice: Voice) -> None:
        super().__init__(
            push_start_frame=True,
            push_stop_frames=True,
            settings=TTSSettings(model=None, voice=voice.name, language=Language.FI),
        )
        self._speaker = voice

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        async def sound() -> AsyncIterator[bytes]:
            yield await asyncio.to_thread(self._speaker.speak, for_voice(text))

        async for frame in self._stream_audio_frames_from_iterator(
            sound(), in_sample_rate=self._speaker.sample_rate_hz, context_id=context_id
        ):
            yield frame


class RasaProcessor(FrameProcessor):
    """In a language model's place: the caller's latest message goes to Rasa, its answer to the voice."""

    def __init__(
        self, dialogue: RasaDialogue, texts: PromptTexts, call_sid: str, transcripts: Transcripts
    ) -> None:
        super().__init__()
        self._dialogue = dialogue
        self._texts = texts
        self._call_sid = call_sid
        self._transcripts = transcripts

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        await self.push_frame(LLMTextFrame(await self._answer(frame.context)))
        await self.push_frame(LLMFullResponseEndFrame())

    async def _answer(self, context: LLMContext) -> str:
        message = context.get_messages()[-1]
        # Pipecat asks with a developer's message when an interruption had no words in it.
        if not isinstance(message, dict) or message.get("role") != "user":
            return self._text("utter_did_not_hear")
        words = str(message["content"])
        self._transcripts.append({"at": time.monotonic(), "text": words})
        try:
            reply = await self._dialogue.turn(self._call_sid, words)
        except DialogueFailed as error:
            logger.error("dialogue failed: {}", error)
            return self._text("utter_failure")
        suspicion = next((effect for effect in reply.effects if effect.get("do") == "suspect"), None)
        if suspicion is not None:
            return self._text(f"ask_{suspicion['category']}")
        return " ".join(said.text for said in reply.messages) or self._text("utter_did_not_hear")

    def _text(self, name: str) -> str:
        return self._texts.text(Prompt(name))


class Stock:
    """What the stock calls of one process share."""

    def __init__(self, settings: Settings, dialogue: RasaDialogue) -> None:
        self.model = model_for(settings.whisper_model, settings.data)
        self.voice = choose(settings)[0]
        self.texts = PromptTexts.read()
        self.dialogue = dialogue
        self.transcripts: dict[str, Transcripts] = {}

    async def take_call(self, websocket: WebSocket) -> None:
        """Hold one call's media stream from its start to its end."""
        _, call = await parse_telephony_websocket(websocket)
        transcripts = self.transcripts.setdefault(call["call_id"], [])
        transport = FastAPIWebsocketTransport(
            websocket=websocket,
            params=FastAPIWebsocketParams(
                audio_in_enabled=True,
                audio_out_enabled=True,
                add_wav_header=False,
                serializer=TwilioFrameSerializer(
                    stream_sid=call["stream_id"],
                    call_sid=call["call_id"],
                    params=TwilioFrameSerializer.InputParams(auto_hang_up=False),
                ),
            ),
        )
        stt = WhisperSTTService(
            device="cpu",
            compute_type="int8",
            settings=WhisperSTTService.Settings(model=self.model, language=Language.FI),
        )
        user, assistant = LLMContextAggregatorPair(
            LLMContext(), user_params=LLMUserAggregatorParams(vad_analyzer=SileroVADAnalyzer())
        )
        rasa = RasaProcessor(self.dialogue, self.texts, call["call_id"], transcripts)
        tts = VoiceTTSService(self.voice)
        worker = PipelineWorker(
            Pipeline([transport.input(), stt, user, rasa, tts, transport.output(), assistant]),
            params=PipelineParams(audio_in_sample_rate=HEARING_HZ, audio_out_sample_rate=LINE_HZ),
        )

        @transport.event_handler("on_client_connected")
        async def connected(_transport: object, _client: object) -> None:
            await worker.queue_frames([TTSSpeakFrame(self.texts.text(Prompt("utter_ask_open")))])

        @transport.event_handler("on_client_disconnected")
        async def disconnected(_transport: object, _client: object) -> None:
            await worker.cancel(reason="the caller hung up")

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()


def create_app(stock: Stock) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get("/healthz")
    async def healthz() -> dict[str, bool]:
        return {"ready": True}

    @app.get("/calls/{call_sid}")
    async def transcripts(call_sid: str) -> Transcripts:
        return stock.transcripts.get(call_sid, [])

    @app.websocket("/media")
    async def media(websocket: WebSocket) -> None:
        await websocket.accept()
        await stock.take_call(websocket)

    return app


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--rasa", required=True)
    chosen = options.parse_args()
    start_logging()
    dialogue = RasaDialogue(chosen.rasa, os.environ[TOKEN_VARIABLE])
    app = create_app(Stock(Settings(), dialogue))
    uvicorn.run(app, host="127.0.0.1", port=chosen.port, log_level="warning")


if __name__ == "__main__":
    main()
