"""`luuri hear`: recognise sound files with the ears of a call."""

from collections.abc import Sequence
from pathlib import Path

from bot.commands.output import print_json, say
from bot.settings import Settings
from bot.speech.ears import WhisperEars
from bot.speech.telephone import HEARING_HZ, LINE_HZ, over_the_line, read_wav, resample, to_bytes
from bot.speech.weights import WeightsFailed


def hear_files(settings: Settings, files: Sequence[Path], as_json: bool) -> int:
    """Print what is heard in each file, taken to 8 kHz mu-law first as a telephone would. 1 if one is unreadable."""
    try:
        ears = WhisperEars.load(settings)
    except WeightsFailed as error:
        say(f"luuri: {error}")
        return 1
    failed = 0
    for path in files:
        try:
            samples, rate_hz = read_wav(path)
        except (OSError, ValueError) as error:
            say(f"luuri: {path}: {error}")
            failed = 1
            continue
        line = over_the_line(samples, rate_hz)
        heard = ears.hear(to_bytes(resample(line, LINE_HZ, HEARING_HZ)))
        result = {
            "file": str(path),
            "text": heard.text,
            "audio_s": round(heard.audio_s, 3),
            "cpu_s": round(heard.cpu_s, 3),
            "confidence": round(heard.confidence, 3),
            "alternatives": list(heard.alternatives),
        }
        if as_json:
            print_json(result)
        else:
            print(f"{path}: {heard.text}")
    return failed
