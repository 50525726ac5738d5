"""What every page of the console works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

from bot.care.answers.language import NAMES
from bot.care.directory import Directory
from bot.records.access_log import SqlAccessLog
from bot.records.access_reasons import SqlAccessReasons
from bot.records.alarms import SqlAlarms
from bot.records.audit import SqlAuditEvents
from bot.records.call_search import SqlCallSearch
from bot.records.callback_queue import SqlCallbackQueue
from bot.records.calls import SqlCalls
from bot.records.corrections import SqlCorrections
from bot.records.handoffs import SqlHandoffs
from bot.records.insight import SqlInsight
from bot.records.intake_answers import SqlIntakeAnswers
from bot.records.residents import SqlResidents
from bot.records.retention import SqlRetention
from bot.records.sessions import SqlSessions, Visitor
from bot.records.staff import SqlStaff
from console.access.open_id import OpenId
from console.phrases import Phrases
from console.ports import LiveCalls, NoPhone, Phone
from console.texts import Texts


@dataclass
class Desk:
    """The console's parts. `names`: what needs and signs are called, by kind and id.

    `practice`: simulated calls are shown from the start, as on an installation without a telephone account.
    """

    engine: Engine
    names: Mapping[str, Mapping[str, str]]
    directory: Callable[[], Directory]
    live: LiveCalls
    phone: Phone = field(default_factory=NoPhone)
    practice: bool = False
    open_id: OpenId | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    texts: Texts = field(default_factory=lambda: Texts("fi"))

    def __post_init__(self) -> None:
        self.staff = SqlStaff(self.engine)
        self.sessions = SqlSessions(self.engine)
        self.audit = SqlAuditEvents(self.engine)
        self.calls = SqlCalls(self.engine)
        self.answers = SqlIntakeAnswers(self.engine)
        self.queue = SqlCallbackQueue(self.engine)
        self.alarms = SqlAlarms(self.engine)
        self.search = SqlCallSearch(self.engine)
        self.corrections = SqlCorrections(self.engine)
        self.reasons = SqlAccessReasons(self.engine)
        self.log = SqlAccessLog(self.engine)
        self.residents = SqlResidents(self.engine)
        self.retention = SqlRetention(self.engine)
        self.insight = SqlInsight(self.engine)
        self.handoffs = SqlHandoffs(self.engine)
        self.say = Phrases(self.texts)

    def need(self, need: str | None) -> str:
        """What the need is called."""
        return self.names["needs"].get(need, need) if need else self.texts("call.need_unknown")

    def sign(self, category: str) -> str:
        return self.names["signs"].get(category, category)

    def language(self, code: str) -> str:
        """The caller's language; "" for the one that is spoken here anyway."""
        return "" if code == "fi" else NAMES.get(code, code)

    def service(self, service_id: str | None) -> str:
        if service_id == "console":
            return self.texts("call.by_staff")
        services = self.directory().services
        return services[service_id].name if service_id and service_id in services else service_id or ""


def _desk(request: Request) -> Desk:
    found: Desk = request.app.state.desk
    return found


def _visitor(request: Request) -> Visitor:
    found: Visitor = request.state.visitor
    return found


TheDesk = Annotated[Desk, Depends(_desk)]
Who = Annotated[Visitor, Depends(_visitor)]
