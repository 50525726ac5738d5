"""Keeping a call's disposition true to what is recorded of it."""

from sqlalchemy import Connection, select, update

from bot.care.dispositions import CallFacts, disposition, service
from bot.records.tables import CallbackRequestRow, CallRow, HandoffRow


def settle(connection: Connection, call_sid: str) -> None:
    """Write the disposition and service that the call's records amount to now.

    A call that goes on has none until something was done for the caller.
    """
    call = connection.execute(
        select(
            CallRow.told_112,
            CallRow.informed,
            CallRow.callback_changed,
            CallRow.told_service,
            CallRow.ended_at,
        ).where(CallRow.call_sid == call_sid)
    ).one_or_none()
    if call is None:
        return
    answered_by = connection.scalar(
        select(HandoffRow.service)
        .where(HandoffRow.call_sid == call_sid, HandoffRow.outcome == "answered")
        .order_by(HandoffRow.started_at.desc())
        .limit(1)
    )
    requests = connection.execute(
        select(CallbackRequestRow.service, CallbackRequestRow.status)
        # A task that was made of a dropped call is nothing that was done for the caller.
        .where(CallbackRequestRow.call_sid == call_sid, CallbackRequestRow.dropped.is_(False))
        .order_by(CallbackRequestRow.created_at.desc())
    ).all()
    facts = CallFacts(
        told_112=call.told_112,
        answered_by=answered_by,
        booked=next((row.service for row in requests if row.status != "cancelled"), None),
        changed=call.callback_changed,
        cancelled=any(row.status == "cancelled" for row in requests),
        informed=call.informed,
        told_service=call.told_service,
    )
    settled = disposition(facts)
    open_and_nothing_done = settled == "abandoned" and call.ended_at is None
    connection.execute(
        update(CallRow)
        .where(CallRow.call_sid == call_sid)
        .values(disposition=None if open_and_nothing_done else settled, service=service(facts))
    )
