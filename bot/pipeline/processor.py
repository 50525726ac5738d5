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
from bot.pipeline.listening import Listening
from bot.pipeline.ports import Activity, Ears, Said
from bot.pipeline.speaking import Speaking
from bot.pipeline.timing import Timing
from bot.speech.backchannels import is_backchannel
from bot.speech.patience import YES_NO_TOPICS, Pace, may_ask_early
from bot.speech.telephone import LINE_HZ
from bot.speech.turns import Turn
from bot.speech.voice_activity import SILENT_S, START_S, STOP_S

SHORTEST_VOICE_S = 0.4
INTERRUPTS_AFTER_S = 0.25  # of voice: "joo" and a cough are over by then, and Luuri is quiet within 0.3 s
LOOK_AGAIN_S = 0.04
ASK_EARLY_AFTER_S = 0.24  # of quiet: the inside of a word is shorter
LATE_SOUND_S, LONGEST_LATE_S = 0.06, 1.0
BEGINNING_VOICE_S = 0.2  # an answer waits this long for a sound that may become a voice
ENDING_S = 0.6  # what is said this near the end answers the question
MARK_GRACE_S = 3.0
SOUND_AWAY_S = 2.0  # a voice whose line has sent nothing for so long has stopped
KEYS_GAP_S = {"number": 2.5, "request_number": 2.5, "birth_date": 2.0, "age": 1.5}

Pieces = Callable[[str], Sequence[Awaitable[bytes]]]


class CallProcessor(FrameProcessor):
    """Hears the caller's turns for the conductor and is its mouth. One per media stream, whose sound is at LINE_HZ."""

    def __init__(
        self,
        conductor: Conductor,
        ears: Ears,
        pieces: Pieces,
        activity: Activity,
        close: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        super().__init__()
        self._conductor = conductor
        self._recording = conductor.recording
        self._listening = Listening(
            ears,
            conductor.hears_danger,
            self._recognised,
            self._partly_heard,
            self._hearing_failed,
            self._in_danger,
        )
        self._pieces = pieces
        self._activity = activity
        self._sounded_at = 0.0
        self._close = close
        self._pace = Pace()
        self._ended_turn: Turn | None = None
        self._ended_words = ""
        self._timing = Timing(0.0, 0.0)
        self._reopened = False
        self._cut_short = False
        self._over_luuri = False
        self._over_the_caller = False
        self._speak_from = self._quiet_since = 0.0
        self._caller_acts = asyncio.Event()
        self._speaking = Speaking()
        self._with_notice: Speaking | None = None
        self._topic: str | None = None
        self._digits = ""
        self._marks = 0
        self._open_mark: str | None = None
        self._timers: dict[str, asyncio.Task[None]] = {}

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        match frame:
            case InputAudioRawFrame():
                self._hear(frame.audio)
            case InputDTMFFrame():
                await self._key(str(frame.button.value))
            case InputTransportMessageFrame():
                if frame.message.get("event") == "mark":
                    self._heard_until(frame.message.get("name"))
            case _:
                await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        await super().cleanup()
        for task in self._timers.values():
            task.cancel()
        self._listening.close()

    # -- the caller's turn -----------------------------------------------------------------------------------

    @property
    def _turn(self) -> Turn:
        return self._listening.turn

    @property
    def _may_interrupt(self) -> bool:
        return self._open_mark is not None and not self._over_the_caller

    def _hear(self, pcm: bytes) -> None:
        self._sounded_at = time.monotonic()
        self._listening.sound(pcm)
        match self._activity.hear(pcm):
            case "started":
                self._voice_started(self._sounded_at - START_S)
                self._start_timer("sound", SOUND_AWAY_S, self._sound_may_be_away)
            case "stopped" if self._turn.speaking:
                self._voice_stopped(self._sounded_at - self._listening.quiet_now_s(STOP_S))
            case None if self._turn.speaking and not self._activity.voiced_now:
                silent_s = self._listening.silent_s
                if silent_s >= SILENT_S:
                    self._activity.hush()
                    self._voice_stopped(self._sounded_at - silent_s)

    async def _sound_may_be_away(self) -> None:
        """A line that sends nothing more must not leave the turn open for ever."""
        if not self._turn.speaking:
            return
        left_s = self._sounded_at + SOUND_AWAY_S - time.monotonic()
        if left_s > 0:
            self._start_timer("sound", left_s, self._sound_may_be_away)
        else:
            self._voice_stopped(self._sounded_at)

    def _voice_started(self, began_at: float) -> None:
        self._stop_timer("silence")
        self._stop_timer("turn")
        if not self._turn.begun:
            last = self._ended_turn
            going = self._open_mark is not None or self._speaking.paused
            if last and last.reopens(began_at) and self._conductor.can_reopen(going):
                self._listening.reopen(last)
                self._reopened = True
                if began_at > last.answered_from:
                    self._pace.went_on(self._ended_words)
            elif last:
                self._pace.was_whole(self._ended_words)
            self._over_luuri = self._may_interrupt
        self._caller_acts.set()
        self._listening.voice_started(began_at)
        if self._may_interrupt:
            after_s = began_at + INTERRUPTS_AFTER_S - time.monotonic()
            self._start_timer("interruption", after_s, self._interrupt)

    def _voice_stopped(self, quiet_since: float) -> None:
        self._timing = Timing(quiet_since, time.monotonic())
        self._listening.voice_stopped(quiet_since)

    async def _interrupt(self) -> None:
        if not self._may_interrupt or not self._turn.speaking:
            return
        if self._activity.voiced_now:
            await self._pause_speaking()
        else:
            self._start_timer("interruption", LOOK_AGAIN_S, self._interrupt)

    def _recognised(self) -> None:
        """Words of the open turn have come in: it may be over, now or after the caller's patience."""
        self._timing.heard_at = time.monotonic()
        ends_at = self._turn.ends_at(self._topic, self._pace)
        if ends_at is None:
            return
        if self._over_luuri and self._is_no_interruption():
            asks_at = 0.0
        elif may_ask_early(self._topic):
            asks_at = min(ends_at, self._turn.quiet_since + ASK_EARLY_AFTER_S)
        else:
            asks_at = ends_at
        self._start_timer("turn", asks_at - time.monotonic(), lambda: self._turn_may_end(asks_at, ends_at))

    async def _partly_heard(self, stable: str, words: str) -> None:
        await self._beside({"kind": "hearing", "stable": stable, "text": words})

    def _is_no_interruption(self) -> bool:
        """Whether the sound over Luuri's words only says "go on", while there is something to go on with."""
        now = time.monotonic()
        if self._open_mark is None and not self._speaking.paused:
            return False
        words = self._turn.words
        if self._reopened:
            words = words.removeprefix(self._ended_words)
        if self._topic in YES_NO_TOPICS and self._speaking.is_at_last_piece(now) and words:
            return False
        return is_backchannel(words) and self._speaking.left_s(now) > ENDING_S

    async def _turn_may_end(self, asks_at: float, ends_at: float) -> None:
        """The turn ends once the caller's sound of all that time is here: a busy machine hears it late."""
        lacking_s = asks_at - self._turn.quiet_since - self._listening.quiet_s
        if lacking_s > LATE_SOUND_S and time.monotonic() < asks_at + LONGEST_LATE_S:
            self._start_timer("turn", lacking_s, lambda: self._turn_may_end(asks_at, ends_at))
        else:
            await self._turn_ends(ends_at)

    async def _turn_ends(self, ends_at: float) -> None:
        if self._over_luuri and self._is_no_interruption():
            self._listening.forget()
            self._over_luuri = self._reopened = False
            await self._partly_heard("", "")
            await self._go_on_speaking()
            return
        if self._may_interrupt and self._turn.words:
            await self._stop_speaking()
        self._speaking.paused = False
        reopened, cut_short = self._reopened and self._conductor.can_reopen(True), self._cut_short
        self._reopened = self._cut_short = self._over_luuri = False
        turn = self._listening.take()
        turn.ended_at = self._timing.told_at = time.monotonic()
        turn.answered_from = self._speak_from = ends_at
        self._quiet_since = turn.quiet_since
        self._caller_acts.clear()
        if turn.words:
            self._ended_turn, self._ended_words = turn, turn.words
            await self._beside({"kind": "heard", "text": turn.words, "reopened": reopened})
            sound = self._listening.taken_sound if self._recording and self._recording.is_told else b""
            self._conductor.tell(
                UtteranceHeard(turn.words, turn.alternatives[:4], turn.confidence, reopened=reopened), sound
            )
        elif cut_short or turn.voiced_s >= SHORTEST_VOICE_S:
            self._conductor.tell(VoiceWithoutWords(interrupted=cut_short))
        elif self._open_mark is None:
            self._conductor.tell(PromptsFinished())

    def _in_danger(self, words: str) -> None:
        """A caller in mortal danger speaks on and on: Luuri speaks over them. The turn is heard to its end."""
        logger.info(
            "danger is acted on in the middle of a turn of call {}", self._conductor.identity.call_sid
        )
        self._over_the_caller = True
        self._speak_from = 0.0
        self._conductor.tell(UtteranceHeard(words, reopened=self._reopened))
        self._reopened = True

    def _hearing_failed(self, error: Exception) -> None:
        sid = self._conductor.identity.call_sid
        logger.error("hearing failed in call {}: {}", sid, type(error).__name__)
        self._listening.forget()
        self._reopened = self._over_luuri = False
        self._conductor.tell(PartFailed("hearing", type(error).__name__))

    async def _key(self, key: str) -> None:
        if key == "#" and not self._digits:
            return  # It closes nothing: an answer of one key was taken at once, and Luuri goes on with her own.
        self._stop_timer("silence")
        self._speak_from = 0.0
        self._caller_acts.set()
        if self._open_mark is not None:
            await self._stop_speaking()
        self._cut_short = self._speaking.paused = False
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

    async def say(self, texts: Sequence[str], topic: str | None) -> Said | None:
        """Speak the texts, then PromptsFinished once the caller has heard them.

        None when the caller is speaking, which keeps Luuri quiet. The sound is made while the caller's patience
        is waited for.
        """
        timing = self._timing
        timing.answered_at = time.monotonic()
        pieces = [piece for text in texts for piece in self._pieces(text)]
        if not await self._may_speak():
            self._cut_short = True
            return None
        timing.allowed_at = time.monotonic()
        self._topic = topic
        await self._beside({"kind": "said", "text": " ".join(texts)})
        speaking = self._speaking = Speaking(topic)
        if self._recording and self._recording.notice in texts:
            self._with_notice = speaking
        self._next_mark()
        response_ms: int | None = None
        for piece in pieces:
            try:
                speaking.add(await piece)
            except Exception as error:
                logger.error(
                    "voice failed in call {}: {}", self._conductor.identity.call_sid, type(error).__name__
                )
                self._conductor.tell(PartFailed("voice", type(error).__name__))
                return None
            if self._open_mark is None and not speaking.paused:
                break
            if response_ms is None and timing.told_at:
                stages = timing.stages_ms(time.monotonic())
                response_ms = sum(stages.values())
                timing.told_at = 0.0
                await self._beside({"kind": "timing", "stages_ms": stages})
            await self._send(speaking)
        speaking.whole = True
        if not speaking.paused and self._open_mark is not None:
            await self._send_mark(speaking)
        return Said(response_ms)

    async def listen(self, silence_s: float) -> None:
        """Tell SilencePassed unless the caller makes a sound within `silence_s` seconds."""
        await self._beside({"kind": "listening", "topic": self._topic})
        if not self._turn.begun:
            self._start_timer("silence", silence_s, self._silence_passed)

    async def close(self) -> None:
        """End the media stream from our side."""
        await self._close()

    async def _may_speak(self) -> bool:
        """Wait until the caller's patience is over; False when they go on speaking instead."""
        waits_until = max(time.monotonic(), self._speak_from) + BEGINNING_VOICE_S
        while not self._over_the_caller:
            if self._turn.begun:
                return False
            now = time.monotonic()
            late = self._speak_from - self._quiet_since - self._listening.quiet_s > LATE_SOUND_S
            begins = self._activity.voiced_now or self._listening.sounds_now
            if now >= self._speak_from and (not (late or begins) or now >= waits_until):
                return True
            self._caller_acts.clear()
            try:
                async with asyncio.timeout(max(0.02, self._speak_from - now)):
                    await self._caller_acts.wait()
            except TimeoutError:
                continue
        return True

    async def _send(self, speaking: Speaking) -> None:
        for sound in speaking.unsent(time.monotonic()):
            await self.push_frame(OutputAudioRawFrame(audio=sound, sample_rate=LINE_HZ, num_channels=1))

    async def _send_mark(self, speaking: Speaking) -> None:
        mark = self._open_mark
        await self.push_frame(OutputTransportMessageFrame(message={"event": "mark", "name": mark}))
        late_s = speaking.left_s(time.monotonic()) + MARK_GRACE_S
        self._start_timer("mark", late_s, lambda: self._mark_is_late(mark))

    def _next_mark(self) -> None:
        self._marks += 1
        self._open_mark = f"said-{self._marks}"

    def _heard_until(self, mark: str | None, *, echoed: bool = True) -> None:
        if mark is not None and mark == self._open_mark:
            if self._recording and self._with_notice is self._speaking and echoed:
                self._recording.is_told = True
            self._open_mark = None
            self._over_the_caller = False
            self._stop_timer("mark")
            self._conductor.tell(PromptsFinished())

    async def _mark_is_late(self, mark: str | None) -> None:
        self._heard_until(mark, echoed=False)

    async def _silence_passed(self) -> None:
        self._conductor.tell(SilencePassed())

    async def _stop_speaking(self) -> None:
        self._open_mark = None
        self._cut_short = True
        self._stop_timer("mark")
        await self.push_frame(InterruptionFrame())

    async def _pause_speaking(self) -> None:
        """Be quiet at once, and remember what was not said yet."""
        await self._stop_speaking()
        self._speaking.pause(time.monotonic())

    async def _go_on_speaking(self) -> None:
        """Say what was not said yet, from the beginning of its sentence; nothing when nothing was stopped."""
        if not self._speaking.paused:
            return
        self._cut_short = self._speaking.paused = False
        self._next_mark()
        await self._send(self._speaking)
        if self._speaking.whole:
            await self._send_mark(self._speaking)

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
