"""The sound of callers: kept only after they have heard that it is, a stretch for each turn, without identity codes."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.call_records import CallRecords
from bot.conversation.events import CallAnswered, PromptsFinished, UtteranceHeard
from bot.pipeline.ports import CallIdentity
from bot.pipeline.recording import Recording
from bot.records.records import Records
from bot.records.sound import SoundFiles
from bot.speech.telephone import LINE_HZ, read_wav, to_bytes
from tests.databases import sqlite_engine
from tests.pipeline.test_conductor import Stage
from tests.pipeline.test_turns_on_the_line import Line, on_the_line

NOTICE = "Puheesi tallennetaan."
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def tone(seconds: float, hz: int = 440) -> bytes:
    times = np.arange(int(seconds * LINE_HZ)) / LINE_HZ
    return to_bytes((6000 * np.sin(2 * np.pi * hz * times)).astype(np.int16))


def recorded(monkeypatch: pytest.MonkeyPatch, story: Callable[[Line], Coroutine[Any, Any, None]]) -> None:
    async def told(line: Line) -> None:
        line._recording = Recording(NOTICE)
        line.conductor.recording = line._recording
        await story(line)

    on_the_line(monkeypatch, told)


def seconds_of(sound: bytes) -> float:
    return len(sound) / (2 * LINE_HZ)


async def told(line: Line) -> None:
    """The notice, heard to its end."""
    await line.say(["Hei.", NOTICE, "Miten voin auttaa?"], "concern")
    await line.quiet(10)
    line.echo()


def test_nothing_is_kept_before_the_notice_was_heard_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await line.say(["Hei.", NOTICE, "Miten voin auttaa?"], "concern")
        await line.quiet(1)
        await line.caller_says(2.0, "mulla on kuumetta")  # over the first words
        await line.quiet(3)
        line.echo()
        assert line.conductor.sounds == [b""]
        await told(line)
        await line.caller_says(2.0, "mulla on kuumetta")
        await line.quiet(3)
        assert 2.0 <= seconds_of(line.conductor.sounds[-1]) < 3.5

    recorded(monkeypatch, story)


def test_a_mark_that_never_comes_back_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await line.say([NOTICE, "Miten voin auttaa?"], "concern")
        await line.quiet(60)
        await line.caller_says(2.0, "mulla on kuumetta")
        await line.quiet(3)
        assert line.conductor.sounds == [b""]

    recorded(monkeypatch, story)


def test_words_that_do_not_tell_of_it_prove_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await line.say(["Hei.", "Miten voin auttaa?"], "concern")
        await line.quiet(10)
        line.echo()
        await line.caller_says(2.0, "mulla on kuumetta")
        await line.quiet(3)
        assert line.conductor.sounds == [b""]

    recorded(monkeypatch, story)


@pytest.mark.parametrize("length_s", [2.0, 9.0, 40.0])
def test_a_turn_that_goes_on_is_one_sound(monkeypatch: pytest.MonkeyPatch, length_s: float) -> None:
    async def story(line: Line) -> None:
        await told(line)
        await line.caller_says(length_s, "polvi on ollut kipeä")
        await line.quiet(0.5)
        await line.caller_says(2.0, "polvi on ollut kipeä ja se on turvonnut")
        await line.quiet(3)
        assert [reopened for _, _, reopened in line.utterances()] == [False, True]
        first, whole = (seconds_of(sound) for sound in line.conductor.sounds)
        assert length_s <= first < length_s + 1.5
        assert length_s + 2.0 <= whole < length_s + 4.0

    recorded(monkeypatch, story)


def test_each_turn_has_its_own_sound(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story(line: Line) -> None:
        await told(line)
        for length_s in (20.0, 2.0):
            await line.caller_says(length_s, "mulla on kuumetta")
            await line.quiet(5)
        first, second = (seconds_of(sound) for sound in line.conductor.sounds)
        assert 20.0 <= first < 22.0
        assert 2.0 <= second < 4.0

    recorded(monkeypatch, story)


async def test_the_notice_is_said_before_the_question_until_it_has_been_heard() -> None:
    recording = Recording(NOTICE)
    stage = await Stage(recording=recording).play(CallAnswered(), UtteranceHeard("mulla on kuumetta"))
    assert stage.mouth.said == [
        "utter_greeting",
        NOTICE,
        "utter_ask_open",
        NOTICE,
        "vastaus: mulla on kuumetta",
    ]
    recording.is_told = True
    stage.conductor.tell(UtteranceHeard("kolme päivää"), b"sound")
    await stage.play(PromptsFinished())
    assert stage.mouth.said[-1:] == ["vastaus: kolme päivää"]
    assert ("sound", (3, b"sound")) in stage.records.facts


@pytest.fixture
def kept(tmp_path: Path) -> tuple[CallRecords, SoundFiles]:
    sound = SoundFiles(tmp_path / "sound")
    records = Records(sqlite_engine(tmp_path), tmp_path / "spool")
    return CallRecords(records, CallIdentity("CA1", "+358401234567"), lambda: None, lambda: AT, sound), sound  # type: ignore[arg-type,return-value]


async def test_the_turns_sound_is_kept_for_its_owner_alone(
    kept: tuple[CallRecords, SoundFiles], tmp_path: Path
) -> None:
    records, sound = kept
    turn = await records.caller_said("mulla on kuumetta", 0.9, (), reopened=False)
    await records.caller_sounded(turn, tone(2))
    await records.finish(None)
    [file] = (tmp_path / "sound" / "CA1").iterdir()
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    samples, rate_hz = read_wav(file)
    assert rate_hz == LINE_HZ
    assert len(samples) == pytest.approx(2 * LINE_HZ, abs=50)
    assert np.abs(samples).max() > 4000
    assert sound.turns("CA1") == {0}


async def test_a_personal_identity_code_is_no_more_kept_as_sound_than_in_words(
    kept: tuple[CallRecords, SoundFiles],
) -> None:
    records, sound = kept
    turn = await records.caller_said("mulla on asiaa", 0.9, (), reopened=False)
    await records.caller_sounded(turn, tone(1))
    again = await records.caller_said("mulla on asiaa tunnus on 131052-308T", 0.9, (), reopened=True)
    assert again == turn
    await records.caller_sounded(turn, tone(3))
    await records.finish(None)
    assert sound.turns("CA1") == frozenset()
