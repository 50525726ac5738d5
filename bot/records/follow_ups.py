"""Calls that are over and have not been looked at: was something promised by asking that nobody has taken up?

What is due is in the database itself, so that a call whose end a crash or an outage hid is followed up too.
"""

from sqlalchemy import Connection, Engine, select, update

from bot.care.callback_requests import CallbackRequest
from bot.care.dropped import EndedCall
from bot.records.callback_requests import insert_dropped
from bot.records.calls import CallRecord, call_record, calls_selected
from bot.records.database import reading, writing
from bot.records.duty_alerts import DutyAlert, insert_alert
from bot.records.repeats import flag_repeats
from bot.records.tables import CallbackRequestRow, CallRow, HandoffRow, TurnRow

SAFETY = "safety"
CANCELLED_EARLIER = "request_cancelled"
"""Why a call ended that took an earlier call's request back."""


class SqlFollowUps:
    """Methods raise RecordsFailed and may be repeated without harm."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def due(self) -> tuple[CallRecord, ...]:
        """Ended calls that nobody has looked at, oldest first."""
        statement = (
            calls_selected()
            .where(CallRow.followed_up.is_(False), CallRow.ended_at.is_not(None))
            .order_by(CallRow.ended_at)
        )
        with reading(self._engine) as connection:
            return tuple(call_record(row) for row in connection.execute(statement))

    def facts(self, call: CallRecord) -> EndedCall:
        """What the decision about the call is made of."""
        sid = call.call_sid
        with reading(self._engine) as connection:
            turns = connection.execute(
                select(TurnRow.speaker, TurnRow.text, TurnRow.topic)
                .where(TurnRow.call_sid == sid)
                .order_by(TurnRow.index)
            ).all()
            handoffs = connection.scalars(select(HandoffRow.outcome).where(HandoffRow.call_sid == sid)).all()
            informed, changed = connection.execute(
                select(CallRow.informed, CallRow.callback_changed).where(CallRow.call_sid == sid)
            ).one()
            requested = changed or call.why == CANCELLED_EARLIER or _has_request(connection, sid)
        asked = [turn.topic for turn in turns if turn.speaker == "luuri"]
        return EndedCall(
            said=tuple(turn.text for turn in turns if turn.speaker == "caller"),
            need=call.need,
            answered="answered" in handoffs,
            requested=requested,
            informed=informed,
            red_flags=call.red_flags,
            suspected=call.suspected,
            denied=call.denied,
            asking_danger=asked[-1:] == [SAFETY],
            told_112=call.told_112,
            put_through=bool(handoffs),
            voiceless="voice" in call.failures,
        )

    def close(self, call: CallRecord, request: CallbackRequest | None, alert: DutyAlert | None) -> bool:
        """Keep the task and the alert, and that the call has been looked at: all or nothing.

        A request that has come meanwhile makes the task needless. True when the alert is new.
        """
        with writing(self._engine) as connection:
            if request is not None and not _has_request(connection, call.call_sid):
                insert_dropped(connection, request)
            is_new = alert is not None and insert_alert(connection, alert)
            if call.caller_number is not None:
                flag_repeats(connection, call.caller_number, call.started_at, simulated=call.simulated)
            connection.execute(
                update(CallRow).where(CallRow.call_sid == call.call_sid).values(followed_up=True)
            )
            return is_new


def _has_request(connection: Connection, call_sid: str) -> bool:
    of_call = select(CallbackRequestRow.id).where(CallbackRequestRow.call_sid == call_sid)
    return connection.execute(of_call).first() is not None
