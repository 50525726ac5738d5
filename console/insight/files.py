"""The figures as files: nobody can be known by them."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from bot.records.insight import Figures
from console.desk import Desk
from console.insight.groups import By, column_name, needs_by, row_name
from console.insight.presenter import duty
from console.insight.privacy import hidden, hidden_in_table, told

_ALL_NEEDS = 1000


@dataclass(frozen=True)
class Line:
    """A count of a group, and of a part of it. `is_hidden`: too small to be told, or hidden with one that is."""

    subject: str
    group: str
    part: str
    count: int
    is_hidden: bool


def lines(desk: Desk, figures: Figures) -> Iterator[Line]:
    t = desk.texts
    yield from _list(t("insight.tile.calls"), {"": figures.calls})
    ends = {t(f"call.disposition.{key}"): count for key, count in figures.dispositions.items()}
    yield from _list(t("insight.dispositions"), ends)
    yield from _list(t("insight.needs"), {desk.need(key or None): n for key, n in figures.needs.items()})
    yield from _list(t("insight.hours"), {str(hour): figures.by_hour[hour] for hour in range(24)})
    duties = {t(f"insight.duty_of.{key}"): count for key, count in duty(figures).items()}
    yield from _list(t("insight.duty"), duties)
    outcomes = {t(f"callbacks.outcome.{key}"): count for key, count in figures.outcomes.items()}
    yield from _list(t("insight.outcomes"), outcomes)
    yield from _list(t("insight.marks"), {str(mark): figures.marks[mark] for mark in range(1, 6)})
    stands = {
        (t(f"insight.guarantee_of.{whose}"), t(f"insight.stands.{where}")): count
        for (whose, where), count in figures.guarantee.items()
    }
    yield from _table(t("insight.guarantee"), stands)
    yield from _needs_by(desk, figures, "municipality")
    yield from _needs_by(desk, figures, "age")


def as_csv(desk: Desk, found: Iterator[Line]) -> str:
    """For a spreadsheet: semicolons between, and a mark that tells it the encoding."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow([desk.texts(f"insight.file.{name}") for name in ("subject", "group", "part", "count")])
    for line in found:
        rows.writerow([line.subject, line.group, line.part, told(line.count, is_hidden=line.is_hidden)])
    return "\ufeff" + out.getvalue()


def as_parquet(found: Iterator[Line]) -> bytes:
    """For programs: a hidden count is null."""
    kept = list(found)
    table = pa.table(
        {
            "subject": pa.array([line.subject for line in kept], pa.string()),
            "group": pa.array([line.group for line in kept], pa.string()),
            "part": pa.array([line.part for line in kept], pa.string()),
            "count": pa.array([None if line.is_hidden else line.count for line in kept], pa.int64()),
            "hidden": pa.array([line.is_hidden for line in kept], pa.bool_()),
        }
    )
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


def _list(subject: str, counts: Mapping[str, int]) -> Iterator[Line]:
    out = hidden(counts)
    for group, count in counts.items():
        yield Line(subject, group, "", count, group in out)


def _table(subject: str, counts: Mapping[tuple[str, str], int]) -> Iterator[Line]:
    out = hidden_in_table(counts)
    for cell, count in sorted(counts.items()):
        yield Line(subject, *cell, count, cell in out)


def _needs_by(desk: Desk, figures: Figures, by: By) -> Iterator[Line]:
    table = needs_by(figures, by, most=_ALL_NEEDS)
    named = {
        (row_name(desk, row, by), column_name(desk, column)): n for (row, column), n in table.counts.items()
    }
    yield from _table(desk.texts(f"insight.by.{by}"), named)
