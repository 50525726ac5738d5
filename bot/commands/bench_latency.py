"""`luuri bench latency`: voice to voice, beside stock pipecat in the same run."""

import sys
from typing import Any

import uvloop

from bot.bench.figures import PERCENTILE_METHOD, Turn, ratio, ratio_interval, side
from bot.bench.latency import compare
from bot.bench.material import plan
from bot.bench.report import keep, machine
from bot.bench.services import bench_services
from bot.commands.opening_hours import opening_hours
from bot.commands.output import print_json, say
from bot.commands.running import NoService
from bot.commands.setup import set_up
from bot.processes import ProgramFailed
from bot.settings import Settings
from bot.speech.voices.choose import choose

ANSWERED_AT_LEAST = {"luuri": 0.9, "stock": 0.5}  # stock's silences are part of what is measured
ROWS = (
    ("median, ms", "p50_ms"),
    ("95th percentile, ms", "p95_ms"),
    ("median after a pause", "paused_p50_ms"),
    ("turns answered", "n"),
    ("of turns spoken", "turns"),
    ("turns cut in a pause", "turns_cut"),
    ("turns split", "turns_split"),
    ("words lost", "words_lost"),
    ("of words spoken", "words"),
)


def measure(settings: Settings, turns: int, as_json: bool) -> int:
    """Measure and report. Returns 1 when too few turns were answered for figures, 2 on bad use."""
    if turns < 1:
        say("luuri: --turns: at least 1")
        return 2
    if code := set_up(settings):
        return code
    voice = choose(settings)[0].name
    try:
        spoken = uvloop.run(_measure(settings, turns))
    except (ProgramFailed, NoService) as error:
        say(f"luuri: {error}")
        return 1
    report = report_of(spoken, settings.whisper_model, voice)
    keep(settings, "latency", report)
    if as_json:
        print_json(report)
    else:
        _show(report)
    return 0 if answered_enough(spoken) else 1


def report_of(spoken: dict[str, list[Turn]], model: str, voice: str) -> dict[str, Any]:
    luuri, stock = side(spoken["luuri"]), side(spoken["stock"])
    return {
        "luuri": luuri,
        "stock": stock,
        "ratio_p50": ratio(luuri["p50_ms"], stock["p50_ms"]),
        "ratio_p95": ratio(luuri["p95_ms"], stock["p95_ms"]),
        "ratio_p50_interval": ratio_interval(spoken["luuri"], spoken["stock"], 50),
        "ratio_p95_interval": ratio_interval(spoken["luuri"], spoken["stock"], 95),
        "pauses_s": sorted(turn.pause_s for turn in spoken["luuri"] if turn.paused),
        "model": model,
        "voice": voice,
        "percentiles": PERCENTILE_METHOD,
        **machine(),
    }


def answered_enough(spoken: dict[str, list[Turn]]) -> bool:
    """Whether each side answered so many of its turns: else its percentiles leave out the worst."""
    return all(
        sum(turn.response_ms is not None for turn in spoken[side]) >= least * len(spoken[side])
        for side, least in ANSWERED_AT_LEAST.items()
    )


async def _measure(settings: Settings, turns: int) -> dict[str, list[Turn]]:
    say("Luuri ja vertailukohde käynnistyvät (Luuri and stock pipecat start)…")
    async with bench_services(settings) as services:
        return await compare(services, plan(turns), opening_hours(), _show_turn)


def _show_turn(name: str, turn: Turn) -> None:
    took = "no answer" if turn.response_ms is None else f"{turn.response_ms:5.0f} ms"
    marks = "".join(
        mark
        for mark, holds in (
            (" pause", turn.paused),
            (" CUT", turn.cut),
            (" SPLIT", turn.split),
            (f" LOST: {' '.join(turn.lost)}", turn.lost),
        )
        if holds
    )
    stages = ", ".join(f"{stage} {ms}" for stage, ms in turn.stages_ms.items())
    heard = " / ".join(turn.heard)
    line = f"{name}  {took:>9}  {turn.text}  ->  {heard}{marks}{f'  ({stages})' if stages else ''}"
    print(line, file=sys.stderr, flush=True)


def _show(report: dict[str, Any]) -> None:
    print(f"{'':<24}{'luuri':>10}{'stock':>10}")
    for title, key in ROWS:
        luuri, stock = (report[name][key] for name in ("luuri", "stock"))
        print(
            f"{title:<24}{luuri if luuri is not None else '-':>10}{stock if stock is not None else '-':>10}"
        )
    print(f"ratio: median {report['ratio_p50']}, 95th percentile {report['ratio_p95']}")
    stages = ", ".join(f"{name} {ms}" for name, ms in report["luuri"]["stages_ms"].items())
    print(f"Luuri's median milliseconds: {stages or '-'}; load {report['load']}")
    print(f"model {report['model']}, voice {report['voice']}; {report['machine']}")
    print(f"percentiles: {report['percentiles']}")
