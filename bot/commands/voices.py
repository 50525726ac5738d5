"""`luuri voices`: what Luuri can speak with."""

import sys

from bot.commands.output import print_json, say
from bot.settings import Settings
from bot.speech.voices.choose import catalogue, choose
from bot.speech.voices.compare import compare
from bot.speech.voices.install import install
from bot.speech.voices.voice import VoiceFailed


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
