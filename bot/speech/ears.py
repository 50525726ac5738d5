"""Hearing with Whisper: a stretch of telephone sound in, words out.

The letters (bot/speech/letters) read the same encoder's frames. Where they are clear, Whisper is asked at most
whether anybody spoke; where they are sure, their words come first.

Whisper's encoder is given the speech and a little padding instead of always thirty seconds: a fifth of the work for a
sentence, with no more errors (`luuri bench hearing` measures it). Two seconds are enough for the letters; with less
than four the search for words begins to repeat itself.
"""

import math
import re
import threading
import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens

from bot.settings import Settings
from bot.speech.heard import Heard
from bot.speech.letters.head import Frames
from bot.speech.letters.letters import Letters, Spelt
from bot.speech.telephone import HEARING_HZ, from_bytes
from bot.speech.voiced import Sound, Voice, levelled
from bot.speech.weights import PACKAGED, WeightsFailed, model_for

_WHISPER_WINDOW_S = 30.0
# Windows of few lengths: oneDNN, which reckons for the model, keeps something of every length that it has seen.
_WINDOW_STEP_S = 0.5
_FRAME = 320  # samples in one of the encoder's frames
_LONGEST_S = 24.0
_SPLIT_FROM_S = 16.0
_TOKENS_PER_S = 10.0  # fast Finnish needs 8
_SPARE_TOKENS = 10
_WIDER_S = 8.0
_NO_SPEECH = 0.6
_CLEARLY_VOICED_S = 0.5
_UNSURE_LOGPROB = -1.0
# How sure the letters are. Of 700 lines of the language data that they had not learned from, heard with noise down to
# 15 dB, all but 27 were over 0.8; at every sureness seen, down to 0.65, they erred less than half as often as Whisper.
_CLEAR = 0.7
_SURE = 0.65

# Credits of subtitles that Whisper learnt to write over silence and music. Nobody says these on the phone.
_CREDITS = re.compile(
    r"tekstit(ys|tänyt|ykset)?\s*[:by]|suomenkieliset tekstit|suomen(nos|taja|tanut)\s*:|amara\.org|"
    r"tilaa kanava|kiitos,? (kun|että|kaikille, jotka) katso|kiitos katso|subtitles|www\.|yle areena",
    re.IGNORECASE,
)
# What this model writes over noise; believed only when a voice was there or the model is sure of it.
_GHOST_WORDS = frozenset({"katsotaan", "täällä", "kiitos", "mitä", "hei hei", "no niin"})
_GHOST_VOICED_S = 0.3


@dataclass(frozen=True)
class Decoding:
    """How words are searched for. The defaults are the ones that calls use.

    `letters`: whether they are read at all, where the model has some. `once`: Whisper is asked only where they have
    read nothing like Finnish, and never a second time.
    """

    beam: int = 5
    padding_s: float = 4.0
    letters: bool = True
    letters_padding_s: float = 2.0
    readings: int = 5
    spellings: int = 2
    once: bool = False


GLANCE = Decoding(beam=1, readings=1, once=True)
"""For a caller who is still speaking: words to watch, never the words of the turn."""


@dataclass(frozen=True)
class _Reading:
    """`texts` are Whisper's, best first, where it was asked; `spelt` what the letters make of the same sound."""

    texts: tuple[str, ...]
    spelt: Spelt
    logprob: float
    no_speech: float
    capped: bool


class WhisperEars:
    """One Whisper model for any number of threads; as many are heard at once as it has workers."""

    def __init__(self, model: WhisperModel, letters: Letters | None, decoding: Decoding = Decoding()) -> None:
        """`letters`: those that learned from this very model; None where there are none."""
        self._model = model
        self._letters = letters if decoding.letters else None
        self._all_letters = letters
        self._decoding = decoding
        self._tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language="fi")
        self._prompt = [*self._tokenizer.sot_sequence, self._tokenizer.no_timestamps]
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))
        self._cpu = _SharedCpu()

    @classmethod
    def load(cls, settings: Settings, decoding: Decoding = Decoding()) -> "WhisperEars":
        """The model that the settings name, int8, one core for each utterance. Raises WeightsFailed."""
        where = model_for(settings.whisper_model, settings.data)
        try:
            model = WhisperModel(
                where,
                device="cpu",
                compute_type="int8",
                cpu_threads=1,
                num_workers=settings.hearing_threads,
                download_root=str(settings.data / "models"),
            )
        except Exception as error:
            raise WeightsFailed(
                f"LUURI_WHISPER_MODEL={settings.whisper_model} does not load: {error}"
            ) from error
        if not model.model.is_multilingual:
            raise WeightsFailed(f"LUURI_WHISPER_MODEL={settings.whisper_model} knows only English.")
        letters = Letters.load() if settings.whisper_model == PACKAGED else None
        return cls(model, letters, decoding)

    def with_decoding(self, decoding: Decoding) -> "WhisperEars":
        """Ears on the same model that search for words in another way."""
        return WhisperEars(self._model, self._all_letters, decoding)

    def warm_up(self) -> None:
        """Run the model once, so that the first caller does not wait for it."""
        self._read(np.zeros(HEARING_HZ, dtype=np.float32))

    def hear(self, pcm: bytes) -> Heard:
        """Recognise s16le mono 16 kHz sound of any length; blocks for about 3 % of that length."""
        with self._cpu.share() as share:
            sound = levelled((from_bytes(pcm) / 32768).astype(np.float32))
            audio_s = len(sound) / HEARING_HZ
            sound, voice = Voice.find(sound).near(sound)
            voiced_s = voice.voiced_s
            readings = [self._read(piece, voiced_s) for piece in _pieces(sound, voice)] if voiced_s else []
        believed = [reading for reading in readings if _is_speech(reading, voiced_s)]
        sureness = min((reading.spelt.sureness for reading in believed), default=0.0)
        texts = _joined(believed, sureness)
        logprob = min((reading.logprob for reading in believed), default=-math.inf)
        return Heard(
            text=texts[0] if texts else "",
            confidence=sureness if sureness >= _SURE else math.exp(logprob),
            alternatives=tuple(texts[1:]),
            audio_s=audio_s,
            cpu_s=share.cpu_s,
            voiced_s=voiced_s,
        )

    def frames(self, pcm: bytes) -> list[Frames]:
        """What the letters are read from: the encoder's frames of each piece of s16le mono 16 kHz sound."""
        sound = levelled((from_bytes(pcm) / 32768).astype(np.float32))
        pieces = _pieces(*Voice.find(sound).near(sound))
        return [
            _spoken_frames(self._encoded(piece, self._decoding.letters_padding_s), len(piece))
            for piece in pieces
        ]

    def _read(self, sound: Sound, voiced_s: float = 0.0) -> _Reading:
        spelt = Spelt((), 0.0)
        if self._letters is not None:
            encoded = self._encoded(sound, self._decoding.letters_padding_s)
            spelt = self._letters.read(_spoken_frames(encoded, len(sound)), self._decoding.spellings)
            clear = spelt.sureness > 0 if self._decoding.once else spelt.sureness >= _CLEAR
            if clear and (voiced_s >= _CLEARLY_VOICED_S or self._no_speech(encoded) <= _NO_SPEECH):
                return _Reading(spelt.texts, spelt, math.log(spelt.sureness), 0.0, capped=False)
        if spelt.sureness >= _SURE:
            # One reading of Whisper's is all that is asked for beside these letters, and none that loops.
            reading = self._decode(encoded, sound, spelt, beam=1)
            return replace(reading, texts=spelt.texts) if _loops(reading) else reading
        padding_s = self._decoding.padding_s
        reading = self._decode(self._encoded(sound, padding_s), sound, spelt)
        if not _loops(reading):
            return reading
        if self._decoding.once:
            return replace(reading, texts=("",))
        wider = self._decode(self._encoded(sound, padding_s + _WIDER_S), sound, spelt)
        if not wider.capped:
            return wider
        return self._decode(self._encoded(sound, _WHISPER_WINDOW_S), sound, spelt, penalty=1.3)

    def _encoded(self, sound: Sound, padding_s: float) -> Any:
        """The encoder's output for the sound and its padding, (1, frames, inputs), 50 frames a second."""
        steps = math.ceil((len(sound) / HEARING_HZ + padding_s) / _WINDOW_STEP_S)
        window_s = min(_WHISPER_WINDOW_S, steps * _WINDOW_STEP_S)
        padded = np.pad(sound, (0, int(window_s * HEARING_HZ) - len(sound)))
        mel = self._model.feature_extractor(padded)
        return self._model.encode(np.ascontiguousarray(mel[:, : mel.shape[1] // 2 * 2]))

    def _no_speech(self, encoded: Any) -> float:
        """How likely nobody speaks: Whisper's first step alone, which is a tenth of the search for its words."""
        return float(
            self._model.model.generate(
                encoded, [self._prompt], beam_size=1, max_length=2, return_no_speech_prob=True
            )[0].no_speech_prob
        )

    def _decode(
        self, encoded: Any, sound: Sound, spelt: Spelt, *, beam: int | None = None, penalty: float = 1.0
    ) -> _Reading:
        """Whisper's words in the sound, encoded. `penalty` of repeating what was said."""
        beam = beam or self._decoding.beam
        most_tokens = _SPARE_TOKENS + int(len(sound) / HEARING_HZ * _TOKENS_PER_S)
        result = self._model.model.generate(
            encoded,
            [self._prompt],
            beam_size=beam,
            num_hypotheses=min(self._decoding.readings, beam),
            # CTranslate2 generates half of this at most.
            max_length=min(self._model.max_length, 2 * most_tokens),
            repetition_penalty=penalty,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
        )[0]
        tokens = len(result.sequences_ids[0])
        return _Reading(
            texts=tuple(self._tokenizer.decode(ids).strip() for ids in result.sequences_ids),
            spelt=spelt,
            logprob=result.scores[0] * tokens / (tokens + 1),
            no_speech=result.no_speech_prob,
            capped=tokens >= most_tokens - 1,
        )


def _spoken_frames(encoded: Any, samples: int) -> Frames:
    """(frames, inputs) of so many samples, without their padding."""
    return np.asarray(np.array(encoded)[0, : samples // _FRAME + 2], dtype=np.float32)


def _pieces(sound: Sound, voice: Voice) -> list[Sound]:
    """The spoken part, cut in its quietest moments into pieces that fit Whisper's window."""
    start, end = voice.span
    end = min(end, len(sound))
    pieces = []
    while end - start > _LONGEST_S * HEARING_HZ:
        cut = voice.quietest(start + int(_SPLIT_FROM_S * HEARING_HZ), start + int(_LONGEST_S * HEARING_HZ))
        pieces.append(sound[start:cut])
        start = cut
    return [*pieces, sound[start:end]]


def _is_speech(reading: _Reading, voiced_s: float) -> bool:
    text = reading.texts[0]
    if not any(character.isalnum() for character in text):
        return False
    if reading.no_speech > _NO_SPEECH and reading.logprob < _UNSURE_LOGPROB:
        return False
    if _CREDITS.search(text):
        return False
    words = re.sub(r"[^\w ]", "", text.lower()).strip()
    return not (words in _GHOST_WORDS and voiced_s < _GHOST_VOICED_S and reading.logprob < _UNSURE_LOGPROB)


def _loops(reading: _Reading) -> bool:
    """Whether the model seems to say one thing over and over: the sign of a window that was too short."""
    words = re.sub(r"[^\w ]", "", reading.texts[0].lower()).split()
    sizes = range(1, len(words) // 2 + 1)
    return reading.capped or any(
        len(words) >= (4 if size == 1 else 2 * size) and words[size:] == words[:-size] for size in sizes
    )


def _joined(readings: list[_Reading], sureness: float) -> list[str]:
    """The best text and then the next ones, each made of every piece's reading of the same rank."""
    ranked = [texts for reading in readings if (texts := _ranked(reading, sureness))]
    ranks = max(map(len, ranked), default=0)
    texts = [" ".join(texts[min(rank, len(texts) - 1)] for texts in ranked) for rank in range(ranks)]
    return list(dict.fromkeys(text[:1].upper() + text[1:] for text in texts if text))


def _ranked(reading: _Reading, sureness: float) -> list[str]:
    """What the letters read, if they are sure of it; Whisper's readings before or after as far as they are not."""
    spelt, texts = reading.spelt.texts, reading.texts
    if sureness >= _CLEAR:
        return [*spelt]
    return [*spelt, *texts[:1]] if sureness >= _SURE else [*texts[:1], *spelt[:1], *texts[1:]]


class _SharedCpu:
    """Divides the process's processor time evenly among those hearing at each moment."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sharing = 0
        self._each_s = 0.0
        self._seen_s = time.process_time()

    def share(self) -> "_Share":
        return _Share(self)

    def turn(self, change: int) -> float:
        """Somebody begins (+1) or ends (-1); the processor time one sharer has had since the start."""
        with self._lock:
            now_s = time.process_time()
            if self._sharing:
                self._each_s += (now_s - self._seen_s) / self._sharing
            self._seen_s = now_s
            self._sharing += change
            return self._each_s


class _Share:
    cpu_s: float = 0.0

    def __init__(self, shared: _SharedCpu) -> None:
        self._shared = shared

    def __enter__(self) -> "_Share":
        self._begun_s = self._shared.turn(+1)
        return self

    def __exit__(self, *_: object) -> None:
        self.cpu_s = self._shared.turn(-1) - self._begun_s
