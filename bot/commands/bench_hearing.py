"""`luuri bench hearing`: errors, ghosts and processor time of each installed model and way of decoding."""

from dataclasses import asdict
from pathlib import Path

from bot.bench.hearing import CALLS, WHOLE_WINDOW, Measured, bench_clips, clips_of, measure
from bot.bench.report import keep, machine
from bot.commands.output import print_json, say
from bot.settings import Settings
from bot.speech.weights import WeightsFailed


def measure_hearing(settings: Settings, folder: Path | None, as_json: bool) -> int:
    """Measure and report; the clips are the bench's own callers, or a folder's."""
    measured: list[Measured] = []
    try:
        clips = bench_clips() if folder is None else clips_of(folder)
        for each in measure(settings, clips):
            measured.append(each)
            say(_line(each))
    except (WeightsFailed, ValueError, OSError, KeyError) as error:
        say(f"luuri: {error}")
        return 1
    report = {
        "settings": [asdict(each) for each in measured],
        "calls": asdict(next(each for each in measured if each.decoding == CALLS)),
        "whole_window": asdict(next(each for each in measured if each.decoding == WHOLE_WINDOW)),
        **machine(),
    }
    keep(settings, "hearing", report)
    if as_json:
        print_json(report)
    return 0


def _line(each: Measured) -> str:
    ghosts = ", ".join(each.ghosts) or "none"
    return (
        f"{each.model:<14}{each.decoding:<14}WER {each.wer:.3f} (best of n {each.best_wer:.3f})  CER {each.cer:.3f} "
        f"(television {each.television_cer:.3f})  cpu {each.cpu_s_per_audio_s:.3f} s/s  {each.clip_ms_p50:.0f} ms  "
        f"ghosts {ghosts}"
    )
