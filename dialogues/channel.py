"""Luuri's own channel into Rasa: a turn in, everything that it led to out, behind a bearer token.

POST /webhooks/luuri/turn   {"sender", "text", "alternatives", "rewind", "metadata"} -> messages, effects, topic, need,
                            ranking
POST /webhooks/luuri/parse  {"text", "alternatives"} -> need, confidence, ranking
GET  /webhooks/luuri/       readiness: 200 once the model is loaded
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from typing import Any

from action_answers import look_at_the_schema_once
from components.needs_classifier import ALTERNATIVES
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, OutputChannel, UserMessage
from rasa.shared.core.events import ActionExecuted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

look_at_the_schema_once()


class TurnOutput(OutputChannel):
    """Collects what a turn says (with each response's name) and what it asks to be done."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.effects: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "luuri"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        if message.get("text"):
            self.messages.append({"name": message.get("utter_action"), "text": message["text"].strip()})
        if message.get("custom"):
            self.effects.append(message["custom"])


def an_action_failed(tracker: DialogueStateTracker, agent: Agent) -> bool:
    """True when an action or form of the latest turn left nothing behind.

    Rasa swallows a failing action and goes on with the next rule, whose words would then be untrue. All of
    Luuri's own actions and forms set at least one slot when they succeed.
    """
    domain = agent.processor.domain
    ours = {name for name in domain.user_actions if not name.startswith("utter_")} | set(domain.form_names)
    turn: list[Any] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        turn.insert(0, event)
    acting: str | None = None
    for event in turn:
        if isinstance(event, ActionExecuted):
            if acting is not None:
                return True
            acting = event.action_name if event.action_name in ours else None
        elif isinstance(event, SlotSet):
            acting = None
    return acting is not None


class LuuriChannel(InputChannel):
    """Speaks JSON with the call's pipeline on loopback."""

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "luuri"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> LuuriChannel:
        token = (credentials or {}).get("token")
        if not token or token.startswith("${"):
            raise ValueError("LUURI_DIALOGUE_TOKEN is not set: Rasa's channel does not open without it")
        return cls(token)

    def _is_ours(self, request: Request) -> bool:
        scheme, _, token = (request.headers.get("authorization") or "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self._token.encode())

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        webhook = Blueprint("luuri_channel")

        @webhook.route("/", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            is_ready = bool(agent and agent.is_ready())
            return response.json({"ready": is_ready}, status=200 if is_ready else 503)

        @webhook.route("/turn", methods=["POST"])
        async def turn(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return response.json({"error": "unauthorized"}, status=401)
            body = request.json or {}
            sender, text = body.get("sender"), body.get("text")
            others = body.get("alternatives") or []
            if (
                not isinstance(sender, str)
                or not sender
                or not isinstance(text, str)
                or not are_texts(others)
            ):
                return response.json({"error": "sender and text are needed"}, status=400)
            metadata = body.get("metadata")
            answer = await take_turn(
                request.app.ctx.agent,
                sender,
                text,
                others,
                rewind=bool(body.get("rewind")),
                metadata=metadata if isinstance(metadata, dict) else {},
            )
            return response.json(answer)

        @webhook.route("/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            if not self._is_ours(request):
                return response.json({"error": "unauthorized"}, status=401)
            body = request.json or {}
            text, others = body.get("text"), body.get("alternatives") or []
            if not isinstance(text, str) or not are_texts(others):
                return response.json({"error": "text is needed"}, status=400)
            message = UserMessage(text, metadata={ALTERNATIVES: others})
            return response.json(understood(await request.app.ctx.agent.processor.parse_message(message)))

        return webhook


def are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


async def take_turn(
    agent: Agent, sender: str, text: str, alternatives: list[str], *, rewind: bool, metadata: dict[str, Any]
) -> dict[str, Any]:
    """Runs one turn of a call under the conversation's lock; `rewind` first takes the latest turn back.

    `metadata` reaches the actions with the message: which turn of the call it is, how surely it was heard.
    """
    processor = agent.processor
    output = TurnOutput()
    async with agent.lock_store.lock(sender):
        if rewind:
            await take_back_turn(agent, sender)
        metadata = {**metadata, ALTERNATIVES: alternatives}
        message = UserMessage(text, output, sender, input_channel=LuuriChannel.name(), metadata=metadata)
        await listen_as_asked(agent, sender, message)
        await processor.handle_message(message)
        tracker = await processor.get_tracker(sender)
    if an_action_failed(tracker, agent):
        return {"messages": [], "effects": [], "topic": None, "failed": True}
    answer = {
        "messages": spoken(output),
        "effects": output.effects,
        "topic": tracker.get_slot("requested_slot") if tracker.active_loop_name else None,
        "failed": False,
    }
    for effect in output.effects:
        answer["topic"] = effect.get("topic") or answer["topic"]
    # Not `tracker.latest_message`: a reloaded tracker leaves out what was said inside a form.
    said = next((event for event in reversed(tracker.events) if isinstance(event, UserUttered)), None)
    answer.update(understood(said.parse_data if said else {}))
    return answer


DANGERS = frozenset({"emergency", "suicide_risk"})

async def listen_as_asked(agent: Agent, sender: str, message: UserMessage) -> None:
    """An answer is taken as the call says (`as_answer`): for no danger by the classifier's word alone, or for no
    need at all. The call knows the question, and has looked for signs of danger before.
    """
    as_answer = (message.metadata or {}).get("as_answer")
    if as_answer is None:
        return
    parsed = await agent.processor.parse_message(message, await agent.processor.get_tracker(sender))
    if as_answer == "nothing_else" or (parsed.get("intent") or {}).get("name") in DANGERS:
        parsed["intent"] = {"name": "nlu_fallback", "confidence": 0.0}
    message.parse_data = parsed


def spoken(output: TurnOutput) -> list[dict[str, Any]]:
    """What the turn says: a form asks its question again by itself, also where the caller should not hear it."""
    does = {effect.get("do") for effect in output.effects}
    if "repeat" in does:
        # The conversation says again what it said last, in its own words.
        return []
    if "wait" in does:
        return output.messages[:1]
    return output.messages


async def take_back_turn(agent: Agent, sender: str) -> None:
    """Makes the conversation what it was before the caller's latest words; nothing when there were none.

    The events themselves are dropped: a UserUtteranceReverted inside a form would take the whole form back.
    That holds for the tracker store in memory, which keeps exactly what is saved.
    """
    processor = agent.processor
    tracker = await processor.get_tracker(sender)
    events = list(tracker.events)
    latest = max((i for i, event in enumerate(events) if isinstance(event, UserUttered)), default=None)
    if latest is None:
        return
    before = DialogueStateTracker.from_events(
        sender, events[:latest], slots=processor.domain.slots, domain=processor.domain
    )
    await processor.save_tracker(before)


def understood(parse_data: dict[str, Any]) -> dict[str, Any]:
    """What Rasa's own parse says: the need, how sure, and every need in order."""
    intent = parse_data.get("intent") or {}
    return {
        "need": intent.get("name"),
        "confidence": float(intent.get("confidence") or 0.0),
        "ranking": [[r["name"], float(r["confidence"])] for r in parse_data.get("intent_ranking") or []],
    }
