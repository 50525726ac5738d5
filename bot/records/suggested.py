"""What arrives as suggestions: staff's corrections, and turns that told a matter which Luuri did not understand."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, String, and_, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.records.console_tables import CorrectionRow, SuggestionRow
from bot.records.tables import CallRow, TurnRow

MOST = 50
_TURN = "turn-"


@dataclass(frozen=True)
class Suggestion:
    """`key`: the correction's id, or `turn-` and the misunderstood turn's. `place`: the turn's index in its call.

    `heard`: the words in which the need was told, or the turn. `understood`: the need as Luuri understood it, or
    with which the call of a misunderstood turn ended. `right`: the need, or the words, that are right; nobody has
    told them of a misunderstood turn.
    """

    key: str
    correction_id: int | None
    call_sid: str
    kind: Literal["turn", "need", "misunderstood"]
    place: str
    heard: str
    understood: str
    right: str
    at: datetime


def newest(connection: Connection, *, practice: bool) -> tuple[Suggestion, ...]:
    """Those that nobody has decided of, the newest first, at most MOST; of simulated calls too with `practice`."""
    statements = [statement.limit(MOST) for statement in (_corrections(), _misunderstood())]
    if not practice:
        statements = [statement.where(CallRow.simulated.is_(False)) for statement in statements]
    found = [*_corrected(connection, statements[0]), *_missed(connection, statements[1])]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True)[:MOST])


def one(connection: Connection, key: str) -> Suggestion | None:
    """The one of this key, unless somebody has decided of it."""
    named = re.fullmatch(rf"({_TURN})?([0-9]{{1,9}})", key)
    if named is None:
        return None
    number = int(named[2])
    if named[1]:
        found = _missed(connection, _misunderstood().where(TurnRow.id == number))
    else:
        found = _corrected(connection, _corrections().where(CorrectionRow.id == number))
    return next(iter(found), None)


def _corrections() -> Any:
    row = CorrectionRow
    decided = select(SuggestionRow.correction_id).where(SuggestionRow.correction_id.is_not(None))
    return (
        select(row.id, row.call_sid, row.kind, row.place, row.original, row.corrected, row.at, CallRow.need)
        .join(CallRow, CallRow.call_sid == row.call_sid)
        .where(row.kind.in_(("turn", "need")), row.id.not_in(decided))
        .order_by(row.id.desc())
    )


def _misunderstood() -> Any:
    """Turns of calls that are over and in which no danger was heard, but what staff's correction tells of already."""
    turn, correction, decided, other = TurnRow, CorrectionRow, SuggestionRow, aliased(TurnRow)
    first = (
        select(func.min(other.index))
        .where(other.call_sid == turn.call_sid, other.speaker == "caller")
        .correlate(turn)
        .scalar_subquery()
    )
    corrected = exists().where(
        correction.call_sid == turn.call_sid,
        or_(
            and_(correction.kind == "turn", correction.place == cast(turn.index, String)),
            and_(correction.kind == "need", turn.index == first),
        ),
    )
    return (
        select(turn.id, turn.call_sid, turn.index, turn.text, turn.heard_at, CallRow.need)
        .join(CallRow, CallRow.call_sid == turn.call_sid)
        .where(
            turn.misunderstood,
            CallRow.ended_at.is_not(None),
            CallRow.told_112.is_(False),
            cast(CallRow.red_flags, String) == "[]",
            cast(turn.signs, String) == "[]",
            ~corrected,
            ~exists().where(decided.call_sid == turn.call_sid, decided.turn == turn.index),
        )
        .order_by(turn.id.desc())
    )


def _corrected(connection: Connection, statement: Any) -> list[Suggestion]:
    rows = connection.execute(statement).all()
    first = _first_turns(connection, {each.call_sid for each in rows})
    return [
        Suggestion(
            str(each.id),
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
    ]


def _missed(connection: Connection, statement: Any) -> list[Suggestion]:
    return [
        Suggestion(
            f"{_TURN}{each.id}",
            None,
            each.call_sid,
            "misunderstood",
            str(each.index),
            each.text,
            each.need or "",
            "",
            each.heard_at,
        )
        for each in connection.execute(statement)
    ]


def _first_turns(connection: Connection, sids: set[str]) -> dict[str, tuple[int, str]]:
    """The caller's first turn of each call: (its index, the words)."""
    statement = (
        select(TurnRow.call_sid, TurnRow.index.label("place"), TurnRow.text)
        .where(TurnRow.call_sid.in_(sids), TurnRow.speaker == "caller")
        .order_by(TurnRow.index.desc())
    )
    return {row.call_sid: (row.place, row.text) for row in connection.execute(statement)}
