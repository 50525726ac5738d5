"""Whether a scenario's expectations hold."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.care.hours import local
from bot.rehearsal.outcome import Outcome, Problem
from bot.rehearsal.scenario import Expected

NEVER_HEARD = ("{", "}", "utter_", "None", "ei ole kiireelli", "ei ole vakava", "ei mitään hätää")
"""What no caller may ever hear: broken wordings, and judgements that are not Luuri's to make."""
MOST_SAME = 2
"""How many times running the same words may be said."""


def judged(outcome: Outcome) -> tuple[Problem, ...]:
    """What does not hold, in the order of the expectations."""
    wanted = outcome.scenario.expect
    return (*_always(outcome), *_stored(wanted, outcome), *_spoken(wanted, outcome))


def _always(outcome: Outcome) -> Iterator[Problem]:
    """What holds for every call, whatever it is about."""
    if outcome.call.stuck:
        yield Problem("the call", "ends", outcome.call.stuck)
    if not outcome.report["ended"]:
        yield Problem("the record", "ended", "open")
    words = [go.text for go in outcome.call.luuri]
    for phrase in NEVER_HEARD:
        yield from (Problem("said", f"never {phrase}", text) for text in words if phrase in text)
    for at in range(len(words) - MOST_SAME):
        if len(set(words[at : at + MOST_SAME + 1])) == 1:
            yield Problem("said", f"the same at most {MOST_SAME} times running", words[at])
    booked = any("Kirjasin soittopyynnön" in text for text in words)
    if booked and outcome.report["callback_request"] is None:
        yield Problem("a request that was told", "stored", None)


def _stored(wanted: Expected, outcome: Outcome) -> Iterator[Problem]:
    report = outcome.report
    if report["disposition"] not in wanted.dispositions:
        yield Problem("disposition", list(wanted.dispositions), report["disposition"])
    for name in ("service", "need", "why"):
        value = getattr(wanted, name)
        if value is not None and not fits(value, report[name]):
            yield Problem(name, value, report[name])
    if set(wanted.failures) != set(report["failures"]):
        yield Problem("failures", list(wanted.failures), report["failures"])
    yield from _dangers(wanted, report)
    request = report["callback_request"]
    if wanted.callback_request is None:
        if request is not None:
            yield Problem("callback_request", None, request)
    elif wanted.callback_request != "any":
        yield from _row("callback_request", wanted.callback_request, request)
    yield from _phrases("summary", wanted.summary, report["summary"])
    for table, rows in wanted.records.items():
        found = outcome.rows[table]
        if len(rows) != len(found):
            yield Problem(f"rows of {table}", len(rows), found)
        for row in rows:
            if not any(fits(row, kept) for kept in found):
                yield Problem(f"a row of {table}", row, found)


def _dangers(wanted: Expected, report: Mapping[str, Any]) -> Iterator[Problem]:
    """Where no danger is expected, none is heard, and nothing is suspected but what may be."""
    heard, suspected = set(report["red_flags"]), set(report["suspected"])
    if missed := set(wanted.red_flags) - heard:
        yield Problem("red_flags", sorted(missed), sorted(heard))
    if missed := set(wanted.suspected) - heard - suspected:
        yield Problem("suspected", sorted(missed), sorted(suspected))
    if not wanted.red_flags and heard - set(wanted.suspected):
        yield Problem("red_flags", [], sorted(heard))
    if not (wanted.red_flags or wanted.suspected) and suspected - set(wanted.may_suspect):
        yield Problem("suspected", list(wanted.may_suspect), sorted(suspected))


def _spoken(wanted: Expected, outcome: Outcome) -> Iterator[Problem]:
    call = outcome.call
    if wanted.ends is not None and wanted.ends != call.ends:
        yield Problem("ends", wanted.ends, call.ends)
    rung = [service for service, _ in call.rung]
    if wanted.rung is not None and list(wanted.rung) != rung:
        yield Problem("rung", list(wanted.rung), rung)
    everything = "\n".join(go.text for go in call.luuri)
    yield from _phrases("said", wanted.said, everything)
    for phrase in wanted.never_said:
        if phrase.casefold() in everything.casefold():
            yield Problem("said", f"never {phrase}", everything)
    for topic in wanted.asked:
        if topic not in call.asked:
            yield Problem("asked", topic, call.asked)
    for topic in wanted.never_asked:
        if topic in call.asked:
            yield Problem("asked", f"never {topic}", call.asked)
    if wanted.most_turns is not None and len(call.luuri) > wanted.most_turns:
        yield Problem("Luuri's turns", f"at most {wanted.most_turns}", len(call.luuri))
    if wanted.sms is not None:
        texts = [message.text for message in call.messages]
        if len(texts) != len(wanted.sms) or not all(map(fits, wanted.sms, texts)):
            yield Problem("sms", list(wanted.sms), texts)


def _phrases(what: str, phrases: Sequence[str], text: str) -> Iterator[Problem]:
    for phrase in phrases:
        if phrase.casefold() not in text.casefold():
            yield Problem(what, phrase, text)


def _row(what: str, wanted: Mapping[str, Any], row: Mapping[str, Any] | None) -> Iterator[Problem]:
    if row is None:
        yield Problem(what, dict(wanted), None)
        return
    for name, value in wanted.items():
        if name not in row:
            yield Problem(f"{what}.{name}", "a field of that name", sorted(row))
        elif not fits(value, row[name]):
            yield Problem(f"{what}.{name}", value, row[name])


def fits(wanted: Any, found: Any) -> bool:
    """Whether a value is what was wanted: see `Expected`."""
    if isinstance(wanted, Mapping) and set(wanted) == {"contains"}:
        phrases = wanted["contains"] if isinstance(wanted["contains"], list) else [wanted["contains"]]
        return all(str(phrase).casefold() in str(found).casefold() for phrase in phrases)
    if isinstance(wanted, Mapping) and set(wanted) == {"any_of"}:
        return any(fits(value, found) for value in wanted["any_of"])
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and fits(value, found[name]) for name, value in wanted.items()
        )
    if isinstance(wanted, list | tuple):
        return isinstance(found, list | tuple) and len(wanted) == len(found) and all(map(fits, wanted, found))
    if isinstance(found, datetime):
        return local(found).isoformat(timespec="minutes").startswith(str(wanted))
    if isinstance(wanted, str) and isinstance(found, str) and "T" in wanted:
        return found == wanted or found.startswith(f"{wanted}:")
    return bool(wanted == found)
