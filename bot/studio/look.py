"""A draft as its pages see it: read, compared and checked once for each of its versions."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from bot.studio.contents import Contents
from bot.studio.differences import Change, differences
from bot.studio.drafts import Conflict, Draft, Drafts
from bot.studio.findings import Finding
from bot.studio.gate import Gate
from bot.studio.releases import Releases
from bot.studio.schema import problems_of

_MOST = 20


@dataclass(frozen=True)
class Look:
    """`findings`: what the gate says at once, before danger is judged. `whole`: the files can be read."""

    draft: Draft
    fingerprint: str
    live: Contents
    contents: Contents
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]
    conflicts: tuple[Conflict, ...]
    whole: bool

    @property
    def key(self) -> str:
        """Names the draft as it is now: after a change it is another."""
        return f"{self.draft.name} {self.fingerprint}"

    @property
    def is_changed(self) -> bool:
        return self.fingerprint != self.live.edition.fingerprint


class Looks:
    """Looks at drafts and at what is live."""

    def __init__(self, releases: Releases, drafts: Drafts, gate: Gate) -> None:
        self._releases = releases
        self._drafts = drafts
        self._gate = gate
        self._lock = Lock()
        self._seen: OrderedDict[tuple[str, tuple[int, int]], Look] = OrderedDict()
        self._live: Contents | None = None

    def live(self) -> Contents:
        """What is live now."""
        edition = self._releases.live()
        if self._live is None or self._live.edition != edition:
            self._live = Contents(edition)
        return self._live

    def of(self, name: str) -> Look:
        """The draft as it is now. Raises NoSuchDraft, OSError."""
        with self._lock:
            key = (name, self._drafts.version(name))
            found = self._seen.pop(key, None) or self._look(name)
            self._seen[key] = found
            while len(self._seen) > _MOST:
                self._seen.popitem(last=False)
            return found

    def _look(self, name: str) -> Look:
        draft, live = self._drafts.get(name), self.live()
        edition = self._drafts.edition(name, "seen")
        contents = Contents(edition)
        broken = problems_of(edition)
        if broken:
            findings = [Finding.of_problem(problem) for problem in broken]
            changes: list[Change] = []
        else:
            contents.documents  # noqa: B018  # read now: the folder is laid out anew for the next version
            findings = self._gate.judge_plainly(live, contents)
            changes = differences(live.edition, edition)
        conflicts = tuple(self._drafts.conflicts(name))
        fingerprint = edition.fingerprint
        return Look(
            draft, fingerprint, live, contents, tuple(changes), tuple(findings), conflicts, not broken
        )
