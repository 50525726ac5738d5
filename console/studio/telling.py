"""What a rehearsal found to be answered otherwise, as its page tells of it."""

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

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
                    "rows": [_row(desk, each) for each in rows[:_MOST]],
                }
            )
    return found


def _row(desk: Desk, each: Mapping[str, Any]) -> dict[str, Any]:
    live, draft, right = each["live"], each["draft"], each["right"]
    verdict = ""
    if right is not None and each["kind"] == "need":
        hits = (live["need"] == right, draft["need"] == right)
        verdict = {(False, True): "better", (True, False): "worse"}.get(hits, "")
    if each["kind"] in ("danger", "harmless"):
        caught = [bool(side["heard"] or side["suspected"]) for side in (live, draft)]
        if caught[0] != caught[1]:
            verdict = "better" if caught[1] == (each["kind"] == "danger") else "worse"
    return {
        "text": each["text"],
        "live": _answer(desk, live),
        "draft": _answer(desk, draft),
        "right": desk.need(right) if right and each["kind"] == "need" else "",
        "verdict": verdict,
        "said": _said(live["said"], draft["said"]),
    }


def _answer(desk: Desk, answer: Mapping[str, Any]) -> str:
    parts = [desk.need(answer["need"])] if answer["need"] else []
    parts += [desk.texts("studio.rehearsal.heard", sign=desk.sign(each)) for each in answer["heard"]]
    parts += [desk.texts("studio.rehearsal.suspected", sign=desk.sign(each)) for each in answer["suspected"]]
    return ", ".join(parts) or desk.texts("studio.rehearsal.nothing")


def _said(live: Sequence[str], draft: Sequence[str]) -> list[dict[str, Any]]:
    """What Luuri says in the two calls, where they part."""
    rows: list[dict[str, Any]] = []
    for how, a, b, c, d in SequenceMatcher(None, live, draft, autojunk=False).get_opcodes():
        if how != "equal":
            rows += [{"came": False, "text": each} for each in live[a:b]]
            rows += [{"came": True, "text": each} for each in draft[c:d]]
    return rows
