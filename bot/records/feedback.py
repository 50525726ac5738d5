"""What callers thought of their call: a mark and their own words, one row a call."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from bot.records.database import reading, writing
from bot.records.rows import ensure_call, plain, upsert
from bot.records.tables import CallRow, FeedbackRow


@dataclass(frozen=True)
class Feedback:
    """`score` is 1 to 5, or None where only words were given. Who gave it is told by nothing but the call."""

    call_sid: str
    given_at: datetime
    score: int | None
    words: str
    need: str | None = None
    service: str | None = None


class SqlFeedback:
    """Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def keep(self, call_sid: str, score: int | None, words: str, at: datetime) -> None:
        """A later mark or words of the same call take the place of the earlier ones."""
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            statement = upsert(connection, FeedbackRow).values(
                call_sid=call_sid, given_at=at, score=score, words=plain(words)
            )
            new = statement.excluded
            changes = {
                "score": func.coalesce(new.score, FeedbackRow.score),
                "words": func.coalesce(func.nullif(new.words, ""), FeedbackRow.words),
            }
            connection.execute(statement.on_conflict_do_update(index_elements=["call_sid"], set_=changes))

    def given(self, *, include_simulated: bool = False) -> tuple[Feedback, ...]:
        """All of it, the oldest first."""
        statement = (
            select(
                FeedbackRow.call_sid,
                FeedbackRow.given_at,
                FeedbackRow.score,
                FeedbackRow.words,
                CallRow.need,
                CallRow.service,
            )
            .join(CallRow, CallRow.call_sid == FeedbackRow.call_sid)
            .order_by(FeedbackRow.given_at, FeedbackRow.call_sid)
        )
        if not include_simulated:
            statement = statement.where(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            return tuple(Feedback(**row._mapping) for row in connection.execute(statement))
