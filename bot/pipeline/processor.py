"""Turn control, hearing and speaking of one media stream, in one pipecat processor.

They are one because pipecat's system frames overtake its data frames between processors: a turn that was
controlled in another place would end on half a transcript.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    Frame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InputTransportMessageFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from bot.conversation.events import (
    DigitsKeyed,
    PartFailed,
    PromptsFinished,
    SilencePassed,
    UtteranceHeard,
    VoiceWithoutWords,
)
from bot.pipeline.conductor import Conductor
from bot.speech.heard import Heard
from bot.speech.turns import Segment, Turn

HEARING_HZ = 16_000
LINE_HZ = 8_000
CHUNK_BYTES = 640  # 40 ms of s16le at 8 kHz, the transport's packet
PAUSE_BETWEEN_PROMPTS = bytes(2 * LINE_HZ // 4)
PRE_ROLL_BYTES = int(0.8 * HEARING_HZ) * 2
JOINED_BYTES = 12 * HEARING_HZ * 2  # a turn up to this long is recognised as a whole at every pause
LONGEST_SEGMENT_BYTES = 18 * HEARING_HZ * 2
SHORTEST_VOICE_S = 0.4
MARK_GRACE_S = 3.0
KEYS_GAP_S = {"number": 2.5, "request_number": 2.5, "birth_date": 2.0, "age": 1.5}

Hear = Callable[[bytes], Awaitable[Heard]]
Audio = Callable[[str], Awaitable[bytes]]


class CallProcessor(FrameProcessor):
    """Hears the caller's turns for the conductor and is its mouth. One per media stream."""

    def __init__(
        self,
        conductor: Conductor,
        hear: Hear,
        audio: Audio,
        stream_sid: str,
        close: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__()
        self._conductor = conductor
        self._hear = hear
        self._audio = audio
        self._stream_sid = stream_sid
        self._close = close
        self._pcm = bytearray()
        self._turn = Turn()
        self._ended_turn: Turn | None = None
        self._reopened = False
        self._cut_short = False
        self._topic: str | None = None
        self._digits = ""
        self._marks = 0
        self._open_mark: str | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}
        self._hearings: set[asyncio.Task[None]] = set()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                self._sound(frame.audio)
            case VADUserStartedSpeakingFrame():
                await self._voice_started()
            case VADUserStoppedSpeakingFrame():
                if self._turn.speaking:
                    self._segment_ends(time.monotonic() - frame.stop_secs)
            case InputDTMFFrame():
                await self._key(str(frame.button.value))
            case InputTransportMessageFrame():
                if frame.message.get("event") == "mark":
                    self._heard_until(frame.message.get("name"))
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await super().cleanup()
        for task in (*self._timers.values(), *self._hearings):
            task.cancel()

    # -- the caller's turn -----------------------------------------------------------------------------------

    def _sound(self, pcm: bytes) -> None:
        self._pcm += pcm
        if self._turn.speaking:
            if len(self._pcm) >= LONGEST_SEGMENT_BYTES:
                self._segment_ends(time.monotonic())
                self._turn.voice_started()
        elif not self._turn.begun and len(self._pcm) > 4 * PRE_ROLL_BYTES:
            del self._pcm[:-PRE_ROLL_BYTES]

    async def _voice_started(self) -> None:
        self._stop_timer("silence")
        self._stop_timer("turn")
        speaking = self._open_mark is not None
        if not self._turn.begun:
            del self._pcm[:-PRE_ROLL_BYTES]
            last = self._ended_turn
            if last and last.reopens(time.monotonic()) and self._conductor.can_reopen(speaking):
                self._turn, self._reopened = last, True
        if speaking:
            await self._stop_speaking()
        self._turn.voice_started()

    def _segment_ends(self, quiet_since: float) -> None:
        segment = self._turn.voice_stopped(quiet_since)
        pcm = bytes(self._pcm)
        if len(pcm) > JOINED_BYTES:
            self._turn.close()
            self._keep_sound_since(quiet_since)
        task = asyncio.create_task(self._recognise(segment, pcm))
        self._hearings.add(task)
        task.add_done_callback(self._hearings.discard)

    def _keep_sound_since(self, moment: float) -> None:
        """Forget what was heard before `moment`: the next segment begins in the quiet after it."""
        quiet_bytes = int((time.monotonic() - moment) * HEARING_HZ) * 2
        del self._pcm[: max(0, len(self._pcm) - quiet_bytes)]

    async def _recognise(self, segment: Segment, pcm: bytes) -> None:
        try:
            heard = await self._hear(pcm)
        except Exception as error:
            sid = self._conductor.identity.call_sid
            logger.error("hearing failed in call {}: {}", sid, type(error).__name__)
            segment.words = ""
            self._turn, self._reopened = Turn(), False
            self._conductor.tell(PartFailed("hearing", type(error).__name__))
            return
        segment.alternatives, segment.confidence = heard.alternatives, heard.confidence
        segment.words, segment.voiced_s = heard.text, heard.voiced_s
        ends_at = self._turn.ends_at(self._topic)
        if ends_at is not None:
            self._start_timer("turn", ends_at - time.monotonic(), self._turn_ends)

    async def _turn_ends(self) -> None:
        turn, reopened, cut_short = self._turn, self._reopened, self._cut_short
        self._turn, self._reopened, self._cut_short = Turn(), False, False
        turn.close()
        turn.ended_at = time.monotonic()
        self._keep_sound_since(turn.quiet_since)
        if turn.words:
            self._ended_turn = turn
            await self._beside({"kind": "heard", "text": turn.words})
            self._conductor.tell(
                UtteranceHeard(turn.words, turn.alternatives[:4], turn.confidence, reopened=reopened)
            )
        elif cut_short or turn.voiced_s >= SHORTEST_VOICE_S:
            self._conductor.tell(VoiceWithoutWords(interrupted=cut_short))
        else:
            self._conductor.tell(PromptsFinished())

    async def _key(self, key: str) -> None:
        self._stop_timer("silence")
        if self._open_mark is not None:
            await self._stop_speaking()
        self._cut_short = False
        gap_s = KEYS_GAP_S.get(self._topic or "", 0.0)
        if key != "#":
            self._digits += key
        if key == "#" or gap_s == 0.0:
            await self._keyed()
        else:
            self._start_timer("keys", gap_s, self._keyed)

    async def _keyed(self) -> None:
        self._stop_timer("keys")
        digits, self._digits = self._digits, ""
        if digits:
            await self._beside({"kind": "keyed"})
            self._conductor.tell(DigitsKeyed(digits))

    # -- the mouth -------------------------------------------------------------------------------------------

    async def say(self, texts: Sequence[str], topic: str | None) -> int | None:
        """Speak the texts, then PromptsFinished once the caller has heard them.

        Returns the milliseconds from the caller's last voice to the first sound, None when the caller was
        speaking, which keeps Luuri quiet.
        """
        self._topic = topic
        if self._turn.begun:
            self._cut_short = True
            return None
        await self._beside({"kind": "said", "text": " ".join(texts)})
        self._marks += 1
        mark = self._open_mark = f"said-{self._marks}"
        response_ms: int | None = None
        spoken_bytes = 0
        for text in texts:
            try:
                audio = await self._audio(text)
            except Exception as error:
                logger.error(
                    "voice failed in call {}: {}", self._conductor.identity.call_sid, type(error).__name__
                )
                self._conductor.tell(PartFailed("voice", type(error).__name__))
                return None
            if self._open_mark != mark:
                return response_ms
            audio = audio + PAUSE_BETWEEN_PROMPTS
            audio += bytes(-len(audio) % CHUNK_BYTES)
            spoken_bytes += len(audio)
            if response_ms is None and self._ended_turn is not None:
                response_ms = int(1000 * (time.monotonic() - self._ended_turn.quiet_since))
            await self.push_frame(OutputAudioRawFrame(audio=audio, sample_rate=LINE_HZ, num_channels=1))
        message = {"event": "mark", "name": mark}
        await self.push_frame(OutputTransportMessageFrame(message=message))
        seconds = spoken_bytes / (2 * LINE_HZ)
        self._start_timer("mark", seconds + MARK_GRACE_S, lambda: self._mark_is_late(mark))
        return response_ms

    async def listen(self, silence_s: float) -> None:
        """Tell SilencePassed unless the caller makes a sound within `silence_s` seconds."""
        await self._beside({"kind": "listening", "topic": self._topic})
        if not self._turn.begun:
            self._start_timer("silence", silence_s, self._silence_passed)

    async def close(self) -> None:
        """End the media stream from our side."""
        await self._close()

    def _heard_until(self, mark: str | None) -> None:
        if mark is not None and mark == self._open_mark:
            self._open_mark = None
            self._stop_timer("mark")
            self._conductor.tell(PromptsFinished())

    async def _mark_is_late(self, mark: str) -> None:
        self._heard_until(mark)

    async def _silence_passed(self) -> None:
        self._conductor.tell(SilencePassed())

    async def _stop_speaking(self) -> None:
        self._open_mark = None
        self._cut_short = True
        self._stop_timer("mark")
        await self.push_frame(InterruptionFrame())

    async def _beside(self, message: dict[str, Any]) -> None:
        """A message for the softphone or the simulated caller; a telephone never gets it."""
        if self._conductor.identity.simulated:
            frame = OutputTransportMessageUrgentFrame(message={"event": "luuri", **message})
            await self.push_frame(frame)

    # -- timers ----------------------------------------------------------------------------------------------

    def _start_timer(self, name: str, after_s: float, then: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._stop_timer(name)

        async def wait() -> None:
            await asyncio.sleep(max(0.0, after_s))
            self._timers.pop(name, None)
            await then()

        self._timers[name] = asyncio.create_task(wait())

    def _stop_timer(self, name: str) -> None:
        task = self._timers.pop(name, None)
        if task is not None and task is not asyncio.current_task():
            task.cancel()
