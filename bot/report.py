"""A call as `luuri call` and the softphone report it, with the keys that stay stable."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.care.answers import language, time
from bot.care.callback_requests import CallbackRequest
from bot.care.hours import local
from bot.care.intake import Topic
from bot.care.intake.wording import spoken_value, time_in_finnish
from bot.care.summary import HeardFlag, Intake, Line, summary
from bot.dialogue import data
from bot.dialogue.intake import intake as questions
from bot.dialogue.spoken import phone
from bot.edition import of_this_process
from bot.records.calls import CallRecord, TurnRecord
from bot.records.intake_answers import IntakeAnswer
from bot.records.records import Records


def report(records: Records, call_sid: str) -> dict[str, Any]:
    """The call's recorded outcome as plain JSON values. Raises KeyError for an unknown call, RecordsFailed."""
    call = records.calls.get(call_sid)
    if call is None:
        raise KeyError(call_sid)
    requests = records.callback_requests.of_call(call_sid)
    turns = records.calls.turns(call_sid)
    told = intake(call, turns, requests, records.intake_answers.of_call(call_sid))
    return {
        "call_sid": call_sid,
        "ended": call.ended_at is not None,
        "need": call.need,
        "red_flags": list(call.red_flags),
        "suspected": [category for category in call.suspected if category not in call.red_flags],
        "disposition": call.disposition,
        "service": call.service,
        "why": call.why,
        "failures": list(call.failures),
        "callback_request": callback_request(requests[-1]) if requests else None,
        "summary": summary(told),
        "answers": [asdict(line) for line in told.lines],
        "heard": [
            {"speaker": turn.speaker, "text": turn.text, "confidence": turn.confidence} for turn in turns
        ],
    }


def intake(
    call: CallRecord,
    turns: Sequence[TurnRecord],
    requests: Sequence[CallbackRequest],
    answers: Sequence[IntakeAnswer] = (),
) -> Intake:
    """What the nurse's summary is made of: the caller's words as they were heard, and what was promised."""
    names = data.names(of_this_process().names)
    request = requests[-1] if requests else None
    words = [turn.text for turn in turns if turn.speaker == "caller"]
    need = (request.need if request else None) or call.need
    lines = _lines(answers, need, names["needs"])
    told = {line.topic: line.text for line in lines}
    signs = {sign["category"]: sign["words"] for turn in turns for sign in turn.signs}
    asked = {category for category in call.suspected if category not in call.red_flags}
    denied = asked | set(call.denied)
    number = (request.number if request else None) or call.caller_number
    return Intake(
        concern=(request.concern if request else None) or (words[0] if words else None),
        need=names["needs"].get(call.need, call.need) if call.need else None,
        for_whom=told.get("for_whom"),
        age=told.get("age"),
        municipality=told.get("municipality"),
        interpreter=told.get("language") or _spoken_language(request, call),
        lines=lines,
        questions=_questions(turns),
        number=phone(number) if number else None,
        preferred_time=_wished(request) if request else None,
        called=f"{local(call.now(call.started_at)):%-d.%-m.%Y klo %-H.%M}",
        flags=tuple(
            HeardFlag(names["signs"].get(name, name), said, name in denied) for name, said in signs.items()
        ),
        # Who was cut off was promised nothing.
        promised=f"soitto viimeistään {local(request.deadline):%d.%m. klo %H.%M}"
        if request and not request.dropped
        else None,
    )


def _wished(request: CallbackRequest) -> str | None:
    """The caller's words for a suitable time, and how they were understood where that tells more."""
    words, value = request.preferred_time_words, time_in_finnish(request.preferred_time)
    if not words or not value or value == words or request.preferred_time in (words, time.ANYTIME):
        return words or value or None
    return f"{words} ({value})"


def _lines(answers: Sequence[IntakeAnswer], need: str | None, names: Mapping[str, str]) -> tuple[Line, ...]:
    """The answers as the nurse reads them; those to another matter's questions are named by it."""
    topics = questions().topics
    lines: list[Line] = []
    for answer in sorted(answers, key=lambda each: each.need != need):
        topic, told = topics.get(answer.topic) or _no_longer_asked(answer.topic), answer.told
        other = any(line.topic == answer.topic for line in lines)
        if other and topic.of_person:
            continue
        lines.append(
            Line(
                answer.topic if not other else f"{answer.need}.{answer.topic}",
                topic.label if not other else f"{topic.label} ({names.get(answer.need, answer.need)})",
                topic.group,
                spoken_value(answer.topic, told),
                told.turn,
                told.confidence,
                told.asked,
            )
        )
    return tuple(lines)


def _no_longer_asked(topic: str) -> Topic:
    """A question of an earlier edition: what was told to it stays with the call."""
    return Topic(topic, topic, "B", "words")


def _questions(turns: Sequence[TurnRecord]) -> tuple[tuple[str, str], ...]:
    """The questions about danger, each with what the caller said next."""
    asked = []
    for turn, after in zip(turns, [*turns[1:], None], strict=False):
        if turn.speaker == "luuri" and turn.topic == "safety":
            asked.append((turn.text, after.text if after is not None and after.speaker == "caller" else ""))
    return tuple(asked)


def _spoken_language(request: CallbackRequest | None, call: CallRecord) -> str | None:
    code = request.language if request is not None else call.language
    return language.NAMES.get(code)


def callback_request(request: CallbackRequest) -> dict[str, Any]:
    """A callback request as JSON values; times in ISO 8601 with their offset."""
    return {
        key: local(value).isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for key, value in asdict(request).items()
    }
