"""Suggestions for the examples from calls: what was decided of each, and what came of a call.

The example that was taken stays traceable to its call: erasing the call tells which examples came from it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from bot.records.acting import acting
from bot.records.audit import AuditEvent, write_event
from bot.records.console_tables import SuggestionRow
from bot.records.database import reading, writing
from bot.records.suggested import Suggestion, newest, one


@dataclass(frozen=True)
class Learned:
    """An example that was written after a caller's words."""

    id: int
    need: str
    text: str
    draft: str
    by: str
    at: datetime


class SqlSuggestions:
    """Suggestions in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open(self, *, practice: bool) -> tuple[Suggestion, ...]:
        """The newest that nobody has decided of: see suggested.newest."""
        with reading(self._engine) as connection:
            return newest(connection, practice=practice)

    def get(self, key: str) -> Suggestion | None:
        """An open suggestion."""
        with reading(self._engine) as connection:
            return one(connection, key)

    def refuse(self, suggestion: Suggestion, by: str, at: datetime) -> None:
        with acting(self._engine, by, "suggestion.refused", f"call:{suggestion.call_sid}", at) as connection:
            connection.execute(insert(SuggestionRow).values(**_decided(suggestion, "refused", by, at)))

    def accept(self, suggestion: Suggestion, text: str, need: str, draft: str, by: str, at: datetime) -> None:
        """`text`: the words rewritten, as they go into the draft's examples of `need`; confirmed by who accepts."""
        subject, detail = f"call:{suggestion.call_sid}", {"draft": draft, "need": need}
        with acting(self._engine, by, "suggestion.accepted", subject, at, detail) as connection:
            values = _decided(suggestion, "accepted", by, at)
            connection.execute(
                insert(SuggestionRow).values(**values | {"text": text, "need": need, "draft": draft})
            )

    def of_erased_calls(self) -> tuple[Learned, ...]:
        """Examples whose calls have been erased since, and that nobody has taken care of."""
        row = SuggestionRow
        statement = (
            select(*(getattr(row, each.name) for each in fields(Learned)))
            .where(row.decision == "accepted", row.erased, ~row.settled)
            .order_by(row.id)
        )
        with reading(self._engine) as connection:
            return tuple(Learned(**each._mapping) for each in connection.execute(statement))

    def settle(self, learned_id: int, by: str, at: datetime) -> bool:
        """The example of an erased call has been taken away, or was found to tell of nobody. False if there is none."""
        row = SuggestionRow
        with writing(self._engine) as connection:
            found = connection.execute(
                update(row)
                .where(row.id == learned_id, row.erased, ~row.settled)
                .values(settled=True)
                .returning(row.id)
            ).first()
            if found:
                write_event(
                    connection,
                    AuditEvent(at, f"staff:{by}", "suggestion.settled", f"suggestion:{learned_id}"),
                )
            return found is not None


def forget_calls(connection: Connection, sids: Any) -> None:
    """The calls are being erased: what came of them is told of, without naming them any more."""
    row = SuggestionRow
    connection.execute(update(row).where(row.call_sid.in_(sids)).values(erased=True, call_sid=""))


def _decided(suggestion: Suggestion, decision: str, by: str, at: datetime) -> dict[str, Any]:
    return {
        "correction_id": suggestion.correction_id,
        "call_sid": suggestion.call_sid,
        "turn": int(suggestion.place) if suggestion.place.isdigit() else None,
        "decision": decision,
        "by": by,
        "at": at,
    }
