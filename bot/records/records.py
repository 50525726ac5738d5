"""What a call tells the records while it goes on. Facts wait in the spool while the database is away."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from loguru import logger
from sqlalchemy import Engine

from bot.care.callback_requests import CallbackRequest
from bot.care.dispositions import Disposition
from bot.care.intake import Told
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls, TurnRecord
from bot.records.duty_alerts import DutyAlert, SqlDutyAlerts
from bot.records.failures import RecordsFailed
from bot.records.follow_ups import SqlFollowUps
from bot.records.handoffs import HandoffOutcome, HandoffRecord, SqlHandoffs
from bot.records.intake_answers import SqlIntakeAnswers
from bot.records.spool import Fact, Spool
from bot.records.text_messages import SqlTextMessages

RETRY_AFTER_S = 5.0
"""While facts wait, the database is asked again this often, so that a dead one does not slow every turn."""
_OF_START = ("call_sid", "caller_number", "started_at", "clock_offset_s", "simulated", "language")


class Records:
    """The facts of calls, each written at once or kept in the spool; thread-safe.

    Methods return when the fact is in the database or on the disk, and raise only SpoolFailed (neither took
    it). A fact that the database refuses is set aside and logged without its content. A call gives its facts
    in order; while any fact waits, later ones wait behind it. `book` is the exception.
    """

    def __init__(self, engine: Engine, spool_folder: Path, clock: Callable[[], float] = monotonic) -> None:
        self.calls = SqlCalls(engine)
        self.callback_requests = SqlCallbackRequests(engine)
        self.handoffs = SqlHandoffs(engine)
        self.intake_answers = SqlIntakeAnswers(engine)
        self.duty_alerts = SqlDutyAlerts(engine)
        self.text_messages = SqlTextMessages(engine)
        self.follow_ups = SqlFollowUps(engine)
        self._spool = Spool(spool_folder)
        self._clock = clock
        self._retry_at = 0.0
        self._replaying = Lock()

    def call_started(self, call: CallRecord) -> None:
        self._write("call_started", **{name: getattr(call, name) for name in _OF_START})

    def stream_opened(self, call_sid: str, stream_sid: str, at: datetime) -> None:
        self._write("stream_opened", call_sid=call_sid, stream_sid=stream_sid, at=at)

    def turn_spoken(self, turn: TurnRecord) -> None:
        """Record a turn, or replace the one of the same index."""
        self._write("turn_spoken", **asdict(turn))

    def keep(self, call_sid: str, need: str, answers: Mapping[str, Told], at: datetime) -> None:
        """All that a caller has answered to a need's questions so far: see SqlIntakeAnswers.keep."""
        plain = {topic: told.plain() for topic, told in answers.items()}
        self._write("intake_answered", call_sid=call_sid, need=need, answers=plain, at=at)

    def need_heard(self, call_sid: str, need: str, confidence: float | None, at: datetime) -> None:
        self._write("need_heard", call_sid=call_sid, need=need, confidence=confidence, at=at)

    def signs_heard(
        self, call_sid: str, at: datetime, *, red_flags: Sequence[str] = (), suspected: Sequence[str] = ()
    ) -> None:
        """Categories of red flags that were heard, and that are only suspected."""
        self._write(
            "signs_heard", call_sid=call_sid, at=at, red_flags=list(red_flags), suspected=list(suspected)
        )

    def signs_denied(self, call_sid: str, at: datetime, denied: Sequence[str]) -> None:
        """All categories that the caller has said no to and that were not heard again after it."""
        self._write("signs_denied", call_sid=call_sid, at=at, denied=list(denied))

    def part_failed(self, call_sid: str, part: str, at: datetime) -> None:
        """A part of the service failed this call: hearing, dialogue, voice, records, line..."""
        self._write("part_failed", call_sid=call_sid, part=part, at=at)

    def handoff_started(self, handoff: HandoffRecord) -> None:
        self._write("handoff_started", **asdict(handoff))

    def handoff_ended(self, handoff_id: str, outcome: HandoffOutcome, at: datetime) -> None:
        self._write("handoff_ended", handoff_id=handoff_id, outcome=outcome, at=at)

    def outcome(
        self, call_sid: str, disposition: Disposition, service: str | None, why: str | None, at: datetime
    ) -> None:
        """What was done for the caller: see SqlCalls.set_outcome."""
        self._write("outcome", call_sid=call_sid, disposition=disposition, service=service, why=why, at=at)

    def finished(self, call_sid: str, at: datetime, why: str | None = None) -> None:
        self._write("finished", call_sid=call_sid, at=at, why=why)

    def duty_opened(self, alert: DutyAlert) -> None:
        self._write("duty_opened", **asdict(alert))

    def duty_rung(self, call_sid: str, number: str, at: datetime, outcome: str) -> None:
        self._write("duty_rung", call_sid=call_sid, number=number, at=at, outcome=outcome)

    def duty_ended(self, call_sid: str, at: datetime, acknowledged_by: str | None) -> None:
        """Somebody has acknowledged the alert, or (None) nobody is rung any more."""
        self._write("duty_ended", call_sid=call_sid, at=at, acknowledged_by=acknowledged_by)

    def book(self, request: CallbackRequest) -> CallbackRequest:
        """Commit a callback request to the database itself, since the caller is told of it.

        Raises RecordsFailed when that did not happen; the request is then kept nowhere.
        """
        return self.callback_requests.book(request)

    def replay(self) -> int:
        """Write the facts that wait; returns how many. Raises RecordsFailed when the database is still away.

        Run it when the service starts, before SqlCalls.close_unfinished, and now and then.
        """
        with self._replaying:
            return self._replay()

    def _replay(self) -> int:
        if not self._spool.waiting():
            return 0
        replayed = self._spool.replay(self._apply)
        logger.info("spool: {} facts replayed", replayed)
        return replayed

    def _write(self, name: str, **facts: Any) -> None:
        fact: Fact = {"fact": name} | {key: _as_json(value) for key, value in facts.items()}
        if self._must_wait():
            self._spool.add(fact)
            return
        try:
            self._apply(fact)
        except RecordsFailed as error:
            if error.refused:
                logger.error("spool: the database refuses {}, set aside: {}", name, error)
                self._spool.set_aside(fact)
                return
            logger.warning("spool: {} waits: {}", name, error)
            self._retry_at = self._clock() + RETRY_AFTER_S
            self._spool.add(fact)

    def _must_wait(self) -> bool:
        """Whether older facts wait that the database still does not take."""
        if not self._spool.waiting():
            return False
        if self._clock() < self._retry_at or not self._replaying.acquire(blocking=False):
            return True
        try:
            self._replay()
        except RecordsFailed:
            self._retry_at = self._clock() + RETRY_AFTER_S
        finally:
            self._replaying.release()
        return self._spool.waiting()

    def _apply(self, fact: Fact) -> None:
        facts = {key: _from_json(key, value) for key, value in fact.items()}
        match facts.pop("fact"):
            case "call_started":
                self.calls.start(CallRecord(**facts))
            case "stream_opened":
                self.calls.note_stream(**facts)
            case "turn_spoken":
                self.calls.add_turn(TurnRecord(**facts))
            case "intake_answered":
                told = {topic: Told.from_plain(each) for topic, each in facts["answers"].items()}
                self.intake_answers.keep(facts["call_sid"], facts["need"], told, facts["at"])
            case "need_heard":
                self.calls.note_need(**facts)
            case "signs_heard":
                self.calls.note_red_flags(**facts)
            case "signs_denied":
                self.calls.note_denied(**facts)
            case "part_failed":
                self.calls.note_failure(**facts)
            case "handoff_started":
                self.handoffs.start(HandoffRecord(**facts))
            case "handoff_ended":
                self.handoffs.end(facts["handoff_id"], facts["outcome"], facts["at"])
            case "outcome":
                self.calls.set_outcome(**facts)
            case "finished":
                self.calls.finish(facts["call_sid"], facts["at"], facts["why"])
            case "duty_opened":
                self.duty_alerts.open(DutyAlert(**facts))
            case "duty_rung":
                self.duty_alerts.rung(**facts)
            case "duty_ended":
                self.duty_alerts.end(**facts)
            case unknown:
                raise LookupError(f"no fact is called {unknown}")


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _from_json(key: str, value: Any) -> Any:
    is_instant = key == "at" or key.endswith("_at")
    return datetime.fromisoformat(value) if is_instant and value is not None else value
