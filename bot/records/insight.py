"""What the telephone service amounts to over a time: counts, never a single caller's words or number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, String, cast, func, select

from bot.care.hours import local
from bot.records import insight_groups
from bot.records.console_tables import CallbackWorkRow, CorrectionRow
from bot.records.database import reading
from bot.records.insight_groups import seconds
from bot.records.tables import CallbackRequestRow, CallRow


@dataclass(frozen=True)
class Waits:
    """How long residents waited to be served, in seconds, and whether the same day's duty was kept.

    `kept` and `missed` count requests that were done in time and late; `still` those that wait in time,
    `overdue` those that wait past their deadline.
    """

    seconds: tuple[float, ...]
    kept: int
    missed: int
    still: int
    overdue: int
    cancelled: int


@dataclass(frozen=True)
class Figures:
    """Counts of one time. Days and hours are Helsinki's; `by_day` counts calls by ISO date and disposition.

    `corrected_turns` are pairs of what was heard and what a person wrote for it. `people` counts calls by need,
    municipality and age group, `guarantee` requests by whose they are and where they stand, `marks` callers' marks.
    """

    calls: int
    by_day: Counter[tuple[str, str]]
    by_hour: Counter[int]
    needs: Counter[str]
    dispositions: Counter[str]
    flagged: int
    failed: int
    outcomes: Counter[str]
    waits: Waits
    corrected: Counter[str]
    corrected_calls: Counter[str]
    corrected_turns: tuple[tuple[str, str], ...]
    people: Counter[tuple[str, str, str]]
    guarantee: Counter[tuple[str, str]]
    marks: Counter[int]


class SqlInsight:
    """Figures from the database. Raises RecordsFailed. Simulated calls count only when `practice` is true."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def figures(self, since: datetime, until: datetime, now: datetime, *, practice: bool = False) -> Figures:
        """Of calls that started from `since` until before `until`."""
        period = [CallRow.started_at >= since, CallRow.started_at < until]
        if not practice:
            period.append(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            groups = connection.execute(_grouped(connection, period)).all()
            waits, outcomes = _waits(connection, period, now)
            corrections = connection.execute(
                select(CorrectionRow.kind, func.count())
                .join(CallRow, CallRow.call_sid == CorrectionRow.call_sid)
                .where(*period)
                .group_by(CorrectionRow.kind)
            )
            corrected = Counter({row[0]: row[1] for row in corrections})
            parts = {
                "waits": waits,
                "outcomes": outcomes,
                "corrected": corrected,
                "corrected_calls": insight_groups.corrected_calls(connection, period),
                "corrected_turns": insight_groups.corrected_turns(connection, period),
                "people": insight_groups.people(connection, period),
                "guarantee": insight_groups.guarantee(connection, period, now),
                "marks": insight_groups.marks(connection, period),
            }
        return _figures(groups, parts)


def _grouped(connection: Connection, period: Sequence[Any]) -> Any:
    """Calls counted by UTC hour, need, disposition, and whether a red flag was heard or a part failed."""
    if connection.dialect.name == "sqlite":
        hour = func.strftime("%Y-%m-%dT%H", CallRow.started_at)
    else:
        hour = func.to_char(func.timezone("UTC", CallRow.started_at), 'YYYY-MM-DD"T"HH24')
    flagged = (cast(CallRow.red_flags, String) != "[]").label("flagged")
    failed = (cast(CallRow.failures, String) != "[]").label("failed")
    parts = (hour.label("hour"), CallRow.need, CallRow.disposition, flagged, failed)
    return select(*parts, func.count().label("calls")).where(*period).group_by(*parts)


def _figures(groups: Sequence[Any], parts: dict[str, Any]) -> Figures:
    by_day: Counter[tuple[str, str]] = Counter()
    by_hour: Counter[int] = Counter()
    needs: Counter[str] = Counter()
    dispositions: Counter[str] = Counter()
    flagged = failed = calls = 0
    hours = {hour: local(datetime.fromisoformat(f"{hour}:00+00:00")) for hour in {row.hour for row in groups}}
    for group in groups:
        at = hours[group.hour]
        disposition = group.disposition or "abandoned"
        calls += group.calls
        by_day[at.date().isoformat(), disposition] += group.calls
        by_hour[at.hour] += group.calls
        needs[group.need or ""] += group.calls
        dispositions[disposition] += group.calls
        flagged += group.calls if group.flagged else 0
        failed += group.calls if group.failed else 0
    return Figures(calls, by_day, by_hour, needs, dispositions, flagged, failed, **parts)


def _waits(connection: Connection, period: Sequence[Any], now: datetime) -> tuple[Waits, Counter[str]]:
    request, work = CallbackRequestRow, CallbackWorkRow
    parts = (
        request.status,
        (work.closed_at <= request.deadline).label("in_time"),
        (request.deadline >= now).label("has_time"),
        work.outcome,
    )
    groups = connection.execute(
        select(*parts, func.count().label("requests"))
        .select_from(request)
        .join(CallRow, CallRow.call_sid == request.call_sid)
        .outerjoin(work, work.request_id == request.id)
        .where(*period)
        .group_by(*parts)
    ).all()
    counts: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for group in groups:
        if group.status == "cancelled":
            counts["cancelled"] += group.requests
        elif group.status == "done":
            counts["kept" if group.in_time else "missed"] += group.requests
            outcomes[group.outcome or "other"] += group.requests
        else:
            counts["still" if group.has_time else "overdue"] += group.requests
    # By the calls of the period: by the bare status SQLite would walk every request that was ever done.
    waited = connection.execute(
        select(seconds(connection, request.created_at, work.closed_at))
        .select_from(request)
        .join(CallRow, CallRow.call_sid == request.call_sid)
        .join(work, work.request_id == request.id)
        .where(*period, request.status.concat("") == "done", work.closed_at.is_not(None))
    ).scalars()
    waits = Waits(
        tuple(sorted(float(seconds) for seconds in waited)),
        counts["kept"],
        counts["missed"],
        counts["still"],
        counts["overdue"],
        counts["cancelled"],
    )
    return waits, outcomes
