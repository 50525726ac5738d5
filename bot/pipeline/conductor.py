"""Conducts one call: tells the conversation what happened and carries out what it wants, one thing at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from loguru import logger

from bot.conversation.call import CallState, Phase, World, step
from bot.conversation.effects import (
    AskDialogue,
    Effect,
    HangUp,
    KeepCallback,
    LeaveToLine,
    Listen,
    Say,
    Transfer,
)
from bot.conversation.events import (
    CallbackKept,
    DialogueAnswered,
    DigitsKeyed,
    Event,
    PartFailed,
    UtteranceHeard,
)
from bot.pipeline.ports import CallIdentity, CallRecords, Care, Dialogue, Line, Mouth, PromptTexts, call_time
from bot.pipeline.recording import Recording

DIALOGUE_TIMEOUT_S = 4.0


class Conductor:
    """The life of a call across its media streams: a transfer that nobody takes comes back to the same one."""

    def __init__(
        self,
        identity: CallIdentity,
        care: Callable[[], Care],
        dialogue: Dialogue,
        line: Line,
        records: CallRecords,
        texts: PromptTexts,
        now: Callable[[], datetime],
        recording: Recording | None = None,
    ) -> None:
        self.identity = identity
        self.recording = recording
        self.state = CallState()
        self.mouth: Mouth | None = None
        self._care = care
        self._dialogue = dialogue
        self._line = line
        self._records = records
        self._texts = texts
        self._now = now
        self._events: asyncio.Queue[tuple[Event, bytes]] = asyncio.Queue()
        self._before_turn: CallState | None = None
        self._turn_asked_dialogue = False
        self._heard_turn: tuple[int | None, float | None] = (None, None)
        self._thinking = False
        self._goes_on = 0  # turns that wait to be taken, and are longer forms of the one before them

    def tell(self, event: Event, sound: bytes = b"") -> None:
        """Something happened. Returns at once; events are taken in the order they are told.

        `sound`: how the caller said an utterance, where it is to be kept.
        """
        self._goes_on += isinstance(event, UtteranceHeard) and event.reopened
        self._events.put_nowait((event, sound))

    async def rest(self) -> None:
        """Wait until everything that was told has been carried out; only while `run` goes on."""
        await self._events.join()

    def can_reopen(self, still_answering: bool) -> bool:
        """Whether the last turn can be taken back: its answer is not heard yet and nothing final is done."""
        thinking = self._thinking or still_answering
        return thinking and self._before_turn is not None and self.state.phase is not Phase.GONE

    def hears_danger(self, words: str) -> bool:
        """Whether the rules are sure of mortal danger in words of a turn that goes on."""
        watch = self._care().red_flags.hear(words, before=self.state.words)
        return any(sign.action == "112" for sign in watch.heard)

    async def run(self, mouth: Mouth) -> None:
        """Conduct until the call is gone or this is cancelled. No error ends it: it becomes a failed part."""
        self.mouth = mouth
        while self.state.phase is not Phase.GONE or not self._events.empty():
            event, sound = await self._events.get()
            self._thinking = True
            try:
                await self._take(event, sound)
            except Exception as error:
                logger.exception("call {} failed on {}", self.identity.call_sid, type(event).__name__)
                if isinstance(event, PartFailed):
                    await self._leave_to_line()
                    return
                self.tell(PartFailed("conductor", type(error).__name__))
            finally:
                self._thinking = False
                self._events.task_done()

    async def _take(self, event: Event, sound: bytes = b"") -> None:
        if isinstance(event, UtteranceHeard):
            reopened = event.reopened
            self._goes_on -= reopened
            event = self._turn_begins(event)
            index = await self._records.caller_said(
                event.text, event.confidence, event.alternatives, reopened
            )
            self._heard_turn = (index, event.confidence)
            if sound:
                await self._records.caller_sounded(index, sound)
        elif isinstance(event, DigitsKeyed):
            self._heard_turn = (None, None)
        care = self._care()
        world = World(
            directory=care.directory,
            red_flags=care.red_flags,
            now=call_time(self.identity, self._now()),
            caller_number=self.identity.caller_number,
            needs=care.needs,
        )
        before = self.state
        self.state, effects = step(before, event, world)
        for effect in effects:
            await self._carry_out(effect)
        await self._records.state_changed(before, self.state)

    def _turn_begins(self, event: UtteranceHeard) -> UtteranceHeard:
        """Keep the state of before the turn; a reopened turn starts again from there, its signs kept."""
        if event.reopened and self._before_turn is not None:
            signs = (self.state.heard_signs, self.state.suspected_signs, self.state.told_112)
            self.state = replace(
                self._before_turn, heard_signs=signs[0], suspected_signs=signs[1], told_112=signs[2]
            )
            event = replace(event, reopened=self._turn_asked_dialogue)
        self._before_turn = self.state
        self._turn_asked_dialogue = False
        return event

    async def _carry_out(self, effect: Effect) -> None:
        assert self.mouth is not None
        match effect:
            case Say() if self._goes_on and not self._in_danger:
                pass  # The caller has said more since, and is answered on the whole.
            case Say(prompts, topic):
                texts = self._with_notice([self._texts.text(prompt) for prompt in prompts], topic)
                said = await self.mouth.say(texts, topic)
                if said is not None:
                    await self._records.luuri_said(" ".join(texts), topic, said.response_ms)
            case Listen(silence_s):
                await self.mouth.listen(silence_s)
            case AskDialogue():
                await self._ask(effect)
            case KeepCallback():
                try:
                    row = await self._records.keep_callback(self.state)
                except Exception as error:
                    await self._take(PartFailed("records", type(error).__name__))
                else:
                    await self._take(CallbackKept(row))
            case Transfer():
                await self._transfer(effect)
            case HangUp():
                try:
                    await self._line.hang_up(self.identity.call_sid)
                except Exception as error:
                    logger.error("hang-up of {} failed: {}", self.identity.call_sid, type(error).__name__)
                    await self._leave_to_line()
            case LeaveToLine():
                await self._leave_to_line()

    @property
    def _in_danger(self) -> bool:
        return bool(self.state.heard_signs or self.state.asking)

    def _with_notice(self, texts: list[str], topic: str | None) -> list[str]:
        """Before the question: that the caller is recorded, until they have heard it. Danger is not kept waiting."""
        recording = self.recording
        if recording is None or recording.is_told or self._in_danger or topic is None:
            return texts
        return [*texts[:-1], recording.notice, *texts[-1:]]

    async def _ask(self, effect: AskDialogue) -> None:
        self._turn_asked_dialogue = not effect.command
        try:
            async with asyncio.timeout(DIALOGUE_TIMEOUT_S):
                reply = await self._dialogue.turn(
                    self.identity.call_sid,
                    effect.text,
                    alternatives=effect.alternatives,
                    rewind=effect.reopened,
                    command=effect.command,
                    keyed=effect.keyed,
                    as_answer=effect.as_answer,
                    turn=self._heard_turn[0],
                    confidence=self._heard_turn[1],
                )
        except Exception as error:
            logger.error("dialogue failed in call {}: {}", self.identity.call_sid, type(error).__name__)
            await self._take(PartFailed("dialogue", type(error).__name__))
        else:
            await self._take(DialogueAnswered(reply))

    async def _transfer(self, effect: Transfer) -> None:
        await self._records.transfer_started(effect.targets, effect.reason)
        try:
            await self._line.transfer(self.identity.call_sid, effect.targets)
        except Exception as error:
            logger.error("transfer of {} failed: {}", self.identity.call_sid, type(error).__name__)
            await self._leave_to_line()

    async def _leave_to_line(self) -> None:
        """Close our end of the stream: the line's own document rings a person next."""
        assert self.mouth is not None
        await self.mouth.close()
