"""`luuri call`: a simulated resident rings the service with real sound."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import yaml

from bot.commands.output import print_json, say
from bot.commands.running import NoService, running_service
from bot.dialogue.intake import intake as questions
from bot.edition import this_process_serves
from bot.settings import Settings
from bot.speech.telephone import LINE_HZ, from_bytes, over_the_line, read_wav, resample, to_bytes
from bot.speech.voices.choose import caller_voice
from bot.speech.voices.voice import VoiceFailed
from bot.studio.releases import Releases
from bot.yaml_files import read_yaml
from telephony.caller import CallOver, SimulatedCaller

VOICE_LEVEL_DBFS = -20.0
MOST_TURNS = 60
LONGEST_WAIT_S = 60.0
SETTLED_WITHIN_S = 30.0


@dataclass(frozen=True)
class CallPlan:
    """What the resident does. `say` and `wav` are turns in order; `resident` is a YAML file instead.

    `draft`: the ticket of a draft to ring in the live version's place.
    """

    say: tuple[str, ...] = ()
    wav: tuple[Path, ...] = ()
    resident: Path | None = None
    number: str | None = "+358401234567"
    at: str | None = None
    staff: str = "answer"
    voice: str | None = None
    noise_db: float | None = None
    draft: str = ""


class BadPlan(Exception):
    """The command's own input is wrong; the message says what."""


@dataclass(frozen=True)
class Line:
    """One turn of the resident: its words, where known, and its sound (s16le mono 8 kHz)."""

    text: str | None
    pcm: bytes


DEFAULT_ANSWERS = {"summary_ok": "Kyllä.", "consent": "Kyllä.", "safety": "Ei."}
"""What a resident says where their file does not: nothing is known of the rest of the intake's questions."""
NOT_KNOWN = "En tiedä."


@dataclass
class Script:
    """Which line comes next, by the topic that Luuri asks."""

    lines: list[Line] = field(default_factory=list)
    by_topic: dict[str, Line] = field(default_factory=dict)
    fallback: Line | None = None
    spoken: int = 0

    def next(self, topic: str | None) -> Line | None:
        self.spoken += 1
        if self.spoken <= len(self.lines):
            return self.lines[self.spoken - 1]
        return self.by_topic.get(topic or "", self.fallback)


def ring(settings: Settings, plan: CallPlan, as_json: bool) -> int:
    """Ring, report, and return 0 when the call went through to its end."""
    this_process_serves(Releases(settings.data / "releases").served())
    try:
        script, at = script_of(settings, plan), moment(plan.at)
        with running_service(settings) as url:
            shown = (lambda _speaker, _text: None) if as_json else show_turn
            result = asyncio.run(ring_once(url, plan, script, at, shown))
    except (BadPlan, NoService) as error:
        say(f"luuri: {error}")
        return 2 if isinstance(error, BadPlan) else 1
    except httpx.HTTPError as error:
        say(f"luuri: the service did not take the call: {error}")
        return 1
    if as_json:
        print_json(result)
    else:
        show_result(result)
    return 0


async def ring_once(
    url: str, plan: CallPlan, script: Script, at: datetime | None, shown: Callable[[str, str], None]
) -> dict[str, Any]:
    """One call from the first ring to the last word; the keys are those of `luuri call --json`."""
    noise = None if plan.noise_db is None else VOICE_LEVEL_DBFS - plan.noise_db
    turns: list[dict[str, Any]] = []
    caller = SimulatedCaller(url, plan.number, at=at, staff=plan.staff, noise_dbfs=noise, draft=plan.draft)  # type: ignore[arg-type]
    async with caller as call:
        try:
            while len(turns) < MOST_TURNS:
                bot = await call.luuri_finished(LONGEST_WAIT_S)
                if bot.text or bot.audio:
                    _heard(turns, call.heard)
                    response = None if bot.response_ms is None else round(bot.response_ms)
                    turns.append(
                        {"speaker": "luuri", "text": bot.text, "heard": None, "response_ms": response}
                    )
                    shown("Luuri" if response is None else f"Luuri ({response} ms)", bot.text)
                if not bot.listening or call.outcome is not None:
                    continue
                line = script.next(bot.topic)
                if line is None:
                    continue
                call.heard.clear()
                turns.append({"speaker": "caller", "text": line.text, "heard": None, "response_ms": None})
                shown("Soittaja", line.text or "(ääni)")
                await call.say(line.pcm)
        except CallOver:
            pass
        except TimeoutError:
            say("luuri: Luuri was silent for a minute; the caller hangs up")
        _heard(turns, call.heard)
    outcome = await _settled(url, call.call_sid)
    return {
        "call_sid": call.call_sid,
        "turns": turns,
        **{
            key: outcome.get(key)
            for key in ("need", "red_flags", "suspected", "disposition", "service", "callback_request")
        },
        "why": outcome.get("why"),
        "failures": outcome.get("failures"),
        "summary": outcome.get("summary"),
        "answers": outcome.get("answers"),
    }


def _heard(turns: list[dict[str, Any]], notes: list[dict[str, Any]]) -> None:
    """Give the caller's latest turn what Luuri heard of it."""
    if notes and turns and turns[-1]["speaker"] == "caller":
        turns[-1]["heard"] = notes[-1]["text"]


async def _settled(url: str, call_sid: str) -> dict[str, Any]:
    """The call's record once the service has written its end."""
    async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
        record: dict[str, Any] = {}
        for _ in range(int(SETTLED_WITHIN_S / 0.1)):
            answer = await client.get(f"{url}/exchange/calls/{call_sid}")
            answer.raise_for_status()
            record = answer.json()
            if record["ended"]:
                break
            await asyncio.sleep(0.1)
        return record


def script_of(settings: Settings, plan: CallPlan) -> Script:
    if sum(map(bool, (plan.say, plan.wav, plan.resident))) > 1:
        raise BadPlan("--say, --wav and --resident exclude one another")
    if plan.wav:
        return Script([line_from_wav(path) for path in plan.wav])
    try:
        voice = caller_voice(settings, plan.voice or "")
    except VoiceFailed as error:
        raise BadPlan(f"--voice: {error}") from None

    def spoken(text: str) -> Line:
        samples = over_the_line(from_bytes(voice.speak(text)), voice.sample_rate_hz)
        return Line(text, to_bytes(samples))

    if plan.resident is None:
        return Script([spoken(text) for text in plan.say])
    wishes = _resident(plan.resident)
    return Script(
        [spoken(wishes["opening"])] if wishes["opening"] else [],
        {topic: spoken(text) for topic, text in with_defaults(wishes).items()},
        spoken(wishes["fallback"]) if wishes["fallback"] else None,
    )


def _resident(path: Path) -> dict[str, Any]:
    try:
        data = read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        raise BadPlan(f"--resident {path}: {error}") from None
    if not isinstance(data, dict) or not isinstance(data.get("answers", {}), dict):
        raise BadPlan(f"--resident {path}: needs opening, answers (topic: text) and fallback")
    answers = {str(topic): _plain(text) for topic, text in (data.get("answers") or {}).items()}
    return {
        "opening": _plain(data.get("opening")),
        "answers": answers,
        "fallback": _plain(data.get("fallback")),
    }


def with_defaults(wishes: dict[str, Any]) -> dict[str, str]:
    """The resident's answers by topic, and what they say of topics that their file leaves out.

    A file with a fallback answers for itself.
    """
    if wishes["fallback"]:
        return dict(wishes["answers"])
    asked = {topic for topic in questions().topics if topic not in _OWN_TOPICS}
    return {**dict.fromkeys(asked, NOT_KNOWN), **DEFAULT_ANSWERS, **wishes["answers"]}


_OWN_TOPICS = frozenset({"number", "time", "concern"})


def _plain(value: Any) -> str:
    """YAML reads a bare `yes`, a number or a date as such; a resident says them as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "kyllä" if value else "ei"
    return str(value)


def line_from_wav(path: Path, text: str | None = None) -> Line:
    """A turn that is a sound file. Raises BadPlan when it is none."""
    try:
        samples, rate_hz = read_wav(path)
    except (OSError, ValueError) as error:
        raise BadPlan(f"--wav {path}: {error}") from None
    return Line(text, to_bytes(resample(samples, rate_hz, LINE_HZ)))


def moment(at: str | None) -> datetime | None:
    if at is None:
        return None
    try:
        return datetime.fromisoformat(at)
    except ValueError:
        raise BadPlan(f"--at {at}: not an ISO time such as 2026-11-23T09:30") from None


def show_turn(speaker: str, text: str) -> None:
    print(f"{speaker}: {text}", flush=True)


def show_result(result: dict[str, Any]) -> None:
    for turn in result["turns"]:
        if turn["heard"] is not None:
            print(f"  kuultu: {turn['heard']}", file=sys.stdout)
    print(f"{result['call_sid']}  {result['disposition']}  {result['service'] or ''}  {result['need'] or ''}")
    if result["red_flags"] or result["suspected"]:
        print(f"vaaran merkit: {', '.join(result['red_flags'])} (epäillyt: {', '.join(result['suspected'])})")
    if result["callback_request"]:
        row = result["callback_request"]
        print(
            f"soittopyyntö: {row['service']}, {row['number']}, viimeistään {row['deadline']}: {row['concern']}"
        )
