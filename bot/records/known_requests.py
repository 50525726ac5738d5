"""Requests that wait for a number that rings again: found, opened with a birth date, changed; all audited."""

import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, func, select, update

from bot.care.callback_requests import CallbackRequest
from bot.records.audit import AuditEvent, write_event
from bot.records.callback_requests import WAITING, SqlCallbackRequests, columns, newest_of_number, request_of
from bot.records.calls import SqlCalls
from bot.records.database import reading, writing
from bot.records.failures import RecordsFailed
from bot.records.follow_ups import CANCELLED_EARLIER
from bot.records.rows import plain
from bot.records.tables import AuditEventRow, CallbackRequestRow

WRONG_DATES_A_DAY = 5
"""Wrong birth dates about one request within a day, after which no date opens it any more."""
_WRONG = "callback_request.wrong_birth_date"


class SqlKnownRequests:
    """Implements `bot.dialogue.office.KnownRequests`. Every method raises RecordsFailed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._requests = SqlCallbackRequests(engine)
        self._calls = SqlCalls(engine)

    def waiting(self, number: str, call_sid: str, *, simulated: bool) -> tuple[CallbackRequest, ...]:
        """Requests of other calls that the number's callers were promised, the nearest deadline first.

        The newest `MOST_OF_A_NUMBER`, for a number from which a whole house rings.
        """
        newest = newest_of_number(number, simulated, *columns()).where(
            CallbackRequestRow.dropped.is_(False), CallbackRequestRow.call_sid != call_sid
        )
        with reading(self._engine) as connection:
            found = [request_of(row) for row in connection.execute(newest)]
        return tuple(sorted(found, key=lambda request: (request.deadline, str(request.id))))

    def opened_by(
        self, requests: Sequence[CallbackRequest], birth_date: str, call_sid: str, at: datetime
    ) -> CallbackRequest | None:
        """The latest of the requests whose birth date (ISO) this is; None for a wrong one or too many wrong ones."""
        with writing(self._engine) as connection:
            matching = [
                request
                for request in requests
                if request.birth_date is not None
                and hmac.compare_digest(request.birth_date, birth_date)
                and self._wrong_dates(connection, request.id, at) < WRONG_DATES_A_DAY
            ]
            opened = max(matching, key=lambda request: request.created_at, default=None)
            for request in (opened,) if opened else requests:
                action = "callback_request.opened_by_caller" if opened else _WRONG
                _audit(connection, at, call_sid, action, request.id)
        return opened

    def add(self, request_id: str, words: str, call_sid: str, at: datetime) -> None:
        """Add the caller's words to the concern."""
        with writing(self._engine) as connection:
            concern = connection.scalar(
                select(CallbackRequestRow.concern)
                .where(CallbackRequestRow.id == request_id)
                .with_for_update()
            )
            _change(connection, request_id, concern=f"{concern or ''} / {plain(words)}".strip(" /"))
            _audit(connection, at, call_sid, "callback_request.added_to", request_id)
        self._changed(request_id, call_sid, at)

    def change(self, request_id: str, call_sid: str, at: datetime, **values: str) -> None:
        """Change the number (E.164), or the preferred time and its words."""
        with writing(self._engine) as connection:
            _change(connection, request_id, **{name: plain(value) for name, value in values.items()})
            detail = {"changed": sorted(values)}
            _audit(connection, at, call_sid, "callback_request.changed_by_caller", request_id, detail)
        self._changed(request_id, call_sid, at)

    def cancel(self, request_id: str, call_sid: str, at: datetime) -> None:
        """The caller takes the request back, also one that a nurse has taken."""
        with writing(self._engine) as connection:
            _change(connection, request_id, status="cancelled")
            _audit(connection, at, call_sid, "callback_request.cancelled_by_caller", request_id)
        self._calls.set_outcome(call_sid, "information", None, CANCELLED_EARLIER, at)

    def _changed(self, request_id: str, call_sid: str, at: datetime) -> None:
        request = self._requests.get(request_id)
        service = request.service if request else None
        self._calls.set_outcome(call_sid, "callback", service, "request_changed", at)

    def _wrong_dates(self, connection: Connection, request_id: str, at: datetime) -> int:
        counted = connection.scalar(
            select(func.count()).where(
                AuditEventRow.subject == _subject(request_id),
                AuditEventRow.action == _WRONG,
                AuditEventRow.at > at - timedelta(days=1),
            )
        )
        return int(counted or 0)


def _change(connection: Connection, request_id: str, **values: Any) -> None:
    changed = connection.execute(
        update(CallbackRequestRow)
        .where(CallbackRequestRow.id == request_id, CallbackRequestRow.status.in_(WAITING))
        .values(**values)
        .returning(CallbackRequestRow.id)
    ).first()
    if changed is None:
        raise RecordsFailed("the request does not wait any more", refused=True)


def _audit(
    connection: Connection,
    at: datetime,
    call_sid: str,
    action: str,
    request_id: str,
    detail: dict[str, Any] | None = None,
) -> None:
    write_event(connection, AuditEvent(at, f"caller:{call_sid}", action, _subject(request_id), detail or {}))


def _subject(request_id: str) -> str:
    return f"callback_request:{request_id}"
