"""Suggestions for the examples from calls: what was decided of each, and what came of a call.

The example that was taken stays traceable to its call: erasing the call tells which examples came from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from bot.records.acting import acting
from bot.records.audit import AuditEvent, write_event
from bot.records.console_tables import SuggestionRow
from bot.records.database import reading, writing
from bot.records.suggested import Suggestion, newest, one
from bot.records.tables import CallRow


class AlreadyDecided(Exception):
    """Somebody else has decided of it meanwhile."""


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
        """Raises AlreadyDecided."""
        self._decide(suggestion, "refused", by, at)

    def accept(self, suggestion: Suggestion, text: str, need: str, draft: str, by: str, at: datetime) -> int:
        """The decision's number. Raises AlreadyDecided.

        `text`: the words rewritten, as they go into the draft's examples of `need`; confirmed by who accepts. It is
        kept before the draft is changed, so that no example is ever without its trace: see `take_back`.
        """
        return self._decide(suggestion, "accepted", by, at, {"need": need, "draft": draft}, text=text)

    def take_back(self, suggestion: Suggestion, decision: int, by: str, at: datetime) -> None:
        """The draft could not be changed: the suggestion is open again."""
        subject = f"call:{suggestion.call_sid}"
        with acting(self._engine, by, "suggestion.reopened", subject, at) as connection:
            connection.execute(delete(SuggestionRow).where(SuggestionRow.id == decision))

    def _decide(
        self,
        suggestion: Suggestion,
        decision: str,
        by: str,
        at: datetime,
        detail: Mapping[str, str] | None = None,
        **more: str,
    ) -> int:
        subject = f"call:{suggestion.call_sid}"
        with acting(self._engine, by, f"suggestion.{decision}", subject, at, detail) as connection:
            # Two who decide at once wait here for each other.
            connection.execute(
                select(CallRow.call_sid).where(CallRow.call_sid == suggestion.call_sid).with_for_update()
            )
            if one(connection, suggestion.key) is None:
                raise AlreadyDecided
            values = {**_decided(suggestion, decision, by, at), **(detail or {}), **more}
            kept = connection.execute(insert(SuggestionRow).values(**values).returning(SuggestionRow.id))
            return int(kept.scalar_one())

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
