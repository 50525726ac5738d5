"""What callers answered, a row for each topic of a need in a call."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select

from bot.care.intake import Told
from bot.records.database import reading, writing
from bot.records.rows import ensure_call, plain, upsert
from bot.records.tables import IntakeAnswerRow


@dataclass(frozen=True)
class IntakeAnswer:
    """One answer as it is kept: to which need's question, and when it got this value."""

    need: str
    topic: str
    told: Told
    answered_at: datetime


class SqlIntakeAnswers:
    """Answers in the database. Every method raises RecordsFailed and may be repeated without harm."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, call_sid: str, need: str, answers: Mapping[str, Told], at: datetime) -> None:
        """These are all the answers to the need's questions: changed ones change, and others go."""
        row = IntakeAnswerRow
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            mine = (row.call_sid == call_sid, row.need == need)
            connection.execute(delete(row).where(*mine, row.topic.not_in(list(answers))))
            held = {
                each.topic: _told(each) for each in connection.execute(select(*_columns()).where(*mine)).all()
            }
            for topic, told in answers.items():
                values = _values(told)
                if held.get(topic) == Told(**_as_told(values)):
                    continue
                statement = upsert(connection, row).values(
                    call_sid=call_sid, need=need, topic=topic, answered_at=at, **values
                )
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["call_sid", "need", "topic"], set_={**values, "answered_at": at}
                    )
                )

    def of_call(self, call_sid: str) -> tuple[IntakeAnswer, ...]:
        """The call's answers, need by need, in the order they were first given."""
        with reading(self._engine) as connection:
            rows: Sequence[Any] = connection.execute(
                select(*_columns()).where(IntakeAnswerRow.call_sid == call_sid).order_by(IntakeAnswerRow.id)
            ).all()
        return tuple(IntakeAnswer(each.need, each.topic, _told(each), each.answered_at) for each in rows)


def _columns() -> list[Any]:
    row = IntakeAnswerRow
    return [
        row.need, row.topic, row.value, row.words, row.turn_index, row.confidence, row.asked, row.answered_at
    ]  # fmt: skip


def _values(told: Told) -> dict[str, Any]:
    return {
        "value": plain(told.value),
        "words": plain(told.words),
        "turn_index": told.turn,
        "confidence": told.confidence,
        "asked": told.asked,
    }


def _as_told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {("turn" if name == "turn_index" else name): value for name, value in values.items()}


def _told(row: Any) -> Told:
    return Told(row.value, row.words, row.turn_index, row.confidence, row.asked)
