"""One call, and the history of calls."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, Response

from bot.care.callback_work import OUTCOMES
from bot.care.dispositions import DISPOSITIONS
from bot.care.hours import local
from bot.care.summary import summary
from bot.records.audit import AuditEvent
from bot.records.call_search import Search
from bot.records.calls import CallRecord
from bot.records.corrections import Correction
from console.access.permissions import only
from console.callbacks.presenter import row
from console.calls.presenter import gathered, groups, head, held, line, rung, talk
from console.calls.reasons import REASONS, is_asked
from console.desk import Desk, TheDesk, Who
from console.looks import Looks
from console.pages import ThePages, back
from console.phrases import day_of, midnight, whole_number

router = APIRouter(prefix="/calls", include_in_schema=False, dependencies=[only("staff")])
Text = Annotated[str, Form()]

PAGE = 50
FIRST_DAYS = 30


@router.get("")
def history(
    request: Request,
    desk: TheDesk,
    pages: ThePages,
    visitor: Who,
    since: str = "",
    until: str = "",
    number: str = "",
    need: str = "",
    disposition: str = "",
    words: str = "",
    page: int = 1,
) -> Response:
    """Calls of the last weeks unless other days are asked for; a number is looked for in all of them."""
    if not 1 <= page <= 2000:
        raise HTTPException(404)
    now = desk.now()
    first = day_of(since) or (None if number else local(now).date() - timedelta(days=FIRST_DAYS))
    last = day_of(until)
    search = Search(
        since=midnight(first) if first else None,
        until=midnight(last + timedelta(days=1)) if last else None,
        number=_number(number),
        need=need or None,
        disposition=disposition or None,
        words=words[:100] or None,
        practice=visitor.practice,
    )
    calls = desk.search.page(search, limit=PAGE + 1, offset=(page - 1) * PAGE)
    looks: Looks = request.app.state.looks
    looks.note(desk, visitor, "call.listed", (call.call_sid for call in calls[:PAGE]))
    return pages.page(
        request,
        "calls/history.html",
        lines=[line(desk, call, now) for call in calls[:PAGE]],
        more=len(calls) > PAGE,
        number_of_page=page,
        asked={
            "since": first.isoformat() if first else "",
            "until": until if last else "",
            "number": number,
            "need": need,
            "disposition": disposition,
            "words": words,
        },
        needs=_needs(desk),
        dispositions=DISPOSITIONS,
    )


@router.get("/{call_sid}")
def call_page(request: Request, desk: TheDesk, pages: ThePages, visitor: Who, call_sid: str) -> Response:
    call, now = _call(desk, call_sid), desk.now()
    entries = desk.queue.of_call(call_sid, now)
    if is_asked(desk, visitor, call, entries, now):
        return pages.page(
            request,
            "calls/reason.html",
            reasons=REASONS,
            call_sid=call_sid,
            when=desk.say.moment(call.started_at, now),
        )
    looks: Looks = request.app.state.looks
    looks.note(desk, visitor, "call.read", [call_sid])
    turns, corrections = desk.calls.turns(call_sid), desk.corrections.of_call(call_sid)
    found = gathered(desk, call, turns, [entry.request for entry in entries], corrections)
    seen, sounds = desk.alarms.acknowledged(call_sid), desk.sound.turns(call_sid)
    return pages.page(
        request,
        "calls/call.html",
        call=head(desk, call, now),
        requests=[row(desk, entry, visitor.name, now) for entry in entries],
        groups=groups(desk, found, turns, corrections, sounds),
        copied=summary(found),
        turns=talk(desk, call, turns, corrections, sounds),
        rung=rung(desk, desk.handoffs.of_call(call_sid)),
        outcomes=OUTCOMES,
        needs=_needs(desk),
        need=call.need or "",
        seen=seen and desk.texts("call.seen", name=seen[0], when=desk.say.moment(seen[1], now)),
        can_ring=desk.phone.can_call and bool(visitor.phone),
    )


@router.get("/{call_sid}/turns/{turn}/sound")
def sound(desk: TheDesk, visitor: Who, call_sid: str, turn: int) -> Response:
    """What the caller said in the turn, where it was recorded. Who listens is kept every time."""
    call, now = _call(desk, call_sid), desk.now()
    found = desk.sound.wav(call_sid, turn)
    if found is None or is_asked(desk, visitor, call, desk.queue.of_call(call_sid, now), now):
        raise HTTPException(404)
    subject, detail = f"call:{call_sid}", {"turn": turn}
    desk.audit.record(AuditEvent(now, f"staff:{visitor.name}", "call.listened", subject, detail))
    return Response(found, media_type="audio/wav")


@router.post("/{call_sid}/reason")
def give_reason(desk: TheDesk, visitor: Who, call_sid: str, reason: Text = "", words: Text = "") -> Response:
    _call(desk, call_sid)
    if reason not in REASONS or (reason == "other" and not words.strip()):
        raise HTTPException(422)
    told = desk.texts(f"call.reason.{reason}")
    told = f"{told}: {words.strip()}" if words.strip() else told
    desk.reasons.give(call_sid, visitor.name, told[:200], desk.now())
    return back(f"/console/calls/{call_sid}")


@router.post("/{call_sid}/corrections")
def correct(
    desk: TheDesk,
    visitor: Who,
    call_sid: str,
    kind: Text = "",
    place: Text = "",
    corrected: Text = "",
) -> Response:
    """Keep a correction beside the original."""
    call, now = _call(desk, call_sid), desk.now()
    entries = desk.queue.of_call(call_sid, now)
    if is_asked(desk, visitor, call, entries, now):
        raise HTTPException(404)
    corrected = corrected.strip()
    if not 0 < len(corrected) <= 2000:
        raise HTTPException(422)
    turns = desk.calls.turns(call_sid)
    if kind == "turn":
        turn = next((each for each in turns if str(each.index) == place and each.speaker == "caller"), None)
        if turn is None:
            raise HTTPException(422)
        correction = Correction(call_sid, "turn", place, turn.text, corrected, visitor.name, now)
    elif kind == "need" and corrected in desk.names["needs"]:
        correction = Correction(call_sid, "need", "", call.need or "", corrected, visitor.name, now)
    elif kind == "field":
        original = held(gathered(desk, call, turns, [entry.request for entry in entries], ()), place)
        if original is None:
            raise HTTPException(422)
        correction = Correction(call_sid, "field", place, original, corrected, visitor.name, now)
    else:
        raise HTTPException(422)
    desk.corrections.add(correction)
    anchor = f"#turn-{place}" if kind == "turn" else ""
    response = back(f"/console/calls/{call_sid}", told="corrected")
    response.headers["location"] += anchor
    return response


@router.post("/{call_sid}/copied")
def copied(desk: TheDesk, visitor: Who, call_sid: str) -> Response:
    """The summary was copied for the record system."""
    _call(desk, call_sid)
    desk.audit.record(AuditEvent(desk.now(), f"staff:{visitor.name}", "call.copied", f"call:{call_sid}"))
    return Response(status_code=204)


def _call(desk: Desk, call_sid: str) -> CallRecord:
    call = desk.calls.get(call_sid)
    if call is None:
        raise HTTPException(404)
    return call


def _needs(desk: Desk) -> list[tuple[str, str]]:
    return sorted(desk.names["needs"].items(), key=lambda pair: pair[1])


def _number(text: str) -> str | None:
    """A number in E.164 where it is a whole one, else its digits."""
    digits = "".join(character for character in text if character.isdigit())
    return whole_number(text) or digits[:15] or None
