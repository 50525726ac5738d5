"""The bench's speech, as it is committed."""

import numpy as np

from bot.bench.material import SPEECH, plan, scripts
from bot.speech.telephone import LINE_HZ, from_bytes
from telephony.playback import AUDIBLE


def test_a_third_of_the_turns_pause() -> None:
    for turns in (3, 12, 21, 24, 48):
        spoken = [turn for script in plan(turns) for turn in script]
        assert len(spoken) == turns
        assert sum(turn.pause_s > 0 for turn in spoken) == turns // 3


def test_pauses_are_as_long_as_they_are_written() -> None:
    paused = [turn for script in scripts() for turn in script if turn.pause_s]
    assert all(0.4 <= turn.pause_s <= 1.2 for turn in paused)
    assert {min(t.pause_s for t in paused), max(t.pause_s for t in paused)} == {0.4, 1.2}
    for turn in paused:
        loud = np.flatnonzero(np.abs(from_bytes(turn.sound()).astype(np.int32)) > AUDIBLE)
        longest_s = float(np.diff(loud).max()) / LINE_HZ
        assert abs(longest_s - turn.pause_s) < 0.002, turn.text


def test_speech_is_committed_and_small() -> None:
    files = [path for script in scripts() for turn in script for path in turn.files]
    assert sorted(files) == sorted(SPEECH.glob("*.wav"))
    assert sum(path.stat().st_size for path in files) < 1_000_000
