"""Webhooks that have been acted on."""

from datetime import datetime

from sqlalchemy import Engine

from bot.records.database import writing
from bot.records.rows import upsert
from bot.records.tables import WebhookRow


class SqlWebhooks:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def first_time(self, call_sid: str, kind: str, at: datetime) -> bool:
        """True once for a call and kind of webhook, False when it is retried. Raises RecordsFailed."""
        with writing(self._engine) as connection:
            statement = upsert(connection, WebhookRow).values(call_sid=call_sid, kind=kind, seen_at=at)
            statement = statement.on_conflict_do_nothing().returning(WebhookRow.call_sid)
            return connection.execute(statement).first() is not None
