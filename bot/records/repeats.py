"""Calls that come again from one number: the nurse sees it on the requests that wait."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select, update

from bot.records.tables import CallbackRequestRow, CallRow

KIND = "repeated_calls"
WITHIN = timedelta(hours=24)
_HELSINKI = ZoneInfo("Europe/Helsinki")


def flag_repeats(connection: Connection, number: str, at: datetime, *, simulated: bool) -> None:
    """Flag the open requests of a number that has rung more than once in the day before `at` (a call's start).

    A later flag of the same kind takes the place of the earlier one.
    """
    started = connection.scalars(
        select(CallRow.started_at)
        .where(
            CallRow.caller_number == number,
            CallRow.simulated.is_(simulated),
            CallRow.started_at > at - WITHIN,
            CallRow.started_at <= at,
        )
        .order_by(CallRow.started_at)
    ).all()
    if len(started) < 2:
        return
    moments = ", ".join(f"{moment.astimezone(_HELSINKI):%-d.%-m. klo %-H.%M}" for moment in started)
    flag = [KIND, f"Samasta numerosta on soitettu {len(started)} kertaa vuorokauden aikana: {moments}."]
    open_ones = connection.execute(
        select(CallbackRequestRow.id, CallbackRequestRow.flags)
        .join(CallRow, CallRow.call_sid == CallbackRequestRow.call_sid)
        .where(
            CallbackRequestRow.status.in_(("open", "claimed")),
            CallbackRequestRow.simulated.is_(simulated),
            or_(CallbackRequestRow.number == number, CallRow.caller_number == number),
        )
    ).all()
    for row in open_ones:
        flags = [*(each for each in row.flags if each[0] != KIND), flag]
        connection.execute(
            update(CallbackRequestRow).where(CallbackRequestRow.id == row.id).values(flags=flags)
        )
