"""Why somebody looks at a call that is not part of their work in hand."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, insert, select

from bot.records.acting import acting
from bot.records.console_tables import AccessReasonRow
from bot.records.database import reading
from bot.records.rows import plain

HOLDS = timedelta(hours=12)


class SqlAccessReasons:
    """Reasons in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def give(self, call_sid: str, by: str, reason: str, at: datetime) -> None:
        """The person tells why; the audit log keeps it too."""
        detail = {"reason": reason}
        with acting(self._engine, by, "call.reason_given", f"call:{call_sid}", at, detail) as connection:
            values = {"call_sid": call_sid, "by": by, "reason": plain(reason)[:200], "at": at}
            connection.execute(insert(AccessReasonRow).values(**values))

    def standing(self, call_sid: str, by: str, at: datetime) -> str | None:
        """The reason that the person gave lately, if any."""
        row = AccessReasonRow
        statement = (
            select(row.reason)
            .where(row.call_sid == call_sid, row.by == by, row.at > at - HOLDS)
            .order_by(row.at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            return connection.execute(statement).scalar_one_or_none()
