"""Residents who ring a real service with real sound, side by side."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.call import BadPlan, CallPlan, Script, line_from_wav, ring_once, script_of
from bot.settings import ROOT, Settings

VOICE = "resident-suopuhe"
DEMO = ROOT / "telephony" / "residents"


@dataclass(frozen=True)
class Resident:
    """Who rings and what they say: lines in order, or answers by topic after the first line."""

    says: tuple[str, ...] = ()
    answers: dict[str, str] = field(default_factory=dict)
    at: str = "2026-11-23T10:00"
    staff: str = "answer"
    number: str | None = "+358401234567"
    keys: tuple[str, ...] = ()


FEVER = Resident(
    ("fever-opening.wav",),
    {
        **dict.fromkeys(("for_whom", "since", "pregnancy"), "not-known.wav"),
        "age": "fever-age.wav",
        "severity": "fever-severity.wav",
        "other_symptoms": "fever-other-symptoms.wav",
        "illnesses": "fever-illnesses.wav",
        "municipality": "fever-municipality.wav",
        "birth_date": "fever-birth-date.wav",
        "number_ok": "fever-number.wav",
        "time": "fever-time.wav",
        "summary_ok": "fever-number.wav",
        "anything_else": "goodbye.wav",
        "feedback": "goodbye.wav",
    },
)
"""Ends in a callback request, whose time was asked for."""


def script(resident: Resident, settings: Settings) -> Script:
    """The resident's lines as sound; skips the test when no intelligible voice is installed."""
    wavs = [DEMO / line for line in resident.says if line.endswith(".wav")]
    if wavs:
        return Script(
            [line_from_wav(path) for path in wavs],
            {topic: line_from_wav(DEMO / wav) for topic, wav in resident.answers.items()},
        )
    try:
        spoken = script_of(settings, CallPlan(say=resident.says, voice=VOICE))
        answers = script_of(settings, CallPlan(say=tuple(resident.answers.values()), voice=VOICE))
    except BadPlan:
        pytest.skip("the Finnish voice Suopuhe (festvox-suopuhe-mv) is not installed")
    return Script(spoken.lines, dict(zip(resident.answers, answers.lines, strict=True)))


async def ring(url: str, resident: Resident, settings: Settings, draft: str = "") -> dict[str, Any]:
    """One resident's call, to a draft where its ticket is given; the result has the keys of `luuri call --json`."""
    plan = CallPlan(number=resident.number, staff=resident.staff, draft=draft)
    lines = await asyncio.to_thread(script, resident, settings)
    return await ring_once(url, plan, lines, datetime.fromisoformat(resident.at), lambda *_: None)


def settings_for(data: Path) -> Settings:
    return Settings(data=data)
