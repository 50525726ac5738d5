"""What a rehearsal found to be answered otherwise, as its page tells of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.studio.rehearsal import parted
from console.desk import Desk

_ORDER = ("danger", "harmless", "need", "scenario")
_MOST = 200


def told_of(desk: Desk, changed: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """By kind, danger first: the words, what the live version makes of them, and what the draft does."""
    found = []
    for kind in _ORDER:
        rows = [each for each in changed if each["kind"] == kind]
        if rows:
            found.append(
                {
                    "kind": kind,
                    "title": desk.texts(f"studio.rehearsal.{kind}", n=len(rows)),
                    "rows": _told_once(desk, (_row(desk, each) for each in rows))[:_MOST],
                }
            )
    return found


def _told_once(desk: Desk, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Calls that come to the same as before in the same other words are one row, whatever they are about."""
    told: list[dict[str, Any]] = []
    by_words: dict[Any, dict[str, Any]] = {}
    for row in rows:
        if row["said"] and row["live"] == row["draft"]:
            first = by_words.setdefault(row["said"], row)
            if first is not row:
                first["alike"].append(row["text"])
                first["live"] = first["draft"] = desk.texts("studio.rehearsal.same_end")
                continue
        told.append(row)
    return told


def _row(desk: Desk, each: Mapping[str, Any]) -> dict[str, Any]:
    live, draft, right, text = each["live"], each["draft"], each["right"], each["text"]
    if each["kind"] == "scenario":
        right, _, text = text.partition(": ")  # the need of whose examples it was begun with
    verdict = ""
    if right is not None and each["kind"] == "need":
        hits = (live["need"] == right, draft["need"] == right)
        verdict = {(False, True): "better", (True, False): "worse"}.get(hits, "")
    if each["kind"] in ("danger", "harmless"):
        caught = [bool(side["heard"] or side["suspected"]) for side in (live, draft)]
        if caught[0] != caught[1]:
            verdict = "better" if caught[1] == (each["kind"] == "danger") else "worse"
    return {
        "text": text,
        "live": _answer(desk, live),
        "draft": _answer(desk, draft),
        "right": desk.need(right) if right and each["kind"] in ("need", "scenario") else "",
        "verdict": verdict,
        "said": parted(live["said"], draft["said"]),
        "alike": [],
    }


def _answer(desk: Desk, answer: Mapping[str, Any]) -> str:
    parts = [desk.need(answer["need"])] if answer["need"] else []
    parts += [desk.texts("studio.rehearsal.heard", sign=desk.sign(each)) for each in answer["heard"]]
    parts += [desk.texts("studio.rehearsal.suspected", sign=desk.sign(each)) for each in answer["suspected"]]
    return ", ".join(parts) or desk.texts("studio.rehearsal.nothing")
