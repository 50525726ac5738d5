"""Publishing a draft, going back to a release, and watching over what has just gone live."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from loguru import logger

from bot.care.faults import Fault
from bot.dialogue import training
from bot.edition import Edition
from bot.records.audit import AuditEvent
from bot.settings import Settings
from bot.studio.drafts import Drafts
from bot.studio.findings import Finding
from bot.studio.gate import Gate, Verdict
from bot.studio.releases import FIRST, Progress, Release, Releases, each_step
from bot.understanding.training import DETECTOR

WATCH_S = 300.0
LOOK_EVERY_S = 1.0
FAILURES_TO_ROLL_BACK = 2
"""So many calls in which the new release's own parts failed take it back."""
ITSELF = "luuri:release-watch"


class Stage(Protocol):
    """Where editions are served. `start` raises StageFailed; the others cannot fail."""

    async def start(self, edition: Edition) -> None:
        """Bring the edition up beside what is live, ready for calls."""
        ...

    async def go_over(self, edition: Edition) -> None:
        """New calls begin on the edition, which has been started."""
        ...

    async def withdraw(self, edition: Edition) -> None:
        """Stop an edition that was started and never went live."""
        ...

    def settled(self) -> None:
        """What was live before is no longer needed once its last call has ended."""
        ...

    def failures(self) -> int:
        """Calls in which the live edition's own parts failed."""
        ...


class StageFailed(Exception):
    """The edition cannot be served; the message says why."""


class Refused(Exception):
    """Nothing was published; `findings` say why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(finding.text for finding in findings))
        self.findings = tuple(findings)


class PublishFailed(Exception):
    """Something broke on the way; the live version goes on, and the draft is still there."""


@dataclass(frozen=True)
class Published:
    """`seconds`: from passing the gate to live."""

    release: Release
    verdict: Verdict
    seconds: float


Audit = Callable[[AuditEvent], None]


class Publisher:
    """One change at a time. Every step is audited before it is taken, under the name of who asked for it."""

    def __init__(
        self, settings: Settings, releases: Releases, drafts: Drafts, gate: Gate, stage: Stage, audit: Audit
    ) -> None:
        self._settings = settings
        self._releases = releases
        self._drafts = drafts
        self._gate = gate
        self._stage = stage
        self._audit = audit
        self._one_at_a_time = asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None

    async def judge(self, name: str, progress: Progress = each_step) -> Verdict:
        """What the gate says of a draft. Raises NoSuchDraft, OSError."""
        return await self._judge(name, await asyncio.to_thread(self._drafts.edition, name), progress)

    async def _judge(self, name: str, draft: Edition, progress: Progress) -> Verdict:
        conflicts = [
            Finding("conflict", conflict.path, conflict.path) for conflict in self._drafts.conflicts(name)
        ]
        live = self._releases.live()
        verdict = await asyncio.to_thread(self._gate.judge, live, draft, progress)
        unchanged = () if draft.fingerprint != live.fingerprint else (Finding("nothing_changed", name),)
        return Verdict((*conflicts, *unchanged, *verdict.findings), verdict.detector, verdict.figures)

    async def publish(
        self,
        name: str,
        actor: str,
        *,
        approvers: Sequence[str] = (),
        figures: Mapping[str, Any] | None = None,
        fingerprint: str | None = None,
        progress: Progress = each_step,
    ) -> Published:
        """Make the draft live. `figures`: what its rehearsal measured, kept with the release. `fingerprint`: of the
        draft as it was seen and approved; another is not published.

        Raises Refused, PublishFailed, NoSuchDraft.
        """
        async with self._one_at_a_time:
            draft = self._drafts.get(name)
            self._tell(actor, "release.asked", f"draft:{name}", {"approvers": list(approvers)})
            try:
                # Laid out for this alone: what the gate passes is what goes live.
                edition = await asyncio.to_thread(self._drafts.edition, name, "published")
            except OSError as error:
                raise PublishFailed(str(error)) from error
            if fingerprint not in (None, edition.fingerprint):
                raise PublishFailed("the draft has been changed meanwhile") from Fault("draft_changed")
            verdict = await self._judge(name, edition, progress)
            if refusals := verdict.refusals(approvers):
                reasons = [finding.as_json() for finding in refusals]
                self._tell(actor, "release.refused", f"draft:{name}", {"reasons": reasons[:20]})
                raise Refused(refusals)
            began = time.monotonic()
            release = Release(
                number=FIRST,
                fingerprint="",
                at=_now(),
                author=draft.author,
                reason=draft.reason,
                approvers=tuple(dict.fromkeys((actor, *approvers))),
                draft=name,
                base=self._releases.live_number(),
                figures={**verdict.figures, **(figures or {})},
            )
            try:
                release = await self._cut(release, edition, verdict, progress)
                await self._live(release.number, actor, draft.reason, "publish", progress)
            except (OSError, training.TrainingFailed, StageFailed) as error:
                with suppress(Exception):
                    self._tell(actor, "release.failed", f"draft:{name}", {"error": str(error)[-500:]})
                raise PublishFailed(str(error)) from error
            seconds = round(time.monotonic() - began, 1)
            with suppress(OSError):
                self._drafts.delete(name)
            self._watch_over(release.number)
            progress("live", {"release": release.number, "seconds": seconds})
            return Published(release, verdict, seconds)

    async def rollback(
        self, actor: str, reason: str, to: int | None = None, progress: Progress = each_step
    ) -> Release:
        """Make an earlier release live again; the one before the live one unless `to` names another.

        Raises NoSuchRelease, PublishFailed.
        """
        async with self._one_at_a_time:
            return await self._back(actor, reason, to, progress)

    async def stop(self) -> None:
        if self._watching is not None:
            self._watching.cancel()

    async def _cut(self, release: Release, edition: Edition, verdict: Verdict, progress: Progress) -> Release:
        progress("train", {})
        model = await asyncio.to_thread(training.train, self._settings, edition)
        models: dict[str, Path] = {model.name: model}
        if verdict.detector is not None:
            models[DETECTOR] = verdict.detector
        progress("keep", {})
        return await asyncio.to_thread(self._releases.cut, release, edition, models)

    async def _live(self, number: int, actor: str, reason: str, how: str, progress: Progress) -> None:
        """The release goes live, or nothing has changed and a release that was cut for this is gone."""
        edition = self._releases.edition(number)
        started = False
        try:
            progress("start", {"release": number})
            await self._stage.start(edition)
            started = True
            self._tell(actor, f"release.{how}", f"release:{number}", {"reason": reason})
            event = {"at": _now(), "actor": actor, "reason": reason, "how": how}
            self._releases.set_live(number, event)
        except BaseException:
            if started:
                await self._stage.withdraw(edition)
            if how == "publish":
                self._releases.discard(number)
            raise
        await self._stage.go_over(edition)

    async def _back(self, actor: str, reason: str, to: int | None, progress: Progress) -> Release:
        number = to if to is not None else self._releases.previous_number()
        if number is None:
            raise PublishFailed("nothing was published yet: nothing to go back to") from Fault(
                "nothing_before"
            )
        release = self._releases.get(number)
        if number == self._releases.live_number():
            raise PublishFailed(f"release {number} is live already") from Fault("live_already", number=number)
        try:
            await self._live(number, actor, reason, "rollback", progress)
        except (OSError, training.TrainingFailed, StageFailed) as error:
            raise PublishFailed(str(error)) from error
        if self._watching is not None and self._watching is not asyncio.current_task():
            self._watching.cancel()
        self._stage.settled()
        progress("live", {"release": number})
        return release

    def _watch_over(self, number: int) -> None:
        if self._watching is not None:
            self._watching.cancel()
        self._watching = asyncio.create_task(self._watch(number))

    async def _watch(self, number: int) -> None:
        """Take the new release back by itself when its calls fail; then let go of what was live before."""
        until = time.monotonic() + WATCH_S
        while time.monotonic() < until:
            await asyncio.sleep(LOOK_EVERY_S)
            if self._stage.failures() < FAILURES_TO_ROLL_BACK:
                continue
            logger.error("calls fail on release {}: it is taken back", number)
            async with self._one_at_a_time:
                if self._releases.live_number() == number:
                    try:
                        await self._back(ITSELF, "calls failed", None, each_step)
                    except PublishFailed as error:
                        logger.error("release {} could not be taken back: {}", number, error)
                        continue
            return
        self._stage.settled()

    def _tell(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        try:
            self._audit(AuditEvent(datetime.now(UTC), actor, action, subject, detail))
        except Exception as error:
            raise PublishFailed(f"the audit event cannot be kept: {type(error).__name__}") from error


class NoService:
    """No service runs: what is published is what the next start serves."""

    async def start(self, edition: Edition) -> None: ...
    async def go_over(self, edition: Edition) -> None: ...
    async def withdraw(self, edition: Edition) -> None: ...
    def settled(self) -> None: ...
    def failures(self) -> int:
        return 0


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
