"""Rehearsal: the draft and the live version answer the same things side by side."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import Any, Protocol

from bot.edition import Edition
from bot.studio.contents import Contents
from bot.studio.releases import Progress, each_step


@dataclass(frozen=True)
class Answer:
    """What was understood of one utterance, or what a scenario's call came to; `said`: prompts in a text dialogue."""

    need: str | None = None
    heard: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    ended: str = ""


@dataclass(frozen=True)
class Changed:
    """One thing that the two versions answer otherwise. `right`: what the set says it is, where it says."""

    kind: str
    text: str
    live: Answer
    draft: Answer
    right: str | None = None


def parted(live: Sequence[str], draft: Sequence[str]) -> tuple[tuple[bool, str], ...]:
    """What is said in two calls where they part, in order: whether it is the draft that says it, and the words."""
    found: list[tuple[bool, str]] = []
    for how, a, b, c, d in SequenceMatcher(None, live, draft, autojunk=False).get_opcodes():
        if how != "equal":
            found += [*((False, each) for each in live[a:b]), *((True, each) for each in draft[c:d])]
    return tuple(found)


@dataclass(frozen=True)
class Rehearsed:
    """`figures`: before and after for accuracy, red_flag_recall, needless_questions, scenarios."""

    changed: tuple[Changed, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"figures": dict(self.figures), "changed": [asdict(each) for each in self.changed]}


class Side(Protocol):
    """One version that can be asked. Raises SideFailed when it does not answer."""

    async def understand(self, text: str) -> Answer:
        """The need and the signs of danger in an utterance."""
        ...

    async def hear(self, text: str) -> Answer:
        """The signs of danger alone, which takes no dialogue."""
        ...

    async def talk(self, lines: Sequence[str]) -> Answer:
        """A whole text dialogue: the caller's lines in their order."""
        ...


class SideFailed(Exception):
    """A version cannot be rehearsed; the message says why."""


@dataclass(frozen=True)
class Scenario:
    """A text dialogue: what the caller says, turn by turn. Scenarios come from the live version, not the draft."""

    name: str
    lines: tuple[str, ...]


async def rehearse(
    live_edition: Edition,
    live: Side,
    draft: Side,
    scenarios: Sequence[Scenario] = (),
    progress: Progress = each_step,
) -> Rehearsed:
    """Both versions on all sets of the live one. Raises SideFailed."""
    sets = _sets(Contents(live_edition))
    total, done = sum(len(entries) for entries in sets.values()) + len(scenarios), 0
    changed: list[Changed] = []
    counted: dict[str, list[int]] = {}
    for kind, entries in sets.items():
        for text, right in entries:
            if kind == "need":
                before, after = await asyncio.gather(live.understand(text), draft.understand(text))
            else:
                before, after = await live.hear(text), await draft.hear(text)
            hits = counted.setdefault(kind, [0, 0])
            hits[0] += _hit(kind, before, right)
            hits[1] += _hit(kind, after, right)
            if before != after:
                changed.append(Changed(kind, text, before, after, right))
            done += 1
            if done % 25 == 0:
                progress("rehearse", {"done": done, "of": total})
    for scenario in scenarios:
        before, after = await asyncio.gather(live.talk(scenario.lines), draft.talk(scenario.lines))
        if before != after:
            changed.append(Changed("scenario", scenario.name, before, after))
        done += 1
        progress("rehearse", {"done": done, "of": total})
    figures = {
        name: _share(counted[kind], len(sets[kind]))
        for name, kind in (
            ("accuracy", "need"),
            ("red_flag_recall", "danger"),
            ("needless_alarms", "harmless"),
        )
        if kind in counted
    }
    figures["scenarios"] = {"n": len(scenarios), "changed": sum(one.kind == "scenario" for one in changed)}
    return Rehearsed(tuple(changed), figures)


def _sets(live: Contents) -> dict[str, list[tuple[str, str | None]]]:
    needs = live.set_of("needs.yml")
    danger = [*live.set_of("red_flags.yml"), *((text, None) for text in live.danger_sets())]
    harmless: list[tuple[str, str | None]] = [(text, None) for text in live.harmless_utterances()]
    return {
        kind: entries
        for kind, entries in (("need", needs), ("danger", danger), ("harmless", harmless))
        if entries
    }


def _hit(kind: str, answer: Answer, right: str | None) -> bool:
    return answer.need == right if kind == "need" else bool(answer.heard or answer.suspected)


def _share(hits: Sequence[int], n: int) -> dict[str, Any]:
    return {"before": round(hits[0] / n, 4), "after": round(hits[1] / n, 4), "n": n}
