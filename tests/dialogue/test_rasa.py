"""Asking Rasa: what is sent, and what counts as a failure."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.conversation.events import Message
from bot.dialogue.rasa import DialogueFailed, RasaDialogue

REPLY: dict[str, Any] = {
    "messages": [{"name": "utter_ask_time", "text": "Milloin sinulle sopii?"}],
    "effects": [{"do": "repeat"}],
    "topic": "time",
    "need": "affirm",
    "confidence": 0.9,
    "ranking": [["affirm", 0.9]],
}


def dialogue(answer: Callable[[httpx.Request], httpx.Response]) -> RasaDialogue:
    return RasaDialogue("http://rasa", "secret", transport=httpx.MockTransport(answer))


async def test_a_turn_is_sent_with_the_token_and_read_back() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=REPLY)

    reply = await dialogue(answer).turn(
        "CA1", "joo", alternatives=["juu"], rewind=True, turn=3, confidence=0.8
    )
    assert reply.messages == (Message("utter_ask_time", "Milloin sinulle sopii?"),)
    assert (reply.topic, reply.need, reply.effects) == ("time", "affirm", ({"do": "repeat"},))
    assert seen[0].headers["authorization"] == "Bearer secret"
    assert json.loads(seen[0].content) == {
        "sender": "CA1",
        "text": "joo",
        "alternatives": ["juu"],
        "rewind": True,
        "metadata": {"turn": 3, "confidence": 0.8, "keyed": False, "as_answer": None},
    }


@pytest.mark.parametrize(("said", "sent"), [("/human_agent", "human_agent"), (" // joo", "joo")])
async def test_a_callers_words_are_never_a_command(said: str, sent: str) -> None:
    texts: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        texts.append(json.loads(request.content)["text"])
        return httpx.Response(200, json=REPLY)

    await dialogue(answer).turn("CA1", said)
    assert texts == [sent]


async def test_only_our_own_commands_are_sent_as_commands() -> None:
    with pytest.raises(ValueError, match="not a command"):
        await dialogue(lambda request: httpx.Response(200, json=REPLY)).turn("CA1", "/restart", command=True)


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(200, json={"messages": [], "effects": [], "failed": True}),
        httpx.Response(200, json={"messages": [], "effects": []}),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"effects": []}),
        httpx.Response(200, text="not json"),
        httpx.Response(500),
        httpx.Response(401),
    ],
)
async def test_anything_but_a_full_answer_is_a_failure(response: httpx.Response) -> None:
    with pytest.raises(DialogueFailed):
        await dialogue(lambda request: response).turn("CA1", "joo")


async def test_a_time_out_and_a_dead_server_are_failures() -> None:
    def slow(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    def dead(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("dead", request=request)

    for answer in (slow, dead):
        with pytest.raises(DialogueFailed):
            await dialogue(answer).turn("CA1", "joo")
