"""`luuri harden`: the language data spoken over a telephone line and heard by the calls' own ears, for training."""

import sys
from dataclasses import asdict

from bot.commands.output import print_json, say
from bot.hardening.hear import harden
from bot.hardening.learn_letters import learn_letters
from bot.hardening.speakers import on_the_line, speakers
from bot.settings import Settings
from bot.speech.ears import WhisperEars
from bot.speech.voices.voice import VoiceFailed
from bot.speech.weights import WeightsFailed


def harden_data(settings: Settings, as_json: bool) -> int:
    """Hear what is new or changed in nlu_data, with progress on stderr. Returns 0, or 1 with one line of why not."""
    try:
        ears = WhisperEars.load(settings)
        voices = speakers()
        result = harden(lambda text, take: on_the_line(text, take, voices), ears.hear, _progress)
    except (WeightsFailed, VoiceFailed, ValueError, OSError) as error:
        say(f"luuri: {error}")
        return 1
    if as_json:
        print_json(asdict(result))
    else:
        print(f"{result.lines} lines, {result.new} heard now, {result.hopeless} not understood at all")
    return 0


def harden_letters(settings: Settings) -> int:
    """Learn the letters anew, with progress on stderr. Returns 0, or 1 with one line of why not."""
    try:
        sounds = learn_letters(
            settings, lambda news: print(f"\r{news:<40}", end="", file=sys.stderr, flush=True)
        )
    except (WeightsFailed, VoiceFailed, ValueError, OSError) as error:
        say(f"luuri: {error}")
        return 1
    print(f"\nletters learned from {sounds} sounds", file=sys.stderr)
    return 0


def _progress(done: int, of: int) -> None:
    if done % 10 == 0 or done == of:
        print(f"\rheard: {done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True)
