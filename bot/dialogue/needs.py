"""The needs that callers bring, as the service directory's file groups them."""

from functools import cache
from typing import Any

from bot.dialogue import data
from bot.edition import of_this_process

UNNAMED = frozenset({"callback_request", "human_agent"})
"""What a caller asks for before the need itself is known."""


@cache
def care_needs() -> frozenset[str]:
    """Needs that a service answers; a callback or a person may be asked for about any of them."""
    return frozenset(need for entry in _services() for need in entry.get("needs") or ()) - UNNAMED


@cache
def age_needs() -> frozenset[str]:
    """Needs that adults and younger people bring to different services: the age is asked."""
    young = (entry for entry in _services() if entry.get("max_age") == "under_adult")
    return frozenset(need for entry in young for need in entry.get("needs") or ())


def _services() -> list[dict[str, Any]]:
    services: list[dict[str, Any]] = data.services(of_this_process().services)["services"]
    return services
