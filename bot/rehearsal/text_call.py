"""Holds one call in text: the service's own switchboard, conductor and records, with the caller's words typed in."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

from bot.conversation.events import (
    CallAnswered,
    DigitsKeyed,
    Event,
    PromptsFinished,
    SilencePassed,
    UtteranceHeard,
    VoiceWithoutWords,
)
from bot.pipeline.conductor import Conductor
from bot.rehearsal.caller import Caller
from bot.rehearsal.line import TextLine, TextMouth
from bot.rehearsal.outcome import Held, Spoken
from bot.rehearsal.scenario import Act, Talk
from bot.switchboard import Switchboard
from telephony.ports import DialOutcome, IncomingCall

MOST_EVENTS = 120
LONGEST_EVENT_S = 30.0
_OUTCOMES: dict[str, DialOutcome] = {"answers": "answered", "busy": "busy", "nobody": "no_answer"}


class TextCall:
    """One call of a scenario. `number` is E.164, None when withheld."""

    def __init__(self, switchboard: Switchboard, line: TextLine, talk: Talk, number: str | None) -> None:
        self._switchboard = switchboard
        self._line = line
        self._talk = talk
        self._number = number
        self._caller = Caller(talk)
        self._rings = 0
        self.held = Held(call_sid=f"CA{uuid4().hex}")

    async def hold(self) -> Held:
        """From the first ring to the end of the records."""
        sid = self.held.call_sid
        offset_s = (self._talk.moment - datetime.now(UTC)).total_seconds()
        await self._switchboard.ring(IncomingCall(sid, self._number, offset_s, simulated=True))
        unanswered = False
        while await self._talks_with_luuri(unanswered) and await self._rings_in_vain():
            unanswered = True
        self.held.messages = self._line.messages
        await self._switchboard.call_ended(sid)
        return self.held

    # -- Luuri and the caller ------------------------------------------------------------------------------------

    async def _talks_with_luuri(self, unanswered: bool) -> bool:
        """Until the line leaves Luuri. True when somebody is to be rung."""
        conductor, mouth = self._switchboard.conductor(self.held.call_sid), TextMouth()
        conductor.tell(CallAnswered(unanswered=unanswered))
        conducting = asyncio.create_task(conductor.run(mouth))
        try:
            async with asyncio.timeout(LONGEST_EVENT_S) as patience:
                for _ in range(MOST_EVENTS):
                    await self._rests(conductor, conducting)
                    self._note_said(mouth)
                    if self._has_left(mouth):
                        return bool(self._line.ringing)
                    event = self._next(mouth)
                    if event is None:
                        return False
                    patience.reschedule(asyncio.get_running_loop().time() + LONGEST_EVENT_S)
                    conductor.tell(event)
                self._stuck("the call never ended")
        except TimeoutError:
            self._stuck("the service did not answer")
        finally:
            conducting.cancel()
            with suppress(asyncio.CancelledError):
                await conducting
        return False

    async def _rests(self, conductor: Conductor, conducting: "asyncio.Task[None]") -> None:
        resting = asyncio.create_task(conductor.rest())
        await asyncio.wait({resting, conducting}, return_when=asyncio.FIRST_COMPLETED)
        resting.cancel()

    def _note_said(self, mouth: TextMouth) -> None:
        self.held.spoken += [Spoken("luuri", text, topic) for text, topic in mouth.said]
        mouth.said.clear()

    def _has_left(self, mouth: TextMouth) -> bool:
        if self._line.hung_up:
            self.held.ends = "luuri_hangs_up"
        elif mouth.closed:
            # The line's own document rings whoever answers day and night; nothing of ours hears of it.
            self._say(
                "line",
                f"soi: {self._switchboard.fallback_target(self.held.call_sid).service_id} (linjan oma)",
            )
            self.held.ends = "left_to_line"
        return bool(self.held.ends) or bool(self._line.ringing)

    def _next(self, mouth: TextMouth) -> Event | None:
        """What happens next; None when the caller is gone, or nothing ever would."""
        if mouth.speaking:
            mouth.speaking = False
            act = self._caller.while_luuri_speaks()
            return self._does(act, "keskeyttää: ") if act else PromptsFinished()
        if mouth.listening:
            mouth.listening = False
            return self._does(self._caller.next(mouth.topic))
        self._stuck("Luuri neither speaks nor listens")
        return None

    def _does(self, act: Act, how: str = "") -> Event | None:
        if act.says is not None:
            self._say("caller", how + act.says)
            return UtteranceHeard(act.says, (act.says, *act.heard_also) if act.heard_also else ())
        if act.keys is not None:
            self._say("caller", f"{how}(näppäilee {act.keys})")
            return DigitsKeyed(act.keys.rstrip("#"))
        if act.silence:
            self._say("caller", "(on hiljaa)")
            return SilencePassed()
        if act.noise:
            self._say("caller", f"{how}(epäselvää)")
            return VoiceWithoutWords(interrupted=bool(how))
        self._say("caller", f"{how}(sulkee)")
        self.held.ends = "caller_hangs_up"
        return None

    # -- whoever is rung -----------------------------------------------------------------------------------------

    async def _rings_in_vain(self) -> bool:
        """Ring one target after the other. True when the call comes back to Luuri."""
        targets, self._line.ringing = self._line.ringing, ()
        manner_of = self._talk.manner
        for position, target in enumerate(targets, start=1):
            outcome = _OUTCOMES[manner_of(self._rings, target.service_id)]
            self.held.rung.append((target.service_id, outcome))
            self._say("line", f"soi: {target.service_id} ({outcome})")
            exhausted = outcome != "answered" and position == len(targets)
            following = await self._switchboard.dial_outcome(
                self.held.call_sid, target.service_id, outcome, exhausted
            )
            if outcome == "answered":
                self.held.ends = "with_a_person"
                return False
        self._rings += 1
        if following == "reconnect":
            return True
        self.held.ends = "nobody_answered"
        return False

    def _say(self, who: str, text: str) -> None:
        self.held.spoken.append(Spoken(who, text))

    def _stuck(self, why: str) -> None:
        self.held.stuck, self.held.ends = why, "stuck"
