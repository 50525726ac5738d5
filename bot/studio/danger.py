"""Whether a draft still hears every danger that the live version hears."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.care.red_flags import RedFlags
from bot.care.red_flags.detector import CALM, Detector, WatchWithDetector
from bot.care.red_flags.watch import ACTIONS, Watch
from bot.studio.contents import Contents
from bot.studio.findings import Finding

MOST_TOLD = 30
_MOST_OF_A_PART = 60


@dataclass(frozen=True)
class Watching:
    """An edition's watch over a call's words: the rules, and what was learned beside them."""

    rules: RedFlags
    detector: Detector | None

    def hear(self, text: str) -> Watch:
        """What both together hear."""
        return WatchWithDetector(self.rules, self.detector or _Silent()).hear(text)

    def learned(self, text: str) -> bool:
        """Whether what was learned alone would ask."""
        return self.detector is not None and bool(self.detector.suspects(text))

    def doubts(self, text: str) -> bool:
        """Whether what was learned finds the words calm, so that a sign that the rules hear is only asked about."""
        return self.detector is not None and self.detector.danger(text) < CALM


class _Silent:
    def suspects(self, text: str, alternatives: object = ()) -> tuple[()]:
        return ()

    def danger(self, text: str, alternatives: object = ()) -> float:
        return 1.0


def check(
    live: Contents,
    draft: Contents,
    now: Watching,
    then: Watching,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> Iterator[Finding]:
    """What the draft would miss or take less seriously, judged on what the live version is judged by."""
    same_rules = heard_alike(live, draft)
    for name, (path, _) in live.flags.items():
        if name not in draft.flags:
            yield Finding("flag_category_removed", name, path, approvable=True)
    texts = live.utterances_of_danger()
    if not same_rules:
        texts = list(dict.fromkeys([*texts, *phrases(live, draft)]))
    found: list[Finding] = []
    for number, text in enumerate(texts):
        if number % 200 == 0:
            progress(number, len(texts))
        found += _worse(text, now, then, same_rules)
    yield from found[:MOST_TOLD]
    if len(found) > MOST_TOLD:
        params = {"count": len(found) - MOST_TOLD}
        yield Finding("flags_more", "", "nlu_data/red_flags", params, approvable=True)


def _worse(text: str, now: Watching, then: Watching, same_rules: bool) -> Iterator[Finding]:
    if same_rules:
        # Only what was learned can differ: it asks where the rules are silent, and doubts what they hear.
        lost = now.learned(text) and not then.learned(text)
        if lost and _caught(now.hear(text)) and not _caught(then.hear(text)):
            yield _finding("flag_missed", text, "detector")
        if then.doubts(text) and not now.doubts(text):
            still = {sign.category for sign in then.hear(text).heard}
            for sign in now.hear(text).heard:
                if sign.category not in still:
                    yield _finding("flag_only_suspected", text, sign.category)
        return
    before, both, after = now.rules.hear(text), now.hear(text), then.hear(text)
    acted_on = {sign.category for sign in both.heard}
    heard = {sign.category: sign for sign in after.heard}
    caught = {*heard, *(sign.category for sign in after.suspected)}
    for sign in before.heard:
        if sign.category not in caught:
            yield _finding("flag_missed", text, sign.category)
        elif sign.category not in heard:
            if sign.category in acted_on:
                yield _finding("flag_only_suspected", text, sign.category)
        elif ACTIONS.index(heard[sign.category].action) > ACTIONS.index(sign.action):
            params = {"before": sign.action, "after": heard[sign.category].action}
            yield _finding("flag_softened", text, sign.category, **params)
    for sign in before.suspected:
        if sign.category not in caught:
            yield _finding("flag_missed", text, sign.category)
    if not before.heard and not before.suspected and not caught and _caught(both):
        yield _finding("flag_missed", text, "detector")


def needless(live: Contents, now: Watching, then: Watching) -> tuple[int, int, int]:
    """How many harmless utterances are taken for danger now and then, and of how many."""
    texts = live.harmless_utterances()
    return sum(_caught(now.hear(t)) for t in texts), sum(_caught(then.hear(t)) for t in texts), len(texts)


def phrases(live: Contents, draft: Contents) -> list[str]:
    """What the live rules listen for, said plainly: of each rule that the draft does not hold word for word."""
    kept = _rules(draft)
    shared = _shared(live) == _shared(draft)
    concepts = _concepts(live)
    found: list[str] = []
    for name, (_, data) in live.flags.items():
        same = shared and name in draft.flags and data.get("unless") == draft.flags[name][1].get("unless")
        for rule in data["rules"]:
            if same and (name, repr(rule)) in kept:
                continue
            found += _spoken(str(rule.get("heard") or rule.get("suspected")), concepts)
    return list(dict.fromkeys(found))


def _spoken(pattern: str, concepts: dict[str, str]) -> Iterator[str]:
    """Each alternative of each part once, the other parts by their first."""
    parts = [_alternatives(part, concepts) for part in pattern.split(" + ")]
    if not all(parts):
        return
    for at, part in enumerate(parts):
        for one in part[:_MOST_OF_A_PART]:
            yield " ".join(one if place == at else other[0] for place, other in enumerate(parts))


def _alternatives(part: str, concepts: dict[str, str]) -> list[str]:
    found: list[str] = []
    for one in re.split(r"/(?![^()]*\))", part):
        word = re.sub(r"\(([^()/]*)[^()]*\)", r"\1", one)
        named = re.fullmatch(r"\s*<([^>]+)>\s*", word)
        if named:
            found += _alternatives(concepts.get(named.group(1), ""), {})
            continue
        said = re.sub(r"<([^>]+)>", lambda match: _first(concepts.get(match.group(1), "")), word)
        if said := " ".join(said.replace("*", "").replace("=", "").split()):
            found.append(said)
    return found


def _first(words: str) -> str:
    return words.split("/", 1)[0]


def _concepts(contents: Contents) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, data in contents.of_folder("nlu_data/red_flags"):
        for name, words in (data.get("concepts") or {}).items():
            found[name] = str(words["words"] if isinstance(words, dict) else words)
    return found


def _rules(contents: Contents) -> set[tuple[str, str]]:
    return {(name, repr(rule)) for name, (_, data) in contents.flags.items() for rule in data["rules"]}


def _shared(contents: Contents) -> list[Any]:
    return [data for _, data in contents.of_folder("nlu_data/red_flags") if "category" not in data]


def heard_alike(live: Contents, draft: Contents) -> bool:
    """Whether the rules of both hear the same; how a question is worded changes nothing."""
    return _documents(live) == _documents(draft)


def _documents(contents: Contents) -> list[Any]:
    """All that the rules' ears depend on; how a question is worded is none of it."""
    heard = (
        {key: value for key, value in data.items() if key not in ("question", "sign_off", "source", "name")}
        for _, data in contents.of_folder("nlu_data/red_flags")
    )
    return list(heard)


def _caught(watch: Watch) -> bool:
    return bool(watch.heard or watch.suspected)


def _finding(code: str, text: str, category: str, **params: Any) -> Finding:
    return Finding(
        code, text, f"nlu_data/red_flags/{category}.yml", {"of": category, **params}, approvable=True
    )
