"""People as their page tells of them."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request

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
