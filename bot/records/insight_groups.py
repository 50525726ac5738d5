"""Who was served, the care guarantee and callers' marks, counted for a time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, case, distinct, func, literal, select

from bot.care.figures import AGE_GROUPS
from bot.records.columns import UtcDateTime
from bot.records.console_tables import CallbackWorkRow, CorrectionRow
from bot.records.tables import CallbackRequestRow, CallRow, FeedbackRow

YOUNG_BELOW_YEARS = 23
GUARANTEED = {"young": timedelta(days=14), "adult": timedelta(days=91), "unknown": timedelta(days=14)}
"""The care guarantee's longest waits; whose age was not told is held to the shorter one."""


def people(connection: Connection, period: Sequence[Any]) -> Counter[tuple[str, str, str]]:
    """Calls by need, municipality and age group; "" is what was not told."""
    age = case(*((CallRow.age_years < below, name) for below, name in AGE_GROUPS), else_="")
    parts = (CallRow.need, CallRow.municipality, age.label("age"))
    rows = connection.execute(select(*parts, func.count()).where(*period).group_by(*parts))
    return Counter({(need or "", place or "", name): count for need, place, name, count in rows})


def guarantee(connection: Connection, period: Sequence[Any], now: datetime) -> Counter[tuple[str, str]]:
    """Requests by whose they are and where they stand: served `within` the time, `over` it, or `waiting`."""
    request, work = CallbackRequestRow, CallbackWorkRow
    whose = case(
        (CallRow.age_years.is_(None), "unknown"),
        (CallRow.age_years < YOUNG_BELOW_YEARS, "young"),
        else_="adult",
    )
    longest = case(*((whose == name, span.total_seconds()) for name, span in GUARANTEED.items()), else_=0.0)
    until = func.coalesce(work.closed_at, literal(now, UtcDateTime()))
    waited = seconds(connection, CallRow.started_at, until)
    stands = case(
        (waited > longest, "over"),
        (request.status == "done", "within"),
        else_="waiting",
    )
    parts = (whose.label("whose"), stands.label("stands"))
    rows = connection.execute(
        select(*parts, func.count())
        .select_from(request)
        .join(CallRow, CallRow.call_sid == request.call_sid)
        .outerjoin(work, work.request_id == request.id)
        .where(*period, request.status != "cancelled")
        .group_by(*parts)
    )
    return Counter({(name, state): count for name, state, count in rows})


def marks(connection: Connection, period: Sequence[Any]) -> Counter[int]:
    """How many callers gave each mark."""
    rows = connection.execute(
        select(FeedbackRow.score, func.count())
        .join(CallRow, CallRow.call_sid == FeedbackRow.call_sid)
        .where(*period, FeedbackRow.score.is_not(None))
        .group_by(FeedbackRow.score)
    )
    return Counter({score: count for score, count in rows if score is not None})


def corrected_calls(connection: Connection, period: Sequence[Any]) -> Counter[str]:
    """Calls with a correction of each kind."""
    rows = connection.execute(
        select(CorrectionRow.kind, func.count(distinct(CorrectionRow.call_sid)))
        .join(CallRow, CallRow.call_sid == CorrectionRow.call_sid)
        .where(*period)
        .group_by(CorrectionRow.kind)
    )
    return Counter({row[0]: row[1] for row in rows})


def corrected_turns(connection: Connection, period: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """What was heard, and what a person wrote for it."""
    rows = connection.execute(
        select(CorrectionRow.original, CorrectionRow.corrected)
        .join(CallRow, CallRow.call_sid == CorrectionRow.call_sid)
        .where(*period, CorrectionRow.kind == "turn")
    )
    return tuple((original, corrected) for original, corrected in rows)


def seconds(connection: Connection, since: Any, until: Any) -> Any:
    """The time between, counted by the database: reading two moments a row takes longer than the rest."""
    if connection.dialect.name == "sqlite":
        return (func.julianday(until) - func.julianday(since)) * 86400.0
    return func.extract("epoch", until - since)
