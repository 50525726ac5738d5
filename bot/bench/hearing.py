"""How well and how dearly each model and each way of decoding hears."""

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.bench.material import scripts
from bot.bench.noises import beside_television, noises
from bot.settings import Settings
from bot.speech.ears import GLANCE, Decoding, WhisperEars
from bot.speech.errors import character_error, word_error
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, over_the_line, read_wav, resample, to_bytes
from bot.yaml_files import read_yaml

CALLS = "calls"
TELEVISION_DB = 24.0
_AROUND_S = 0.5
WHOLE_WINDOW = "30 s window"
DECODINGS = {
    CALLS: Decoding(),
    "glance": GLANCE,
    "letters, 1 s of padding": Decoding(letters_padding_s=1.0),
    "letters, 4 s": Decoding(letters_padding_s=4.0),
    "words, 2 s": Decoding(letters=False, padding_s=2.0),
    "words, 4 s": Decoding(letters=False),
    "words, 6 s": Decoding(letters=False, padding_s=6.0),
    WHOLE_WINDOW: Decoding(letters=False, padding_s=30.0),
    "words, beam 1": Decoding(letters=False, beam=1, readings=1),
    "words, beam 8": Decoding(letters=False, beam=8),
}
"""Letters beside Whisper, and Whisper's search for words alone. A model without letters has the same rows twice."""


@dataclass(frozen=True)
class Measured:
    """wer, cer: 0..1 and more, `best_` of the reading among the n-best that comes closest.

    television_cer: with a television on TELEVISION_DB under the caller's voice, also before and after it.
    ghosts: sounds without speech in which words were heard. cpu_s_per_audio_s counts processor time, which other
    work on the machine does not lengthen much; clip_ms is by the clock.
    """

    model: str
    decoding: str
    wer: float
    cer: float
    best_wer: float
    television_cer: float
    ghosts: tuple[str, ...]
    noises: int
    clips: int
    cpu_s_per_audio_s: float
    clip_ms_p50: float


Clip = tuple[str, bytes]


def bench_clips() -> list[Clip]:
    """What the bench's callers say, part by part: words, and s16le at 16 kHz as it comes over the line."""
    clips = []
    for script in scripts():
        for utterance in script:
            line = from_bytes(utterance.sound())
            clips.append((utterance.text, to_bytes(resample(line, LINE_HZ, HEARING_HZ))))
    return clips


def clips_of(folder: Path) -> list[Clip]:
    """WAV clips of a folder whose lines.yml gives each one's `text`. Raises ValueError, OSError."""
    lines = read_yaml(folder / "lines.yml")
    if not isinstance(lines, dict):
        raise ValueError(f"{folder}/lines.yml names no clips")
    clips = []
    for name, line in lines.items():
        samples, rate_hz = read_wav(folder / f"{name}.wav")
        sound = to_bytes(resample(over_the_line(samples, rate_hz), LINE_HZ, HEARING_HZ))
        clips.append((str(line["text"]), sound))
    return clips


def installed_models(settings: Settings) -> list[str]:
    """The configured model first, and every other one whose weights lie in the data folder."""
    folders = sorted(path.parent for path in (settings.data / "models").glob("*/model.bin"))
    others = [str(folder) for folder in folders if folder.name != f"whisper-{settings.whisper_model}"]
    return list(dict.fromkeys([settings.whisper_model, *others]))


def measure(settings: Settings, clips: Sequence[Clip]) -> Iterator[Measured]:
    """A line for each installed model and way of decoding. Raises WeightsFailed."""
    wordless = noises()
    for model in installed_models(settings):
        first = WhisperEars.load(settings.model_copy(update={"whisper_model": model}))
        first.warm_up()
        for name, decoding in DECODINGS.items():
            yield _measured(Path(model).name, name, first.with_decoding(decoding), clips, wordless)


def _measured(
    model: str, decoding: str, ears: WhisperEars, clips: Sequence[Clip], wordless: dict[str, bytes]
) -> Measured:
    words = letters = wrong_words = wrong_letters = best_wrong = beside_wrong = 0
    audio_s = cpu_s = 0.0
    took_ms = []
    for text, pcm in clips:
        begun_at = time.perf_counter()
        heard = ears.hear(pcm)
        took_ms.append((time.perf_counter() - begun_at) * 1000)
        audio_s, cpu_s = audio_s + heard.audio_s, cpu_s + heard.cpu_s
        wrong, count = word_error(text, heard.text)
        wrong_words, words = wrong_words + wrong, words + count
        best_wrong += min(word_error(text, reading)[0] for reading in (heard.text, *heard.alternatives))
        wrong, count = character_error(text, heard.text)
        wrong_letters, letters = wrong_letters + wrong, letters + count
        beside_wrong += character_error(text, ears.hear(with_television(pcm, len(took_ms))).text)[0]
    return Measured(
        model=model,
        decoding=decoding,
        wer=round(wrong_words / words, 3),
        cer=round(wrong_letters / letters, 3),
        best_wer=round(best_wrong / words, 3),
        television_cer=round(beside_wrong / letters, 3),
        ghosts=tuple(name for name, sound in wordless.items() if ears.hear(sound).text),
        noises=len(wordless),
        clips=len(clips),
        cpu_s_per_audio_s=round(cpu_s / audio_s, 4),
        clip_ms_p50=round(statistics.median(took_ms)),
    )


def with_television(pcm: bytes, number: int) -> bytes:
    """The clip, s16le at 16 kHz, in the sound of a television: another moment of it for each number."""
    quiet = bytes(2 * int(_AROUND_S * LINE_HZ))
    line = quiet + to_bytes(resample(from_bytes(pcm), HEARING_HZ, LINE_HZ)) + quiet
    beside = beside_television(line, TELEVISION_DB, start=number * 3 * LINE_HZ)
    return to_bytes(resample(from_bytes(beside), LINE_HZ, HEARING_HZ))
