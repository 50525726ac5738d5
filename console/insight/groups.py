"""Who was served, as tables in which nobody can be known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.care.figures import AGE_GROUPS
from bot.records.insight import Figures
from console.desk import Desk
from console.insight.privacy import hidden_in_table, told

By = Literal["municipality", "age"]
MOST_NEEDS = 6
"""Needs with a column of their own; the rest are together in the last one."""
OTHERS = "*"


@dataclass(frozen=True)
class Table:
    """Counts by row and column; both are ids, "" for what was not told."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]


def needs_by(figures: Figures, by: By, *, most: int = MOST_NEEDS) -> Table:
    """Calls by municipality or age group, and by the commonest needs."""
    named = [need for need, _ in sorted(figures.needs.items(), key=lambda pair: (-pair[1], pair[0]))][:most]
    counts: Counter[tuple[str, str]] = Counter()
    for (need, municipality, age), count in figures.people.items():
        counts[municipality if by == "municipality" else age, need if need in named else OTHERS] += count
    found = {row for row, _ in counts}
    order = [name for _, name in AGE_GROUPS] if by == "age" else sorted(found - {""})
    rows = [*(row for row in order if row in found), *([""] if "" in found else [])]
    columns = [*named, *([OTHERS] if any(column == OTHERS for _, column in counts) else [])]
    return Table(tuple(rows), tuple(columns), counts)


def spoken(desk: Desk, table: Table, by: By) -> dict[str, Any]:
    """The table as its page shows it."""
    out = hidden_in_table(table.counts)
    return {
        "columns": [column_name(desk, column) for column in table.columns],
        "rows": [
            {
                "name": row_name(desk, row, by),
                "cells": [
                    told(table.counts.get((row, column), 0), is_hidden=(row, column) in out)
                    for column in table.columns
                ],
            }
            for row in table.rows
        ],
    }


def row_name(desk: Desk, row: str, by: By) -> str:
    if not row:
        return desk.texts("call.not_told")
    return row if by == "municipality" else desk.texts("insight.age", group=row)


def column_name(desk: Desk, column: str) -> str:
    return desk.texts("insight.other_needs") if column == OTHERS else desk.need(column or None)


def guarantee(desk: Desk, figures: Figures) -> list[dict[str, Any]]:
    """The care guarantee: whose requests, and how many stand where."""

    return [
        {
            "name": desk.texts(f"insight.guarantee_of.{whose}"),
            **{stands: figures.guarantee[whose, stands] for stands in ("within", "waiting", "over")},
        }
        for whose in ("young", "adult", "unknown")
    ]
