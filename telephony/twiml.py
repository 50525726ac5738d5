"""The TwiML documents of a call, as pure functions. Each returns XML text."""

from collections.abc import Sequence
from urllib.parse import urlencode

from twilio.twiml.voice_response import Connect, Dial, Gather, VoiceResponse

from bot.care.handoffs import Target
from telephony import words

RING_TIMEOUT_S = 25
KEY_TIMEOUT_S = 8
DUTY, DUTY_KEY, DUTY_ENDED = "/twilio/duty", "/twilio/duty/key", "/twilio/duty/ended"


def stream(
    base_url: str,
    token: str,
    fallback: Target | None,
    *,
    resume: str | None = None,
    caller_id: str | None = None,
) -> str:
    """Connect the caller to Luuri; when that stream dies, ring a person without asking our host.

    The documents of a normal end replace this one over REST, so only a dead stream reaches the Dial.
    """
    response = VoiceResponse()
    connect = Connect()
    media = connect.stream(url=f"{_websocket(base_url)}/twilio/media")
    media.parameter(name="token", value=token)
    if resume is not None:
        media.parameter(name="resume", value=resume)
    response.append(connect)
    _ring_without_us(response, fallback, caller_id)
    return str(response)


def person(fallback: Target | None, *, caller_id: str | None = None) -> str:
    """Ring a person at once: the service itself cannot take the call."""
    response = VoiceResponse()
    _ring_without_us(response, fallback, caller_id)
    return str(response)


def transfer(base_url: str, call_sid: str, targets: Sequence[Target], *, caller_id: str | None = None) -> str:
    """Ring the first target; who is left travels in the action's URL, so that no lookup can lose them.

    Raises ValueError without a target. `caller_id` is what the answerer sees; without it Twilio shows the
    caller's number.
    """
    if not targets:
        raise ValueError("a transfer needs somebody to ring")
    target, left = targets[0], targets[1:]
    action = _url(
        base_url,
        "/twilio/dialled",
        service=target.service_id,
        left=",".join(f"{other.service_id}:{other.number}" for other in left),
    )
    answerer = _url(base_url, "/twilio/answerer", service=target.service_id, call=call_sid)
    response = VoiceResponse()
    dial = Dial(
        answer_on_bridge=True, timeout=RING_TIMEOUT_S, action=action, method="POST", caller_id=caller_id
    )
    dial.number(target.number, url=answerer, method="POST")
    response.append(dial)
    return str(response)


def ask_answerer(base_url: str, call_sid: str, service_id: str, service_name: str | None) -> str:
    """Tell who answered what this is, and take the call only when they press 1; voicemail does not."""
    text = words.ANSWERER.format(service=service_name) if service_name else words.ANSWERER_UNKNOWN_SERVICE
    response = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=KEY_TIMEOUT_S,
        action=_url(base_url, "/twilio/answerer/key", service=service_id, call=call_sid),
        method="POST",
    )
    gather.say(text, language=words.LANGUAGE, voice=words.VOICE, loop=2)
    response.append(gather)
    response.hangup()
    return str(response)


def ask_duty(base_url: str, call_sid: str, number: str) -> str:
    """Tell that a caller in danger was cut off, without a word of who it is: voicemail may be listening."""
    response = VoiceResponse()
    gather = Gather(
        num_digits=1,
        timeout=KEY_TIMEOUT_S,
        action=duty_url(base_url, DUTY_KEY, call_sid, number),
        method="POST",
    )
    gather.say(words.DUTY, language=words.LANGUAGE, voice=words.VOICE, loop=2)
    response.append(gather)
    response.hangup()
    return str(response)


def tell_duty(details: str) -> str:
    """Whoever pressed 1 hears the details twice."""
    response = VoiceResponse()
    response.say(details, language=words.LANGUAGE, voice=words.VOICE, loop=2)
    response.hangup()
    return str(response)


def duty_url(base_url: str, path: str, call_sid: str, number: str) -> str:
    """Where the leg to a duty number asks on; the call and the number travel in it."""
    return _url(base_url, path, call=call_sid, number=number)


def bridge() -> str:
    """On the answerer's leg the end of the document joins the two."""
    return str(VoiceResponse())


def join(number: str, *, caller_id: str) -> str:
    """On the leg of a member of staff who picked up: ring the resident, who sees our number, and join them."""
    response = VoiceResponse()
    dial = Dial(answer_on_bridge=True, caller_id=caller_id)
    dial.number(number)
    response.append(dial)
    return str(response)


def hang_up() -> str:
    response = VoiceResponse()
    response.hangup()
    return str(response)


def draft_gone() -> str:
    """Tell a test phone that the draft it rings is not on the line, and end the call."""
    response = VoiceResponse()
    _say(response, words.DRAFT_GONE)
    response.hangup()
    return str(response)


def nobody(fallback: Target | None) -> str:
    """Say where help is, and end the call."""
    response = VoiceResponse()
    _say(response, words.NOBODY)
    _say_where_help_is(response, fallback)
    response.hangup()
    return str(response)


def _ring_without_us(response: VoiceResponse, fallback: Target | None, caller_id: str | None) -> None:
    if fallback is not None:
        _say(response, words.CONNECTING)
        dial = Dial(answer_on_bridge=True, timeout=RING_TIMEOUT_S, caller_id=caller_id)
        dial.number(fallback.number)
        response.append(dial)
    _say_where_help_is(response, fallback)


def _say_where_help_is(response: VoiceResponse, fallback: Target | None) -> None:
    if fallback is None:
        _say(response, words.HELP_WITHOUT_DIRECTORY)
    else:
        _say(response, words.HELP_IS_AT.format(name=fallback.name, number=fallback.spoken_number))


def _say(response: VoiceResponse, text: str) -> None:
    response.say(text, language=words.LANGUAGE, voice=words.VOICE)


def _url(base_url: str, path: str, **query: str) -> str:
    return f"{base_url}{path}?{urlencode(query)}"


def _websocket(base_url: str) -> str:
    return "ws" + base_url.removeprefix("http")
