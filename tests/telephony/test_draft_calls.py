"""Calls from the test phone to a draft: they name it, and nobody is rung in its place when it is gone."""

import httpx
import pytest

from bot.lines import Lines
from telephony import words
from telephony.caller import SimulatedCaller
from telephony.ports import DraftGone, DraftOnLine, IncomingCall, StreamRefused, StreamStart, Switchboard
from tests.telephony.fake_line import FakeSwitchboard, Line, make_line, serving
from tests.telephony.test_exchange import hello
from tests.telephony.test_webhooks import RINGING, names, post

LIVE, DRAFT = "CA" + "a" * 32, "CA" + "b" * 32


class OneDraft:
    """What `Lines` asks of the drafts on the line."""

    def __init__(self, ticket: str) -> None:
        self.ticket, self.open = ticket, FakeSwitchboard()
        self.is_open = True

    def rung(self, ticket: str, _call_sid: str) -> Switchboard | None:
        return self.open if self.is_open and ticket == self.ticket else None

    def board(self, _call_sid: str) -> Switchboard | None:
        return self.open if self.is_open else None


async def test_a_call_names_the_draft_that_it_rings(local_line: Line) -> None:
    local_line.drafts.open["lippu"] = DraftOnLine("Joulun ajat", "now")
    local_line.switchboard.converse = hello
    async with serving(local_line.app) as url:
        async with SimulatedCaller(url, draft="lippu") as call:
            await call.luuri_finished(10)
        async with SimulatedCaller(url) as call:
            await call.luuri_finished(10)
    assert [ring.draft for ring in local_line.switchboard.rings] == ["lippu", ""]


async def test_a_draft_that_is_not_on_the_line_is_not_rung(local_line: Line) -> None:
    local_line.drafts.open["lippu"] = DraftOnLine("Joulun ajat", "older")
    async with local_line.client() as client:
        assert (await client.get("/exchange/drafts/lippu")).json() == {
            "reason": "Joulun ajat",
            "state": "older",
        }
        assert (await client.get("/exchange/drafts/toinen")).status_code == 404
        answer = await client.post("/exchange/calls", json={"from": None, "draft": "toinen"})
    assert answer.status_code == 409
    assert local_line.switchboard.rings == []


async def test_drafts_are_rung_where_the_test_phone_may_be_used(tmp_path: object) -> None:
    line = make_line(tmp_path, softphone=False)  # type: ignore[arg-type]
    line.drafts.open["lippu"] = DraftOnLine("Joulun ajat", "now")
    async with line.client("http://luuri.example") as client:
        assert (await client.get("/exchange/drafts/lippu")).status_code == 404
        assert (await client.get("/draft-phone")).status_code == 404
        answer: httpx.Response = await client.post("/exchange/calls", json={"from": None, "draft": "lippu"})
        assert answer.status_code == 404


async def test_a_real_call_rings_no_draft(line: Line) -> None:
    await post(line, "/twilio/voice", {**RINGING, "Draft": "lippu"})
    assert [ring.draft for ring in line.switchboard.rings] == [""]


async def test_a_draft_that_goes_while_it_is_rung_ends_the_call_and_rings_nobody(local_line: Line) -> None:
    async def gone(_call: IncomingCall) -> None:
        raise DraftGone

    local_line.drafts.open["lippu"] = DraftOnLine("Joulun ajat", "now")
    local_line.switchboard.ring = gone  # type: ignore[method-assign]
    async with serving(local_line.app) as url, SimulatedCaller(url, draft="lippu") as call:
        outcome = await call.ended(10)
        assert {"event": "said", "text": words.DRAFT_GONE} in call.events
    assert (outcome["answered"], outcome["dialled"]) == (False, [])


async def test_the_call_of_a_draft_reaches_nothing_of_the_live_version() -> None:
    live, draft = FakeSwitchboard(), OneDraft("lippu")
    lines = Lines(live, draft)  # type: ignore[arg-type]
    await lines.ring(IncomingCall(LIVE, None))
    await lines.ring(IncomingCall(DRAFT, None, draft="lippu"))
    for call_sid in (LIVE, DRAFT):
        await lines.dial_outcome(call_sid, "ensilinja", "busy", False)
        lines.duty_acknowledged(call_sid, "+358140000009")
        lines.duty_ended(call_sid)
        await lines.call_ended(call_sid)
    for board, call_sid in ((live, LIVE), (draft.open, DRAFT)):
        assert [ring.call_sid for ring in board.rings] == [call_sid]
        assert [outcome[0] for outcome in board.outcomes] == [call_sid]
        assert [acknowledged[0] for acknowledged in board.acknowledged] == [call_sid]
        assert (board.duty_legs_ended, board.ended) == ([call_sid], [call_sid])


async def test_what_comes_after_a_draft_is_gone_goes_nowhere() -> None:
    live, draft = FakeSwitchboard(), OneDraft("lippu")
    lines = Lines(live, draft)  # type: ignore[arg-type]
    await lines.ring(IncomingCall(DRAFT, None, draft="lippu"))
    draft.is_open = False
    with pytest.raises(DraftGone):
        await lines.ring(IncomingCall("CA" + "c" * 32, None, draft="lippu"))
    with pytest.raises(StreamRefused):
        await lines.media(None, StreamStart(DRAFT, "MZ1"))  # type: ignore[arg-type]
    assert await lines.dial_outcome(DRAFT, "ensilinja", "busy", True) == "end"
    await lines.call_ended(DRAFT)
    assert lines.targets(DRAFT, ("ensilinja",)) == ()
    assert (live.rings, live.outcomes, live.ended) == ([], [], [])


async def test_the_document_for_a_draft_that_is_gone_dials_nobody(line: Line) -> None:
    async def gone(_call: IncomingCall) -> None:
        raise DraftGone

    line.switchboard.ring = gone  # type: ignore[method-assign]
    assert names(await post(line, "/twilio/voice", RINGING)) == ["Say", "Hangup"]
