"""Twilio's webhooks: who may call them, what they answer, and what a retry changes (nothing)."""

from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from twilio.request_validator import RequestValidator

from telephony import words
from tests.telephony.fake_line import AUTH_TOKEN, CALL_SID, PUBLIC_URL, TARGETS, Line, make_line

RINGING = {"CallSid": CALL_SID, "CallStatus": "ringing", "From": "+358401234567", "To": "+358942720000"}


async def post(
    line: Line,
    path: str,
    form: dict[str, str],
    *,
    token: str = AUTH_TOKEN,
    url: str = PUBLIC_URL,
    signature: str | None = None,
) -> httpx.Response:
    """As Twilio posts: signed over the public URL, though the request reaches us on another host."""
    if signature is None:
        signature = RequestValidator(token).compute_signature(url + path, form)
    headers = {
        "X-Twilio-Signature": signature,
        "Content-Type": "application/x-www-form-urlencoded",
        "I-Twilio-Idempotency-Token": "b7a1",
    }
    async with line.client() as client:
        return await client.post(path, content=urlencode(form), headers=headers)


def verbs(answer: httpx.Response) -> list[ElementTree.Element]:
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/xml")
    return list(ElementTree.fromstring(answer.text))


def names(answer: httpx.Response) -> list[str]:
    return [verb.tag for verb in verbs(answer)]


def parameter(answer: httpx.Response, name: str) -> str | None:
    for found in ElementTree.fromstring(answer.text).iter("Parameter"):
        if found.get("name") == name:
            return found.get("value")
    return None


async def test_a_ringing_call_is_connected_to_luuri_and_a_dead_stream_to_a_person(line: Line) -> None:
    answer = await post(line, "/twilio/voice", RINGING)
    connect, said, dial, told = verbs(answer)
    assert [connect.tag, said.tag, dial.tag, told.tag] == ["Connect", "Say", "Dial", "Say"]
    stream = connect.find("Stream")
    assert stream is not None
    assert stream.get("url") == "wss://luuri.example/twilio/media"
    assert [number.text for number in dial] == [TARGETS["paivystysapu"].number]
    [call] = line.switchboard.rings
    assert (call.call_sid, call.caller_number, call.clock_offset_s, call.simulated) == (
        CALL_SID,
        "+358401234567",
        0.0,
        False,
    )


async def test_the_dial_below_the_stream_asks_our_host_for_nothing(line: Line) -> None:
    dial = verbs(await post(line, "/twilio/voice", RINGING))[2]
    assert dial.get("action") is None
    assert all(number.get("url") is None for number in dial)


async def test_the_stream_token_opens_this_call_only(line: Line) -> None:
    token = parameter(await post(line, "/twilio/voice", RINGING), "token")
    assert token is not None
    assert line.tokens.redeem(token, "CA" + "9" * 32) is None
    assert line.tokens.redeem(token, CALL_SID) == "twilio"


@pytest.mark.parametrize("number", ["anonymous", "+266696687", "", "client:joku", "+7378742833"])
async def test_a_withheld_number_is_no_number(line: Line, number: str) -> None:
    await post(line, "/twilio/voice", {**RINGING, "From": number})
    assert line.switchboard.rings[0].caller_number is None


async def test_a_retried_webhook_gets_the_same_answer_and_rings_once(line: Line) -> None:
    first = await post(line, "/twilio/voice", RINGING)
    again = await post(line, "/twilio/voice", RINGING)
    assert first.text == again.text
    assert len(line.switchboard.rings) == 1


async def test_a_call_that_cannot_be_recorded_goes_to_a_person(line: Line) -> None:
    line.switchboard.broken = {"ring"}
    answer = await post(line, "/twilio/voice", RINGING)
    assert names(answer) == ["Say", "Dial", "Say"]


async def test_a_failed_ring_may_be_tried_again_by_twilio_but_is_answered(line: Line) -> None:
    line.switchboard.broken = {"ring", "fallback_target"}
    answer = await post(line, "/twilio/voice", RINGING)
    assert names(answer) == ["Say"]
    assert words.HELP_WITHOUT_DIRECTORY in answer.text


@pytest.mark.parametrize(
    "path", ["/twilio/voice", "/twilio/dialled", "/twilio/answerer", "/twilio/answerer/key"]
)
async def test_what_is_not_signed_by_twilio_is_refused_without_a_word(line: Line, path: str) -> None:
    for answer in (
        await post(line, path, RINGING, signature=""),
        await post(line, path, RINGING, signature="AAAA"),
        await post(line, path, RINGING, token="another-token"),
        await post(line, path, RINGING, url="https://other.example"),
    ):
        assert (answer.status_code, answer.text) == (403, "")
    assert line.switchboard.rings == []
    assert line.switchboard.outcomes == []


async def test_a_changed_form_breaks_the_signature(line: Line) -> None:
    signature = RequestValidator(AUTH_TOKEN).compute_signature(PUBLIC_URL + "/twilio/voice", RINGING)
    answer = await post(line, "/twilio/voice", {**RINGING, "From": "+358409999999"}, signature=signature)
    assert answer.status_code == 403


async def test_without_an_account_twilios_signature_is_nobodys(local_line: Line) -> None:
    assert (await post(local_line, "/twilio/voice", RINGING)).status_code == 403


async def test_twilio_cannot_set_the_clock(line: Line) -> None:
    await post(line, "/twilio/voice", {**RINGING, "ClockOffsetSeconds": "86400"})
    assert line.switchboard.rings[0].clock_offset_s == 0.0


async def test_a_huge_or_malformed_body_is_refused(line: Line) -> None:
    assert (await post(line, "/twilio/voice", {**RINGING, "x": "a" * 20_000})).status_code == 403
    assert (await post(line, "/twilio/voice", {**RINGING, "CallSid": "../../etc"})).status_code == 403


LEFT = "left=terveysasema%3A%2B358142690002%2Cpaivystysapu%3A%2B358142690003"
LAST = "left=paivystysapu%3A%2B358142690003"
DIALLED = {
    "CallSid": CALL_SID,
    "CallStatus": "in-progress",
    "DialCallSid": "CA" + "3" * 32,
    "DialCallStatus": "no-answer",
    "DialBridged": "false",
}


async def test_when_one_does_not_answer_the_next_rings(line: Line) -> None:
    answer = await post(line, f"/twilio/dialled?service=ensilinja&{LEFT}", DIALLED)
    [dial] = verbs(answer)
    [number] = list(dial)
    assert number.text == TARGETS["terveysasema"].number
    action = urlsplit(dial.get("action") or "")
    assert f"{action.scheme}://{action.netloc}" == PUBLIC_URL
    assert parse_qs(action.query) == {"service": ["terveysasema"], "left": ["paivystysapu:+358142690003"]}
    assert line.switchboard.outcomes == [(CALL_SID, "ensilinja", "no_answer", False)]


async def test_the_chain_goes_on_after_a_restart_of_the_host(line: Line, tmp_path) -> None:  # type: ignore[no-untyped-def]
    first = await post(line, f"/twilio/dialled?service=ensilinja&{LEFT}", DIALLED)
    action = (verbs(first)[0].get("action") or "").removeprefix(PUBLIC_URL)
    restarted = make_line(
        tmp_path / "other",
        twilio_account_sid="AC" + "2" * 32,
        twilio_auth_token=AUTH_TOKEN,
        public_url=PUBLIC_URL,
    )
    answer = await post(restarted, action, {**DIALLED, "DialCallSid": "CA" + "4" * 32})
    assert verbs(answer)[0][0].text == TARGETS["paivystysapu"].number


@pytest.mark.parametrize(
    ("status", "bridged", "outcome"),
    [
        ("completed", "true", "answered"),
        ("completed", "false", "no_answer"),
        ("answered", "false", "no_answer"),
        ("busy", "false", "busy"),
        ("no-answer", "false", "no_answer"),
        ("failed", "false", "failed"),
        ("", "", "failed"),
    ],
)
async def test_only_a_leg_that_was_joined_counts_as_answered(
    line: Line, status: str, bridged: str, outcome: str
) -> None:
    form = {**DIALLED, "DialCallStatus": status, "DialBridged": bridged}
    answer = await post(line, "/twilio/dialled?service=ensilinja&left=", form)
    assert line.switchboard.outcomes[0][2] == outcome
    assert names(answer) == (["Hangup"] if outcome == "answered" else ["Connect", "Say", "Dial", "Say"])


async def test_when_nobody_answers_the_call_comes_back_to_luuri(line: Line) -> None:
    answer = await post(line, "/twilio/dialled?service=ensilinja&left=", DIALLED)
    assert names(answer)[0] == "Connect"
    assert parameter(answer, "resume") == "unanswered"
    assert line.switchboard.outcomes == [(CALL_SID, "ensilinja", "no_answer", True)]


async def test_when_luuri_cannot_take_the_call_back_it_is_told_where_help_is(line: Line) -> None:
    line.switchboard.broken = {"dial_outcome"}
    answer = await post(line, "/twilio/dialled?service=ensilinja&left=", DIALLED)
    assert names(answer) == ["Say", "Say", "Hangup"]
    assert TARGETS["paivystysapu"].spoken_number in answer.text


async def test_a_failing_record_does_not_stop_the_chain(line: Line) -> None:
    line.switchboard.broken = {"dial_outcome"}
    answer = await post(line, f"/twilio/dialled?service=ensilinja&{LAST}", DIALLED)
    assert names(answer) == ["Dial"]


async def test_the_chain_needs_no_directory(line: Line) -> None:
    line.switchboard.broken = {"targets", "fallback_target"}
    answer = await post(line, f"/twilio/dialled?service=ensilinja&{LEFT}", DIALLED)
    assert verbs(answer)[0][0].text == TARGETS["terveysasema"].number


async def test_a_retried_dialled_is_noted_once(line: Line) -> None:
    path = f"/twilio/dialled?service=ensilinja&{LAST}"
    first, again = await post(line, path, DIALLED), await post(line, path, DIALLED)
    assert first.text == again.text
    assert len(line.switchboard.outcomes) == 1


async def test_nobody_else_is_rung_for_a_caller_who_has_gone(line: Line) -> None:
    form = {**DIALLED, "CallStatus": "completed", "DialCallStatus": "canceled"}
    answer = await post(line, f"/twilio/dialled?service=ensilinja&{LAST}", form)
    assert names(answer) == ["Hangup"]
    assert line.switchboard.outcomes == [(CALL_SID, "ensilinja", "no_answer", False)]


LEG = {"CallSid": "CA" + "3" * 32, "ParentCallSid": CALL_SID, "CallStatus": "in-progress"}


async def test_the_answerer_hears_who_it_is_and_presses_one(line: Line) -> None:
    answer = await post(line, f"/twilio/answerer?service=ensilinja&call={CALL_SID}", LEG)
    gather, otherwise = verbs(answer)
    assert (gather.tag, gather.get("numDigits"), otherwise.tag) == ("Gather", "1", "Hangup")
    assert "Ensilinja" in answer.text
    assert "painamalla yksi" in answer.text
    assert 'language="fi-FI"' in answer.text

    key_path = (gather.get("action") or "").removeprefix(PUBLIC_URL)
    taken = await post(line, key_path, {**LEG, "Digits": "1"})
    assert names(taken) == []
    assert line.switchboard.outcomes == [(CALL_SID, "ensilinja", "answered", False)]


@pytest.mark.parametrize("key", ["2", "", "*"])
async def test_any_other_key_leaves_the_call(line: Line, key: str) -> None:
    path = f"/twilio/answerer/key?service=ensilinja&call={CALL_SID}"
    assert names(await post(line, path, {**LEG, "Digits": key})) == ["Hangup"]
    assert line.switchboard.outcomes == []


async def test_the_answerer_is_asked_even_when_the_directory_is_away(line: Line) -> None:
    line.switchboard.broken = {"targets"}
    answer = await post(line, f"/twilio/answerer?service=ensilinja&call={CALL_SID}", LEG)
    assert words.ANSWERER_UNKNOWN_SERVICE in answer.text


async def test_the_end_of_the_call_is_told_once_and_legs_are_not_calls(line: Line) -> None:
    over = {"CallSid": CALL_SID, "CallStatus": "completed"}
    await post(line, "/twilio/status", over)
    await post(line, "/twilio/status", over)
    await post(line, "/twilio/status", {**LEG, "CallStatus": "completed"})
    await post(line, "/twilio/status", {"CallSid": "CA" + "5" * 32, "CallStatus": "in-progress"})
    assert line.switchboard.ended == [CALL_SID]
