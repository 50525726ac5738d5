"""What people corrected in what Luuri heard or understood. The original stays; the latest correction shows."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, insert, select

from bot.records.acting import acting
from bot.records.console_tables import CorrectionRow
from bot.records.database import reading
from bot.records.rows import plain
from bot.records.tables import CallRow, TurnRow

Kind = Literal["turn", "need", "field"]


@dataclass(frozen=True)
class Correction:
    """`place`: the turn's index, the field's name, or "" for the need. A need is corrected to another's id."""

    call_sid: str
    kind: Kind
    place: str
    original: str
    corrected: str
    by: str
    at: datetime


class SqlCorrections:
    """Corrections in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, correction: Correction) -> None:
        detail = {"kind": correction.kind, "place": correction.place}
        subject = f"call:{correction.call_sid}"
        values = {each.name: getattr(correction, each.name) for each in fields(Correction)}
        values |= {name: plain(values[name]) for name in ("original", "corrected")}
        with acting(
            self._engine, correction.by, "call.corrected", subject, correction.at, detail
        ) as connection:
            connection.execute(insert(CorrectionRow).values(**values))

    def of_call(self, call_sid: str) -> tuple[Correction, ...]:
        """From the first to the latest."""
        statement = _select().where(CorrectionRow.call_sid == call_sid).order_by(CorrectionRow.id)
        with reading(self._engine) as connection:
            return tuple(Correction(**row._mapping) for row in connection.execute(statement))

    def made(self, since: datetime, until: datetime, *, practice: bool) -> tuple[Correction, ...]:
        """Those made from `since` until before `until`, from the first; of simulated calls too with `practice`."""
        row = CorrectionRow
        statement = (
            _select()
            .join(CallRow, CallRow.call_sid == row.call_sid)
            .where(row.at >= since, row.at < until)
            .order_by(row.id)
        )
        if not practice:
            statement = statement.where(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            return tuple(Correction(**each._mapping) for each in connection.execute(statement))

    def first_words(self, call_sids: Collection[str]) -> dict[str, str]:
        """What the callers said first, by call."""
        statement = (
            select(TurnRow.call_sid, TurnRow.text)
            .where(TurnRow.call_sid.in_(call_sids), TurnRow.speaker == "caller")
            .order_by(TurnRow.index.desc())
        )
        with reading(self._engine) as connection:
            return {row.call_sid: row.text for row in connection.execute(statement)}


def _select() -> Any:
    return select(*(getattr(CorrectionRow, each.name) for each in fields(Correction)))
