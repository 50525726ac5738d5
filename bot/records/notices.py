"""Notices in the database: added and removed by a named author, and audited."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, insert, select, update

from bot.care.notices import Notice
from bot.records.audit import AuditEvent, write_event
from bot.records.database import reading, writing
from bot.records.tables import NoticeRow


class SqlNotices:
    """Every method raises RecordsFailed. A removed notice stays in the table: what callers were told is kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, notice: Notice) -> None:
        values = {each.name: getattr(notice, each.name) for each in fields(Notice)}
        lists = {key: list(value) for key, value in values.items() if isinstance(value, tuple)}
        with writing(self._engine) as connection:
            connection.execute(insert(NoticeRow).values(**values | lists))
            event = AuditEvent(notice.created_at, notice.author, "notice.added", f"notice:{notice.id}")
            write_event(connection, event)

    def remove(self, notice_id: str, author: str, at: datetime) -> bool:
        """False when there is no such notice any more."""
        with writing(self._engine) as connection:
            removed = connection.execute(
                update(NoticeRow)
                .where(NoticeRow.id == notice_id, NoticeRow.removed_at.is_(None))
                .values(removed_at=at)
                .returning(NoticeRow.id)
            ).first()
            if removed:
                write_event(connection, AuditEvent(at, author, "notice.removed", f"notice:{notice_id}"))
            return removed is not None

    def standing(self, at: datetime | None = None) -> tuple[Notice, ...]:
        """Notices that are not removed, the oldest first; with `at` those that are valid then."""
        statement = _notices().where(NoticeRow.removed_at.is_(None))
        if at is not None:
            statement = statement.where(NoticeRow.valid_from <= at, NoticeRow.valid_until > at)
        with reading(self._engine) as connection:
            rows = connection.execute(statement.order_by(NoticeRow.created_at, NoticeRow.id))
            return tuple(_notice(row) for row in rows)


def _notices() -> Any:
    return select(*(getattr(NoticeRow, each.name) for each in fields(Notice)))


def _notice(row: Any) -> Notice:
    values: dict[str, Any] = dict(row._mapping)
    values |= {key: tuple(value) for key, value in values.items() if isinstance(value, list)}
    return Notice(**values)
