"""Work about a draft that takes its time, and what was found of the draft as it is now."""

from collections.abc import Mapping
from typing import Any

from fastapi import Response

from bot.studio.jobs import Busy, Kind, Work
from bot.studio.look import Look
from console.pages import back
from console.studio.desk import StudioDesk, page_of


def begin(studio: StudioDesk, kind: Kind, about: str, actor: str, work: Work, page: str) -> Response:
    """Begin the work and go on to the page that follows it; one that goes on already is told of instead."""
    try:
        studio.jobs.begin(kind, about, actor, work)
    except Busy:
        return back(page if kind != "publish" else page_of(about), told="studio_busy")
    return back(page)


def keep(studio: StudioDesk, look: Look, kind: str, found: Mapping[str, Any]) -> None:
    """Keep what was found of the draft as it was when the work began."""
    studio.drafts.keep_result(look.draft.name, kind, {**found, "fingerprint": look.fingerprint})


def checked_now(studio: StudioDesk, look: Look) -> dict[str, Any] | None:
    """What the gate said of the draft as it is now; None when it has changed since, or was never asked."""
    found = studio.drafts.result(look.draft.name, "check")
    return found if found is not None and found["fingerprint"] == look.fingerprint else None


def is_approvable(checked: Mapping[str, Any] | None) -> bool:
    return checked is not None and any(each["approvable"] and each["refuses"] for each in checked["findings"])


def approvers(studio: StudioDesk, look: Look) -> list[str]:
    """Who accepted the weakening of danger in the draft as it is now."""
    known = studio.drafts.result(look.draft.name, "approvals") or {}
    return [name for name, fingerprint in known.items() if fingerprint == look.fingerprint]
