"""Care-access figures (hoitoonpääsy): calls, requests and waiting by group, with small groups left out. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from bot.care.hours import local

SMALLEST = 5
"""A group, or a count in it, of fewer than this is not told: it could point to a person."""
NOT_TOLD = "ei kerrottu"
BY = ("need", "municipality", "age_group", "hour")
AGE_GROUPS = ((7, "0–6"), (18, "7–17"), (23, "18–22"), (65, "23–64"), (75, "65–74"), (200, "75–"))


@dataclass(frozen=True)
class Contact:
    """One call for the figures: moments are aware, and nothing in it names a caller."""

    contacted_at: datetime
    answered_at: datetime | None = None
    requested_at: datetime | None = None
    deadline: datetime | None = None
    resolved_at: datetime | None = None
    need: str | None = None
    municipality: str | None = None
    age_years: float | None = None
    disposition: str | None = None

    @property
    def age_group(self) -> str:
        if self.age_years is None:
            return NOT_TOLD
        return next(name for below, name in AGE_GROUPS if self.age_years < below)

    def group(self, by: str) -> str:
        match by:
            case "need":
                return self.need or NOT_TOLD
            case "municipality":
                return self.municipality or NOT_TOLD
            case "age_group":
                return self.age_group
            case "hour":
                return f"{local(self.contacted_at):%H}"
        raise ValueError(f"figures are by {', '.join(BY)}, not by {by!r}")


@dataclass(frozen=True)
class Row:
    """One group's figures. None stands for a figure of fewer than SMALLEST calls, or of none to count."""

    group: str
    calls: int | None
    requests: int | None = None
    transfers: int | None = None
    told_112: int | None = None
    answered_s: float | None = None
    requested_min: float | None = None
    resolved_min: float | None = None
    resolved_in_time: int | None = None


def figures(contacts: Sequence[Contact], by: str) -> tuple[Row, ...]:
    """A row a group, in the groups' order. When one group alone is too small, the next smallest hides with it,
    so that it cannot be reckoned from a total. Raises ValueError for an unknown `by`."""
    groups: dict[str, list[Contact]] = {}
    for contact in contacts:
        groups.setdefault(contact.group(by), []).append(contact)
    hidden = {name for name, members in groups.items() if len(members) < SMALLEST}
    if len(hidden) == 1 and len(groups) > 1:
        others = [name for name in groups if name not in hidden]
        hidden.add(min(others, key=lambda name: (len(groups[name]), name)))
    return tuple(Row(name, None) if name in hidden else _row(name, groups[name]) for name in sorted(groups))


def _row(name: str, members: Sequence[Contact]) -> Row:
    requests = [each for each in members if each.requested_at]
    resolved = [each for each in requests if each.resolved_at]
    in_time = [each for each in resolved if each.deadline and each.resolved_at <= each.deadline]  # type: ignore[operator]
    return Row(
        group=name,
        calls=len(members),
        requests=_told(len(requests)),
        transfers=_told(sum(each.disposition == "transfer" for each in members)),
        told_112=_told(sum(each.disposition == "emergency_112" for each in members)),
        answered_s=_median(members, lambda each: each.answered_at, 1),
        requested_min=_median(requests, lambda each: each.requested_at, 60),
        resolved_min=_median(resolved, lambda each: each.resolved_at, 60),
        resolved_in_time=_told(len(in_time)),
    )


def _told(count: int) -> int | None:
    return count if count == 0 or count >= SMALLEST else None


def _median(
    members: Sequence[Contact], moment: Callable[[Contact], datetime | None], unit_s: int
) -> float | None:
    """From the contact to the moment, in units of `unit_s` seconds."""
    waits = [(at - each.contacted_at).total_seconds() for each in members if (at := moment(each)) is not None]
    return round(median(waits) / unit_s, 1) if len(waits) >= SMALLEST else None
