"""People, the log of looking, and retention, as their pages tell of them."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

from bot.records.access_log import LogEntry
from bot.records.retention import Retention
from bot.records.staff import Role, Staff
from console.access.permissions import holds
from console.desk import Desk

_TABS: tuple[tuple[str, str, Role], ...] = (
    ("log", "/console/access", "supervisor"),
    ("resident", "/console/access/resident", "supervisor"),
    ("retention", "/console/access/retention", "administrator"),
    ("people", "/console/access/people", "administrator"),
)


def tabs(request: Request, here: str) -> dict[str, Any]:
    """The subject's pages that the visitor may see, and which of them is open."""
    visitor = request.state.visitor
    return {"tabs": [(name, address) for name, address, role in _TABS if holds(visitor, role)], "tab": here}


def people(desk: Desk, everybody: Sequence[Staff]) -> list[dict[str, Any]]:
    now = desk.now()
    return [
        {
            "name": person.name,
            "role": person.role,
            "since": desk.say.date(person.created_at),
            "state": _state(person, person.is_locked(now)),
            "disabled": person.disabled_at is not None,
        }
        for person in everybody
    ]


def _state(person: Staff, locked: bool) -> str:
    if person.disabled_at is not None:
        return "disabled"
    if locked:
        return "locked"
    return "first_password" if person.must_change else "active"


def log_line(desk: Desk, entry: LogEntry) -> dict[str, str]:
    """One event in words; what has no words of its own is told by its name."""
    t = desk.texts
    actor = t("brand") if entry.actor.startswith("luuri:") else entry.actor.removeprefix("staff:")
    key = f"access.action.{entry.action}"
    return {
        "at": desk.say.exact(entry.at),
        "who": actor,
        "what": t(key) if t.has(key) else entry.action,
        "whose": _whose(desk, entry),
        "why": str(entry.detail.get("reason", "")),
        "call": entry.subject.removeprefix("call:") if entry.number is not None else "",
    }


def _whose(desk: Desk, entry: LogEntry) -> str:
    if entry.simulated:
        return desk.texts("simulated")
    if entry.subject.startswith("call:"):
        return desk.say.number(entry.number)
    kind, _, name = entry.subject.partition(":")
    if kind == "staff":
        return name
    return desk.texts("access.log.resident", end=name) if kind == "resident" else ""


def retention_line(desk: Desk, kind: Retention) -> dict[str, Any]:
    t, last = desk.texts, kind.last_at
    when = desk.say.moment(last, desk.now()) if last else ""
    return {
        "kind": kind.kind,
        "name": t(f"access.retention.{kind.kind}"),
        "help": t(f"access.retention.{kind.kind}_help"),
        "days": kind.days,
        "waiting": kind.waiting,
        "last": t("access.retention.removed", n=kind.last_removed, when=when)
        if last
        else t("access.retention.never"),
    }
