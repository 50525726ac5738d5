"""Scenarios of tests/scenarios as real calls: the caller's words spoken by a voice, over the line."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.call import CallPlan, Line, Script, ring_once
from bot.rehearsal.files import read
from bot.rehearsal.scenario import DEFAULT_ANSWERS, Act, Scenario
from bot.settings import Settings
from bot.speech.telephone import from_bytes, over_the_line, to_bytes
from bot.speech.voices.choose import caller_voice
from bot.speech.voices.voice import Voice
from tests.calls.residents import VOICE

SCENARIOS = {scenario.name: scenario for scenario in read([Path(__file__).parents[1] / "scenarios"])}
_MANNERS = {"answers": "answer", "busy": "busy", "nobody": "no_answer"}


def is_spoken(scenario: Scenario) -> bool:
    """Whether all that its caller does is to speak, in one call, and everybody rung does the same."""
    acts = [*scenario.turns, *(act for acts in scenario.answers.values() for act in acts)]
    alike = len(scenario.staff) == 1 and isinstance(scenario.staff[0], str)
    return alike and not scenario.before and all(act.says and not act.heard_also for act in acts)


class SpokenCaller(Script):
    """The turns first, then the answers by topic, the last of them again and again.

    A danger may be heard only by half on the line: who is in danger says so when asked.
    """

    def __init__(self, scenario: Scenario, voice: Voice) -> None:
        self._voice = voice
        answers = {topic: self._lines(acts) for topic, acts in scenario.answers.items()}
        half_heard = {"safety": "kyllä"} if scenario.expect.red_flags else {}
        defaults = {
            topic: [self._line(said)]
            for topic, said in (DEFAULT_ANSWERS | half_heard).items()
            if topic not in answers
        }
        self._answers = defaults | answers
        self._fallback = self._lines((scenario.fallback,))[0]
        super().__init__(self._lines(scenario.turns))

    def next(self, topic: str | None) -> Line | None:
        if self.lines:
            return self.lines.pop(0)
        left = self._answers.get(topic or "", [self._fallback])
        return left.pop(0) if len(left) > 1 else left[0]

    def _lines(self, acts: tuple[Act, ...]) -> list[Line]:
        return [self._line(act.says or "") for act in acts]

    def _line(self, said: str) -> Line:
        return Line(
            said, to_bytes(over_the_line(from_bytes(self._voice.speak(said)), self._voice.sample_rate_hz))
        )


async def ring_scenario(url: str, scenario: Scenario, settings: Settings) -> dict[str, Any]:
    """The call as it went, with the keys of `luuri call --json`. Raises VoiceFailed without the voice."""
    number = None if scenario.caller == "withheld" else scenario.caller or "+358401234599"
    plan = CallPlan(number=number, staff=_MANNERS[str(scenario.staff[0])])
    script = await asyncio.to_thread(lambda: SpokenCaller(scenario, caller_voice(settings, VOICE)))
    at = datetime.fromisoformat(scenario.moment.isoformat())
    return await ring_once(url, plan, script, at, lambda *_: None)
