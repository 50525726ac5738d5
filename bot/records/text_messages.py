"""Text messages that callers asked for on their calls, and what came of sending them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select, update

from bot.records.database import reading, writing
from bot.records.rows import ensure_call, upsert
from bot.records.tables import TextMessageRow


@dataclass(frozen=True)
class TextMessage:
    """`outcome`: sent or failed; None while it waits for the call's end."""

    id: int
    call_sid: str
    number: str = field(repr=False)
    text: str
    outcome: str | None = None


class SqlTextMessages:
    """Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def wish(self, call_sid: str, number: str, texts: Sequence[str], at: datetime) -> None:
        """The caller wants these to the number (E.164); the same text to the same number is kept once."""
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            for text in texts:
                row = {"call_sid": call_sid, "number": number, "text": text, "wished_at": at}
                statement = upsert(connection, TextMessageRow).values(**row)
                connection.execute(statement.on_conflict_do_nothing())

    def of_call(self, call_sid: str) -> tuple[TextMessage, ...]:
        columns = (
            TextMessageRow.id,
            TextMessageRow.call_sid,
            TextMessageRow.number,
            TextMessageRow.text,
            TextMessageRow.outcome,
        )
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(*columns).where(TextMessageRow.call_sid == call_sid).order_by(TextMessageRow.id)
            )
            return tuple(TextMessage(**row._mapping) for row in rows)

    def settled(self, message_id: int, outcome: str, at: datetime) -> None:
        """The message was sent, or sending it failed."""
        with writing(self._engine) as connection:
            connection.execute(
                update(TextMessageRow)
                .where(TextMessageRow.id == message_id)
                .values(outcome=outcome, settled_at=at)
            )
