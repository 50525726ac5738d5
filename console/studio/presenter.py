"""Releases, drafts and what is found of them, as their pages tell of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from bot.care.faults import Fault
from bot.studio.differences import Change, in_words, lines_of
from bot.studio.findings import Finding
from bot.studio.jobs import Job
from bot.studio.look import Look
from bot.studio.releases import FIRST, Release
from bot.studio.words import as_json
from console.desk import Desk

TABS = (
    "summary",
    "prompts",
    "pronunciation",
    "needs",
    "services",
    "questions",
    "flags",
    "flow",
    "files",
    "talk",
)
_GROUPS = {
    "prompt": "prompts", "question": "prompts", "pronunciation": "prompts", "examples": "needs", "need": "needs",
    "hours": "services", "service": "services", "directory": "services", "questions": "questions",
    "intake": "questions", "flag": "flags", "danger": "flags", "rule": "rules", "file": "files",
}  # fmt: skip
_RELEASE_FIGURES = ("accuracy", "red_flag_recall", "needless_alarms")


def around(look: Look, tab: str) -> dict[str, Any]:
    """What every page of a draft shows around it."""
    return {"draft": look.draft, "tabs": TABS if look.whole else ("summary", "files"), "tab": tab}


def fault(desk: Desk, found: Fault | Mapping[str, Any], *, with_subject: bool = True) -> str:
    """What is wrong, in the visitor's language; and where, by the file's own names."""
    told = as_json(found) if isinstance(found, Fault) else found
    sentence = desk.texts(f"studio.fault.{told['code']}", **told["params"])
    return f"{told['subject']}: {sentence}" if told["subject"] and with_subject else sentence


def person(name: str) -> str:
    """Who did it, as people are named in the console."""
    return name.removeprefix("staff:")


def release(desk: Desk, each: Release, *, live: int) -> dict[str, Any]:
    t = desk.texts
    return {
        "number": each.number,
        "name": t("studio.release", n=each.number) if each.number != FIRST else t("studio.first_release"),
        "when": desk.say.exact(datetime.fromisoformat(each.at)),
        "author": t("studio.installation") if each.number == FIRST else person(each.author),
        "approvers": [person(one) for one in each.approvers],
        "reason": t("studio.first_reason") if each.number == FIRST else each.reason,
        "live": each.number == live,
        "figures": figures(desk, each.figures),
    }


def event(desk: Desk, each: Mapping[str, Any]) -> dict[str, Any]:
    """What went live when, and by whom."""
    by_itself = str(each["actor"]).startswith("luuri:")
    return {
        "when": desk.say.exact(datetime.fromisoformat(str(each["at"]))),
        "who": desk.texts("studio.by_itself") if by_itself else person(each["actor"]),
        "how": desk.texts(f"studio.how.{each['how']}"),
        "release": each["release"],
        "reason": desk.texts("studio.history.calls_failed") if by_itself else each["reason"],
    }


def figures(desk: Desk, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was measured before a release, live and draft side by side; only what was measured."""
    told: list[dict[str, Any]] = []
    for name in _RELEASE_FIGURES:
        if figure := found.get(name):
            told.append(
                {
                    "name": desk.texts(f"studio.figure.{name}"),
                    "before": _percent(figure["before"]),
                    "after": _percent(figure["after"]),
                    "of": desk.texts("studio.figure.of", n=figure["n"]),
                    "worse": _is_worse(name, figure),
                }
            )
    if scenarios := found.get("scenarios"):
        told.append(
            {
                "name": desk.texts("studio.figure.scenarios"),
                "before": "",
                "after": str(scenarios["changed"]),
                "of": desk.texts("studio.figure.calls", n=scenarios["n"]),
                "worse": False,
            }
        )
    if "judged_on" in found:
        told.append(
            {
                "name": desk.texts("studio.figure.lost"),
                "before": "",
                "after": str(found["lost"]),
                "of": desk.texts("studio.figure.of", n=found["judged_on"]),
                "worse": bool(found["lost"]),
            }
        )
    return told


def _is_worse(name: str, figure: Mapping[str, Any]) -> bool:
    before, after = figure["before"], figure["after"]
    return bool(after > before) if name == "needless_alarms" else bool(after < before)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")


def draft_line(desk: Desk, look: Look) -> dict[str, Any]:
    """A draft in the list."""
    return {
        "name": look.draft.name,
        "reason": look.draft.reason,
        "author": person(look.draft.author),
        "when": desk.say.moment(datetime.fromisoformat(look.draft.created_at), desk.now()),
        "changes": len(look.changes),
        "conflicts": len(look.conflicts),
        "refusing": sum(finding.refuses for finding in look.findings),
    }


def changes(desk: Desk, found: Sequence[Change]) -> list[dict[str, Any]]:
    """Changes by what they are about, in words."""
    order = list(dict.fromkeys(_GROUPS.values()))
    by_group = sorted(found, key=lambda each: order.index(_group(each)))
    return [
        {"name": desk.texts(f"studio.group.{name}"), "changes": [_change(desk, each) for each in group]}
        for name, group in groupby(by_group, _group)
    ]


def _group(change: Change) -> str:
    return _GROUPS[change.code.partition("_")[0]]


def _change(desk: Desk, change: Change) -> dict[str, Any]:
    t, key = desk.texts, f"studio.change.{change.code}"
    values = {"subject": change.subject, **change.params, **in_words(change, t.language)}
    before, after = values.get("before"), values.get("after")
    if "day" in values:
        values["day"] = t(f"studio.day.{values['key']}")
    elif t.has(f"studio.field.{values.get('key')}"):
        values["field"] = t(f"studio.field.{values['key']}")
    lines = lines_of(change, t.language)
    mark = 1 if change.code == "file_changed" else 2  # a file's lines have no space behind theirs
    return {
        "title": t(key if t.has(key) else f"studio.changed.{change.code}", **values),
        "id": change.subject if change.code.startswith("prompt") else "",
        "before": before if t.has(key) else None,
        "after": after if t.has(key) else None,
        "lines": [{"came": line.startswith("+"), "text": line[mark:]} for line in lines],
        "path": change.path,
    }


def findings(
    desk: Desk, found: Sequence[Finding] | Sequence[Mapping[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    """What refuses, and what is only remarked, each once."""
    told = [_named(desk, each.as_json() if isinstance(each, Finding) else each) for each in found]
    by_text = {each["text"]: each for each in told}
    return {
        "refusing": [each for each in by_text.values() if each["refuses"]],
        "remarks": [each for each in by_text.values() if not each["refuses"]],
    }


def _named(desk: Desk, finding: Mapping[str, Any]) -> dict[str, Any]:
    """The finding in the visitor's language, and in the names that needs and signs have for people."""
    code = str(finding["code"])
    values = {key: value for key, value in finding.items() if key not in ("code", "text")}
    of = str(values.get("of", ""))
    if code.startswith("flag_") and of:
        values["of"] = desk.texts("studio.detector") if of == "detector" else desk.sign(of)
    elif code.startswith("flag_"):
        values["subject"] = desk.sign(str(finding["subject"]))
    elif code.startswith("need_"):
        values["subject"] = desk.need(str(finding["subject"]))
    for key in ("before", "after") if code == "flag_softened" else ():
        values[key] = desk.texts(f"studio.flags.does.{values[key]}")
    if "day" in finding:
        day = desk.texts(f"studio.at_day.{finding['day']}")
        values["of"] = desk.texts("studio.at", day=day, clock=finding["clock"])
    if "lacks" in finding:
        values["of"] = desk.texts(f"studio.safe.{finding['lacks']}")
    if finding.get("by_program"):
        values["of"] = desk.texts("studio.said.program")
    if "fault" in finding:
        values["message"] = fault(desk, finding["fault"])
    return {**finding, "text": desk.texts(f"studio.finding.{code}", **values)}


def job(desk: Desk, found: Job | None) -> dict[str, Any] | None:
    """Work about a draft: how far it is, and what came of it."""
    if found is None:
        return None
    t = desk.texts
    names = [name for name in found.steps if t.has(f"studio.step.{name}")]
    steps = [
        {
            "name": t(f"studio.step.{name}"),
            "done": found.steps[name].get("done"),
            "of": found.steps[name].get("of"),
            "over": found.outcome is not None or name != names[-1],
        }
        for name in names
    ]
    outcome = found.outcome or {}
    return {
        "kind": found.kind,
        "title": t(f"studio.job.{found.kind}"),
        "by": person(found.by),
        "when": desk.say.moment(found.began_at, desk.now()),
        "running": found.outcome is None,
        "steps": steps,
        "failed": fault(desk, outcome["why"]) if "failed" in outcome else "",
        "technical": outcome.get("failed", ""),
        "refused": [_named(desk, each) for each in outcome.get("refused") or ()],
        "done": outcome.get("done"),
    }
