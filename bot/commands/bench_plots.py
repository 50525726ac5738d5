"""`luuri bench plots`: the newest reports as pictures in a folder."""

from pathlib import Path

from bot.bench.plots import BENCHES, draw
from bot.bench.report import folder, kept
from bot.commands.output import say
from bot.settings import Settings


def draw_plots(settings: Settings, into: Path | None) -> int:
    """Returns 1 when no bench has left a report."""
    reports = {bench: report for bench in BENCHES if (report := kept(settings, bench)) is not None}
    if not reports:
        say(f"luuri: no reports in {folder(settings)}: run luuri bench latency, load, hearing or soak first")
        return 1
    for path in draw(reports, into or folder(settings) / "plots"):
        print(path)
    return 0
