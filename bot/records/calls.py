"""Calls and their turns."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, select, update

from bot.care.dispositions import Disposition, outranks
from bot.records.database import reading, writing
from bot.records.rows import ensure_call, plain, upsert
from bot.records.settle import settle
from bot.records.tables import CallbackRequestRow, CallRow, TurnRow


@dataclass(frozen=True)
class CallRecord:
    """One call. Numbers are E.164 (None: withheld), red flags, suspicions and those that the
    caller denied are categories.

    `clock_offset_s`: seconds that this call's clock is ahead of the real one. `failures`: parts of the
    service that failed during the call. `why`: our own words for how the call came to end so.
    """

    call_sid: str
    caller_number: str | None
    started_at: datetime
    clock_offset_s: float = 0.0
    simulated: bool = False
    language: str = "fi"
    ended_at: datetime | None = None
    streams: tuple[str, ...] = ()
    need: str | None = None
    need_confidence: float | None = None
    red_flags: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    told_112: bool = False
    disposition: Disposition | None = None
    service: str | None = None
    why: str | None = None
    age_years: float | None = None
    municipality: str | None = None

    def now(self, real_now: datetime) -> datetime:
        """The time by this call's clock."""
        return real_now + timedelta(seconds=self.clock_offset_s)


@dataclass(frozen=True)
class TurnRecord:
    """One speaker's go. `index` counts from 0 within the call; `confidence` is 0 to 1.

    `signs`: the red flags that these words raised, as mappings of category, action and words.
    `response_ms`: Luuri's turns: from the caller's last voiced sample to the first audible one of the answer.
    `misunderstood`: the caller told their matter in these words, and the dialogue did not understand it.
    """

    call_sid: str
    index: int
    speaker: Literal["caller", "luuri"]
    text: str
    heard_at: datetime
    confidence: float | None = None
    alternatives: tuple[str, ...] = ()
    signs: tuple[Mapping[str, str], ...] = ()
    topic: str | None = None
    response_ms: float | None = None
    interrupted: bool = False
    misunderstood: bool = False


class SqlCalls:
    """Calls in the database. Every method raises RecordsFailed and may be repeated without harm."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, call: CallRecord) -> bool:
        """Record that a call has come in; False when it was recorded before, and then nothing changes."""
        known = {
            "caller_number": call.caller_number,
            "started_at": call.started_at,
            "clock_offset_s": call.clock_offset_s,
            "simulated": call.simulated,
            "language": call.language,
            "announced": True,
        }
        with writing(self._engine) as connection:
            statement = upsert(connection, CallRow).values(call_sid=call.call_sid, **known)
            statement = statement.on_conflict_do_update(
                index_elements=["call_sid"], set_=known, where=CallRow.announced.is_(False)
            )
            return connection.execute(statement.returning(CallRow.call_sid)).first() is not None

    def get(self, call_sid: str) -> CallRecord | None:
        with reading(self._engine) as connection:
            row = connection.execute(calls_selected().where(CallRow.call_sid == call_sid)).one_or_none()
            return None if row is None else call_record(row)

    def turns(self, call_sid: str) -> tuple[TurnRecord, ...]:
        """The call's turns from the first."""
        columns = [getattr(TurnRow, field.name) for field in fields(TurnRecord)]
        with reading(self._engine) as connection:
            rows = connection.execute(
                select(*columns).where(TurnRow.call_sid == call_sid).order_by(TurnRow.index)
            )
            return tuple(TurnRecord(**_tuples(row)) for row in rows)

    def recent(
        self, limit: int = 50, *, before: datetime | None = None, include_simulated: bool = False
    ) -> tuple[CallRecord, ...]:
        """The newest calls first, of those that started before `before`."""
        statement = calls_selected().order_by(CallRow.started_at.desc(), CallRow.call_sid).limit(limit)
        if before is not None:
            statement = statement.where(CallRow.started_at < before)
        if not include_simulated:
            statement = statement.where(CallRow.simulated.is_(False))
        with reading(self._engine) as connection:
            return tuple(call_record(row) for row in connection.execute(statement))

    def unfinished(self) -> tuple[CallRecord, ...]:
        """Calls that never ended in the records, oldest first: going on now, or left open by a crash."""
        statement = calls_selected().where(CallRow.ended_at.is_(None)).order_by(CallRow.started_at)
        with reading(self._engine) as connection:
            return tuple(call_record(row) for row in connection.execute(statement))

    def close_unfinished(self, at: datetime, why: str) -> tuple[str, ...]:
        """Close calls that a crash left open, before the service answers new ones. Returns their sids."""
        left_open = tuple(call.call_sid for call in self.unfinished())
        for call_sid in left_open:
            self.finish(call_sid, at, why)
        return left_open

    def add_turn(self, turn: TurnRecord) -> None:
        """Record a turn; a turn of the same index is replaced (an answer that was interrupted, for one)."""
        values = asdict(turn) | {
            "text": plain(turn.text),
            "alternatives": [plain(words) for words in turn.alternatives],
            "signs": [dict(sign) for sign in turn.signs],
        }
        with writing(self._engine) as connection:
            ensure_call(connection, turn.call_sid, turn.heard_at)
            statement = upsert(connection, TurnRow).values(**values)
            connection.execute(
                statement.on_conflict_do_update(index_elements=["call_sid", "index"], set_=values)
            )

    def note_need(self, call_sid: str, need: str, confidence: float | None, at: datetime) -> None:
        """What the caller needs, as last understood."""
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            _set(connection, call_sid, need=need, need_confidence=confidence)

    def note_red_flags(
        self, call_sid: str, at: datetime, *, red_flags: Sequence[str] = (), suspected: Sequence[str] = ()
    ) -> None:
        """Add categories to what the call has raised. Nothing that was heard is ever taken away."""
        self._add(call_sid, at, red_flags=red_flags, suspected=suspected)

    def note_denied(self, call_sid: str, at: datetime, denied: Sequence[str]) -> None:
        """All categories that the caller has answered with a no and that were not heard again after it."""
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            _set(connection, call_sid, denied=list(denied))

    def note_failure(self, call_sid: str, part: str, at: datetime) -> None:
        """A part of the service (hearing, dialogue, voice, records, line...) failed this call."""
        self._add(call_sid, at, failures=(part,))

    def note_stream(self, call_sid: str, stream_sid: str, at: datetime) -> None:
        """A media stream of the call was opened; more than one means that the line was cut in between."""
        self._add(call_sid, at, streams=(stream_sid,))
        with writing(self._engine) as connection:
            _set(connection, call_sid, answered_at=at, only_if=CallRow.answered_at.is_(None))

    def note_caller(self, call_sid: str, age_years: float | None, municipality: str | None) -> None:
        """Whom the call is about, for the figures; what is not known leaves what was."""
        told = {"age_years": age_years, "municipality": municipality}
        known = {name: value for name, value in told.items() if value is not None}
        if known:
            with writing(self._engine) as connection:
                _set(connection, call_sid, **known)

    def set_outcome(
        self, call_sid: str, disposition: Disposition, service: str | None, why: str | None, at: datetime
    ) -> None:
        """What was done for the caller. The call's disposition is the first that the records bear out:

        told 112 > a person answered a handoff > a callback request stands > informed > abandoned. So a weaker
        outcome never hides a stronger one, and `transfer` needs a handoff whose outcome is `answered`.
        """
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            current = connection.execute(
                select(CallRow.disposition).where(CallRow.call_sid == call_sid).with_for_update()
            ).scalar_one()
            facts: dict[str, Any] = {}
            if disposition == "emergency_112":
                facts["told_112"] = True
            elif disposition == "callback":
                facts["callback_changed"] = not _has_request(connection, call_sid)
            elif disposition == "information":
                facts["informed"] = True
            if outranks(disposition, cast("Disposition | None", current)):
                if service is not None and disposition != "transfer":
                    facts["told_service"] = service
                if why is not None:
                    facts["why"] = plain(why)[:200]
            if facts:
                _set(connection, call_sid, **facts)
            settle(connection, call_sid)

    def finish(self, call_sid: str, ended_at: datetime, why: str | None = None) -> None:
        """The call is over; the first end counts. `why` is kept unless the outcome has one."""
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, ended_at)
            _set(connection, call_sid, ended_at=ended_at, only_if=CallRow.ended_at.is_(None))
            if why is not None:
                _set(connection, call_sid, why=plain(why)[:200], only_if=CallRow.why.is_(None))
            settle(connection, call_sid)

    def _add(self, call_sid: str, at: datetime, **additions: Sequence[str]) -> None:
        columns = [getattr(CallRow, name) for name in additions]
        with writing(self._engine) as connection:
            ensure_call(connection, call_sid, at)
            kept = connection.execute(
                select(*columns).where(CallRow.call_sid == call_sid).with_for_update()
            ).one()
            union = {
                name: list(dict.fromkeys([*before, *added]))
                for before, (name, added) in zip(kept, additions.items(), strict=True)
            }
            _set(connection, call_sid, **union)


def calls_selected() -> Any:
    """A SELECT whose rows `call_record` reads."""
    return select(*(getattr(CallRow, field.name) for field in fields(CallRecord)))


def _tuples(row: Any) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row._mapping.items()}


def _has_request(connection: Connection, call_sid: str) -> bool:
    of_call = select(CallbackRequestRow.id).where(CallbackRequestRow.call_sid == call_sid)
    return connection.execute(of_call).first() is not None


def call_record(row: Any) -> CallRecord:
    return CallRecord(**_tuples(row))


def _set(connection: Connection, call_sid: str, *, only_if: Any = None, **values: Any) -> None:
    statement = update(CallRow).where(CallRow.call_sid == call_sid).values(**values)
    connection.execute(statement if only_if is None else statement.where(only_if))
