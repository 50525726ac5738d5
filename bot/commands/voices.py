"""`luuri voices`: what Luuri can speak with."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.commands.output import print_json, say
from bot.edition import WORKING_TREE
from bot.settings import Settings
from bot.speech.loudness import for_telephone
from bot.speech.pronunciation import Pronunciation
from bot.speech.telephone import LINE_HZ, from_bytes, over_the_line, write_wav
from bot.speech.voices.choose import caller_voice, catalogue, choose
from bot.speech.voices.compare import compare
from bot.speech.voices.install import install
from bot.speech.voices.voice import VoiceFailed

PLAYERS = ("aplay", "paplay", "afplay", "pw-play")


def list_voices(settings: Settings, as_json: bool) -> int:
    try:
        in_use = choose(settings)[0].name
    except VoiceFailed as error:
        say(f"luuri: {error}")
        return 1
    for entry in catalogue(settings):
        row = {
            "voice": entry.id,
            "about": entry.about,
            "present": entry.present,
            "in_use": entry.id == in_use,
        }
        if as_json:
            print_json({**row, "cer": entry.cer})
        else:
            mark = "*" if row["in_use"] else " "
            print(f"{mark} {entry.id:<24}{entry.about}{'' if entry.present else '  (ei asennettuna)'}")
    return 0


def play_voice(settings: Settings, name: str, text: str, to: Path | None) -> int:
    """Speak the text as a caller hears it: through the loudspeaker, or into a WAV file."""
    try:
        voice = caller_voice(settings, name) if name else choose(settings)[0]
        words = Pronunciation.read(WORKING_TREE.pronunciation)
        spoken = from_bytes(voice.speak(words.spoken(text, voice.name)))
    except VoiceFailed as error:
        say(f"luuri: {error}")
        return 1
    heard = over_the_line(for_telephone(spoken, voice.sample_rate_hz, LINE_HZ), LINE_HZ)
    if to is not None:
        write_wav(to, heard, LINE_HZ)
        say(f"{voice.name}: {to}")
        return 0
    player = next((path for name in PLAYERS if (path := shutil.which(name))), None)
    if player is None:
        say(f"luuri: none of {', '.join(PLAYERS)} is installed: write a file with --to FILE.wav instead")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "voice.wav"
        write_wav(wav, heard, LINE_HZ)
        return subprocess.run([player, str(wav)], check=False).returncode


def install_voice(settings: Settings, name: str) -> int:
    try:
        path = install(settings.data, name, _progress)
    except VoiceFailed as error:
        say(f"luuri: {error}")
        return 1
    say(f"{name}: {path}")
    return 0


def _progress(name: str, done: int, whole: int) -> None:
    share = f" {100 * done // whole} %" if whole else ""
    print(
        f"\r{name}: {done / 1e6:.1f} MB{share}",
        end="" if done != whole else "\n",
        file=sys.stderr,
        flush=True,
    )


def compare_voices(settings: Settings, as_json: bool) -> int:
    for row in compare(settings):
        if as_json:
            print_json(row)
        else:
            print(
                f"{row['voice']:<24}WER {row['wer']:.2f}  CER {row['cer']:.2f}  {row['first_audio_ms']:.0f} ms"
            )
    return 0
