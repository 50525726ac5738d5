"""What staff do with a callback request: who has it, how often the resident was rung, how it ended.

Every act is a function from the work as it is to the work as it becomes, and raises NotNow when it may not be.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

Status = Literal["open", "claimed", "done", "cancelled"]
Outcome = Literal["handled", "appointment", "referred", "emergency", "unreached", "not_needed", "other"]
OUTCOMES: tuple[Outcome, ...] = (
    "handled", "appointment", "referred", "emergency", "unreached", "not_needed", "other",
)  # fmt: skip

RETRY_AFTER = timedelta(minutes=30)
CLAIM_HOLDS = timedelta(hours=1)
"""After this a request that somebody took and left may be taken by another: it must not be lost."""


class NotNow(Exception):
    """The act cannot be done to the work as it is. `reason`: taken, not_yours, closed, not_closed, changed."""

    def __init__(self, reason: str, by: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.by = by


@dataclass(frozen=True)
class Work:
    """`version` grows with every act. People are named by their sign-in names."""

    status: Status = "open"
    version: int = 0
    claimed_by: str | None = None
    claimed_at: datetime | None = None
    attempts: int = 0
    attempted_at: datetime | None = None
    retry_at: datetime | None = None
    outcome: Outcome | None = None
    note: str = ""
    closed_by: str | None = None
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        return self.status in ("done", "cancelled")

    def is_free_at(self, at: datetime) -> bool:
        """Whether anybody may take it: nobody has it, or who has it has left it too long."""
        if self.status == "open":
            return True
        return (
            self.status == "claimed" and self.claimed_at is not None and at - self.claimed_at >= CLAIM_HOLDS
        )


Act = Callable[[Work, str, datetime], Work]


def claim(work: Work, by: str, at: datetime) -> Work:
    """Take the request; to take what is one's own already changes nothing but the time."""
    if work.is_closed:
        raise NotNow("closed", work.closed_by)
    if work.claimed_by != by and not work.is_free_at(at):
        raise NotNow("taken", work.claimed_by)
    return _next(work, status="claimed", claimed_by=by, claimed_at=at)


def release(work: Work, by: str, at: datetime) -> Work:
    """Give it back to the queue."""
    _own(work, by)
    return _next(work, status="open", claimed_by=None, claimed_at=None)


def no_answer(work: Work, by: str, at: datetime) -> Work:
    """The resident was rung and did not answer: counted, and back to the queue to be rung again."""
    _own(work, by)
    return _next(
        work,
        status="open",
        claimed_by=None,
        claimed_at=None,
        attempts=work.attempts + 1,
        attempted_at=at,
        retry_at=at + RETRY_AFTER,
    )


def done(outcome: Outcome, note: str = "") -> Act:
    """The resident has been served; how is told by the outcome."""

    def act(work: Work, by: str, at: datetime) -> Work:
        _own(work, by)
        return _next(
            work, status="done", outcome=outcome, note=note, closed_by=by, closed_at=at, retry_at=None
        )

    return act


def cancel(note: str) -> Act:
    """Nobody needs to be rung; the note tells why, and is needed."""

    def act(work: Work, by: str, at: datetime) -> Work:
        _own(work, by)
        if not note.strip():
            raise NotNow("note_needed")
        return _next(
            work, status="cancelled", outcome=None, note=note, closed_by=by, closed_at=at, retry_at=None
        )

    return act


def reopen(work: Work, by: str, at: datetime) -> Work:
    """A closed request was closed by mistake: back to the queue."""
    if not work.is_closed:
        raise NotNow("not_closed")
    return _next(
        work,
        status="open",
        claimed_by=None,
        claimed_at=None,
        outcome=None,
        note="",
        closed_by=None,
        closed_at=None,
    )


def _own(work: Work, by: str) -> None:
    if work.is_closed:
        raise NotNow("closed", work.closed_by)
    if work.claimed_by != by:
        raise NotNow("not_yours", work.claimed_by)


def _next(work: Work, **changes: object) -> Work:
    return replace(work, version=work.version + 1, **changes)  # type: ignore[arg-type]
