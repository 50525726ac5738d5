from pathlib import Path

import numpy as np
import pytest
import soundfile

from bot.speech import telephone
from bot.speech.loudness import for_telephone


def tone(hz: float, seconds: float, rate_hz: int, peak: int = 8000) -> telephone.Samples:
    at = np.arange(int(seconds * rate_hz)) / rate_hz
    return (peak * np.sin(2 * np.pi * hz * at)).astype(np.int16)


def test_every_mulaw_code_survives_a_round_trip() -> None:
    codes = bytes(range(256))
    again = telephone.mulaw_encode(telephone.mulaw_decode(codes))
    assert [a for a, b in zip(codes, again, strict=True) if a != b] == [0x7F]  # minus nought becomes nought


def test_mulaw_values_are_those_of_g711() -> None:
    decoded = telephone.mulaw_decode(bytes([0x00, 0x80, 0xFF, 0x7F, 0xF0, 0x70]))
    assert decoded.tolist() == [-32124, 32124, 0, 0, 120, -120]


def test_mulaw_keeps_loud_and_soft_samples_within_its_steps() -> None:
    samples = np.arange(-32768, 32768).astype(np.int16)
    error = np.abs(telephone.mulaw_decode(telephone.mulaw_encode(samples)).astype(int) - samples)
    inside = np.abs(samples.astype(int)) <= 32124
    assert np.all(error[inside] <= np.maximum(4, np.abs(samples[inside].astype(int)) * 0.032 + 5))


@pytest.mark.parametrize("mulaw", [True, False])
def test_wav_files_are_read_back(tmp_path: Path, mulaw: bool) -> None:
    samples = telephone.mulaw_decode(telephone.mulaw_encode(tone(440, 0.1001, 8000)))
    telephone.write_wav(tmp_path / "tone.wav", samples, 8000, mulaw=mulaw)
    again, rate_hz = telephone.read_wav(tmp_path / "tone.wav")
    assert rate_hz == 8000
    assert np.array_equal(again, samples)


@pytest.mark.parametrize(("name", "subtype"), [("a.wav", "PCM_24"), ("a.wav", "FLOAT"), ("a.flac", "PCM_16")])
def test_other_sound_files_are_read_too(tmp_path: Path, name: str, subtype: str) -> None:
    samples = tone(440, 0.5, 16000)
    stereo = np.stack([samples, samples // 2], axis=1) / 32768
    soundfile.write(tmp_path / name, stereo, 16000, subtype=subtype)
    again, rate_hz = telephone.read_wav(tmp_path / name)
    assert rate_hz == 16000
    assert np.abs(again.astype(int) - samples).max() <= 1


def test_what_is_no_wav_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"ID3 not sound")
    with pytest.raises(ValueError, match=r"a\.wav"):
        telephone.read_wav(tmp_path / "a.wav")


def test_noise_lies_at_the_wanted_level_and_is_repeatable() -> None:
    clean = tone(300, 2.0, 8000)
    noisy = telephone.with_noise(clean, 8000, snr_db=10.0, seed=4)
    noise = noisy.astype(int) - clean
    snr_db = telephone.level_db(clean) - telephone.level_db(noise.astype(np.int16))
    assert snr_db == pytest.approx(10.0, abs=0.3)
    assert np.array_equal(noisy, telephone.with_noise(clean, 8000, snr_db=10.0, seed=4))


@pytest.mark.parametrize("peak", [300, 30000])
def test_prompts_reach_telephone_level_whatever_the_voice_gives(peak: int) -> None:
    silence = np.zeros(22050, dtype=np.int16)
    speech = np.concatenate([silence, tone(200, 1.0, 22050, peak), silence])
    prompt = for_telephone(speech, 22050, 8000)
    assert telephone.voiced_level_db(prompt, 8000) == pytest.approx(-20.0, abs=1.0)
    assert np.abs(prompt).max() < 32768 * 10 ** (-3 / 20)
    assert 1.0 < len(prompt) / 8000 < 1.2


def test_silence_becomes_an_empty_prompt() -> None:
    assert len(for_telephone(np.zeros(1000, dtype=np.int16), 16000, 8000)) == 0
    assert len(for_telephone(np.zeros(0, dtype=np.int16), 16000, 8000)) == 0
