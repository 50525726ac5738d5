"""Sound as the telephone carries it: G.711 mu-law at 8 kHz, and the WAV files that hold it.

Samples are one-dimensional int16 arrays; bytes of PCM are signed 16-bit little-endian mono ("s16le").
"""

import struct
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soxr

Samples = npt.NDArray[np.int16]

LINE_HZ = 8000
HEARING_HZ = 16000

_WAV_PCM = 1
_WAV_MULAW = 7
_WAV_EXTENSIBLE = 0xFFFE


def _decoding_table() -> Samples:
    """G.711 mu-law code (0..255) to a linear sample, as ITU-T G.711 tabulates it."""
    code = ~np.arange(256, dtype=np.int64) & 0xFF
    magnitude = ((((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encoding_table() -> npt.NDArray[np.uint8]:
    """Linear sample + 32768 (0..65535) to the mu-law code, by G.711's segment rule."""
    linear = np.arange(-32768, 32768, dtype=np.int64)
    biased = np.minimum(np.abs(linear), 32635) + 0x84
    segment = np.floor(np.log2(biased)).astype(np.int64) - 7
    code = (segment << 4) | ((biased >> (segment + 3)) & 0x0F)
    return (~np.where(linear < 0, code | 0x80, code) & 0xFF).astype(np.uint8)


_DECODED = _decoding_table()
_ENCODED = _encoding_table()


def mulaw_decode(mulaw: bytes) -> Samples:
    """Linear samples of mu-law bytes."""
    return _DECODED[np.frombuffer(mulaw, dtype=np.uint8)]


def mulaw_encode(samples: Samples) -> bytes:
    """Mu-law bytes of linear samples."""
    return _ENCODED[samples.astype(np.int32) + 32768].tobytes()


def to_bytes(samples: Samples) -> bytes:
    """s16le bytes."""
    return samples.astype("<i2").tobytes()


def from_bytes(pcm: bytes) -> Samples:
    """Samples of s16le bytes; a torn last byte is dropped."""
    return np.frombuffer(pcm[: len(pcm) & ~1], dtype="<i2").astype(np.int16)


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """The same sound at another rate."""
    if from_hz == to_hz or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, from_hz, to_hz), dtype=np.int16)


def over_the_line(samples: Samples, rate_hz: int) -> Samples:
    """What the far end of a telephone call hears: 8 kHz, mu-law there and back."""
    return mulaw_decode(mulaw_encode(resample(samples, rate_hz, LINE_HZ)))


def level_db(samples: Samples) -> float:
    """RMS level in dB of full scale; -120 for silence."""
    if not len(samples):
        return -120.0
    rms = float(np.sqrt(np.mean(np.square(samples.astype(np.float64)))))
    return max(-120.0, 20 * float(np.log10(max(rms, 1e-9) / 32768)))


def voiced_level_db(samples: Samples, rate_hz: int) -> float:
    """RMS level of the parts within 25 dB of the loudest 20 ms: speech without its pauses."""
    frame = rate_hz // 50
    if len(samples) < frame:
        return level_db(samples)
    frames = samples[: len(samples) // frame * frame].reshape(-1, frame).astype(np.float64)
    power = np.mean(np.square(frames), axis=1)
    voiced = power[power > power.max() * 10**-2.5]
    return max(-120.0, 10 * float(np.log10(max(voiced.mean() if len(voiced) else 0.0, 1e-9) / 32768**2)))


def with_noise(samples: Samples, rate_hz: int, snr_db: float, seed: int = 0) -> Samples:
    """The samples under pink-ish noise at `snr_db` below the voiced level; the same seed, the same noise."""
    white = np.fft.rfft(np.random.default_rng(seed).standard_normal(len(samples)))
    hz = np.fft.rfftfreq(len(samples), 1 / rate_hz)
    noise = np.fft.irfft(white / np.sqrt(np.maximum(hz, 50.0)), len(samples))
    wanted_rms = 32768 * 10 ** ((voiced_level_db(samples, rate_hz) - snr_db) / 20)
    noise *= wanted_rms / max(float(np.sqrt(np.mean(noise**2))), 1e-9)
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def read_wav(path: Path) -> tuple[Samples, int]:
    """Samples and rate of the first channel of a WAV, 16-bit PCM or mu-law, or of any other sound file.

    Raises ValueError, naming the file, when it holds no sound; OSError when it cannot be read.
    """
    data = path.read_bytes()
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        return _read_with_av(path)
    kind = channels = rate_hz = bits = 0
    at = 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        body = data[at + 8 : at + 8 + size]
        if name == b"fmt " and len(body) >= 16:
            kind, channels, rate_hz, _, _, bits = struct.unpack_from("<HHIIHH", body)
            if kind == _WAV_EXTENSIBLE and len(body) >= 26:
                kind = struct.unpack_from("<H", body, 24)[0]
        elif name == b"data" and channels:
            if (kind, bits) == (_WAV_MULAW, 8):
                return mulaw_decode(body)[::channels], rate_hz
            if (kind, bits) == (_WAV_PCM, 16):
                return from_bytes(body)[::channels], rate_hz
            return _read_with_av(path)
        at += 8 + size + (size & 1)
    raise ValueError(f"{path} holds no sound")


def _read_with_av(path: Path) -> tuple[Samples, int]:
    """First channel of any sound file that PyAV decodes. Raises ValueError."""
    import av

    try:
        with av.open(str(path)) as container:
            rate_hz = int(container.streams.audio[0].rate)
            converter = av.AudioResampler(format="s16p")
            frames = [part for frame in container.decode(audio=0) for part in converter.resample(frame)]
            frames += converter.resample(None)
            samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    except (av.error.FFmpegError, IndexError, ValueError) as error:
        raise ValueError(f"{path} holds no sound that can be read: {error}") from error
    return samples.astype(np.int16), rate_hz


def write_wav(path: Path, samples: Samples, rate_hz: int, *, mulaw: bool = False) -> None:
    """Write a mono WAV, 16-bit PCM or mu-law."""
    path.write_bytes(wav(samples, rate_hz, mulaw=mulaw))


def wav(samples: Samples, rate_hz: int, *, mulaw: bool = False) -> bytes:
    """A mono WAV file, 16-bit PCM or mu-law."""
    body = mulaw_encode(samples) if mulaw else to_bytes(samples)
    width = 1 if mulaw else 2
    fmt: list[Any] = [_WAV_MULAW if mulaw else _WAV_PCM, 1, rate_hz, rate_hz * width, width, 8 * width]
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, *fmt) + b"data" + struct.pack("<I", len(body)) + body
    pad = b"\0" if len(body) & 1 else b""
    return b"RIFF" + struct.pack("<I", 4 + len(chunks) + len(pad)) + b"WAVE" + chunks + pad
