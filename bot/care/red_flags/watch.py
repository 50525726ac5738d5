"""The red flags of a call: what is heard in an utterance, and what is only suspected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.care.red_flags.lexicon import EXACT, Lexicon
from bot.care.red_flags.patterns import Heard, Hit, Part, Reader, RedFlagError
from bot.care.red_flags.scope import DISMISSED, PRESENT, SCOPES, Scope, ScopeWords
from bot.care.red_flags.seams import resewn, unglued
from bot.care.red_flags.spelling import Token, composed, tokens

ACTIONS = ("112", "person_now", "safety_question")
WINDOW_WORDS = 9
TURNS_BACK = 3
MOST_LETTERS = 4_000  # longer than anybody says in one turn
_MOST_COMBINATIONS = 400
_RULE_KEYS = {"heard", "suspected", "within", "unless", "softer", "named", "despite", "action", "note"}
_CATEGORY_KEYS = {"category", "name", "action", "source", "sign_off", "question", "unless", "rules"}


@dataclass(frozen=True)
class Sign:
    """A sign of danger: its category, what to do (one of ACTIONS), and the caller's words that raised it."""

    category: str
    action: str
    words: str


@dataclass(frozen=True)
class Watch:
    """What one utterance told: signs to act on now, and signs to ask one yes/no question about."""

    heard: tuple[Sign, ...] = ()
    suspected: tuple[Sign, ...] = ()


@dataclass(frozen=True)
class _Rule:
    category: str
    action: str
    sure: bool
    parts: tuple[Part, ...]
    within: int
    unless: tuple[Part, ...]
    softer: tuple[Part, ...]
    named: bool
    despite: frozenset[str]


@dataclass(frozen=True)
class _Found:
    sure: bool
    action: str
    words: str

    @property
    def rank(self) -> tuple[bool, int]:
        return (self.sure, -ACTIONS.index(self.action))


class RedFlags:
    """Compiled once from data; `hear` is pure, raises on no text and takes a few milliseconds at most."""

    def __init__(
        self,
        lexicon: Lexicon,
        scope: ScopeWords,
        rules: Sequence[_Rule],
        questions: Mapping[str, str],
        actions: Mapping[str, str],
    ) -> None:
        self._lexicon = lexicon
        self._scope = scope
        self._rules = tuple(rules)
        self._questions = dict(questions)
        self._actions = dict(actions)

    @classmethod
    def from_data(cls, documents: Iterable[Mapping[str, object]]) -> RedFlags:
        """From the documents of nlu_data/red_flags/: categories, concepts, scope, known_words, in any order.

        Raises RedFlagError naming the category or concept that cannot be used.
        """
        concepts: dict[str, object] = {}
        scope: dict[str, object] = {}
        known: set[str] = set()
        categories: list[Mapping[str, object]] = []
        for document in documents:
            if "category" in document:
                categories.append(document)
                continue
            concepts.update(_mapping(document.get("concepts", {}), "concepts"))
            scope.update(_mapping(document.get("scope", {}), "scope"))
            known.update(str(document.get("known_words", "")).split())
        if not categories:
            raise RedFlagError("no_categories")
        lexicon = Lexicon(known=frozenset(known))
        reader = Reader(concepts, lexicon)
        words = ScopeWords.read(scope, reader)
        rules: list[_Rule] = []
        questions: dict[str, str] = {}
        actions: dict[str, str] = {}
        for category in categories:
            name = str(category["category"])
            if name in questions:
                raise RedFlagError("category_twice", name)
            rules.extend(_category(name, category, reader))
            questions[name] = str(category["question"])
            actions[name] = str(category["action"])
        return cls(lexicon, words, rules, questions, actions)

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(self._questions)

    def question(self, category: str) -> str:
        """The one yes/no question to ask when the category is only suspected. KeyError when unknown."""
        return self._questions[category]

    def action(self, category: str) -> str:
        """What to do once the category is certain: "112", "person_now" or "safety_question"."""
        return self._actions[category]

    def hear(self, text: str, *, alternatives: Sequence[str] = (), before: Sequence[str] = ()) -> Watch:
        """The signs in one utterance.

        A sign that only an alternative of the recogniser holds is suspected. `before` are the caller's
        earlier utterances, oldest first: a sign may be spread over turns, but some of it must be in this one.
        """
        earlier = tuple(turn[:MOST_LETTERS] for turn in before if turn.strip())[-TURNS_BACK:]
        found = self._scan(text, earlier)
        for reading in (*self._resewn(text), *alternatives):
            for category, other in self._scan(reading, earlier).items():
                if category not in found:
                    found[category] = _Found(False, other.action, other.words)
        signs = [
            (found[name], Sign(name, found[name].action, found[name].words))
            for name in self._questions
            if name in found
        ]
        return Watch(
            heard=tuple(sign for one, sign in signs if one.sure),
            suspected=tuple(sign for one, sign in signs if not one.sure),
        )

    def _resewn(self, text: str) -> tuple[str, ...]:
        """Another reading of words that came in scraps; none when they are whole."""
        given = composed(text[:MOST_LETTERS])
        reading = resewn(given, self._lexicon)
        return () if reading == given else (reading,)

    def _scan(self, text: str, earlier: tuple[str, ...]) -> dict[str, _Found]:
        turns = tuple(composed(turn) for turn in (*earlier, text[:MOST_LETTERS]))
        words = unglued(tokens(turns), self._lexicon)
        now = len(turns) - 1
        if not any(word.turn == now for word in words):
            return {}
        heard = Heard(words, self._lexicon)
        scope = Scope(heard, self._scope)
        found: dict[str, _Found] = {}
        for rule in self._rules:
            best = found.get(rule.category)
            if best is not None and best.rank >= (rule.sure, -ACTIONS.index(rule.action)):
                continue
            one = _apply(rule, heard, scope, words, now, turns)
            if one is not None and (best is None or one.rank > best.rank):
                found[rule.category] = one
        return found


def _apply(
    rule: _Rule, heard: Heard, scope: Scope, words: Sequence[Token], now: int, turns: tuple[str, ...]
) -> _Found | None:
    hits = []
    for part in rule.parts:
        found = [hit for hit in heard.find(part) if not scope.masked.intersection(hit.at)]
        if not found:
            return None
        hits.append(found)
    best: _Found | None = None
    for chosen in _combinations(hits, rule.within, words, now):
        grade = max(hit.grade for hit in chosen)
        verdict = scope.verdict(chosen, named=rule.named, despite=rule.despite)
        if verdict == DISMISSED or _near(rule.unless, heard, words, chosen):
            continue
        if grade != EXACT and (verdict != PRESENT or (len(chosen) == 1 and not rule.sure)):
            continue
        at = sorted(i for hit in chosen for i in hit.at)
        apart = words[at[-1]].turn - words[at[0]].turn
        sure = rule.sure and verdict == PRESENT and grade == EXACT and apart <= 1
        if sure and _near(rule.softer, heard, words, chosen):
            sure = False
        one = _Found(sure, rule.action, _quote(words, at, turns))
        if best is None or one.rank > best.rank:
            best = one
        if best.sure or (not rule.sure):
            break
    return best


def _combinations(
    hits: list[list[Hit]], within: int, words: Sequence[Token], now: int
) -> list[tuple[Hit, ...]]:
    """One hit a part, close enough together and at least one in the turn being heard."""
    found: list[tuple[Hit, ...]] = [()]
    for choices in hits:
        longer = []
        for chosen in found:
            for hit in choices:
                one = (*chosen, hit)
                first = min(h.at[0] for h in one)
                last = max(h.at[-1] for h in one)
                if words[first].turn == words[last].turn and last - first > within:
                    continue
                longer.append(one)
        found = longer[:_MOST_COMBINATIONS]
    current = [one for one in found if any(words[i].turn == now for hit in one for i in hit.at)]
    return sorted(current, key=lambda one: max(h.at[-1] for h in one) - min(h.at[0] for h in one))


def _near(parts: tuple[Part, ...], heard: Heard, words: Sequence[Token], chosen: tuple[Hit, ...]) -> bool:
    if not parts:
        return False
    at = [i for hit in chosen for i in hit.at]
    low, high = min(at) - 7, max(at) + 7
    turns = {words[i].turn for i in at}
    for part in parts:
        for hit in heard.find(part):
            if hit.grade == EXACT and low <= hit.at[0] <= high and words[hit.at[0]].turn in turns:
                return True
    return False


def _quote(words: Sequence[Token], at: list[int], turns: tuple[str, ...]) -> str:
    pieces = []
    for turn in sorted({words[i].turn for i in at}):
        here = [i for i in at if words[i].turn == turn]
        pieces.append(turns[turn][words[here[0]].begin : words[here[-1]].end])
    return " … ".join(pieces)


def _category(name: str, data: Mapping[str, object], reader: Reader) -> Iterable[_Rule]:
    unknown = set(data) - _CATEGORY_KEYS
    missing = {"action", "source", "sign_off", "question", "rules"} - set(data)
    if unknown or missing:
        raise RedFlagError(
            "category_keys", name, missing=", ".join(sorted(missing)), unknown=", ".join(sorted(unknown))
        )
    unless = reader.parts(data["unless"], name)[:1] if "unless" in data else ()
    rules = data["rules"]
    if not isinstance(rules, list) or not rules:
        raise RedFlagError("rules_not_list", name)
    for rule in rules:
        yield _rule(name, str(data["action"]), _mapping(rule, name), unless, reader)


def _rule(
    name: str, action: str, rule: Mapping[str, object], unless: tuple[Part, ...], reader: Reader
) -> _Rule:
    where = f"{name}: rule {rule.get('heard') or rule.get('suspected')!r}"
    unknown = set(rule) - _RULE_KEYS
    if unknown or ("heard" in rule) == ("suspected" in rule):
        raise RedFlagError("rule_kind", where, unknown=", ".join(sorted(unknown)))
    despite = frozenset(str(rule.get("despite", "")).split())
    own_action = str(rule.get("action", action))
    within = rule.get("within", WINDOW_WORDS)
    if own_action not in ACTIONS or not despite <= SCOPES or not isinstance(within, int):
        raise RedFlagError("rule_values", where)
    return _Rule(
        category=name,
        action=own_action,
        sure="heard" in rule,
        parts=reader.parts(rule.get("heard") or rule.get("suspected"), where),
        within=within,
        unless=(*unless, *(reader.parts(rule["unless"], where) if "unless" in rule else ())),
        softer=reader.parts(rule["softer"], where) if "softer" in rule else (),
        named=bool(rule.get("named")),
        despite=despite,
    )


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise RedFlagError("not_a_mapping", where, value=type(value).__name__)
    return value
