"""What every page of the console works with."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Engine

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
from bot.records.sound import SoundFiles
from bot.records.staff import SqlStaff
from console.access.open_id import OpenId
from console.phrases import Phrases
from console.ports import LiveCalls, NoPhone, Phone
from console.studio.desk import StudioDesk
from console.texts import FIRST, LANGUAGES, Texts


@dataclass
class Desk:
    """The console's parts. `names`: what needs and signs are called, by kind and id.

    `practice`: simulated calls are shown from the start, as on an installation without a telephone account.
    """

    engine: Engine
    names: Mapping[str, Mapping[str, str]]
    directory: Callable[[], Directory]
    live: LiveCalls
    sound: SoundFiles
    phone: Phone = field(default_factory=NoPhone)
    practice: bool = False
    open_id: OpenId | None = None
    studio: StudioDesk | None = None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    texts: Texts = field(default_factory=lambda: Texts(FIRST))

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
        self.residents = SqlResidents(self.engine, self.sound)
        self.retention = SqlRetention(self.engine, self.sound)
        self.insight = SqlInsight(self.engine)
        self.handoffs = SqlHandoffs(self.engine)
        self.say = Phrases(self.texts)

    def speaking(self, language: str) -> "Desk":
        """The same desk in another language."""
        if language == self.texts.language:
            return self
        found = copy(self)
        found.texts = Texts(language)
        found.say = Phrases(found.texts)
        return found

    def need(self, need: str | None) -> str:
        """What the need is called."""
        return self.names["needs"].get(need, need) if need else self.texts("call.need_unknown")

    def sign(self, category: str) -> str:
        return self.names["signs"].get(category, category)

    def language(self, code: str) -> str:
        """The caller's language; "" for the one that is spoken here anyway."""
        key = f"languages.{code}"
        return "" if code == "fi" else self.texts(key) if self.texts.has(key) else code

    def service(self, service_id: str | None) -> str:
        if service_id == "console":
            return self.texts("call.by_staff")
        services = self.directory().services
        return services[service_id].name if service_id and service_id in services else service_id or ""

    def stations(self) -> list[tuple[str, ...]]:
        """The municipalities of each health station that serves several of them, by its own number."""
        sharing: dict[str, list[str]] = {}
        for service in self.directory().services.values():
            for municipality, number in (service.municipality_numbers or {}).items():
                if number.phone is not None:
                    sharing.setdefault(number.phone, []).append(municipality)
        return sorted(tuple(sorted(set(names))) for names in sharing.values() if len(set(names)) > 1)


LANGUAGE_COOKIE = "luuri_language"


def desk_of(request: Request) -> Desk:
    """The desk in the language of whoever asks."""
    found: Desk = request.app.state.desk
    return found.speaking(_language(request))


def _language(request: Request) -> str:
    """What the person has chosen, else what was last chosen in this browser."""
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    chosen = visitor.language if visitor else request.cookies.get(LANGUAGE_COOKIE, FIRST)
    return chosen if chosen in LANGUAGES else FIRST


def _visitor(request: Request) -> Visitor:
    found: Visitor = request.state.visitor
    return found


TheDesk = Annotated[Desk, Depends(desk_of)]
Who = Annotated[Visitor, Depends(_visitor)]
