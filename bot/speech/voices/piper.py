"""Piper: neural voices from an .onnx file. The Finnish ones come with `luuri voices install`."""

import threading
from dataclasses import dataclass, field
from pathlib import Path

from piper import PiperVoice as Synthesiser
from piper import SynthesisConfig

from bot.speech.voices.voice import VoiceFailed


@dataclass
class PiperVoice:
    """The voice in `model`, with its settings in `model`.json beside it. Loaded when it first speaks.

    length_scale: above 1.0 is slower; None is the voice's own.
    """

    model: Path
    length_scale: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _loaded: Synthesiser | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return f"piper-{self.model.stem}"

    @property
    def present(self) -> bool:
        return self.model.is_file() and self.model.with_name(self.model.name + ".json").is_file()

    @property
    def sample_rate_hz(self) -> int:
        return int(self._synthesiser().config.sample_rate)

    def speak(self, text: str) -> bytes:
        settings = SynthesisConfig(length_scale=self.length_scale)
        synthesiser = self._synthesiser()
        try:
            return b"".join(chunk.audio_int16_bytes for chunk in synthesiser.synthesize(text, settings))
        except Exception as error:
            raise VoiceFailed(f"{self.name} failed: {error}") from error

    def _synthesiser(self) -> Synthesiser:
        with self._lock:
            if self._loaded is None:
                try:
                    self._loaded = Synthesiser.load(self.model)
                except Exception as error:
                    raise VoiceFailed(f"The Piper voice {self.model} does not load: {error}") from error
            return self._loaded
