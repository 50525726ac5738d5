"""A call that rings while the line is full is recorded, and goes to a person at once."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.capacity import Capacity, LineIsFull
from bot.records.records import Records
from bot.switchboard import OVERLOAD, Switchboard
from telephony.ports import IncomingCall
from tests.records.conftest import AT, NUMBER


class Nobody:
    """In the place of parts that such a call never reaches."""

    async def run(self) -> frozenset[str]:
        return frozenset()


def full_switchboard(records: Records, now: Callable[[], datetime]) -> Switchboard:
    parts: dict[str, Any] = dict.fromkeys(
        ("served", "line", "ears", "pieces", "follow_up", "duty", "confirm"), Nobody()
    )
    return Switchboard(records=records, capacity=Capacity(0, lambda: 0.0), now=now, **parts)


async def test_it_is_recorded_with_the_reason_and_nobody_speaks(engine: Engine, tmp_path: Path) -> None:
    records = Records(engine, tmp_path / "spool")
    switchboard = full_switchboard(records, lambda: AT)
    call = IncomingCall(call_sid="CA1", caller_number=NUMBER, clock_offset_s=0.0, simulated=True)
    with pytest.raises(LineIsFull):
        await switchboard.ring(call)
    assert switchboard.calls_in_progress == 0
    await switchboard.call_ended("CA1")
    record = records.calls.get("CA1")
    assert record is not None
    assert record.why == OVERLOAD
    assert record.ended_at == AT
