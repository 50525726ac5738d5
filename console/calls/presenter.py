"""A call as its page tells of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.care.callback_requests import CallbackRequest
from bot.care.summary import ON_THEIR_OWN, Intake, age_in_finnish
from bot.records.calls import CallRecord, TurnRecord
from bot.records.corrections import Correction
from bot.records.handoffs import HandoffRecord
from bot.report import intake
from console.calls.doubt import DOUBTFUL_BELOW, stretches
from console.desk import Desk

FIELDS = ("concern", "for_whom", "age", "municipality", "number", "preferred_time")
"""Fields of the summary that a person may correct."""
_TOPICS = {
    "number": ("number", "number_ok"),
    "age": ("age",),
    "preferred_time": ("time",),
    "for_whom": ("for_whom",),
    "municipality": ("municipality",),
}
"""The topics of the questions that a field answers."""
_TOPIC = {"preferred_time": "time", "interpreter": "language"}
"""The intake's topic of a field, where it has another name."""


def line(desk: Desk, call: CallRecord, now: datetime) -> dict[str, Any]:
    """A call in a list."""
    return {
        "call_sid": call.call_sid,
        "when": desk.say.moment(call.started_at, now),
        "number": desk.say.number(call.caller_number),
        "need": desk.need(call.need),
        "ended": _ended(desk, call),
        "service": desk.service(call.service),
        "signs": [desk.sign(category) for category in call.red_flags],
        "simulated": call.simulated,
    }


def head(desk: Desk, call: CallRecord, now: datetime) -> dict[str, Any]:
    """What is told of the call at the top of its page."""
    length = desk.say.length(call.ended_at - call.started_at) if call.ended_at else ""
    return {
        **line(desk, call, now),
        "length": length,
        "failures": list(call.failures),
        "exact": desk.say.exact(call.started_at),
    }


def gathered(
    desk: Desk,
    call: CallRecord,
    turns: Sequence[TurnRecord],
    requests: Sequence[CallbackRequest],
    corrections: Sequence[Correction],
) -> Intake:
    """What the call gathered, as people have corrected it since."""
    found = intake(call, turns, requests, desk.answers.of_call(call.call_sid))
    for correction in corrections:
        if correction.kind == "need":
            found = replace(found, need=desk.need(correction.corrected))
        elif correction.kind == "field":
            found = _corrected(found, correction.place, correction.corrected)
    return found


def _corrected(found: Intake, place: str, words: str) -> Intake:
    """With a person's words in the field; how surely Luuri heard the answer is told no more."""
    topic = _TOPIC.get(place, place)
    lines = tuple(
        replace(each, text=words, confidence=None) if each.topic == topic else each for each in found.lines
    )
    found = replace(found, lines=lines)
    return replace(found, **{place: words}) if place in FIELDS else found  # type: ignore[arg-type]


def held(found: Intake, place: str) -> str | None:
    """What a correctable field holds, "" where nothing was told; None when there is no such field."""
    if place in FIELDS:
        return getattr(found, place) or ""
    line = found.line(place) if place not in ON_THEIR_OWN else None
    return line.text if line else None


def groups(
    desk: Desk,
    found: Intake,
    turns: Sequence[TurnRecord],
    corrections: Sequence[Correction],
    sounds: frozenset[int],
) -> list[dict[str, Any]]:
    """The summary by ISBAR, each field with the turn that it comes from. `sounds`: the turns that have sound."""
    t = desk.texts
    fields = {each.place: each for each in corrections if each.kind == "field"}
    need = next((each for each in reversed(corrections) if each.kind == "need"), None)

    def field(name: str, value: str | None, *, label: str = "", quoted: bool = False) -> dict[str, Any]:
        correction = need if name == "need" else fields.get(name)
        original = "" if correction is None else correction.original
        answer = found.line(_TOPIC.get(name, name))
        sure = answer.confidence if answer else None
        place = answer.turn if answer and answer.turn is not None else _place(name, value, turns)
        return {
            "name": name,
            "label": label or t(f"call.field.{name}"),
            "value": value or t("call.not_told"),
            "told": bool(value),
            "quoted": quoted and bool(value),
            "raw": value or "",
            "place": place,
            "sound": place in sounds,
            "confidence": None if sure is None else round(100 * sure),
            "doubtful": sure is not None and sure < DOUBTFUL_BELOW,
            "corrected": correction and t("call.corrected", name=correction.by),
            "original": desk.need(original) if name == "need" and original else original,
            "correctable": held(found, name) is not None,
        }

    def plain(label: str, value: str) -> dict[str, Any]:
        place = _said(value, turns)
        found = field("answer", value, label=label, quoted=True)
        return {**found, "place": place, "sound": place in sounds}

    def answers(group: str) -> list[dict[str, Any]]:
        return [
            field(each.topic, each.text, label=each.label)
            for each in found.lines
            if each.group == group and each.topic not in ON_THEIR_OWN
        ]

    age = age_in_finnish(found.age) if found.age else None
    background = [*(plain(question, answer) for question, answer in found.answers), *answers("B")]
    signs = [
        plain(flag.category + (t("call.denied") if flag.denied else ""), flag.words) for flag in found.flags
    ]
    asked = [plain(question, answer) for question, answer in found.questions]
    interpreter = [field("interpreter", found.interpreter)] if found.interpreter else []
    return [
        {"title": t("call.group.who"), "fields": [
            field("for_whom", found.for_whom), field("age", age), field("municipality", found.municipality),
            field("number", found.number), *answers("I"), *interpreter]},
        {"title": t("call.group.why"), "fields": [
            field("concern", found.concern, quoted=True), field("need", found.need), *answers("S")]},
        {"title": t("call.group.background"), "fields": background,
         "none": "" if background else t("call.not_asked")},
        {"title": t("call.group.heard"), "fields": [*signs, *asked, *answers("A")],
         "none": t("call.no_signs") if not signs else ""},
        {"title": t("call.group.agreed"), "fields": [
            field("promised", found.promised or t("call.nothing_promised")),
            field("preferred_time", found.preferred_time), *answers("R")]},
    ]  # fmt: skip


def talk(
    desk: Desk,
    call: CallRecord,
    turns: Sequence[TurnRecord],
    corrections: Sequence[Correction],
    sounds: frozenset[int],
) -> list[dict[str, Any]]:
    """The transcript, turn by turn."""
    corrected = {each.place: each for each in corrections if each.kind == "turn"}
    told = []
    for turn in turns:
        correction = corrected.get(str(turn.index))
        is_caller = turn.speaker == "caller"
        doubtful = is_caller and turn.confidence is not None and turn.confidence < DOUBTFUL_BELOW
        told.append(
            {
                "index": turn.index,
                "sound": turn.index in sounds,
                "speaker": turn.speaker,
                "clock": desk.say.second(turn.heard_at),
                "text": correction.corrected if correction else turn.text,
                "stretches": [] if correction else stretches(turn.text, turn.alternatives),
                "original": turn.text if correction else "",
                "corrected": correction and desk.texts("call.corrected", name=correction.by),
                "confidence": None
                if turn.confidence is None or not is_caller
                else round(100 * turn.confidence),
                "doubtful": doubtful and correction is None,
                **_signs(desk, call, turn),
                "interrupted": turn.interrupted,
            }
        )
    return told


def _signs(desk: Desk, call: CallRecord, turn: TurnRecord) -> dict[str, Any]:
    """What the turn's words raised: signs that were heard, and those that were only asked about."""
    raised = [sign["category"] for sign in turn.signs]
    asked = [category for category in raised if category not in call.red_flags]
    denied = bool(asked) and set(asked) <= set(call.denied)
    told = ", ".join(desk.sign(category) for category in asked)
    return {
        "signs": [desk.sign(category) for category in raised if category in call.red_flags],
        "asked": told and desk.texts("call.asked_denied" if denied else "call.asked", signs=told),
    }


def rung(desk: Desk, handoffs: Sequence[HandoffRecord]) -> list[dict[str, str]]:
    """Who was rung for the caller during the call, and what came of it."""
    return [
        {
            "service": desk.service(handoff.service),
            "clock": desk.say.clock(handoff.started_at),
            "outcome": desk.texts(f"call.handoff.{handoff.outcome or 'unknown'}"),
        }
        for handoff in handoffs
    ]


def _ended(desk: Desk, call: CallRecord) -> str:
    if call.disposition is None:
        return desk.texts("call.goes_on" if call.ended_at is None else "call.disposition.abandoned")
    return desk.texts(f"call.disposition.{call.disposition}")


def _place(name: str, value: str | None, turns: Sequence[TurnRecord]) -> int | None:
    """The caller's turn that a field comes from: the answer to its question, else the words themselves."""
    if not value:
        return None
    topics = _TOPICS.get(name, ())
    asked = None
    for turn in turns:
        if turn.speaker == "luuri" and turn.topic in topics:
            asked = turn.index
        elif turn.speaker == "caller" and asked is not None and turn.index > asked:
            return turn.index
    if name in ("concern", "need"):
        return _said(value, turns) if name == "concern" and _said(value, turns) is not None else _first(turns)
    return _said(value, turns)


def _first(turns: Sequence[TurnRecord]) -> int | None:
    return next((turn.index for turn in turns if turn.speaker == "caller"), None)


def _said(words: str, turns: Sequence[TurnRecord]) -> int | None:
    """The first of the caller's turns that holds the words."""
    return next(
        (turn.index for turn in turns if turn.speaker == "caller" and words.lower() in turn.text.lower()),
        None,
    )
