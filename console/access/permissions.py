"""Who may see and do what. Whoever may not is told that there is no such page."""

from collections.abc import Callable

from fastapi import Depends, HTTPException
from fastapi.params import Depends as Dependency

from bot.records.sessions import Visitor
from bot.records.staff import ROLES, Role
from console.desk import Who


def holds(visitor: Visitor, role: Role) -> bool:
    """Whether the visitor has the rights of `role`."""
    return ROLES.index(visitor.role) >= ROLES.index(role)


def only(role: Role) -> Dependency:
    """A dependency of routes that need the rights of `role`."""

    def check(visitor: Who) -> None:
        if not holds(visitor, role):
            raise HTTPException(404)

    checked: Callable[..., None] = check
    found: Dependency = Depends(checked)
    return found
