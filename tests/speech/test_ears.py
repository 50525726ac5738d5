"""Hearing with the real model."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.bench.hearing import bench_clips, with_television
from bot.settings import ROOT, Settings
from bot.speech.ears import GLANCE, WhisperEars
from bot.speech.errors import character_error
from bot.speech.hearing import HearingFailed, RemoteEars
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, over_the_line, read_wav, resample, to_bytes
from bot.yaml_files import read_yaml

pytestmark = pytest.mark.slow

FOLDER = Path(__file__).parent / "fixtures" / "demo"
LINES = {name: line["text"] for name, line in read_yaml(FOLDER / "lines.yml").items()}
WORST_CER = 0.2


def clip(name: str) -> bytes:
    """A fixture as the ears get it: s16le at 16 kHz."""
    samples, rate_hz = read_wav(FOLDER / f"{name}.wav")
    return to_bytes(resample(samples, rate_hz, HEARING_HZ))


def on_the_line(sound: np.ndarray) -> bytes:
    """A float sound at 16 kHz, as it comes through a telephone."""
    samples = (np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return to_bytes(resample(over_the_line(samples, HEARING_HZ), LINE_HZ, HEARING_HZ))


def tone(seconds: float, *hz: float, level: float = 0.2) -> np.ndarray:
    at = np.arange(int(seconds * HEARING_HZ)) / HEARING_HZ
    return level * np.sum([np.sin(2 * np.pi * f * at) for f in hz], axis=0) / len(hz)


def hold_music() -> np.ndarray:
    random = np.random.default_rng(2)
    music = np.zeros(8 * HEARING_HZ)
    for beat in range(18):
        for third in (0, 4, 7):
            hz = 220 * 2 ** ((random.choice([0, 2, 4, 5, 7, 9, 11]) + third) / 12)
            at = np.arange(int(0.6 * HEARING_HZ)) / HEARING_HZ
            note = sum(np.sin(2 * np.pi * hz * k * at) / k for k in range(1, 7)) * np.exp(-3 * at)
            start = int(beat * 0.4 * HEARING_HZ)
            music[start : start + len(note)] += note
    return 0.3 * music / np.abs(music).max()


def noise(seconds: float, level_db: float) -> np.ndarray:
    samples = np.random.default_rng(1).standard_normal(int(seconds * HEARING_HZ))
    return np.asarray(samples * 10 ** (level_db / 20))


WORDLESS = {
    "silence": np.zeros(3 * HEARING_HZ),
    "faint noise": noise(3, -55),
    "loud noise": noise(3, -20),
    "a hum": tone(3, 50, 100, 150),
    "engaged tone": np.tile(np.concatenate([tone(0.3, 425), np.zeros(4800)]), 5),
    "keypad": np.concatenate(
        [part for hz in (1209, 1336, 1477) * 2 for part in (tone(0.15, 770, hz, level=0.4), np.zeros(1600))]
    ),
    "hold music": hold_music(),
}


@pytest.fixture(scope="module")
def ears() -> WhisperEars:
    made = WhisperEars.load(Settings())
    made.warm_up()
    return made


@pytest.mark.parametrize("name", LINES)
def test_a_caller_is_heard_close_enough(ears: WhisperEars, name: str) -> None:
    heard = ears.hear(clip(name))
    wrong, letters = character_error(LINES[name], heard.text)
    assert wrong / letters <= WORST_CER, heard.text
    assert 0.2 < heard.confidence < 1
    assert heard.alternatives
    assert heard.text not in heard.alternatives
    assert heard.voiced_s > 0.5


@pytest.mark.parametrize("what", WORDLESS)
def test_what_is_no_voice_makes_no_words(ears: WhisperEars, what: str) -> None:
    heard = ears.hear(on_the_line(WORDLESS[what]))
    assert (heard.text, heard.confidence, heard.voiced_s) == ("", 0.0, 0.0)


def test_a_television_behind_the_caller_adds_next_to_no_words(ears: WhisperEars) -> None:
    wrong = letters = 0
    for number, (text, pcm) in enumerate(bench_clips()):
        heard = ears.hear(with_television(pcm, number))
        errors, count = character_error(text, heard.text)
        wrong, letters = wrong + errors, letters + count
    assert wrong / letters < 0.06


def test_a_glance_asks_whisper_once_at_most(ears: WhisperEars, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a sound that is no Finnish and that Whisper writes over and over, for which a turn has it searched again."""
    babble = to_bytes(np.tile(from_bytes(clip("fever_opening"))[::-1], 2))
    asked: list[WhisperEars] = []
    decode = WhisperEars._decode

    def counted(self: WhisperEars, *args: Any, **kwargs: Any) -> Any:
        asked.append(self)
        return decode(self, *args, **kwargs)

    monkeypatch.setattr(WhisperEars, "_decode", counted)
    glance = ears.with_decoding(GLANCE)
    ears.hear(babble)
    glance.hear(babble)
    assert asked.count(ears) > 1
    assert asked.count(glance) == 1


def test_nothing_at_all_makes_no_words(ears: WhisperEars) -> None:
    assert ears.hear(b"").text == ""
    assert ears.hear(b"\1").text == ""


def test_a_story_longer_than_whispers_window_is_heard_to_its_end(ears: WhisperEars) -> None:
    names = [*(["fever_opening", "anxiety_opening"] * 4), "fever_nothing_else"]
    story = b"".join(clip(name) for name in names)
    heard = ears.hear(story)
    assert heard.audio_s > 35
    assert heard.text.lower().count("kova kuume") >= 3
    assert "kiitos" in heard.text[-30:].lower()


def test_four_threads_share_one_model(ears: WhisperEars) -> None:
    alone = [ears.hear(clip(name)).text for name in LINES]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda name: ears.hear(clip(name)), LINES))
    assert [heard.text for heard in together] == alone
    assert all(heard.cpu_s < heard.audio_s for heard in together)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.wait()


def start(port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.speech.ears_server", "--port", str(port)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LUURI_EARS_TOKEN": "secret"})


async def until_ready(ears: RemoteEars, within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while not await ears.ready():
        assert time.monotonic() < until, "the hearing process does not start"
        await asyncio.sleep(0.05)


async def test_a_killed_hearing_process_fails_at_once_and_serves_again_when_started(
    port: int, processes: list[subprocess.Popen[bytes]]
) -> None:
    remote = RemoteEars(f"http://127.0.0.1:{port}", "secret")
    processes.append(start(port))
    await until_ready(remote)
    assert "kolme päivää" in (await remote.hear(clip("fever_opening"))).text.lower()
    processes[0].send_signal(signal.SIGKILL)
    processes[0].wait()
    begun_at = time.monotonic()
    with pytest.raises(HearingFailed):
        await remote.hear(clip("fever_opening"))
    assert time.monotonic() - begun_at < 1.5
    processes.append(start(port))
    await until_ready(remote)
    assert (await remote.hear(clip("fever_nothing_else"))).text
    await remote.aclose()


async def test_killed_while_hearing_is_a_failure_too(
    port: int, processes: list[subprocess.Popen[bytes]]
) -> None:
    remote = RemoteEars(f"http://127.0.0.1:{port}", "secret")
    processes.append(start(port))
    await until_ready(remote)
    asked = [asyncio.create_task(remote.hear(clip("anxiety_opening") * 3)) for _ in range(4)]
    await asyncio.sleep(0.1)
    processes[0].send_signal(signal.SIGKILL)
    with pytest.raises(HearingFailed):
        await asked[3]
    await asyncio.gather(*asked, return_exceptions=True)
    await remote.aclose()


def test_a_hearing_process_without_a_token_does_not_start() -> None:
    command = [sys.executable, "-m", "bot.speech.ears_server", "--port", "1"]
    environment = {name: value for name, value in os.environ.items() if name != "LUURI_EARS_TOKEN"}
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
    assert ended.returncode != 0
    assert "LUURI_EARS_TOKEN" in ended.stderr
