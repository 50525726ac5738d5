"""What the records hold for the care-access figures."""

from datetime import datetime

from sqlalchemy import Engine, case, select

from bot.care.figures import Contact
from bot.records.console_tables import CallbackWorkRow
from bot.records.database import reading
from bot.records.tables import CallbackRequestRow, CallRow


def contacts(
    engine: Engine, begins: datetime | None, ends: datetime | None, *, include_simulated: bool = False
) -> tuple[Contact, ...]:
    """Calls that started in the span, each with its first request. Raises RecordsFailed."""
    statement = (
        select(
            CallRow.call_sid,
            CallRow.started_at.label("contacted_at"),
            CallRow.answered_at,
            CallbackRequestRow.created_at.label("requested_at"),
            CallbackRequestRow.deadline,
            case((CallbackRequestRow.status == "done", CallbackWorkRow.closed_at)).label("resolved_at"),
            CallRow.need,
            CallRow.municipality,
            CallRow.age_years,
            CallRow.disposition,
        )
        .outerjoin(CallbackRequestRow, CallbackRequestRow.call_sid == CallRow.call_sid)
        .outerjoin(CallbackWorkRow, CallbackWorkRow.request_id == CallbackRequestRow.id)
        .where(CallRow.announced.is_(True))
        .order_by(CallRow.started_at, CallRow.call_sid, CallbackRequestRow.created_at)
    )
    if begins is not None:
        statement = statement.where(CallRow.started_at >= begins)
    if ends is not None:
        statement = statement.where(CallRow.started_at < ends)
    if not include_simulated:
        statement = statement.where(CallRow.simulated.is_(False))
    first: dict[str, Contact] = {}
    with reading(engine) as connection:
        for row in connection.execute(statement):
            values = dict(row._mapping)
            first.setdefault(values.pop("call_sid"), Contact(**values))
    return tuple(first.values())
