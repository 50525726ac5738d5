"""A number that rings again, through the real Rasa, the real actions and a real database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from bot.care.callback_requests import CallbackRequest
from bot.conversation.events import DialogueReply
from bot.dialogue.rasa import RasaDialogue
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls
from tests.dialogue.fakes import TUESDAY_10
from tests.dialogue.servers import DialogueServers

pytestmark = pytest.mark.slow
NUMBERS = count(10)
BORN = "1958-03-05"


@pytest.fixture
async def rasa(servers: DialogueServers) -> AsyncIterator[RasaDialogue]:
    dialogue = RasaDialogue(servers.url, servers.token, timeout_s=20)
    yield dialogue
    await dialogue.close()


def new_call(servers: DialogueServers, at: datetime = TUESDAY_10, number: str | None = None) -> str:
    sid, now = f"CAknown{next(NUMBERS)}", datetime.now(UTC)
    SqlCalls(servers.engine).start(CallRecord(sid, number, now, (at - now).total_seconds(), simulated=True))
    return sid


async def talk(rasa: RasaDialogue, sid: str, *lines: str) -> DialogueReply:
    for line in lines:
        reply = await rasa.turn(sid, line)
    return reply


def waiting(servers: DialogueServers, born: str | None = BORN) -> tuple[str, CallbackRequest]:
    """A number of its own, and the request that waits for it."""
    number = f"+3584511100{next(NUMBERS)}"
    request = CallbackRequest(
        id="",
        call_sid=new_call(servers, number=number),
        service="ensilinja",
        need="mental_health",
        concern="mua ahdistaa ihan hirveesti",
        number=number,
        preferred_time="",
        language="fi",
        created_at=TUESDAY_10.astimezone(UTC),
        deadline=TUESDAY_10 + timedelta(hours=6),
        simulated=True,
        birth_date=born,
    )
    return number, SqlCallbackRequests(servers.engine).book(request)


def stored(servers: DialogueServers, request: CallbackRequest) -> CallbackRequest:
    found = SqlCallbackRequests(servers.engine).get(request.id)
    assert found is not None
    return found


async def test_a_second_call_hears_of_the_request_and_nothing_of_what_it_is_about(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    number, _ = waiting(servers)
    sid = new_call(servers, number=number)
    reply = await rasa.turn(sid, "mulla on kova kuume ja kurkku kipee")
    told = reply.messages[0].text
    assert "jo jätetty soittopyyntö" in told
    assert "tänään viimeistään kello 16" in told
    assert not any(word in told.lower() for word in ("ensilinja", "mielenterv", "ahdist"))
    assert reply.topic == "age"
    reply = await rasa.turn(sid, "kolkytviis")
    assert "jo jätetty" not in " ".join(message.text for message in reply.messages)


async def test_a_withheld_number_and_another_number_hear_nothing(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    waiting(servers)
    for number in (None, "+358459998877"):
        reply = await rasa.turn(new_call(servers, number=number), "mulla on kova kuume ja kurkku kipee")
        assert "jo jätetty" not in reply.messages[0].text


async def test_the_birth_date_opens_the_request_and_it_is_cancelled(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    number, request = waiting(servers)
    sid = new_call(servers, number=number)
    reply = await rasa.turn(sid, "haluaisin perua sen soittopyynnön")
    assert reply.topic == "birth_date"
    reply = await rasa.turn(sid, "viides kolmatta viiskytkaheksan")
    assert reply.topic == "request_cancel_ok"
    reply = await rasa.turn(sid, "joo")
    assert reply.messages[0].text == "Peruin soittopyynnön. Sinulle ei soiteta siitä."
    assert reply.topic == "anything_else"
    assert stored(servers, request).status == "cancelled"


async def test_in_the_middle_of_another_matter_the_number_is_changed(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    number, request = waiting(servers)
    sid = new_call(servers, number=number)
    reply = await talk(rasa, sid, "mulla on kova kuume ja kurkku kipee", "muuta pyyntöä", "05031958")
    assert reply.topic == "request_change"
    reply = await talk(rasa, sid, "numero on vaihtunut", "050 111 2233")
    assert "050 111 2233" in reply.messages[-1].text
    reply = await rasa.turn(sid, "kyllä")
    assert reply.topic == "anything_else"
    assert stored(servers, request).number == "+358501112233"


async def test_words_and_a_time_are_added(servers: DialogueServers, rasa: RasaDialogue) -> None:
    number, request = waiting(servers)
    sid = new_call(servers, number=number)
    await talk(rasa, sid, "muuta sitä pyyntöä", "5.3.1958", "lisätään jotain", "en oo nukkunu kolmeen yöhön")
    assert "en oo nukkunu kolmeen yöhön" in stored(servers, request).concern
    reply = await talk(rasa, sid, "muutetaan vielä sitä pyyntöä", "5.3.1958", "3", "huomenna aamupäivällä")
    assert reply.topic == "anything_else"
    assert stored(servers, request).preferred_time.startswith("2026-11-25")


@pytest.mark.parametrize("born", [BORN, None])
async def test_without_the_right_birth_date_nothing_is_told_or_changed(
    servers: DialogueServers, rasa: RasaDialogue, born: str | None
) -> None:
    number, request = waiting(servers, born)
    sid = new_call(servers, number=number)
    reply = await talk(rasa, sid, "haluaisin perua sen soittopyynnön", "6.3.1958")
    assert reply.topic == "birth_date"
    reply = await rasa.turn(sid, "7.3.1958")
    said = " ".join(message.text for message in reply.messages)
    assert "en voi muuttaa" in said
    assert "hdist" not in said
    assert reply.topic == "concern"
    assert stored(servers, request) == request


async def test_danger_interrupts_the_change(servers: DialogueServers, rasa: RasaDialogue) -> None:
    number, _ = waiting(servers)
    sid = new_call(servers, number=number)
    reply = await talk(
        rasa, sid, "haluaisin perua sen soittopyynnön", "apua mun mies sai sairauskohtauksen nyt heti"
    )
    assert [effect.get("do") for effect in reply.effects] == ["suspect"]


async def test_a_request_that_is_late_promises_nothing(servers: DialogueServers, rasa: RasaDialogue) -> None:
    number, _ = waiting(servers)
    late: datetime = TUESDAY_10 + timedelta(days=1)
    reply = await rasa.turn(new_call(servers, late, number), "mulla on kova kuume ja kurkku kipee")
    assert "ei ole vielä ehditty soittaa" in reply.messages[0].text
