"""How well and how dearly each way of decoding hears: `python -m bot.speech.bench_hearing FOLDER`.

FOLDER holds WAV clips and a lines.yml that gives each clip's `text` (tests/speech/fixtures/demo is one). One
JSON object a line: errors, ghosts on noise, processor seconds for a second of sound, time for a clip.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from bot.settings import Settings
from bot.speech.ears import Decoding, WhisperEars
from bot.speech.errors import character_error, word_error
from bot.speech.telephone import HEARING_HZ, over_the_line, read_wav, resample, to_bytes
from bot.yaml_files import read_yaml

DECODINGS = {
    "calls": Decoding(),
    "padding 2 s": Decoding(padding_s=2.0),
    "padding 4 s": Decoding(padding_s=4.0),
    "padding 8 s": Decoding(padding_s=8.0),
    "30 s window": Decoding(padding_s=30.0),
    "beam 1": Decoding(beam=1),
    "beam 8": Decoding(beam=8),
}
_GHOST_SECONDS = 4


@dataclass(frozen=True)
class Measured:
    """wer, cer: 0..1 and more. ghosts: noises of `noises` in which words were heard."""

    decoding: str
    wer: float
    cer: float
    ghosts: int
    noises: int
    cpu_s_per_audio_s: float
    clip_ms_p50: float


def measure(folder: Path, settings: Settings) -> Iterator[Measured]:
    """A line for each way of decoding, on one loaded model. Raises WeightsFailed, ValueError, OSError."""
    lines = read_yaml(folder / "lines.yml")
    clips = [(line["text"], _clip(folder / f"{name}.wav")) for name, line in lines.items()]
    first = WhisperEars.load(settings)
    first.warm_up()
    for name, decoding in DECODINGS.items():
        ears = first.with_decoding(decoding)
        words = letters = wrong_words = wrong_letters = 0
        audio_s = cpu_s = 0.0
        took_ms = []
        for text, pcm in clips:
            begun_at = time.perf_counter()
            heard = ears.hear(pcm)
            took_ms.append((time.perf_counter() - begun_at) * 1000)
            audio_s, cpu_s = audio_s + heard.audio_s, cpu_s + heard.cpu_s
            wrong, count = word_error(text, heard.text)
            wrong_words, words = wrong_words + wrong, words + count
            wrong, count = character_error(text, heard.text)
            wrong_letters, letters = wrong_letters + wrong, letters + count
        noises = list(_noises())
        yield Measured(
            decoding=name,
            wer=round(wrong_words / words, 3),
            cer=round(wrong_letters / letters, 3),
            ghosts=sum(bool(ears.hear(noise).text) for noise in noises),
            noises=len(noises),
            cpu_s_per_audio_s=round(cpu_s / audio_s, 4),
            clip_ms_p50=round(statistics.median(took_ms)),
        )


def _clip(path: Path) -> bytes:
    samples, rate_hz = read_wav(path)
    return to_bytes(resample(over_the_line(samples, rate_hz), 8000, HEARING_HZ))


def _noises() -> Iterator[bytes]:
    """Silence and white noise from faint to loud, over the line."""
    random = np.random.default_rng(1)
    for level in (0.0, 0.001, 0.01, 0.03, 0.1):
        sound = random.standard_normal(_GHOST_SECONDS * HEARING_HZ) * level * 32767
        line = over_the_line(np.clip(sound, -32768, 32767).astype(np.int16), HEARING_HZ)
        yield to_bytes(resample(line, 8000, HEARING_HZ))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bot.speech.bench_hearing", description=__doc__)
    parser.add_argument("folder", type=Path)
    for measured in measure(parser.parse_args().folder, Settings()):
        print(json.dumps(asdict(measured)), flush=True)


if __name__ == "__main__":
    main()
