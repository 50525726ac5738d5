"""Callback requests: one for a call and a service, however often the caller changes their mind."""

from dataclasses import fields
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Engine, Select, case, func, or_, select, update

from bot.care.callback_requests import CallbackRequest
from bot.records.database import reading, writing
from bot.records.rows import ensure_call, plain, upsert
from bot.records.settle import settle
from bot.records.tables import CallbackRequestRow, CallRow

_FIELDS = tuple(field.name for field in fields(CallbackRequest))
_KEPT = ("id", "call_sid", "service", "created_at", "deadline")
"""What a repeated booking does not change: the duty runs from the first contact."""
WAITING = ("open", "claimed")
MOST_OF_A_NUMBER = 20
"""More requests than these are not one caller's: the number is an exchange's, a home's or a switchboard's."""
BETWEEN_MATTERS = " / "
_WORDS = ("concern", "preferred_time", "preferred_time_words")


class SqlCallbackRequests:
    """Callback requests in the database. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def book(self, request: CallbackRequest) -> CallbackRequest:
        """Commit the request and return it as stored; only then may the caller be told that it is booked.

        A second booking of the same call and service changes the row that is there and returns that one; what was
        told before stays with what is told now.
        """
        values = _values(request)
        with writing(self._engine) as connection:
            ensure_call(connection, request.call_sid, request.created_at, simulated=request.simulated)
            statement = upsert(connection, CallbackRequestRow).values(**values)
            changes: dict[str, Any] = {name: value for name, value in values.items() if name not in _KEPT}
            # A nurse who has taken the request keeps it while the caller adds to it.
            changes["status"] = case(
                (CallbackRequestRow.status == "claimed", "claimed"), else_=request.status
            )
            changes["concern"] = _added_to_concern(values["concern"])

            changes["birth_date"] = func.coalesce(request.birth_date, CallbackRequestRow.birth_date)
            row = connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["call_sid", "service"], set_=changes
                ).returning(*columns())
            ).one()
            settle(connection, request.call_sid)
            return request_of(row)

    def get(self, request_id: str) -> CallbackRequest | None:
        with reading(self._engine) as connection:
            row = connection.execute(
                select(*columns()).where(CallbackRequestRow.id == request_id)
            ).one_or_none()
            return None if row is None else request_of(row)

    def of_call(self, call_sid: str) -> tuple[CallbackRequest, ...]:
        """The call's requests, in the order they were made."""
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(*columns())
                .where(CallbackRequestRow.call_sid == call_sid)
                .order_by(CallbackRequestRow.created_at, CallbackRequestRow.id)
            )
            return tuple(request_of(row) for row in rows)

    def open(self, include_simulated: bool = False) -> tuple[CallbackRequest, ...]:
        """Requests that wait for a nurse, the nearest deadline first."""
        statement = (
            select(*columns())
            .where(CallbackRequestRow.status == "open")
            .order_by(CallbackRequestRow.deadline, CallbackRequestRow.created_at, CallbackRequestRow.id)
        )
        if not include_simulated:
            statement = statement.where(CallbackRequestRow.simulated.is_(False))
        with reading(self._engine) as connection:
            return tuple(request_of(row) for row in connection.execute(statement))

    def cancel(self, request_id: str) -> CallbackRequest | None:
        """The caller takes an open request back. Returns it, or None when there was none to cancel."""
        with writing(self._engine) as connection:
            row = connection.execute(
                update(CallbackRequestRow)
                .where(CallbackRequestRow.id == request_id, CallbackRequestRow.status == "open")
                .values(status="cancelled")
                .returning(*columns())
            ).one_or_none()
            if row is None:
                return None
            settle(connection, row.call_sid)
            return request_of(row)


def _added_to_concern(words: str) -> Any:
    """The row's concern with these words after it, unless it holds them already."""
    held = CallbackRequestRow.concern
    return case(
        (held == "", words),
        (held.contains(words, autoescape=True), held),
        else_=held + BETWEEN_MATTERS + words,
    )


def insert_dropped(connection: Connection, request: CallbackRequest) -> None:
    """The task of a call that was cut, in a transaction of the caller's; a request of the same service stays."""
    statement = upsert(connection, CallbackRequestRow).values(**_values(request))
    connection.execute(statement.on_conflict_do_nothing())


def _values(request: CallbackRequest) -> dict[str, Any]:
    values = {name: getattr(request, name) for name in _FIELDS}
    values = {name: plain(value) if isinstance(value, str) else value for name, value in values.items()}
    # A promise to a caller does not fail for words that were not caught.
    values |= {name: values[name] or "" for name in _WORDS}
    values["flags"] = [list(flag) for flag in request.flags]
    values["id"] = str(request.id) if request.id else uuid4().hex
    return values


def newest_of_number(number: str, simulated: bool, *read: Any) -> Select[Any]:
    """Those that wait to be rung on the number or came from it, the newest first, `MOST_OF_A_NUMBER` at most."""
    return (
        select(*read)
        .join(CallRow, CallRow.call_sid == CallbackRequestRow.call_sid)
        .where(
            CallbackRequestRow.status.in_(WAITING),
            CallbackRequestRow.simulated.is_(simulated),
            or_(CallbackRequestRow.number == number, CallRow.caller_number == number),
        )
        .order_by(CallbackRequestRow.created_at.desc(), CallbackRequestRow.id)
        .limit(MOST_OF_A_NUMBER)
    )


def columns() -> list[Any]:
    """What `request_of` reads."""
    return [getattr(CallbackRequestRow, name) for name in _FIELDS]


def request_of(row: Any) -> CallbackRequest:
    """The request in a row of `columns`."""
    values = dict(row._mapping)
    values["flags"] = tuple((kind, reason) for kind, reason in values["flags"])
    return CallbackRequest(**values)
