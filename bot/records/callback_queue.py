"""The queue of callback requests as staff see it, and what they do to it."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Engine, String, and_, case, cast, func, or_, select, update

from bot.care.callback_requests import CallbackRequest
from bot.care.callback_work import Act, NotNow, Work
from bot.records.acting import acting
from bot.records.console_tables import CallbackWorkRow
from bot.records.database import reading
from bot.records.rows import plain, upsert
from bot.records.settle import settle
from bot.records.tables import CallbackRequestRow, CallRow, DutyAlertRow

Order = Literal["signs", "deadline", "waiting", "newest"]
View = Literal["waiting", "mine", "others", "closed"]
REPEAT_WITHIN = timedelta(days=7)

_REQUEST = tuple(each.name for each in fields(CallbackRequest))
_WORK = tuple(each.name for each in fields(Work) if each.name not in ("status", "version"))


@dataclass(frozen=True)
class Duty:
    """A duty alert: over when `ended_at` is set, taken by `acknowledged_by` (a number) or by nobody."""

    ended_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True)
class QueueEntry:
    """A request, what has been done about it, and what its call heard. `calls`: of the number in a week.

    `duty`: the person on duty was rung about the call, which was cut in danger.
    """

    request: CallbackRequest
    work: Work
    red_flags: tuple[str, ...]
    suspected: tuple[str, ...]
    calls: int
    age_years: float | None = None
    municipality: str | None = None
    duty: Duty | None = None


@dataclass(frozen=True)
class Filters:
    """Which requests are shown. None is all of them; `who` is the person who looks.

    `municipalities`: a station's, or one; none is all of them.
    """

    who: str
    view: View = "waiting"
    service: str | None = None
    need: str | None = None
    municipalities: tuple[str, ...] = ()
    practice: bool = False


@dataclass(frozen=True)
class Counts:
    """The queue in figures; `oldest` is when the longest waiting request came in."""

    waiting: int
    mine: int
    others: int
    closed: int
    overdue: int
    oldest: datetime | None


@dataclass(frozen=True)
class Choices:
    services: tuple[str, ...]
    needs: tuple[str, ...]
    municipalities: tuple[str, ...]


class SqlCallbackQueue:
    """The queue in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(
        self, filters: Filters, order: Order, now: datetime, *, limit: int = 50, offset: int = 0
    ) -> tuple[QueueEntry, ...]:
        statement = (
            _entries()
            .where(*_where(filters, now))
            .order_by(*_order(filters, order, now))
            .limit(limit)
            .offset(offset)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
            return tuple(_entry(row, calls) for row, calls in _with_calls(connection, rows, now))

    def get(self, request_id: str, now: datetime) -> QueueEntry | None:
        return self._one(CallbackRequestRow.id == request_id, now)

    def of_call(self, call_sid: str, now: datetime) -> tuple[QueueEntry, ...]:
        """The requests that the call made, from the first."""
        statement = _entries().where(CallbackRequestRow.call_sid == call_sid)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(CallbackRequestRow.created_at)).all()
            return tuple(_entry(row, calls) for row, calls in _with_calls(connection, rows, now))

    def counts(self, filters: Filters, now: datetime) -> Counts:
        """Figures of the whole queue under the filters, whichever view is shown."""
        request, work = CallbackRequestRow, CallbackWorkRow
        is_open, is_claimed = request.status == "open", request.status == "claimed"
        mine = and_(is_claimed, work.claimed_by == filters.who)

        def number(condition: ColumnElement[bool]) -> Any:
            return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

        statement = (
            select(
                number(is_open).label("waiting"),
                number(mine).label("mine"),
                number(and_(is_claimed, work.claimed_by != filters.who)).label("others"),
                number(and_(is_open, request.deadline < now)).label("overdue"),
                func.min(case((is_open, request.created_at))).label("oldest"),
            )
            .join(CallRow, CallRow.call_sid == request.call_sid)
            .outerjoin(work, work.request_id == request.id)
            .where(request.status.in_(("open", "claimed")), *_chosen(filters))
        )
        closed = (
            select(func.count())
            .select_from(request)
            .join(CallRow, CallRow.call_sid == request.call_sid)
            .join(work, work.request_id == request.id)
            .where(*_closed_today(now), *_chosen(filters))
        )
        with reading(self._engine) as connection:
            row = connection.execute(statement).one()
            number_closed = connection.execute(closed).scalar_one()
        return Counts(row.waiting, row.mine, row.others, number_closed, row.overdue, row.oldest)

    def choices(self, practice: bool) -> Choices:
        """What open requests have, for choosing between."""
        request = CallbackRequestRow
        statement = (
            select(request.service, request.need, CallRow.municipality)
            .join(CallRow, CallRow.call_sid == request.call_sid)
            .where(request.status.in_(("open", "claimed")))
            .distinct()
        )
        if not practice:
            statement = statement.where(request.simulated.is_(False))
        with reading(self._engine) as connection:
            rows = connection.execute(statement).all()
        return Choices(
            tuple(sorted({row.service for row in rows})),
            tuple(sorted({row.need for row in rows if row.need})),
            tuple(sorted({row.municipality for row in rows if row.municipality})),
        )

    def pulse(self) -> tuple[Any, ...]:
        """A value that changes whenever anything in the queue does."""
        request, work = CallbackRequestRow, CallbackWorkRow
        with reading(self._engine) as connection:
            requests = connection.execute(
                select(
                    func.count(),
                    func.max(request.created_at),
                    func.sum(func.length(cast(request.flags, String))),
                ).where(request.status.in_(("open", "claimed")))
            ).one()
            changed = connection.execute(select(func.max(work.changed_at))).one()
            alert = DutyAlertRow
            alerts = connection.execute(select(func.max(alert.opened_at), func.max(alert.ended_at))).one()
        return (*requests, *changed, *alerts)

    def act(
        self,
        request_id: str,
        name: str,
        act: Act,
        by: str,
        at: datetime,
        *,
        seen: int | None = None,
    ) -> Work:
        """Carry out `act` as the person `by` and audit it as `callback_request.{name}`, both or neither.

        `seen`: the version that the person saw; an act on another one raises NotNow("changed"), as does
        whatever the act itself refuses. Raises KeyError for an unknown request.
        """
        entry = self.get(request_id, at)
        if entry is None:
            raise KeyError(request_id)
        call_sid = entry.request.call_sid
        detail = {"request": request_id}
        with acting(
            self._engine, by, f"callback_request.{name}", f"call:{call_sid}", at, detail
        ) as connection:
            before = _locked_work(connection, request_id)
            if seen is not None and seen != before.version:
                if before.status == "claimed" and before.claimed_by != by:
                    raise NotNow("taken", before.claimed_by)
                raise NotNow("changed", before.claimed_by or before.closed_by)
            after = act(before, by, at)
            values = {name: getattr(after, name) for name in _WORK}
            values |= {"version": after.version, "changed_at": at, "note": plain(after.note)}
            statement = upsert(connection, CallbackWorkRow).values(request_id=request_id, **values)
            connection.execute(statement.on_conflict_do_update(index_elements=["request_id"], set_=values))
            connection.execute(
                update(CallbackRequestRow)
                .where(CallbackRequestRow.id == request_id)
                .values(status=after.status)
            )
            settle(connection, call_sid)
            return after

    def _one(self, condition: ColumnElement[bool], now: datetime) -> QueueEntry | None:
        with reading(self._engine) as connection:
            rows = connection.execute(_entries().where(condition)).all()
            found = [_entry(row, calls) for row, calls in _with_calls(connection, rows, now)]
        return found[0] if found else None


def _entries() -> Any:
    request = [getattr(CallbackRequestRow, name) for name in _REQUEST]
    work = [getattr(CallbackWorkRow, name) for name in _WORK]
    call = [
        CallRow.red_flags, CallRow.suspected, CallRow.caller_number, CallRow.age_years, CallRow.municipality
    ]  # fmt: skip
    duty = [DutyAlertRow.opened_at, DutyAlertRow.ended_at, DutyAlertRow.acknowledged_by]
    return (
        select(*request, CallbackWorkRow.version, *work, *call, *duty)
        .join(CallRow, CallRow.call_sid == CallbackRequestRow.call_sid)
        .outerjoin(CallbackWorkRow, CallbackWorkRow.request_id == CallbackRequestRow.id)
        .outerjoin(DutyAlertRow, DutyAlertRow.call_sid == CallbackRequestRow.call_sid)
    )


def _chosen(filters: Filters) -> list[ColumnElement[bool]]:
    request = CallbackRequestRow
    conditions: list[ColumnElement[bool]] = []
    if filters.service:
        conditions.append(request.service == filters.service)
    if filters.need:
        conditions.append(request.need == filters.need)
    if filters.municipalities:
        conditions.append(CallRow.municipality.in_(filters.municipalities))
    if not filters.practice:
        conditions.append(request.simulated.is_(False))
    return conditions


def _where(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    request, work = CallbackRequestRow, CallbackWorkRow
    chosen = _chosen(filters)
    if filters.view == "waiting":
        return [request.status == "open", *chosen]
    if filters.view == "mine":
        return [request.status == "claimed", work.claimed_by == filters.who, *chosen]
    if filters.view == "others":
        return [request.status == "claimed", work.claimed_by != filters.who, *chosen]
    return [*_closed_today(now), *chosen]


def _closed_today(now: datetime) -> list[ColumnElement[bool]]:
    day_ago = now - timedelta(hours=24)
    # By when the work changed, which the close did last: by the bare status SQLite would walk every closed request.
    return [
        CallbackRequestRow.status.concat("").in_(("done", "cancelled")),
        CallbackWorkRow.changed_at > day_ago,
        CallbackWorkRow.closed_at > day_ago,
    ]


def _order(filters: Filters, order: Order, now: datetime) -> list[Any]:
    request = CallbackRequestRow
    if filters.view == "closed":
        return [CallbackWorkRow.closed_at.desc(), request.id]
    by_deadline = [request.deadline, request.created_at, request.id]
    match order:
        case "signs":
            marked = cast(request.flags, String).contains('"danger"')
            flagged = case((or_(cast(CallRow.red_flags, String) != "[]", marked), 0), else_=1)
            repeated = case((CallRow.caller_number.in_(_repeated(now)), 0), else_=1)
            return [flagged, repeated, *by_deadline]
        case "deadline":
            return by_deadline
        case "waiting":
            return [request.created_at, request.id]
        case "newest":
            return [request.created_at.desc(), request.id]


def _repeated(now: datetime) -> Any:
    """Numbers that have rung more than once lately."""
    # Grouped by an expression: by the bare column SQLite would walk every call by number, not the week's.
    number = CallRow.caller_number.concat("")
    return (
        select(number)
        .where(CallRow.started_at > now - REPEAT_WITHIN, CallRow.caller_number.is_not(None))
        .group_by(number)
        .having(func.count() > 1)
    )


def _with_calls(connection: Connection, rows: Sequence[Any], now: datetime) -> list[tuple[Any, int]]:
    """Each row with how many calls its number has made lately."""
    numbers = {row.caller_number for row in rows if row.caller_number}
    counted = connection.execute(
        select(CallRow.caller_number, func.count())
        .where(CallRow.caller_number.in_(numbers), CallRow.started_at > now - REPEAT_WITHIN)
        .group_by(CallRow.caller_number)
    )
    calls = {row[0]: row[1] for row in counted}
    return [(row, calls.get(row.caller_number, 1)) for row in rows]


def _entry(row: Any, calls: int) -> QueueEntry:
    values = row._mapping
    told = {name: values[name] for name in _REQUEST}
    told["flags"] = tuple((kind, reason) for kind, reason in told["flags"])
    rung = values["opened_at"] is not None
    return QueueEntry(
        CallbackRequest(**told),
        _work(row, values["status"]),
        tuple(values["red_flags"]),
        tuple(values["suspected"]),
        calls,
        values["age_years"],
        values["municipality"],
        Duty(values["ended_at"], values["acknowledged_by"]) if rung else None,
    )


def _work(row: Any, status: Any) -> Work:
    values = row._mapping
    if values["version"] is None:
        return Work(status=status)
    return Work(status=status, version=values["version"], **{name: values[name] for name in _WORK})


def _locked_work(connection: Connection, request_id: str) -> Work:
    """The work as it is, with the request's row held until the transaction ends."""
    status: Any = connection.execute(
        select(CallbackRequestRow.status).where(CallbackRequestRow.id == request_id).with_for_update()
    ).scalar_one()
    columns = [CallbackWorkRow.version, *(getattr(CallbackWorkRow, name) for name in _WORK)]
    row = connection.execute(select(*columns).where(CallbackWorkRow.request_id == request_id)).one_or_none()
    return Work(status=status) if row is None else _work(row, status)
