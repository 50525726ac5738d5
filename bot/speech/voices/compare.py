"""How well each voice is understood: it speaks prompts over a telephone line and our own ears listen."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.settings import Settings
from bot.speech.errors import character_error, word_error
from bot.speech.heard import Heard
from bot.speech.loudness import for_telephone
from bot.speech.spoken import for_voice
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, over_the_line, resample, to_bytes
from bot.speech.voices.choose import catalogue
from bot.speech.voices.voice import Voice

PROMPTS = (
    "Hei, olen Luuri, Keski-Suomen hyvinvointialueen tekoäly.",
    "Voit pyytää ihmistä tai painaa nolla.",
    "Jos olet hengenvaarassa, soita heti numeroon 112.",
    "Voimmeko soittaa sinulle samaan numeroon?",
    "Milloin sinulle sopisi, että hoitaja soittaa?",
    "Kiitos, takaisinsoitto on varattu huomiseksi.",
    "Anteeksi, en saanut selvää. Voisitko toistaa?",
    "Kertoisitko vielä, mistä asiasta on kyse?",
)


@dataclass(frozen=True)
class Compared:
    """wer, cer: errors when re-recognised, 0..1 and more. first_audio_ms: median time to make a prompt."""

    voice: str
    wer: float
    cer: float
    first_audio_ms: float


def compare(settings: Settings) -> Iterator[dict[str, Any]]:
    """Each voice that is present, as a mapping of Compared. Raises VoiceFailed, WeightsFailed."""
    from bot.speech.ears import WhisperEars

    ears = WhisperEars.load(settings)
    present = [entry.voice for entry in catalogue(settings) if entry.present]
    yield from map(asdict, compare_voices(present, ears.hear))


def compare_voices(voices: Iterable[Voice], hear: Callable[[bytes], Heard]) -> Iterator[Compared]:
    """Measure the voices one after another. `hear` takes s16le mono 16 kHz. Raises VoiceFailed."""
    for voice in voices:
        voice.speak("Hei.")  # loads it
        wrong_words = words = wrong_letters = letters = 0
        took_ms = []
        for prompt in PROMPTS:
            said = for_voice(prompt)
            begun_at = time.perf_counter()
            sound = for_telephone(from_bytes(voice.speak(said)), voice.sample_rate_hz, LINE_HZ)
            took_ms.append((time.perf_counter() - begun_at) * 1000)
            heard = hear(to_bytes(resample(over_the_line(sound, LINE_HZ), LINE_HZ, HEARING_HZ))).text
            wrong, count = word_error(said, heard)
            wrong_words, words = wrong_words + wrong, words + count
            wrong, count = character_error(said, heard)
            wrong_letters, letters = wrong_letters + wrong, letters + count
        median_ms = sorted(took_ms)[len(took_ms) // 2]
        yield Compared(voice.name, wrong_words / words, wrong_letters / letters, median_ms)
