"""When a caller is found to speak, on the bench's speech as it comes over the line."""

import numpy as np
import pytest

from bot.bench.material import Utterance, scripts
from bot.bench.noises import beside_television, noises
from bot.pipeline.listening import PRE_ROLL_BYTES
from bot.speech.telephone import HEARING_HZ, LINE_HZ, from_bytes, resample, to_bytes
from bot.speech.voice_activity import START_S, STOP_S, VoiceActivity, quiet_since_s

FRAME = LINE_HZ // 50
TURNS = [turn for script in scripts() for turn in script]


def changes(line: bytes, frame: int = FRAME) -> list[tuple[float, str]]:
    """Each change, and the second of the sound at which it was found."""
    activity, found = VoiceActivity(), []
    for at in range(0, len(line), 2 * frame):
        if change := activity.hear(line[at : at + 2 * frame]):
            found.append((at / (2 * LINE_HZ), change))
    return found


def quiet(seconds: float) -> bytes:
    return bytes(2 * int(seconds * LINE_HZ))


@pytest.mark.parametrize("turn", TURNS, ids=[turn.text for turn in TURNS])
def test_every_turn_begins_and_ends(turn: Utterance) -> None:
    sound = turn.sound()
    found = changes(quiet(0.5) + sound + quiet(0.6))
    (began_at, first), (ended_at, last) = found[0], found[-1]
    assert (first, last) == ("started", "stopped")
    assert [change for _, change in found] == ["started", "stopped"] * (len(found) // 2)
    # What was said before it was found to be a voice is in the pre-roll.
    assert 0.5 + START_S / 2 < began_at < 0.5 + START_S + PRE_ROLL_BYTES / (2 * LINE_HZ)
    assert ended_at == pytest.approx(0.5 + len(sound) / (2 * LINE_HZ) + STOP_S, abs=0.3)


@pytest.mark.parametrize(
    "name", ["silence", "noise -60 dB", "noise -30 dB", "hum", "engaged tone", "keypad", "coughs"]
)
def test_what_is_no_voice_starts_none(name: str) -> None:
    line = to_bytes(resample(from_bytes(noises()[name]), HEARING_HZ, LINE_HZ))
    assert changes(line) == []


@pytest.mark.parametrize("number", [0, 5, 11, 17, 22])
def test_a_television_behind_the_caller_begins_no_turn(number: int) -> None:
    said = TURNS[number].sound()
    line = beside_television(said + quiet(6), 24, start=number * 8 * LINE_HZ)
    until = len(said) / (2 * LINE_HZ)
    found = changes(line)
    assert found[0][1] == "started"
    assert [change for at, change in found if at > until + STOP_S + 0.3] == []


@pytest.mark.parametrize("softer_db", [6, 12])
@pytest.mark.parametrize("turn", TURNS[1:6], ids=[turn.text for turn in TURNS[1:6]])
def test_a_caller_who_speaks_more_softly_than_before_is_heard(turn: Utterance, softer_db: float) -> None:
    softly = to_bytes((from_bytes(turn.sound()) * 10 ** (-softer_db / 20)).astype(np.int16))
    found, as_before = (
        [(change, at) for at, change in changes(TURNS[0].sound() + quiet(1) + said + quiet(1))]
        for said in (softly, turn.sound())
    )
    assert [change for change, _ in found] == [change for change, _ in as_before]
    assert [at for _, at in found] == pytest.approx([at for _, at in as_before], abs=0.2)


@pytest.mark.parametrize("turn", TURNS[:6], ids=[turn.text for turn in TURNS[:6]])
def test_a_faint_caller_is_heard_from_the_first_word(turn: Utterance) -> None:
    faint = to_bytes((from_bytes(turn.sound()) * 0.1).astype(np.int16))
    found, as_loud = changes(quiet(0.5) + faint + quiet(1)), changes(quiet(0.5) + turn.sound() + quiet(1))
    assert [change for _, change in found] == [change for _, change in as_loud]
    assert [at for at, _ in found] == pytest.approx([at for at, _ in as_loud], abs=0.2)


def test_a_telephone_that_is_handed_to_a_faint_voice_hears_it_in_the_end() -> None:
    loud = TURNS[0].sound()
    faint = to_bytes((from_bytes(b"".join(turn.sound() for turn in TURNS[6:14])) * 0.1).astype(np.int16))
    assert "started" in [
        change for at, change in changes(loud + quiet(1) + faint) if at > len(loud) / (2 * LINE_HZ) + 1
    ]


def test_a_voice_after_a_long_quiet_is_found_as_soon() -> None:
    sound = TURNS[0].sound()
    (at_once, _), (later, _) = changes(quiet(0.5) + sound)[0], changes(quiet(20.5) + sound)[0]
    assert later - 20 == pytest.approx(at_once, abs=0.07)


def test_how_sound_is_cut_into_pieces_changes_nothing() -> None:
    line = quiet(0.3) + TURNS[1].sound() + quiet(0.5)
    assert [change for _, change in changes(line, 77)] == [change for _, change in changes(line)]


def test_the_newest_instant_is_known() -> None:
    activity, sound = VoiceActivity(), TURNS[6].sound()
    at = 0
    while activity.hear(sound[at : at + 2 * FRAME]) != "started":
        at += 2 * FRAME
    voiced = activity.voiced_now
    activity.hear(quiet(0.5))
    assert (voiced, activity.voiced_now) == (True, False)


def test_calls_share_the_model_and_not_what_they_heard() -> None:
    speaking, other = VoiceActivity(), VoiceActivity()
    sound = TURNS[6].sound()
    found = []
    for at in range(0, len(sound), 2 * FRAME):
        found.append(speaking.hear(sound[at : at + 2 * FRAME]))
        assert other.hear(quiet(0.02)) is None
    assert "started" in found
    assert not other.voiced_now


@pytest.mark.parametrize("turn", TURNS, ids=[turn.text for turn in TURNS])
@pytest.mark.parametrize("noise", [0.0, 60.0])
def test_a_voices_end_is_told_by_its_loudness(turn: Utterance, noise: float) -> None:
    """noise: RMS in samples, some 25 dB under the speech."""
    quiet_ms = 160
    spoken = np.concatenate([from_bytes(turn.sound()), from_bytes(quiet(quiet_ms / 1000))])
    noisy = spoken + np.random.default_rng(1).normal(0, noise, len(spoken))
    found = quiet_since_s(to_bytes(noisy.astype(np.int16))[-2 * 2 * LINE_HZ :])
    assert found == pytest.approx(quiet_ms / 1000, abs=0.06)


def test_noise_as_loud_as_the_voice_hides_its_end() -> None:
    assert quiet_since_s(to_bytes(np.random.default_rng(1).normal(0, 3000, LINE_HZ).astype(np.int16))) is None
    assert quiet_since_s(b"") is None
