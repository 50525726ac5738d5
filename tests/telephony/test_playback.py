"""The caller's buffer: when what is heard, and which marks come back."""

import numpy as np
import pytest

from telephony.playback import Playback

LOUD = np.full(800, 5000, dtype=np.int16)  # 0.1 s
LATE = np.concatenate([np.zeros(400, dtype=np.int16), LOUD])


def test_sound_plays_behind_what_is_buffered() -> None:
    playback = Playback()
    first, second = playback.add(LOUD, 10.0), playback.add(LATE, 10.02)
    assert first.first_audible_at() == 10.0
    assert second.starts_at == pytest.approx(10.1)
    assert second.first_audible_at() == pytest.approx(10.15)
    assert playback.playing(10.2)
    assert not playback.playing(10.26)


def test_a_mark_comes_back_when_the_sound_before_it_has_been_heard() -> None:
    playback = Playback()
    playback.add(LOUD, 1.0)
    playback.mark("a", 1.0)
    playback.add(LOUD, 1.0)
    playback.mark("b", 1.0)
    assert playback.due_marks(1.05) == []
    assert playback.due_marks(1.15) == ["a"]
    assert playback.due_marks(1.5) == ["b"]


def test_clear_stops_the_sound_and_gives_the_marks_back_at_once() -> None:
    playback = Playback()
    heard, half, never = (playback.add(LOUD, 1.0) for _ in range(3))
    playback.mark("end", 1.0)
    assert playback.clear(1.15) == ["end"]
    assert (len(heard.samples), len(half.samples), len(never.samples)) == (800, pytest.approx(400, abs=1), 0)
    assert not playback.playing(1.16)
    assert playback.add(LOUD, 2.0).starts_at == 2.0
