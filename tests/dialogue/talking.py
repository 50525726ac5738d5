"""Conversations with the real Rasa, as text."""

from datetime import UTC, datetime
from itertools import count

from bot.conversation.events import DialogueReply
from bot.dialogue.rasa import RasaDialogue
from bot.records.callback_requests import SqlCallbackRequests
from bot.records.calls import CallRecord, SqlCalls
from tests.dialogue.fakes import TUESDAY_10
from tests.dialogue.servers import DialogueServers

NUMBERS = count(1)


def new_call(
    servers: DialogueServers, at: datetime = TUESDAY_10, number: str | None = "+358401234567"
) -> str:
    """A call whose number no earlier call has left a request for."""
    requests = SqlCallbackRequests(servers.engine)
    for request in requests.open(include_simulated=True):
        requests.cancel(request.id)
    sid, now = f"CA{next(NUMBERS)}", datetime.now(UTC)
    SqlCalls(servers.engine).start(CallRecord(sid, number, now, (at - now).total_seconds(), simulated=True))
    return sid


def does(reply: DialogueReply) -> list[str]:
    return [effect["do"] for effect in reply.effects]


NOT_KNOWN = {"age": "45", "safety": "ei", "summary_ok": "joo"}
"""What a caller says to the intake's questions who knows nothing: the rest is "en tiedä"."""
OWN = ("number_ok", "number", "time", "help_choice", "concern", "anything_else")


async def through(
    rasa: RasaDialogue, sid: str, reply: DialogueReply, until: str = "number_ok"
) -> DialogueReply:
    """Answers the intake's questions until `until` is asked."""
    for _ in range(12):
        if reply.topic == until or reply.topic in OWN or reply.topic is None:
            break
        reply = await rasa.turn(sid, NOT_KNOWN.get(reply.topic, "en tiedä"))
    assert reply.topic == until, reply
    return reply


async def asked_number(rasa: RasaDialogue, sid: str, *lines: str) -> DialogueReply:
    """The caller's lines, then the intake's questions until the number is asked."""
    return await through(rasa, sid, await talk(rasa, sid, *lines))


async def talk(rasa: RasaDialogue, sid: str, *lines: str) -> DialogueReply:
    for line in lines:
        reply = await rasa.turn(sid, line)
    return reply
