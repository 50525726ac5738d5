"""When a person is asked why they look at a call."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.records.callback_queue import QueueEntry
from bot.records.calls import CallRecord
from bot.records.sessions import Visitor
from console.desk import Desk

REASONS = ("care", "quality", "resident", "fault", "supervision", "other")
_OWN_WORK = timedelta(hours=12)


def is_asked(
    desk: Desk, visitor: Visitor, call: CallRecord, entries: Sequence[QueueEntry], now: datetime
) -> bool:
    """Not while the call is somebody's work: it goes on, waits to be answered, or was just closed by the visitor."""
    if call.simulated or call.ended_at is None:
        return False
    for entry in entries:
        work = entry.work
        if not work.is_closed:
            return False
        if work.closed_by == visitor.name and work.closed_at and now - work.closed_at < _OWN_WORK:
            return False
    if (call.red_flags or call.suspected) and any(
        alarm.call_sid == call.call_sid for alarm in desk.alarms.waiting(now, practice=True)
    ):
        return False
    return desk.reasons.standing(call.call_sid, visitor.name, now) is None
