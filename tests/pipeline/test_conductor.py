"""One call conducted with fakes in the place of sound, Rasa, the line and the database."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.care.directory import Directory
from bot.care.handoffs import Target
from bot.care.red_flags import Sign, Watch
from bot.conversation.answering import AsAnswer
from bot.conversation.call import CallState
from bot.conversation.effects import Prompt
from bot.conversation.events import (
    CallAnswered,
    DialogueReply,
    DigitsKeyed,
    Event,
    Message,
    PromptsFinished,
    SilencePassed,
    UtteranceHeard,
)
from bot.pipeline.conductor import Conductor
from bot.pipeline.ports import CallIdentity, Care, Said
from bot.pipeline.recording import Recording
from bot.yaml_files import read_yaml

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SERVICES = Path(__file__).parents[2] / "dialogues" / "services.yml"


class NoSigns:
    def hear(self, text: str, *, alternatives: Sequence[str] = (), before: Sequence[str] = ()) -> Watch:
        return Watch((), ())


class NotBreathing:
    def hear(self, text: str, *, alternatives: Sequence[str] = (), before: Sequence[str] = ()) -> Watch:
        heard = "ei hengitä" in text
        return Watch((Sign("unconscious", "112", "ei hengitä"),) if heard else (), ())


class Mouth:
    def __init__(self) -> None:
        self.said: list[str] = []
        self.closed = False

    async def say(self, texts: Sequence[str], topic: str | None) -> Said:
        self.said.extend(texts)
        return Said(500)

    async def listen(self, silence_s: float) -> None: ...

    async def close(self) -> None:
        self.closed = True


class Dialogue:
    """Answers each turn with its own words, or fails."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.turns: list[tuple[str, bool]] = []
        self.heard: list[tuple[int | None, float | None]] = []
        self.keyed: list[bool] = []
        self.failure = failure

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
        self.turns.append((text, rewind))
        self.alternatives = tuple(alternatives)
        self.heard.append((turn, confidence))
        self.keyed.append(keyed)
        if self.failure:
            raise self.failure
        return DialogueReply((Message(None, f"vastaus: {text}"),), (), "time", None, 0.9)


class Line:
    def __init__(self, failure: Exception | None = None) -> None:
        self.transfers: list[list[str]] = []
        self.hung_up = False
        self.failure = failure

    async def transfer(self, call_sid: str, targets: Sequence[Target]) -> None:
        self.transfers.append([target.service_id for target in targets])
        if self.failure:
            raise self.failure

    async def hang_up(self, call_sid: str) -> None:
        self.hung_up = True


class Records:
    def __init__(self, failure: Exception | None = None) -> None:
        self.facts: list[tuple[str, Any]] = []
        self.failure = failure

    async def caller_said(
        self, words: str, confidence: float, alternatives: Sequence[str], reopened: bool
    ) -> int:
        self.facts.append(("reopened" if reopened else "caller", words))
        return len(self.facts) - 1

    async def caller_sounded(self, turn: int, pcm: bytes) -> None:
        self.facts.append(("sound", (turn, pcm)))

    async def luuri_said(self, words: str, topic: str | None, response_ms: int | None) -> None:
        self.facts.append(("luuri", words))

    async def state_changed(self, before: CallState, after: CallState) -> None: ...

    async def transfer_started(self, targets: Sequence[Target], reason: str) -> None:
        self.facts.append(("transfer", reason))

    async def keep_callback(self, state: CallState) -> Mapping[str, Any]:
        if self.failure:
            raise self.failure
        return {"id": "1"}


class Texts:
    def text(self, prompt: Prompt) -> str:
        return prompt.text or str(prompt.name)


class Stage:
    """A conductor with its fakes; `play` tells events one by one and lets each be carried out."""

    def __init__(
        self,
        *,
        now: datetime = MONDAY,
        number: str | None = "+358401234567",
        dialogue: Dialogue | None = None,
        line: Line | None = None,
        records: Records | None = None,
        recording: Recording | None = None,
        watch: NoSigns | NotBreathing | None = None,
    ) -> None:
        directory = Directory.from_data(read_yaml(SERVICES))
        self.mouth, self.dialogue = Mouth(), dialogue or Dialogue()
        self.line, self.records = line or Line(), records or Records()
        self.conductor = Conductor(
            CallIdentity("CA1", number),
            lambda: Care(directory, watch or NoSigns(), frozenset()),
            self.dialogue,
            self.line,
            self.records,
            Texts(),
            lambda: now,
            recording,
        )

    async def play(self, *events: Event | Sequence[Event]) -> "Stage":
        """Events of one sequence come at once."""
        running = asyncio.create_task(self.conductor.run(self.mouth))
        for together in events:
            for event in together if isinstance(together, Sequence) else (together,):
                self.conductor.tell(event)
            for _ in range(20):
                await asyncio.sleep(0)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return self


async def test_what_is_said_and_heard_is_kept_in_order() -> None:
    stage = await Stage().play(CallAnswered(), UtteranceHeard("mulla on kuumetta"))
    assert stage.mouth.said == ["utter_greeting", "utter_ask_open", "vastaus: mulla on kuumetta"]
    assert stage.records.facts[1:] == [
        ("caller", "mulla on kuumetta"),
        ("luuri", "vastaus: mulla on kuumetta"),
    ]


async def test_a_reopened_turn_takes_back_the_half_that_was_answered() -> None:
    stage = await Stage().play(
        CallAnswered(), UtteranceHeard("mulla on"), UtteranceHeard("mulla on kuumetta", reopened=True)
    )
    assert stage.dialogue.turns == [("mulla on", False), ("mulla on kuumetta", True)]
    assert stage.conductor.state.words == ("mulla on kuumetta",)
    assert ("reopened", "mulla on kuumetta") in stage.records.facts


async def test_the_half_of_a_turn_is_not_answered_once_the_whole_is_known() -> None:
    whole = UtteranceHeard("mulla on kuumetta", reopened=True)
    stage = await Stage().play(CallAnswered(), (UtteranceHeard("mulla on"), whole))
    assert stage.dialogue.turns == [("mulla on", False), ("mulla on kuumetta", True)]
    assert stage.mouth.said[2:] == ["vastaus: mulla on kuumetta"]
    again = await stage.play(UtteranceHeard("kolme päivää"))
    assert again.mouth.said[3:] == ["vastaus: kolme päivää"]


async def test_danger_in_the_half_of_a_turn_is_answered_all_the_same() -> None:
    whole = UtteranceHeard("isä ei hengitä ja on sininen", reopened=True)
    stage = await Stage(watch=NotBreathing()).play(CallAnswered(), (UtteranceHeard("isä ei hengitä"), whole))
    assert stage.mouth.said[2:] == ["utter_emergency_112"] * 2


async def test_a_failing_dialogue_ends_with_a_person() -> None:
    stage = await Stage(dialogue=Dialogue(OSError())).play(
        CallAnswered(), UtteranceHeard("mulla on kuumetta"), PromptsFinished()
    )
    assert stage.mouth.said[-1] == "utter_failure"
    assert stage.line.transfers == [["terveysasema", "paivystysapu"]]
    assert ("transfer", "failed:dialogue") in stage.records.facts


async def test_a_line_that_refuses_is_left_to_its_own_document() -> None:
    stage = await Stage(line=Line(OSError())).play(CallAnswered(), DigitsKeyed("0"), PromptsFinished())
    assert stage.mouth.closed


async def test_a_request_that_cannot_be_kept_becomes_a_person() -> None:
    night = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)
    stage = await Stage(now=night, records=Records(OSError())).play(
        CallAnswered(), *[SilencePassed()] * 3, PromptsFinished()
    )
    assert stage.line.transfers == [["paivystysapu"]]


async def test_an_error_of_our_own_is_a_failed_part_and_not_the_end() -> None:
    stage = Stage()

    def broken(prompt: Prompt) -> str:
        if prompt.name == "utter_silence_1":
            raise KeyError(prompt.name)
        return str(prompt.name)

    stage.conductor._texts.text = broken  # type: ignore[method-assign]
    await stage.play(CallAnswered(), SilencePassed(), PromptsFinished())
    assert "utter_failure" in stage.mouth.said
    assert stage.line.transfers
