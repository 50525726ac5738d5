"""The same utterances through the phone: spoken, carried at 8 kHz mu-law under noise, heard by Luuri's ears.

What was heard is kept by content, so that a second run hears only what is new.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings
from bot.speech.ears import WhisperEars
from bot.speech.telephone import (
    HEARING_HZ,
    LINE_HZ,
    from_bytes,
    over_the_line,
    resample,
    to_bytes,
    with_noise,
)
from bot.speech.voices.choose import catalogue, residents
from bot.speech.voices.voice import Voice

NOISES_DB = (30.0, 25.0, 20.0)
"""Speech over noise, in turn: a quiet room, a room with people, a street."""
CLEAR_CER = 0.2
"""Voices that the ears hear worse than this without noise say more of the voice than of the line."""


@dataclass(frozen=True)
class OnThePhone:
    """What the ears made of an utterance; `alternatives` are their other readings."""

    text: str
    alternatives: tuple[str, ...]


class Phone:
    """Voices and noises take turns by the utterance's own content: the same text always sounds the same."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._voices = voices(settings)
        self._folder = settings.data / "bench" / "heard"
        self._ears: WhisperEars | None = None

    @property
    def voices(self) -> tuple[str, ...]:
        return tuple(voice.name for voice in self._voices)

    def heard(self, texts: Sequence[str], told: Callable[[int, int], None]) -> list[OnThePhone]:
        """What is heard of each text. `told(done, all)` after each. Raises WeightsFailed, VoiceFailed."""
        self._folder.mkdir(parents=True, exist_ok=True)
        found = []
        for done, text in enumerate(texts, start=1):
            found.append(self._heard(text))
            told(done, len(texts))
        return found

    def _heard(self, text: str) -> OnThePhone:
        turn = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
        voice = self._voices[turn % len(self._voices)]
        noise_db = NOISES_DB[turn // len(self._voices) % len(NOISES_DB)]
        path = self._folder / f"{self._key(text, voice.name, noise_db)}.json"
        if path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            return OnThePhone(kept["text"], tuple(kept["alternatives"]))
        if self._ears is None:
            self._ears = WhisperEars.load(self._settings)
        samples = from_bytes(voice.speak(text))
        noisy = with_noise(samples, voice.sample_rate_hz, noise_db, seed=turn)
        line = over_the_line(noisy, voice.sample_rate_hz)
        heard = self._ears.hear(to_bytes(resample(line, LINE_HZ, HEARING_HZ)))
        row = {"said": text, "voice": voice.name, "noise_db": noise_db, "text": heard.text}
        row["alternatives"] = list(heard.alternatives)
        path.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
        return OnThePhone(heard.text, heard.alternatives)

    def _key(self, text: str, voice: str, noise_db: float) -> str:
        made_of = [text, voice, noise_db, self._settings.whisper_model, _ears_version()]
        return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:24]


def voices(settings: Settings) -> Sequence[Voice]:
    """The clear voices present here; every present one where none is clear."""
    present = [entry for entry in (*residents(), *catalogue(settings)) if entry.present]
    clear = [entry for entry in present if entry.cer is not None and entry.cer < CLEAR_CER]
    return [entry.voice for entry in clear or present]


def _ears_version() -> str:
    """The hearing's own code and the trained letters: another way of hearing is heard anew."""
    folder = Path(__file__).parents[2] / "speech"
    parts = [folder / name for name in ("ears.py", "voiced.py", "telephone.py")]
    parts += sorted(path for path in (folder / "letters").iterdir() if path.suffix in (".py", ".npz"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in parts)).hexdigest()[:12]
