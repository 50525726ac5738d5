"""Asks Rasa what to say and do, over its own authenticated channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from bot.conversation.answering import AsAnswer
from bot.conversation.events import DialogueReply, Message

TIMEOUT_S = 5.0
_COMMANDS = frozenset({"/human_agent", "/callback_request", "/resume"})


class DialogueFailed(Exception):
    """No usable answer: the caller goes on to a person."""


@dataclass(frozen=True)
class Understood:
    """`ranking`: every need with its confidence (0..1), the surest first."""

    need: str | None
    confidence: float
    ranking: tuple[tuple[str, float], ...] = ()


class RasaDialogue:
    """`url` is Rasa's own, such as http://127.0.0.1:5005. One connection pool, kept alive between turns."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: float = TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url.rstrip('/')}/webhooks/luuri",
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_s,
            trust_env=False,
            transport=transport,
            limits=httpx.Limits(max_keepalive_connections=64, keepalive_expiry=600),
        )

    async def turn(
        self,
        call_sid: str,
        text: str,
        *,
        alternatives: Sequence[str] = (),
        rewind: bool = False,
        command: bool = False,
        keyed: bool = False,
        as_answer: AsAnswer | None = None,
        turn: int | None = None,
        confidence: float | None = None,
    ) -> DialogueReply:
        """One turn of the call. `rewind` first takes the latest turn back; a `command` is our own intent,
        and what was `keyed` is sure, unlike digits that a recogniser wrote.

        `alternatives`: the recogniser's other readings of the text; what it means is judged by all of them.
        `as_answer`: how words that answer a question may be taken, see bot/conversation/answering.py.
        `turn` is the index of the caller's turn in the records, `confidence` how surely it was heard.

        Raises DialogueFailed on a time-out, an error and an empty answer.
        """
        if command and text not in _COMMANDS:
            raise ValueError(f"{text!r} is not a command of ours")
        said = text if command else spoken_text(text)
        body = {"sender": call_sid, "text": said, "alternatives": list(alternatives), "rewind": rewind}
        body["metadata"] = {"turn": turn, "confidence": confidence, "keyed": keyed, "as_answer": as_answer}
        answer = await self._post("/turn", body)
        try:
            reply = DialogueReply(
                messages=tuple(Message(m.get("name"), m["text"]) for m in answer["messages"]),
                effects=tuple(answer["effects"]),
                topic=answer.get("topic"),
                need=answer.get("need"),
                confidence=float(answer.get("confidence") or 0.0),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise DialogueFailed(f"the answer has a wrong shape: {type(error).__name__}") from error
        if not reply.messages and not reply.effects:
            raise DialogueFailed("an action failed" if answer.get("failed") else "the answer is empty")
        return reply

    async def parse(self, text: str, alternatives: Sequence[str] = ()) -> Understood:
        """What the text, or its other readings, mean outside any call. Raises DialogueFailed."""
        answer = await self._post("/parse", {"text": spoken_text(text), "alternatives": list(alternatives)})
        try:
            ranking = tuple((str(name), float(share)) for name, share in answer["ranking"])
            return Understood(answer["need"], float(answer["confidence"]), ranking)
        except (KeyError, TypeError, ValueError) as error:
            raise DialogueFailed(f"the answer has a wrong shape: {type(error).__name__}") from error

    async def is_ready(self) -> bool:
        """Whether Rasa has its model loaded."""
        try:
            return (await self._client.get("/", timeout=2.0)).status_code == 200
        except httpx.HTTPError:
            return False

    async def close(self) -> None:
        await self._client.aclose()

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = await self._client.post(path, json=body)
            response.raise_for_status()
            answer = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise DialogueFailed(type(error).__name__) from error
        if not isinstance(answer, dict):
            raise DialogueFailed("the answer is not a mapping")
        return answer


def spoken_text(text: str) -> str:
    """Recognised text never starts with "/": Rasa would take it as a command."""
    return text.strip().lstrip("/").strip()
