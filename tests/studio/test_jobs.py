import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from bot.studio.findings import Finding
from bot.studio.jobs import Busy, Jobs
from bot.studio.publisher import Refused
from bot.studio.releases import Progress


async def test_one_work_at_a_time_goes_on_by_itself_and_its_outcome_is_kept() -> None:
    jobs, go_on = Jobs(), asyncio.Event()

    async def work(progress: Progress) -> Mapping[str, Any]:
        progress("danger", {"done": 1, "of": 2})
        await go_on.wait()
        return {"release": 1}

    job = jobs.begin("publish", "joulu", "staff:anna", work)  # type: ignore[arg-type]
    with pytest.raises(Busy):
        jobs.begin("check", "kesä", "staff:anna", work)  # type: ignore[arg-type]
    await asyncio.sleep(0)
    assert jobs.going_on is job
    go_on.set()
    await jobs.finished()
    assert (jobs.going_on, job.outcome) == (None, {"done": {"release": 1}})
    assert dict(job.steps["danger"]) == {"done": 1, "of": 2}
    assert jobs.of("joulu") is job


async def test_a_refusal_and_a_fault_are_told_apart() -> None:
    jobs = Jobs()

    async def refused(_: Progress) -> dict[str, Any]:
        raise Refused([Finding("nothing_changed", "joulu")])

    async def broken(_: Progress) -> dict[str, Any]:
        raise OSError(28, "No space left on device")

    job = jobs.begin("publish", "joulu", "staff:anna", refused)
    await jobs.finished()
    assert job.outcome is not None
    assert [each["code"] for each in job.outcome["refused"]] == ["nothing_changed"]
    job = jobs.begin("publish", "joulu", "staff:anna", broken)
    await jobs.finished()
    assert job.outcome is not None
    assert "No space left" in job.outcome["failed"]
