"""The gate: what a draft must hold before it is published. The live version judges, never the draft itself."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bot.care.faults import Fault
from bot.care.red_flags import RedFlagError
from bot.edition import Edition
from bot.processes import behind_calls
from bot.settings import Settings
from bot.studio import danger, nowhere, prompts, structure
from bot.studio.approvers import people
from bot.studio.contents import Contents
from bot.studio.danger import Watching
from bot.studio.files import digest
from bot.studio.findings import Finding
from bot.studio.releases import Progress, each_step
from bot.studio.schema import Problem, problems_of
from bot.understanding import training
from bot.understanding.danger import DangerDetector, Model, ModelUnusable
from bot.understanding.examples import ExamplesError

APPROVERS_NEEDED = 2


@dataclass(frozen=True)
class Verdict:
    """`detector`: the learned model to serve the draft with. `findings` that refuse nothing are remarks."""

    findings: tuple[Finding, ...]
    detector: Path | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def refusals(self, approvers: Sequence[str] = ()) -> tuple[Finding, ...]:
        """What keeps the draft from being published. Two different people may approve what is approvable."""
        approved = len(people(approvers)) >= APPROVERS_NEEDED
        return tuple(
            finding for finding in self.findings if finding.refuses and not (approved and finding.approvable)
        )


class Gate:
    """`letters_per_s`: how fast the voice speaks that callers hear; asked for when a draft is judged."""

    def __init__(
        self, settings: Settings, letters_per_s: Callable[[], float] = lambda: prompts.LETTERS_PER_S
    ) -> None:
        self._settings = settings
        self._letters_per_s = letters_per_s

    def judge(self, live: Edition, draft: Edition, progress: Progress = each_step) -> Verdict:
        """All that is wrong with the draft, seconds to minutes. What the live version has too refuses nothing."""
        progress("schema", {})
        if broken := problems_of(draft):
            return Verdict(tuple(map(Finding.of_problem, broken)))
        now, then = Contents(live), Contents(draft)
        progress("structure", {})
        findings = self.judge_plainly(now, then)
        progress("danger", {})
        try:
            flags, detector, figures = self._danger(now, then, progress)
        except (ExamplesError, RedFlagError, KeyError) as error:
            fault = error if isinstance(error, Fault) else Fault("unknown")
            problem = Problem("nlu_data", None, fault)
            return Verdict((*findings, Finding.of_problem(problem)))
        return Verdict((*findings, *flags), detector, figures)

    def judge_plainly(self, live: Contents, draft: Contents) -> list[Finding]:
        """What is wrong beside danger, in about a second, of files that are whole."""
        known = {finding.key for finding in self._plain(live, live)}
        return [
            replace(finding, refuses=False) if finding.key in known else finding
            for finding in self._plain(draft, live)
        ]

    def _plain(self, contents: Contents, live: Contents) -> list[Finding]:
        return [
            *structure.check(contents),
            *prompts.check(contents, live, self._letters_per_s()),
            *nowhere.check(contents, datetime.now(UTC)),
        ]

    def _danger(
        self, now: Contents, then: Contents, progress: Progress
    ) -> tuple[list[Finding], Path, dict[str, Any]]:
        """What was learned anew is taken into use only when it misses nothing, unless its own examples changed."""
        live, draft = now.edition, then.edition
        kept = training.model_path(self._settings, live)
        if not kept.exists():
            kept = training.train(self._settings, live)
        progress("detector", {})
        learned = training.train(self._settings, draft)
        if digest(kept) == digest(learned) and danger.heard_alike(now, then):
            return [], learned, {}
        before, after = _watching(now, kept), _watching(then, learned)

        def told(done: int, of: int) -> None:
            progress("danger", {"done": done, "of": of})

        found = list(danger.check(now, then, before, after, told))
        if found and digest(kept) != digest(learned) and _same(now, then, "nlu_data/danger"):
            learned, after = kept, replace(after, detector=before.detector)
            found = list(danger.check(now, then, before, after, told))
        figures: dict[str, Any] = {"judged_on": len(now.utterances_of_danger()), "lost": len(found)}
        asked = danger.needless(now, before, after)
        figures["needless"] = needless = {"before": asked[0], "after": asked[1], "of": asked[2]}
        if asked[1] > asked[0]:
            found.append(Finding("needless_questions", "", "nlu_data", needless, refuses=False))
        return found, learned, figures


class GateApart(Gate):
    """The gate of a running service: it judges in a process of its own, behind the calls that go on."""

    def judge(self, live: Edition, draft: Edition, progress: Progress = each_step) -> Verdict:
        progress("gate", {})
        apart = ProcessPoolExecutor(1, get_context("spawn"), initializer=behind_calls)
        with apart:
            return apart.submit(_judge, self._settings, live, draft, self._letters_per_s()).result()


def _judge(settings: Settings, live: Edition, draft: Edition, letters_per_s: float) -> Verdict:
    return Gate(settings, lambda: letters_per_s).judge(live, draft)


def _watching(contents: Contents, model: Path) -> Watching:
    rules = contents.red_flags()
    try:
        return Watching(rules, DangerDetector(Model.load(model)))
    except ModelUnusable:
        return Watching(rules, None)


def _same(now: Contents, then: Contents, folder: str) -> bool:
    return dict(now.of_folder(folder)) == dict(then.of_folder(folder))
