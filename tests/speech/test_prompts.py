import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from bot.speech.prompts import PromptCache, sentences
from bot.speech.telephone import to_bytes
from bot.speech.voices.voice import VoiceFailed


@dataclass
class FakeVoice:
    """Says every text as a tone; `broken` makes it fail, `gate` makes it wait."""

    name: str = "fake"
    sample_rate_hz: int = 16000
    broken: bool = False
    gate: threading.Event | None = None
    said: list[str] = field(default_factory=list)

    def speak(self, text: str) -> bytes:
        if self.gate is not None:
            self.gate.wait(5)
        if self.broken:
            raise VoiceFailed("broken")
        self.said.append(text)
        hz = 200 + 10 * len(text)
        return to_bytes((5000 * np.sin(2 * np.pi * hz * np.arange(4000) / 16000)).astype(np.int16))


@pytest.fixture
def caches() -> Iterator[list[PromptCache]]:
    made: list[PromptCache] = []
    yield made
    for cache in made:
        cache.close()


@pytest.mark.parametrize(
    "parts",
    [
        ["Kirjasin numeron 040 123 4567.", "Hoitaja soittaa sinulle tänään."],
        ["Selvä!", "Minkä ikäinen olet?"],
        ["Aika on 3. Kerro, sopiiko se."],
        ["Lääkäri on A. Korhonen."],
    ],
)
def test_a_sentence_ends_in_a_word_or_in_a_number_that_is_no_ordinal(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


async def test_a_prompt_is_synthesised_once_and_in_words(tmp_path: Path, caches: list[PromptCache]) -> None:
    voice = FakeVoice()
    caches.append(cache := PromptCache(voice, tmp_path))
    first, second = await cache.audio("Soita 112."), await cache.audio("Soita 112.")
    assert voice.said == ["Soita yksi yksi kaksi."]
    assert first == second
    assert 0.25 < len(first) / 2 / 8000 < 0.4


async def test_a_voice_is_started_before_it_is_needed_and_may_be_broken(
    tmp_path: Path, caches: list[PromptCache]
) -> None:
    voice = FakeVoice()
    caches.append(cache := PromptCache(voice, tmp_path))
    await cache.warm_up()
    assert voice.said == ["Hei."]
    voice.broken = True
    await cache.warm_up()
    assert list(tmp_path.rglob("*.s16")) == []


async def test_many_who_want_one_prompt_wait_for_one_synthesis(
    tmp_path: Path, caches: list[PromptCache]
) -> None:
    voice = FakeVoice(gate=threading.Event())
    caches.append(cache := PromptCache(voice, tmp_path))
    waiting = [asyncio.create_task(cache.audio("Hei")) for _ in range(5)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    assert voice.gate is not None
    voice.gate.set()
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError)
    assert len({bytes(r) for r in results[1:] if isinstance(r, bytes)}) == 1
    assert voice.said == ["Hei"]


async def test_prepared_prompts_outlive_the_process_and_others_do_not(
    tmp_path: Path, caches: list[PromptCache]
) -> None:
    caches.append(cache := PromptCache(FakeVoice(), tmp_path))
    await cache.prepare(["Hei", "Kiitos"])
    secret = await cache.audio("Numerosi on 040 123 4567")
    assert secret
    assert len(list(tmp_path.rglob("*.s16"))) == 2
    later = FakeVoice()
    caches.append(again := PromptCache(later, tmp_path))
    assert await again.audio("Hei") == await cache.audio("Hei")
    assert later.said == []


async def test_a_broken_file_is_made_again(tmp_path: Path, caches: list[PromptCache]) -> None:
    caches.append(cache := PromptCache(FakeVoice(), tmp_path))
    await cache.prepare(["Hei"])
    right = await cache.audio("Hei")
    (kept,) = tmp_path.rglob("*.s16")
    kept.write_bytes(kept.read_bytes()[:100])
    voice = FakeVoice()
    caches.append(again := PromptCache(voice, tmp_path))
    await again.prepare(["Hei"])
    assert voice.said == ["Hei"]
    assert await again.audio("Hei") == right
    caches.append(third := PromptCache(FakeVoice(broken=True), tmp_path))
    assert await third.audio("Hei") == right


async def test_an_unwritable_disk_leaves_prompts_in_memory(tmp_path: Path, caches: list[PromptCache]) -> None:
    (tmp_path / "file").write_text("in the way")
    caches.append(cache := PromptCache(FakeVoice(), tmp_path / "file" / "prompts"))
    await cache.prepare(["Hei"])
    assert await cache.audio("Hei")


async def test_another_voice_stands_in_until_the_first_can_speak(
    tmp_path: Path, caches: list[PromptCache]
) -> None:
    first, second = FakeVoice("first", broken=True), FakeVoice("second")
    caches.append(cache := PromptCache(first, tmp_path, fallbacks=[second]))
    assert await cache.audio("Hei")
    first.broken = False
    assert await cache.audio("Hei")
    assert (first.said, second.said) == (["Hei"], ["Hei"])


async def test_no_voice_at_all_is_an_error(tmp_path: Path, caches: list[PromptCache]) -> None:
    caches.append(cache := PromptCache(FakeVoice(broken=True), tmp_path))
    with pytest.raises(VoiceFailed, match="fake: broken"):
        await cache.audio("Hei")
