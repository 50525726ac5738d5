"""What Luuri says, synthesised once and kept, a sentence at a time.

Prompts that were prepared are kept on disk. What is made during a call may hold a caller's number, so it
stays in memory alone.
"""

import asyncio
import hashlib
import os
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from loguru import logger

from bot.speech.loudness import for_telephone
from bot.speech.pronunciation import AS_WRITTEN, Pronunciation
from bot.speech.telephone import LINE_HZ, from_bytes, to_bytes
from bot.speech.voices.voice import Voice, VoiceFailed

_FINISH = "2"  # changes when for_telephone, or a voice under its old name, changes how a text sounds
_MEMORY_BYTES = 28 * 1024 * 1024  # prepared prompts take 19; what was made in calls seldom comes again
_DIGEST_BYTES = 16

PAUSE_S = 0.25  # between two sentences
_SENTENCE_ENDS = re.compile(r"(?:(?<=[^\W\d_][.!?])|(?<=\d{3}[.!?]))\s+(?=[A-ZÅÄÖ])")


def sentences(text: str) -> list[str]:
    """The text's sentences, each a thing to say by itself: one that names a number is joined to kept ones.

    A short figure with a full stop may be an ordinal, and a letter that stands alone is an initial: they end none.
    """
    found: list[str] = []
    for part in _SENTENCE_ENDS.split(text.strip()):
        if found and _ends_in_letter(found[-1]):
            found[-1] += f" {part}"
        else:
            found.append(part)
    return found


def _ends_in_letter(sentence: str) -> bool:
    return re.search(r"(^|\s)\w\.$", sentence) is not None


class PromptCache:
    """Audio of prompts in one voice; another voice speaks when that one fails.

    audio: s16le mono at `rate_hz`, telephone level. Folder layout: <folder>/<voice>/<hash>.s16.
    """

    def __init__(
        self, voice: Voice, folder: Path, rate_hz: int = LINE_HZ, *, fallbacks: Sequence[Voice] = ()
    ) -> None:
        self._voices = (voice, *fallbacks)
        self._folder = folder
        self._rate_hz = rate_hz
        self._pause = bytes(2 * int(PAUSE_S * rate_hz))
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._memory_bytes = 0
        self._being_made: dict[str, asyncio.Task[bytes]] = {}
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="voice")
        self._disk_failed = False

    @property
    def voice(self) -> str:
        """The id of the voice that speaks."""
        return self._voices[0].name

    @property
    def voices(self) -> tuple[str, ...]:
        """The ids of the voice that speaks and of those that stand in."""
        return tuple(voice.name for voice in self._voices)

    async def audio(self, text: str, words: Pronunciation = AS_WRITTEN) -> bytes:
        """The prompt's sound, at once when it is kept. Raises VoiceFailed when no voice can speak."""
        return self._pause.join(await asyncio.gather(*self.pieces(text, words)))

    async def in_voice(self, text: str, voice: str, words: Pronunciation = AS_WRITTEN) -> bytes:
        """The text in one of the voices and no other, made now and not kept. Raises VoiceFailed, KeyError."""
        chosen = {each.name: each for each in self._voices}[voice]
        loop = asyncio.get_running_loop()
        return (await loop.run_in_executor(self._threads, self._speak, text, words, (chosen,)))[0]

    def pieces(self, text: str, words: Pronunciation = AS_WRITTEN) -> "list[asyncio.Task[bytes]]":
        """The prompt's sentences, all being made from now on: the first can be heard while the rest is made.

        Each raises VoiceFailed when no voice can speak.
        """
        made = [asyncio.ensure_future(self._once(each, words, keep=False)) for each in sentences(text)]
        for piece in made:
            piece.add_done_callback(_noted)
        return made

    def samples(self, text: str, words: Pronunciation = AS_WRITTEN) -> int | None:
        """How long the prompt is in samples, where it has been made and is at hand."""
        kept = [self._memory.get(self._key(each, words)) for each in sentences(text)]
        found = [pcm for pcm in kept if pcm is not None]
        return len(self._pause.join(found)) // 2 if len(found) == len(kept) else None

    async def prepare(self, texts: Iterable[str], words: Pronunciation = AS_WRITTEN) -> None:
        """Make these prompts and keep them on disk. Raises VoiceFailed."""
        for text in texts:
            for sentence in sentences(text):
                await self._once(sentence, words, keep=True)

    async def warm_up(self) -> None:
        """Have the voice speak once, so that the first caller does not wait for its start."""
        with suppress(VoiceFailed):
            await self.in_voice("Hei.", self.voice)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _key(self, text: str, words: Pronunciation) -> str:
        """What is read names the sound: a word that is respelt is made anew."""
        return _key(words.spoken(text, self.voice), self._rate_hz)

    async def _once(self, text: str, words: Pronunciation, keep: bool) -> bytes:
        key = self._key(text, words)
        if key in self._memory and not keep:
            self._memory.move_to_end(key)
            return self._memory[key]
        making = self._being_made.get(key)
        if making is None:
            making = asyncio.create_task(self._find_or_make(key, text, words, keep))
            self._being_made[key] = making
            making.add_done_callback(lambda task: self._made(key, task))
        return await asyncio.shield(making)  # a caller who interrupts must not stop it for the others

    def _made(self, key: str, task: "asyncio.Task[bytes]") -> None:
        self._being_made.pop(key, None)
        _noted(task)

    async def _find_or_make(self, key: str, text: str, words: Pronunciation, keep: bool) -> bytes:
        loop = asyncio.get_running_loop()
        pcm, lasting = await loop.run_in_executor(self._threads, self._work, key, text, words, keep)
        if lasting:
            self._remember(key, pcm)
        return pcm

    def _work(self, key: str, text: str, words: Pronunciation, keep: bool) -> tuple[bytes, bool]:
        """The sound, and whether it is in the wanted voice (another's is made anew next time)."""
        path = self._folder / self._voices[0].name / f"{key}.s16"
        kept = self._memory.get(key) or _read(path)
        pcm, lasting = (kept, True) if kept is not None else self._speak(text, words, self._voices)
        if keep and lasting and not (kept is not None and path.is_file()):
            self._write(path, pcm)
        return pcm, lasting

    def _speak(self, text: str, words: Pronunciation, voices: Sequence[Voice]) -> tuple[bytes, bool]:
        problems = []
        for voice in voices:
            spoken = words.spoken(text, voice.name)
            try:
                pcm = voice.speak(spoken)
                sound = for_telephone(from_bytes(pcm), voice.sample_rate_hz, self._rate_hz)
                if len(sound) or not any(character.isalnum() for character in spoken):
                    return to_bytes(sound), voice is self._voices[0]
                problems.append(f"{voice.name}: made no sound")
            except Exception as error:
                problems.append(f"{voice.name}: {error}")
            logger.warning("voice {} failed", voice.name)
        raise VoiceFailed("no voice can speak: " + "; ".join(problems))

    def _remember(self, key: str, pcm: bytes) -> None:
        self._memory_bytes += len(pcm) - len(self._memory.pop(key, b""))
        self._memory[key] = pcm
        while self._memory_bytes > _MEMORY_BYTES and len(self._memory) > 1:
            _, dropped = self._memory.popitem(last=False)
            self._memory_bytes -= len(dropped)

    def _write(self, path: Path, pcm: bytes) -> None:
        unfinished = path.with_suffix(f".{os.getpid()}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(_digest(pcm) + pcm)
            os.replace(unfinished, path)
        except OSError as error:
            if not self._disk_failed:
                self._disk_failed = True
                logger.warning("prompts stay in memory only: {} ({})", self._folder, error.strerror)


def _noted(task: "asyncio.Task[bytes]") -> None:
    """Somebody who was interrupted waits for it no more: its failure is not news."""
    if not task.cancelled():
        task.exception()


def _key(spoken: str, rate_hz: int) -> str:
    return hashlib.sha256(f"{_FINISH}\n{rate_hz}\n{spoken}".encode()).hexdigest()[:32]


def _digest(pcm: bytes) -> bytes:
    return hashlib.blake2b(pcm, digest_size=_DIGEST_BYTES).digest()


def _read(path: Path) -> bytes | None:
    """A kept prompt; None when there is none or it is damaged."""
    try:
        kept = path.read_bytes()
    except OSError:
        return None
    digest, pcm = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    return pcm if digest == _digest(pcm) else None
