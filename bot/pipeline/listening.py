"""The caller's open turn: its sound, what has been recognised of it, and looks at it while it goes on.

Knows nothing of frames and lines: `bot.pipeline.processor` tells it of sound and voice. All times are monotonic
seconds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.pipeline.ports import Ears
from bot.speech.agreement import agreed
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, resample, to_bytes
from bot.speech.turns import Segment, Turn
from bot.speech.voice_activity import SILENT_DB, SOFTEST_DB, quiet_since_s

PRE_ROLL_BYTES = int(0.8 * LINE_HZ) * 2
JOINED_BYTES = 6 * LINE_HZ * 2  # shorter, and it is recognised anew as a whole after a pause
PAUSE_S = 0.25  # a shorter quiet may be the inside of a word
LONGEST_SEGMENT_BYTES = 14 * LINE_HZ * 2
QUIETEST_OF_S = 3.0
LAST_OF_VOICE_BYTES = 2 * LINE_HZ * 2
SOFT_END_S, LATE_END_S = 0.15, 0.2
NEWEST_S = 0.05
GLANCE_FROM_BYTES = int(1.5 * LINE_HZ) * 2  # nearly half of it is from before the voice
GLANCE_EVERY_S = 0.3
SETTLE_FROM_BYTES = 5 * LINE_HZ * 2
UNSETTLED_S, PAUSE_DB = 1.0, 15.0
ACT_AFTER_S = 4.0


@dataclass
class _SoFar:
    """What looks have settled: that many bytes from the beginning of the sound are not looked at again."""

    words: str = ""
    size: int = 0


class Listening:
    """Segments and recognises one turn after the other.

    `recognised` is called when words have come in for the open turn, `partly_heard` with those that a look at a
    voice that goes on has found: the ones that will stay, and all. `failed` gets the error when the ears failed.
    `in_danger` is called when the caller goes on speaking long after an unmistakable sign of mortal danger.
    """

    def __init__(
        self,
        ears: Ears,
        hears_danger: Callable[[str], bool],
        recognised: Callable[[], None],
        partly_heard: Callable[[str, str], Awaitable[None]],
        failed: Callable[[Exception], None],
        in_danger: Callable[[str], None],
    ) -> None:
        self.turn = Turn()
        self._ears = ears
        self._hears_danger = hears_danger
        self._recognised = recognised
        self._partly_heard = partly_heard
        self._failed = failed
        self._in_danger = in_danger
        self._pcm = bytearray()
        self._past = bytearray()
        self._taken_past = b""
        self._sound_s = self._quiet_from_s = 0.0
        self._taken: tuple[Turn, list[Segment], bytes] = (self.turn, [], b"")
        self._hearing: tuple[Segment, asyncio.Task[None]] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._glance: asyncio.Task[None] | None = None
        self._glanced_at = 0.0
        self._glanced = ""
        self._so_far = _SoFar()
        self._danger_since: float | None = None
        self._acted = False

    @property
    def quiet_s(self) -> float:
        """Seconds of sound that have come in since the voice stopped: on a busy machine fewer than by the clock."""
        return self._sound_s - self._quiet_from_s

    @property
    def taken_sound(self) -> bytes:
        """The whole sound of the turn that was taken last, s16le at LINE_HZ."""
        return self._taken_past + self._taken[2]

    def sound(self, pcm: bytes) -> None:
        self._pcm += pcm
        self._sound_s += len(pcm) / (2 * LINE_HZ)
        if self.turn.speaking:
            if len(self._pcm) >= LONGEST_SEGMENT_BYTES:
                self._cut()
            elif len(self._pcm) >= GLANCE_FROM_BYTES:
                self._look()
        elif not self.turn.begun and len(self._pcm) > 4 * PRE_ROLL_BYTES:
            self._drop(len(self._pcm) - PRE_ROLL_BYTES)

    def voice_started(self, began_at: float) -> None:
        """A voice since `began_at`: the turn begins or goes on."""
        turn = self.turn
        if not turn.begun:
            self._drop(len(self._pcm) - PRE_ROLL_BYTES)
        elif turn.segments and not turn.segments[-1].closed:
            if began_at - turn.quiet_since >= PAUSE_S and len(self._pcm) > JOINED_BYTES:
                turn.close()
                self._past += self._keep_the_quiet()
            else:
                self._drop_hearing()
        turn.voice_started()

    def voice_stopped(self, quiet_since: float) -> None:
        """Quiet since then: what has been said so far is recognised, in case that it is all."""
        self._quiet_from_s = self._sound_s - (time.monotonic() - quiet_since)
        self._recognise(self.turn.voice_stopped(quiet_since), bytes(self._pcm))

    def quiet_now_s(self, thought_s: float) -> float:
        """Seconds for which the voice has been away, as its loudness tells; as it is `thought_s` in noise."""
        found = self._quiet_by_loudness_s()
        return thought_s if found is None else min(max(found, thought_s - SOFT_END_S), thought_s + LATE_END_S)

    @property
    def silent_s(self) -> float:
        """Seconds of silence after the voice; 0.0 where noise hides it."""
        return self._quiet_by_loudness_s(SILENT_DB) or 0.0

    @property
    def sounds_now(self) -> bool:
        """Whether the newest instant is as loud as what was said before it: a voice that is not known as one yet."""
        found = self._quiet_by_loudness_s()
        return found is not None and found < NEWEST_S

    def _quiet_by_loudness_s(self, softest_db: float = SOFTEST_DB) -> float | None:
        return quiet_since_s(bytes(self._pcm[-LAST_OF_VOICE_BYTES:]), softest_db)

    def take(self) -> Turn:
        """The open turn, which is over; the next one begins in the quiet after it."""
        turn = self.turn
        still_open = [segment for segment in turn.segments if not segment.closed]
        turn.close()
        self._taken = (turn, still_open, self._keep_the_quiet())
        self._taken_past = bytes(self._past)
        self.forget()
        return turn

    def reopen(self, turn: Turn) -> None:
        """A turn that was taken too early goes on; a short one will be recognised anew as a whole."""
        self.turn = turn
        taken, still_open, sound = self._taken
        if turn is not taken:
            return
        self._past[:] = self._taken_past
        if len(sound) + len(self._pcm) > JOINED_BYTES:
            self._past += sound
        else:
            self._pcm[:0] = sound
            self._so_far = _SoFar()
            for segment in still_open:
                segment.closed = False

    def forget(self) -> None:
        """Begin a new turn, whatever the open one held."""
        self.turn = Turn()
        self._past.clear()
        self._glanced, self._danger_since, self._acted = "", None, False

    def close(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _cut(self) -> None:
        """A story without a pause: what is before its quietest moment becomes a segment of its own."""
        before = len(self._pcm) - int(QUIETEST_OF_S * LINE_HZ) * 2
        cut = before + _quietest(bytes(self._pcm[before:]))[0]
        segment = self.turn.voice_stopped(time.monotonic())
        segment.closed = True
        self._recognise(segment, bytes(self._pcm[:cut]))
        self._hearing = None  # what is closed is always heard
        self._past += self._pcm[:cut]
        self._drop(cut)
        self.turn.voice_started()

    def _keep_the_quiet(self) -> bytes:
        """Forget what was heard before the voice stopped, and return it."""
        quiet_bytes = int(self.quiet_s * LINE_HZ) * 2
        until = max(0, len(self._pcm) - quiet_bytes)
        before = bytes(self._pcm[:until])
        self._drop(until)
        return before

    def _drop(self, size: int) -> None:
        """Forget the first `size` bytes of the sound, if it has so many."""
        del self._pcm[: max(0, size)]
        self._so_far = _SoFar()

    def _recognise(self, segment: Segment, pcm: bytes) -> None:
        self._hearing = (segment, self._start(self._hear(segment, pcm)))

    def _drop_hearing(self) -> None:
        """The voice went on at once: the whole will be heard anew, and nobody waits for this part of it."""
        if self._hearing is not None and not self._hearing[0].closed:
            self._hearing[1].cancel()
        self._hearing = None

    async def _hear(self, segment: Segment, pcm: bytes) -> None:
        try:
            heard = await self._ears.hear(_for_ears(pcm))
        except Exception as error:
            segment.words = ""
            self._failed(error)
            return
        segment.alternatives, segment.confidence = heard.alternatives, heard.confidence
        segment.words, segment.voiced_s = heard.text, heard.voiced_s
        if not any(segment is each for each in self.turn.segments):
            return
        if heard.text and not self.turn.speaking:
            self.turn.in_danger = self._hears_danger(self.turn.words)
        self._recognised()

    def _look(self) -> None:
        idle = self._glance is None or self._glance.done()
        unheard = any(segment.closed and segment.words is None for segment in self.turn.segments)
        if idle and not unheard and time.monotonic() - self._glanced_at >= GLANCE_EVERY_S:
            self._glance = self._start(self._look_at(self.turn, self._so_far))

    async def _look_at(self, turn: Turn, so_far: _SoFar) -> None:
        """Watch for danger in what two looks agree on, as long as the newest words do not take it back.

        What was said before a pause is settled: only what comes after it is heard again.
        """
        sound = bytes(self._pcm[so_far.size :])
        pause = _pause(sound) if len(sound) >= SETTLE_FROM_BYTES else None
        try:
            heard = await self._ears.glance(_for_ears(sound[:pause]))
            if heard is not None and pause is not None:
                so_far.words, so_far.size = f"{so_far.words} {heard.text}".strip(), so_far.size + pause
                return
        finally:
            self._glanced_at = time.monotonic()
        if heard is None or so_far is not self._so_far or turn is not self.turn or not turn.speaking:
            return
        known = (segment.words for segment in turn.segments if segment.closed)
        words = " ".join(part for part in (*known, so_far.words, heard.text) if part)
        stable, self._glanced = agreed(self._glanced, words), words
        turn.in_danger = bool(stable) and self._hears_danger(stable) and self._hears_danger(words)
        if not turn.in_danger:
            self._danger_since = None
        elif self._danger_since is None:
            self._danger_since = self._glanced_at
        elif self._glanced_at - self._danger_since >= ACT_AFTER_S and not self._acted:
            self._acted = True
            self._in_danger(words)
        await self._partly_heard(stable, words)

    def _start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def _for_ears(pcm: bytes) -> bytes:
    """The line's sound at HEARING_HZ."""
    return to_bytes(resample(from_bytes(pcm), LINE_HZ, HEARING_HZ))


def _quietest(pcm: bytes) -> tuple[int, float]:
    """The byte in the middle of the quietest tenth of a second of s16le sound at LINE_HZ, and its power."""
    step = LINE_HZ // 50
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32)
    energy = np.square(samples[: len(samples) // step * step].reshape(-1, step)).mean(axis=1)
    smooth = np.convolve(energy, np.ones(5) / 5, mode="valid")
    quietest = int(np.argmin(smooth))
    return (quietest + 2) * step * 2 + step, float(smooth[quietest])


def _pause(pcm: bytes) -> int | None:
    """The byte in the middle of a pause between words, not in the last UNSETTLED_S seconds; None without one."""
    unsettled = int(UNSETTLED_S * LINE_HZ) * 2
    last = int(QUIETEST_OF_S * LINE_HZ) * 2 + unsettled
    begins = max(0, len(pcm) - last)
    at, power = _quietest(pcm[begins : len(pcm) - unsettled])
    voice = np.square(from_bytes(pcm).astype(np.float32)).mean()
    return begins + at if power < voice * 10 ** (-PAUSE_DB / 10) else None
