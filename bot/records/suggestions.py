"""What staff corrected, as suggestions for the examples; what was decided of each, and what came of a call.

The example that was taken stays traceable to its call: erasing the call tells which examples came from it.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from bot.records.acting import acting
from bot.records.audit import AuditEvent, write_event
from bot.records.console_tables import CorrectionRow, SuggestionRow
from bot.records.database import reading, writing
from bot.records.tables import CallRow, TurnRow

MOST = 50


@dataclass(frozen=True)
class Suggestion:
    """`heard`: the words in which the need was told, or the turn; `right`: the need, or the words, that are right."""

    correction_id: int
    call_sid: str
    kind: Literal["turn", "need"]
    place: str
    heard: str
    understood: str
    right: str
    at: datetime


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
        """Corrections of needs and turns that nobody has decided of, the newest first, at most MOST."""
        row = CorrectionRow
        decided = select(SuggestionRow.correction_id).where(SuggestionRow.correction_id.is_not(None))
        statement = (
            select(
                row.id, row.call_sid, row.kind, row.place, row.original, row.corrected, row.at, CallRow.need
            )
            .join(CallRow, CallRow.call_sid == row.call_sid)
            .where(row.kind.in_(("turn", "need")), row.id.not_in(decided))
            .order_by(row.id.desc())
            .limit(MOST)
        )
        if not practice:
            statement = statement.where(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            first = _first_turns(connection, {each.call_sid for each in rows})
        return tuple(
            Suggestion(
                each.id,
                each.call_sid,
                each.kind,
                each.place if each.kind == "turn" else str(first.get(each.call_sid, ("", ""))[0]),
                each.original if each.kind == "turn" else first.get(each.call_sid, ("", ""))[1],
                (each.need or "") if each.kind == "turn" else each.original,
                each.corrected,
                each.at,
            )
            for each in rows
        )

    def get(self, correction_id: int) -> Suggestion | None:
        """An open suggestion."""
        found = (each for each in self.open(practice=True) if each.correction_id == correction_id)
        return next(found, None)

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
        "decision": decision,
        "by": by,
        "at": at,
    }


def _first_turns(connection: Connection, sids: set[str]) -> dict[str, tuple[int, str]]:
    """The caller's first turn of each call: (its index, the words)."""
    statement = (
        select(TurnRow.call_sid, TurnRow.index.label("place"), TurnRow.text)
        .where(TurnRow.call_sid.in_(sids), TurnRow.speaker == "caller")
        .order_by(TurnRow.index.desc())
    )
    return {row.call_sid: (row.place, row.text) for row in connection.execute(statement)}
