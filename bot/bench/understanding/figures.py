"""The understanding bench's arithmetic. Pure; shares are 0..1."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WILSON_Z = 1.96


@dataclass(frozen=True)
class Understood:
    """What was understood of one utterance. `need`: the right one where the set has it; `heard`: after the ears."""

    text: str
    heard: str
    found: str | None
    confidence: float
    flags: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    need: str | None = None
    category: str | None = None


def share(hits: int, n: int) -> dict[str, Any]:
    """A share with its 95 % Wilson interval; the share of nothing is None."""
    if n == 0:
        return {"value": None, "low": None, "high": None, "n": 0}
    p, z = hits / n, WILSON_Z
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return {"value": round(p, 4), "low": round(low, 4), "high": round(high, 4), "n": n}


def per_need(told: Sequence[Understood]) -> list[dict[str, Any]]:
    """Recall, precision and F1 of each need, and what it was most often taken for."""
    rows = []
    for need in sorted({each.need for each in told if each.need}):
        of_it = [each for each in told if each.need == need]
        right = sum(each.found == need for each in of_it)
        taken = sum(each.found == need for each in told)
        recall, precision = right / len(of_it), right / taken if taken else 0.0
        f1 = 2 * recall * precision / (recall + precision) if right else 0.0
        wrong = Counter(each.found or "-" for each in of_it if each.found != need)
        rows.append(
            {
                "need": need,
                "n": len(of_it),
                "recall": round(recall, 3),
                "precision": round(precision, 3),
                "f1": round(f1, 3),
                "taken_for": dict(wrong.most_common(3)),
            }
        )
    return rows


def side(
    told: Sequence[Understood], danger: Sequence[Understood], harmless: Sequence[Understood]
) -> dict[str, Any]:
    """The figures of one way in: text or phone. A flag that was asked about counts as caught."""
    rows = per_need(told)
    caught = sum(bool(each.flags or each.suspected) for each in danger)
    false = sum(bool(each.flags) for each in harmless)
    needless = sum(bool(each.suspected) and not each.flags for each in harmless)
    intervals = {
        "accuracy": share(sum(each.found == each.need for each in told), len(told)),
        "red_flag_recall": share(caught, len(danger)),
        "false_alarm_rate": share(false, len(harmless)),
        "needless_question_rate": share(needless, len(harmless)),
    }
    return {
        **{name: interval["value"] for name, interval in intervals.items()},
        "macro_f1": round(sum(row["f1"] for row in rows) / len(rows), 4) if rows else None,
        "n": len(told) + len(danger) + len(harmless),
        "intervals": intervals,
        "per_need": rows,
    }


def confusion(told: Sequence[Understood]) -> tuple[list[str], list[list[int]]]:
    """Names, and how often each (row) was taken for each (column)."""
    names = sorted({each.need or "-" for each in told} | {each.found or "-" for each in told})
    counted = Counter((each.need or "-", each.found or "-") for each in told)
    return names, [[counted[row, column] for column in names] for row in names]
