"""Calls that come again from one number: the nurse sees it on the requests that wait."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select, update

from bot.records.callback_requests import newest_of_number
from bot.records.tables import CallbackRequestRow, CallRow

KIND = "repeated_calls"
WITHIN = timedelta(hours=24)
MOST_MOMENTS = 5
_HELSINKI = ZoneInfo("Europe/Helsinki")


def flag_repeats(connection: Connection, number: str, at: datetime, *, simulated: bool) -> None:
    """Flag the open requests of a number that has rung more than once in the day before `at` (a call's start).

    A later flag of the same kind takes the place of the earlier one. The newest `MOST_OF_A_NUMBER` requests get it, and
    it names the latest `MOST_MOMENTS` calls, for a number from which a whole house rings.
    """
    of_the_day = (
        CallRow.caller_number == number,
        CallRow.simulated.is_(simulated),
        CallRow.started_at > at - WITHIN,
        CallRow.started_at <= at,
    )
    calls = connection.scalar(select(func.count()).select_from(CallRow).where(*of_the_day)) or 0
    if calls < 2:
        return
    latest = connection.scalars(
        select(CallRow.started_at).where(*of_the_day).order_by(CallRow.started_at.desc()).limit(MOST_MOMENTS)
    ).all()
    moments = ", ".join(f"{moment.astimezone(_HELSINKI):%-d.%-m. klo %-H.%M}" for moment in reversed(latest))
    told = f"Samasta numerosta on soitettu {calls} kertaa vuorokauden aikana"
    flag = [KIND, f"{told}, viimeksi {moments}." if calls > len(latest) else f"{told}: {moments}."]
    newest = newest_of_number(number, simulated, CallbackRequestRow.id, CallbackRequestRow.flags)
    for row in connection.execute(newest).all():
        flags = [*(each for each in row.flags if each[0] != KIND), flag]
        connection.execute(
            update(CallbackRequestRow).where(CallbackRequestRow.id == row.id).values(flags=flags)
        )
