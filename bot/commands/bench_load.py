"""`luuri bench load` and `luuri bench soak`: many calls at once, and calls for a long time."""

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import uvloop

from bot.bench.latency import Side
from bot.bench.load import Sample, Step, slope, soak, step
from bot.bench.report import keep, machine
from bot.bench.services import bench_services
from bot.commands.opening_hours import opening_hours
from bot.commands.output import print_json, say
from bot.commands.running import NoService
from bot.commands.setup import set_up
from bot.processes import ProgramFailed
from bot.settings import Settings

GOAL_CALLS, GOAL_P95_MS = 24, 1200
PAUSE_S = 5.0


def measure_load(settings: Settings, calls: str, turns: int, stock: bool, as_json: bool) -> int:
    """Each number of calls in turn. Returns 1 when a part does not start, 2 on bad use."""
    try:
        steps = [int(each) for each in calls.split(",")]
    except ValueError:
        steps = []
    if not steps or min(steps) < 1 or turns < 1:
        say("luuri: --calls: numbers with commas between, such as 1,8,24; --turns: at least 1")
        return 2
    if code := set_up(settings):
        return code
    try:
        report = uvloop.run(_load(settings, steps, turns, stock))
    except (ProgramFailed, NoService) as error:
        say(f"luuri: {error}")
        return 1
    keep(settings, "load", report)
    if as_json:
        print_json(report)
    return 0


def measure_soak(settings: Settings, minutes: float, calls: int, as_json: bool) -> int:
    """Returns 1 when a part does not start, 2 on bad use."""
    if minutes <= 0 or calls < 1:
        say("luuri: --minutes: more than 0; --calls: at least 1")
        return 2
    if code := set_up(settings):
        return code
    try:
        report = uvloop.run(_soak(settings, minutes, calls))
    except (ProgramFailed, NoService) as error:
        say(f"luuri: {error}")
        return 1
    keep(settings, "soak", report)
    if as_json:
        print_json(report)
    else:
        print(f"memory {report['rss_mb_per_hour']} MB/h, median {report['p50_ms_per_hour']} ms/h")
    return 0


async def _load(settings: Settings, steps: Sequence[int], turns: int, stock: bool) -> dict[str, Any]:
    measured: dict[str, list[Step]] = {"luuri": [], "stock": []}
    async with bench_services(settings, stock_too=stock) as services:
        at = opening_hours()
        sides = [(Side("luuri", services.luuri_url, at), services.luuri_pid)]
        if services.stock_pid is not None:
            sides.append((Side("stock", services.stock_url, at, services.records), services.stock_pid))
        for calls in steps:
            for side, pid in sides:
                measured[side.name].append(await step(side, pid, calls, turns, lambda: os.getloadavg()[0]))
                _show_step(side.name, measured[side.name][-1])
                await asyncio.sleep(PAUSE_S)
    luuri = measured["luuri"]
    return {
        **{name: [asdict(each) for each in of] for name, of in measured.items()},
        "mb_per_call": _rounded(slope([(each.calls, each.rss_mb) for each in luuri])),
        "goal": {"calls": GOAL_CALLS, "p95_ms": GOAL_P95_MS},
        "turns_per_call": turns,
        **machine(),
    }


async def _soak(settings: Settings, minutes: float, calls: int) -> dict[str, Any]:
    async with bench_services(settings, stock_too=False) as services:
        side = Side("luuri", services.luuri_url, opening_hours())
        samples = await soak(side, services.luuri_pid, calls, minutes, _show_sample)
    steady = samples[len(samples) // 4 :]  # caches fill in the beginning
    return {
        "samples": [asdict(each) for each in samples],
        "calls": calls,
        "minutes": minutes,
        "rss_mb_per_hour": _per_hour([(each.at_s, each.rss_mb) for each in steady]),
        "dialogue_rss_mb_per_hour": _per_hour([(each.at_s, each.dialogue_rss_mb) for each in steady]),
        "mb_per_hour_of": {
            part: _per_hour([(each.at_s, each.mb_of.get(part, 0.0)) for each in steady])
            for part in (steady[-1].mb_of if steady else {})
        },
        "p50_ms_per_hour": _per_hour([(e.at_s, e.p50_ms) for e in steady if e.p50_ms is not None]),
        **machine(),
    }


def _per_hour(points: Sequence[tuple[float, float]]) -> float | None:
    per_second = slope(points)
    return None if per_second is None else round(3600 * per_second, 1)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


def _show_step(name: str, of: Step) -> None:
    print(
        f"{name:<6}{of.calls:>3} calls  median {of.p50_ms} ms  95th {of.p95_ms} ms  {of.answered}/{of.turns} answered  "
        f"{of.rss_mb:.0f} MB  {of.cpu_cores} cores  load {of.load}",
        file=sys.stderr,
        flush=True,
    )


def _show_sample(of: Sample) -> None:
    print(
        f"{of.at_s:>6.0f} s  median {of.p50_ms} ms  95th {of.p95_ms} ms  {of.answered}/{of.turns} answered  "
        + ", ".join(f"{part} {mb:.0f} MB" for part, mb in of.mb_of.items()),
        file=sys.stderr,
        flush=True,
    )
