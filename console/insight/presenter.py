"""The figures as their page and file tell of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from difflib import SequenceMatcher
from statistics import median
from typing import Any

from bot.care.dispositions import DISPOSITIONS
from bot.records.insight import Figures
from console.desk import Desk
from console.insight.charts import Chart, columns
from console.insight.privacy import FEWEST, hidden, told
from console.insight.saving import Saving


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


def marks(desk: Desk, figures: Figures) -> dict[str, Any] | None:
    """What callers thought; None while so few have told that they might be known."""
    given = sum(figures.marks.values())
    if given < FEWEST:
        return None
    mean = sum(mark * count for mark, count in figures.marks.items()) / given
    out = hidden(figures.marks)
    rows = [
        {"mark": mark, "count": told(figures.marks[mark], is_hidden=mark in out)} for mark in range(5, 0, -1)
    ]
    return {"mean": f"{mean:.1f}".replace(".", ","), "given": given, "rows": rows}


def saved(desk: Desk, found: Saving) -> dict[str, Any]:
    """The estimate in hours, with the assumptions that it is made of."""
    return {
        "least": _hours(desk, found.least),
        "most": _hours(desk, found.most),
        "assumptions": [
            {"kind": each.kind, "calls": each.calls, "least": _number(each.least), "most": _number(each.most)}
            for each in found.assumptions
        ],
    }


def _hours(desk: Desk, minutes: float) -> str:
    hours, rest = divmod(round(abs(minutes)), 60)
    span = desk.texts("time.hours_minutes", h=hours, min=rest) if rest and 0 < hours < 10 else f"{hours} h"
    span = span if hours else desk.texts("time.minutes", min=rest)
    return f"−{span}" if minutes < 0 else span


def _number(value: float) -> str:
    return f"{value:g}".replace(".", ",").replace("-", "−")


def heard_and_understood(desk: Desk, figures: Figures) -> list[tuple[str, str]]:
    """How much of what Luuri heard and understood people have corrected."""
    t, handled = desk.texts, figures.waits.kept + figures.waits.missed
    words, wrong = _wrong_words(figures.corrected_turns)
    return [
        (t("insight.handled"), str(handled)),
        *(
            (
                t(f"insight.corrected.{kind}"),
                t(
                    "insight.corrections",
                    n=figures.corrected[kind],
                    calls=figures.corrected_calls[kind],
                    share=share(figures.corrected_calls[kind], handled),
                )
                if figures.corrected[kind]
                else t("insight.no_corrections"),
            )
            for kind in ("turn", "need", "field")
        ),
        (t("insight.wrong_words"), share(wrong, words)),
    ]


def _wrong_words(pairs: Sequence[tuple[str, str]]) -> tuple[int, int]:
    """The words that people wrote in corrected turns, and how many words had to change."""
    words = wrong = 0
    for heard, written in pairs:
        was, should_be = heard.lower().split(), written.lower().split()
        words += len(should_be)
        for kind, i, j, k, m in SequenceMatcher(None, was, should_be, False).get_opcodes():
            wrong += max(j - i, m - k) if kind != "equal" else 0
    return words, wrong


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _tile(desk: Desk, key: str, value: str, note: str = "") -> dict[str, str]:
    return {"name": desk.texts(f"insight.tile.{key}"), "value": value, "note": note}
