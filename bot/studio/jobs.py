"""Work that takes its time: a check, a rehearsal, a publishing. It goes on when whoever began it goes away."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from loguru import logger

from bot.care.faults import Fault
from bot.studio.drafts import NoSuchDraft
from bot.studio.failures import fault_of
from bot.studio.publisher import PublishFailed, Refused
from bot.studio.rehearsal import SideFailed
from bot.studio.releases import NoSuchRelease, Progress
from bot.studio.words import as_json

Kind = Literal["check", "rehearse", "publish", "rollback", "talk"]
Work = Callable[[Progress], Awaitable[dict[str, Any]]]
_EXPECTED = (PublishFailed, NoSuchDraft, NoSuchRelease, SideFailed, OSError, ValueError, KeyError)


class Busy(Exception):
    """Another work goes on, and only one may."""


@dataclass
class Job:
    """`steps` in the order in which they were last told, each with how far it is. `outcome`: as `outcome_of`."""

    kind: Kind
    about: str
    by: str
    began_at: datetime
    steps: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    outcome: dict[str, Any] | None = None


class Jobs:
    """One work at a time: they share two processor cores and the memory with the calls that go on."""

    def __init__(self) -> None:
        self._last: dict[str, Job] = {}
        self._at_work: asyncio.Task[None] | None = None

    @property
    def going_on(self) -> Job | None:
        return next((job for job in self._last.values() if job.outcome is None), None)

    def of(self, about: str) -> Job | None:
        """The last work about this draft or release since the service started."""
        return self._last.get(about)

    def begin(self, kind: Kind, about: str, by: str, work: Work) -> Job:
        """Raises Busy. Called on the event loop."""
        if self.going_on is not None:
            raise Busy
        job = Job(kind, about, by, datetime.now(UTC))
        self._last[about] = job
        self._at_work = asyncio.create_task(self._carry_out(job, work))
        return job

    async def finished(self) -> None:
        """Until the work that goes on has ended."""
        if self._at_work is not None:
            await asyncio.wait({self._at_work})

    async def stop(self) -> None:
        if self._at_work is not None:
            self._at_work.cancel()

    async def _carry_out(self, job: Job, work: Work) -> None:
        def progress(step: str, detail: Mapping[str, Any]) -> None:
            job.steps.pop(step, None)  # one that is told again is the last again
            job.steps[step] = detail

        try:
            job.outcome = await outcome_of(work, progress)
        finally:
            job.outcome = job.outcome or {"failed": "stopped", "why": as_json(Fault("stopped"))}


async def outcome_of(work: Work, progress: Progress) -> dict[str, Any]:
    """What the work came to: {done: its result}, {refused: findings} or {failed, why: a fault}.

    Progress is told on the loop.
    """
    loop = asyncio.get_running_loop()

    def told(step: str, detail: Mapping[str, Any]) -> None:
        loop.call_soon_threadsafe(progress, step, detail)

    try:
        return {"done": await work(told)}
    except Refused as refused:
        return {"refused": [finding.as_json() for finding in refused.findings]}
    except _EXPECTED as error:
        return {"failed": str(error), "why": as_json(fault_of(error))}
    except Exception as error:
        logger.exception("a change of the dialogue failed")
        return {"failed": type(error).__name__, "why": as_json(fault_of(error))}
