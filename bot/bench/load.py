"""Many calls at once, on Luuri and on stock, and Luuri alone for as long as one likes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.bench.figures import answered_ms, percentile, stages
from bot.bench.latency import Side, speak_all
from bot.bench.material import Script, scripts
from bot.bench.memory import Usage, usage

STAGGER_S = 20.0  # the calls of a step begin spread over this long, as a morning's do; each lasts longer
SAMPLE_EVERY_S = 30.0


@dataclass(frozen=True)
class Step:
    """`calls` at once. cpu_cores: how many cores the service kept busy meanwhile, dialogue and all, and of
    these how many its line, its ears and its dialogue did. Stock hears in the process of its line.
    stages_ms: medians of where Luuri's time went.
    """

    calls: int
    p50_ms: float | None
    p95_ms: float | None
    turns: int
    answered: int
    turns_cut: int
    words_lost: int
    rss_mb: float
    dialogue_rss_mb: float
    cpu_cores: float
    line_cores: float
    hearing_cores: float
    dialogue_cores: float
    load: float
    stages_ms: dict[str, int]


@dataclass(frozen=True)
class Sample:
    """One stretch of a soak. `at_s` since its beginning; the memory is what it was at its end."""

    at_s: float
    p50_ms: float | None
    p95_ms: float | None
    turns: int
    answered: int
    rss_mb: float
    dialogue_rss_mb: float
    mb_of: dict[str, float]


Shown = Callable[[str, "Step | Sample"], None]


def short_scripts(turns: int) -> list[Script]:
    """The bench's calls, each of its first turns only."""
    return [tuple(islice(script, turns)) for script in scripts()]


async def step(side: Side, pid: int, calls: int, turns: int, load: Callable[[], float]) -> Step:
    """`calls` callers at once, each with `turns` turns to say."""
    before, began = usage(pid), time.monotonic()
    callers = [_caller(side, script, place) for place, script in enumerate(_dealt(calls, turns))]
    watching = asyncio.create_task(_peak(pid))
    try:
        sides = await asyncio.gather(*callers)
    finally:
        watching.cancel()
    after, took_s = usage(pid), time.monotonic() - began
    peak = max(after, await watching, key=_rss)
    spoken = [turn for each in sides for turn in each.turns]
    times = answered_ms(spoken)
    return Step(
        calls=calls,
        p50_ms=round(percentile(times, 50)) if times else None,
        p95_ms=round(percentile(times, 95)) if times else None,
        turns=len(spoken),
        answered=len(times),
        turns_cut=sum(turn.cut for turn in spoken),
        words_lost=sum(len(turn.lost) for turn in spoken),
        rss_mb=peak.rss_mb,
        dialogue_rss_mb=peak.dialogue_rss_mb,
        cpu_cores=round((after.cpu_s - before.cpu_s) / took_s, 2),
        line_cores=round((after.line_cpu_s - before.line_cpu_s) / took_s, 3),
        hearing_cores=round((after.hearing_cpu_s - before.hearing_cpu_s) / took_s, 3),
        dialogue_cores=round((after.dialogue_cpu_s - before.dialogue_cpu_s) / took_s, 3),
        load=round(load(), 1),
        stages_ms=stages(spoken),
    )


async def soak(
    side: Side, pid: int, calls: int, minutes: float, shown: Callable[[Sample], None]
) -> list[Sample]:
    """`calls` callers at once who ring again and again; a sample for every SAMPLE_EVERY_S seconds."""
    began = time.monotonic()
    until = began + 60 * minutes
    callers = [asyncio.create_task(_again_and_again(side, place, until)) for place in range(calls)]
    samples: list[Sample] = []
    seen = 0
    try:
        while time.monotonic() < until:
            await asyncio.sleep(min(SAMPLE_EVERY_S, max(0.1, until - time.monotonic())))
            turns, seen = side.turns[seen:], len(side.turns)
            times, now = answered_ms(turns), usage(pid)
            samples.append(
                Sample(
                    round(time.monotonic() - began),
                    round(percentile(times, 50)) if times else None,
                    round(percentile(times, 95)) if times else None,
                    len(turns),
                    len(times),
                    now.rss_mb,
                    now.dialogue_rss_mb,
                    now.mb_of,
                )
            )
            shown(samples[-1])
        await asyncio.wait(callers, timeout=60)
    finally:
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
    return samples


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """Least-squares slope of (x, y); None for fewer than two different x."""
    if len({x for x, _ in points}) < 2:
        return None
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _ in points)


async def _caller(side: Side, script: Script, place: int) -> Side:
    own = Side(side.name, side.url, side.at, side.records)
    await asyncio.sleep(STAGGER_S * _spread(place))
    await speak_all(own, script, lambda name, turn: None)
    return own


async def _again_and_again(side: Side, place: int, until: float) -> None:
    await asyncio.sleep(STAGGER_S * _spread(place))
    own = scripts()
    while time.monotonic() < until:
        await speak_all(side, own[place % len(own)], lambda name, turn: None)
        place += 1


def _spread(place: int) -> float:
    """0..1, neighbours far apart (van der Corput)."""
    share, weight = 0.0, 0.5
    while place:
        share += weight * (place & 1)
        place, weight = place >> 1, weight / 2
    return share


def _dealt(calls: int, turns: int) -> list[Script]:
    short = short_scripts(turns)
    return [short[place % len(short)] for place in range(calls)]


def _rss(one: Usage) -> float:
    return one.rss_mb


async def _peak(pid: int) -> Usage:
    """The most memory seen until it is cancelled."""
    most = usage(pid)
    try:
        while True:
            await asyncio.sleep(1.0)
            most = max(most, usage(pid), key=_rss)
    except asyncio.CancelledError:
        return most
