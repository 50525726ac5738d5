"""The figures as their page and file tell of them."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

from bot.care.dispositions import DISPOSITIONS
from bot.records.insight import Figures
from console.desk import Desk
from console.insight.charts import Chart, columns

FEWEST = 5
"""A group smaller than this is not told in a file: it might be somebody."""


def tiles(desk: Desk, figures: Figures) -> list[dict[str, str]]:
    """The headline figures."""
    t, waits = desk.texts, figures.waits
    due = waits.kept + waits.missed + waits.overdue
    half = desk.say.length(timedelta(seconds=median(waits.seconds))) if waits.seconds else "–"
    return [
        _tile(desk, "calls", str(figures.calls)),
        _tile(desk, "transferred", share(figures.dispositions["transfer"], figures.calls)),
        _tile(desk, "requested", share(figures.dispositions["callback"], figures.calls)),
        _tile(desk, "abandoned", share(figures.dispositions["abandoned"], figures.calls)),
        _tile(desk, "kept", share(waits.kept, due), t("insight.of", n=due)),
        _tile(desk, "median", half),
        _tile(desk, "flagged", str(figures.flagged)),
        _tile(desk, "failed", str(figures.failed)),
    ]


def by_day(desk: Desk, figures: Figures, first: date, last: date) -> Chart:
    """Calls of each day by how they ended; weeks where there are many days."""
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    step = 7 if len(days) > 62 else 1
    groups = [days[place : place + step] for place in range(0, len(days), step)]
    stacks: list[dict[str, int]] = [
        {kind: sum(figures.by_day[day.isoformat(), kind] for day in group) for kind in DISPOSITIONS}
        for group in groups
    ]
    names = [f"{group[0].day}.{group[0].month}." for group in groups]
    told = [f"{name} {sum(stack.values())}" for name, stack in zip(names, stacks, strict=True)]
    return columns(names, stacks, DISPOSITIONS, told, max(1, len(groups) // 10), 1200)


def by_hour(desk: Desk, figures: Figures) -> Chart:
    stacks = [{"hour": figures.by_hour[hour]} for hour in range(24)]
    told = [desk.texts("insight.hour", hour=hour, n=figures.by_hour[hour]) for hour in range(24)]
    return columns([str(hour) for hour in range(24)], stacks, ("hour",), told, 2)


def ranked(counts: Mapping[str, int], name_of: Any, whole: int) -> list[dict[str, Any]]:
    """Names with their counts, the greatest first; `width` is a bar's, of a hundred."""
    greatest = max(counts.values(), default=0)
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        {
            "name": name_of(key),
            "count": count,
            "share": share(count, whole),
            "width": round(100 * count / greatest, 1),
        }
        for key, count in ordered
        if count
    ]


def duty(figures: Figures) -> dict[str, int]:
    waits = figures.waits
    return {
        "kept": waits.kept,
        "missed": waits.missed,
        "still": waits.still,
        "overdue": waits.overdue,
        "cancelled": waits.cancelled,
    }


def lines(desk: Desk, figures: Figures) -> Iterator[tuple[str, str, str]]:
    """The file: subject, group, count, with groups too small to tell left out by their count."""
    t = desk.texts
    yield t("insight.file.subject"), t("insight.file.group"), t("insight.file.count")
    yield t("insight.tile.calls"), "", told(figures.calls)
    for key, count in figures.dispositions.items():
        yield t("insight.dispositions"), t(f"call.disposition.{key}"), told(count)
    for key, count in figures.needs.items():
        yield t("insight.needs"), desk.need(key or None), told(count)
    for hour in range(24):
        yield t("insight.hours"), str(hour), told(figures.by_hour[hour])
    for key, count in duty(figures).items():
        yield t("insight.duty"), t(f"insight.duty_of.{key}"), told(count)
    for key, count in figures.outcomes.items():
        yield t("insight.outcomes"), t(f"callbacks.outcome.{key}"), told(count)


def told(count: int) -> str:
    """A count that no single person can be known by."""
    return f"<{FEWEST}" if 0 < count < FEWEST else str(count)


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _tile(desk: Desk, key: str, value: str, note: str = "") -> dict[str, str]:
    return {"name": desk.texts(f"insight.tile.{key}"), "value": value, "note": note}
