"""Everything that is kept of one resident, by their telephone number: to be told to them, or erased."""

from base64 import b64encode
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, or_, select

from bot.records.access_log import LogQuery, SqlAccessLog, resident_subject
from bot.records.acting import acting
from bot.records.console_tables import CallbackWorkRow, CorrectionRow, SuggestionRow
from bot.records.database import reading
from bot.records.retention import remove_calls
from bot.records.sound import SoundFiles
from bot.records.tables import (
    CallbackRequestRow,
    CallRow,
    DutyAlertRow,
    FeedbackRow,
    HandoffRow,
    IntakeAnswerRow,
    Tables,
    TextMessageRow,
    TurnRow,
)


class StillOpen(Exception):
    """The resident waits to be rung: nothing is erased."""


class SqlResidents:
    """Residents in the database. Every method raises RecordsFailed. Numbers are E.164."""

    def __init__(self, engine: Engine, sound: SoundFiles) -> None:
        self._engine = engine
        self._sound = sound

    def calls(self, number: str) -> tuple[str, ...]:
        """The sids of the calls from the number, and of those that asked to be rung at it."""
        with reading(self._engine) as connection:
            return _calls(connection, number)

    def has_open_request(self, number: str) -> bool:
        with reading(self._engine) as connection:
            return _has_open(connection, _calls(connection, number))

    def export(self, number: str, by: str, at: datetime) -> dict[str, Any]:
        """Everything as plain JSON values, the log of who looked at it included; the export is logged first."""
        with acting(self._engine, by, "resident.exported", resident_subject(number), at) as connection:
            sids = _calls(connection, number)
            requests = _rows(connection, CallbackRequestRow, sids)
            ids = [request["id"] for request in requests]
            work = select(*CallbackWorkRow.__table__.c).where(CallbackWorkRow.request_id.in_(ids))
            found = {
                "number": number,
                "exported_at": at.isoformat(),
                "calls": _rows(connection, CallRow, sids),
                "turns": _rows(connection, TurnRow, sids),
                "callback_requests": requests,
                "callback_work": [_plain(row._mapping) for row in connection.execute(work)],
                "intake_answers": _rows(connection, IntakeAnswerRow, sids),
                "feedback": _rows(connection, FeedbackRow, sids),
                "text_messages": _rows(connection, TextMessageRow, sids),
                "duty_alerts": _rows(connection, DutyAlertRow, sids),
                "handoffs": _rows(connection, HandoffRow, sids),
                "corrections": _rows(connection, CorrectionRow, sids),
                "sound": self._sounds(sids),
                "suggestions": _rows(connection, SuggestionRow, sids),
            }
        log = SqlAccessLog(self._engine).all(LogQuery(number=number))
        found["log"] = [
            _plain({"at": each.at, "actor": each.actor, "action": each.action, "detail": each.detail})
            for each in log
        ]
        return found

    def erase(self, number: str, reason: str, by: str, at: datetime) -> int:
        """Delete the resident's calls with all that hangs on them; returns how many. Raises StillOpen."""
        detail = {"reason": reason}
        with acting(self._engine, by, "resident.erased", resident_subject(number), at, detail) as connection:
            sids = _calls(connection, number)
            if _has_open(connection, sids):
                raise StillOpen
            remove_calls(connection, sids)
            self._sound.remove(sids)
            return len(sids)

    def _sounds(self, sids: tuple[str, ...]) -> list[dict[str, Any]]:
        """What the resident said, as WAV files in Base64."""
        turns = [(sid, turn) for sid in sids for turn in sorted(self._sound.turns(sid))]
        return [
            {"call_sid": sid, "turn": turn, "wav": b64encode(self._sound.wav(sid, turn) or b"").decode()}
            for sid, turn in turns
        ]


def _calls(connection: Connection, number: str) -> tuple[str, ...]:
    requested = select(CallbackRequestRow.call_sid).where(CallbackRequestRow.number == number)
    statement = (
        select(CallRow.call_sid)
        .where(or_(CallRow.caller_number == number, CallRow.call_sid.in_(requested)))
        .order_by(CallRow.started_at)
    )
    return tuple(connection.execute(statement).scalars())


def _has_open(connection: Connection, sids: tuple[str, ...]) -> bool:
    request = CallbackRequestRow
    statement = select(request.id).where(request.call_sid.in_(sids), request.status.in_(("open", "claimed")))
    return connection.execute(statement.limit(1)).first() is not None


def _rows(connection: Connection, table: type[Tables], sids: tuple[str, ...]) -> list[dict[str, Any]]:
    columns = table.__table__.c
    statement = select(*columns).where(columns.call_sid.in_(sids))
    return [_plain(row._mapping) for row in connection.execute(statement)]


def _plain(row: Any) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, datetime) else value for key, value in dict(row).items()
    }
