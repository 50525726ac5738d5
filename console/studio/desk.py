"""What the studio's pages work with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Protocol

from fastapi import Depends, HTTPException, Request

from bot.care.faults import Fault
from bot.edition import Edition
from bot.speech.pronunciation import Pronunciation
from bot.studio.drafts import NoSuchDraft
from bot.studio.jobs import Jobs
from bot.studio.look import Look, Looks
from bot.studio.rehearsal import Rehearsed, SideFailed
from bot.studio.releases import Progress
from bot.studio.studio import Studio

HOME = "/console/studio"


def page_of(draft: str, tab: str = "") -> str:
    """A draft's page."""
    return f"{HOME}/drafts/{draft}{'/' + tab if tab else ''}"


class Rehearsals(Protocol):
    """A draft beside the live version, and a draft that can be talked with. Everything raises SideFailed."""

    async def rehearse(self, live: Edition, draft: Edition, progress: Progress) -> Rehearsed: ...

    @property
    def on_the_line(self) -> str | None:
        """The key of the draft that can be talked with now (`Look.key`)."""
        ...

    def ticket(self, key: str) -> str:
        """What lets the test phone ring the draft."""
        ...

    async def open(
        self, key: str, reason: str, live: Edition, draft: Edition, progress: Progress
    ) -> None: ...

    async def say(self, key: str, at: datetime, lines: Sequence[str]) -> list[tuple[str, str]]: ...


class NoRehearsals:
    """An installation where nothing can be rehearsed."""

    async def rehearse(self, live: Edition, draft: Edition, progress: Progress) -> Rehearsed:
        raise SideFailed("nothing can be rehearsed here") from Fault("no_rehearsals")

    on_the_line: str | None = None

    def ticket(self, key: str) -> str:
        return ""

    async def open(self, key: str, reason: str, live: Edition, draft: Edition, progress: Progress) -> None:
        raise SideFailed("nothing can be rehearsed here") from Fault("no_rehearsals")

    async def say(self, key: str, at: datetime, lines: Sequence[str]) -> list[tuple[str, str]]:
        raise SideFailed("nothing can be rehearsed here") from Fault("no_rehearsals")


class Voices(Protocol):
    """A text as a voice says it, a WAV file; "" is the service's own voice. Raises VoiceFailed, KeyError."""

    async def __call__(self, text: str, words: Pronunciation, voice: str) -> bytes: ...


async def silent(text: str, words: Pronunciation, voice: str) -> bytes:
    """A voice that says nothing."""
    return b""


@dataclass
class StudioDesk:
    """`voice`: how a text sounds; `voices`: the ids of those that can be heard, the service's own first.

    `learns`: callers' words may be taken into the examples, rewritten and confirmed. `may_ring`: whether a test phone
    works where the request comes from.
    """

    studio: Studio
    rehearsals: Rehearsals = field(default_factory=NoRehearsals)
    voice: Voices = silent
    voices: Sequence[str] = ()
    learns: bool = False
    may_ring: Callable[[Request], bool] = lambda _request: False

    def __post_init__(self) -> None:
        studio = self.studio
        self.releases, self.drafts, self.publisher = studio.releases, studio.drafts, studio.publisher
        self.looks = Looks(studio.releases, studio.drafts, studio.gate)
        self.jobs = Jobs()


def _studio(request: Request) -> StudioDesk:
    found: StudioDesk | None = request.app.state.desk.studio
    if found is None:
        raise HTTPException(404)
    return found


TheStudio = Annotated[StudioDesk, Depends(_studio)]


def _look(studio: TheStudio, draft: str) -> Look:
    try:
        return studio.looks.of(draft)
    except NoSuchDraft:
        raise HTTPException(404) from None


TheLook = Annotated[Look, Depends(_look)]


def _whole(look: TheLook) -> Look:
    """A draft whose files can be read: forms change nothing else."""
    if not look.whole:
        raise HTTPException(409)
    return look


TheWhole = Annotated[Look, Depends(_whole)]
