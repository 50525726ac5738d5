"""eSpeak NG through ctypes, from the packaged library: small, instant, robotic; always there.

The library keeps one global state: every call in this process goes through one lock, with the voice set anew.
"""

import ctypes
import threading
from dataclasses import dataclass
from typing import Any

import espeakng_loader

from bot.speech.voices.voice import VoiceFailed

_OUTPUT_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_UTF8 = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)

_lock = threading.Lock()


class _Library:
    """The loaded library. Use only while holding the lock."""

    def __init__(self) -> None:
        try:
            self._espeak: Any = ctypes.CDLL(espeakng_loader.get_library_path())
            folder = espeakng_loader.get_data_path().encode()
        except (OSError, RuntimeError) as error:
            raise VoiceFailed(f"eSpeak NG does not load: {error}") from error
        self.rate_hz = int(self._espeak.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, folder, _DO_NOT_EXIT))
        if self.rate_hz <= 0:
            raise VoiceFailed(f"eSpeak NG does not start with its data in {folder.decode()}")
        self._sound = bytearray()
        self._callback = _CALLBACK(self._take)  # kept: the library holds only its address
        self._espeak.espeak_SetSynthCallback(self._callback)

    def _take(self, samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            self._sound += ctypes.string_at(samples, count * 2)
        return 0

    def speak(self, text: str, voice: "EspeakVoice") -> bytes:
        self._sound.clear()
        if self._espeak.espeak_SetVoiceByName(voice.variant.encode()) != 0:
            raise VoiceFailed(f"eSpeak NG has no voice {voice.variant}")
        settings = ((_RATE, voice.words_per_minute), (_PITCH, voice.pitch), (_RANGE, voice.pitch_range))
        for parameter, value in settings:
            self._espeak.espeak_SetParameter(parameter, value, 0)
        utf8 = text.replace("\0", " ").encode()
        if self._espeak.espeak_Synth(utf8, len(utf8) + 1, 0, 1, 0, _UTF8, None, None) != 0:
            raise VoiceFailed("eSpeak NG refused the text")
        self._espeak.espeak_Synchronize()
        return bytes(self._sound)


_library: _Library | None = None


def _loaded() -> _Library:
    global _library
    if _library is None:
        _library = _Library()
    return _library


@dataclass(frozen=True)
class EspeakVoice:
    """One of eSpeak's Finnish voices. pitch and pitch_range: 0..100."""

    name: str = "espeak"
    variant: str = "fi"
    words_per_minute: int = 140
    pitch: int = 50
    pitch_range: int = 50

    @property
    def sample_rate_hz(self) -> int:
        with _lock:
            return _loaded().rate_hz

    def speak(self, text: str) -> bytes:
        with _lock:
            return _loaded().speak(text, self)
