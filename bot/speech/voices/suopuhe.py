"""Suopuhe: Finnish diphone voices of Festival (Debian festvox-suopuhe-lj, -mv), from one lasting process."""

import re
import shutil
import subprocess
import tempfile
import threading
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

import numpy as np

from bot.speech.telephone import from_bytes, read_wav, to_bytes
from bot.speech.voices.voice import VoiceFailed

_VOICES = Path("/usr/share/festival/voices/finnish")
_RATE_HZ = 16000
_ANSWER_WITHIN_S = 20.0
_PAUSE_S = 0.25
_DONE = b"luuri-done"
_HEAP_CELLS = 1_000_000  # 50 MB instead of the default's 370; a sentence of five minutes takes 140
_PLAIN = str.maketrans({"–": "-", "—": "-", "’": "'", "š": "s", "ž": "z", "Š": "S", "Ž": "Z", "€": " euroa"})


@dataclass
class SuopuheVoice:
    """speaker: "suo_fi_lj_diphone" (a woman) or "hy_fi_mv_diphone" (a man). stretch: above 1.0 is slower."""

    name: str
    speaker: str
    stretch: float = 1.0
    sample_rate_hz: int = _RATE_HZ
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def present(self) -> bool:
        """Whether Festival and this speaker are installed."""
        return shutil.which("festival") is not None and (_VOICES / self.speaker).is_dir()

    def speak(self, text: str) -> bytes:
        sentences = _sentences(text)
        pause = np.zeros(int(_PAUSE_S * _RATE_HZ), dtype=np.int16)
        parts: list[np.ndarray] = []
        with self._lock:
            for sentence in sentences:
                parts += [self._sentence(sentence), pause]
        return to_bytes(np.concatenate(parts[:-1])) if parts else b""

    def close(self) -> None:
        """End the Festival process; the next `speak` starts another."""
        with self._lock:
            self._end()

    def _sentence(self, sentence: str) -> np.ndarray:
        with tempfile.TemporaryDirectory(prefix="luuri-") as folder:
            path = Path(folder) / "speech.wav"
            self._tell(
                f'(let ((utterance (utt.synth (Utterance Text "{sentence}"))))'
                f" (utt.wave.resample utterance {_RATE_HZ})"
                f' (utt.save.wave utterance "{path}" \'riff))'
            )
            try:
                samples, rate_hz = read_wav(path)
            except (OSError, ValueError) as error:
                self._end()
                raise VoiceFailed(f"Festival made no sound: {error}") from error
        if rate_hz != _RATE_HZ:
            raise VoiceFailed(f"Festival made sound at {rate_hz} Hz")
        return from_bytes(to_bytes(samples))

    def _tell(self, command: str) -> None:
        """Have Festival carry out a command and wait for it."""
        try:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            said = f'(begin {command} (format t "{_DONE.decode()}\\n") (fflush nil))\n'
            process.stdin.write(said.encode("latin-1"))
            process.stdin.flush()
            with DefaultSelector() as selector:
                selector.register(process.stdout, EVENT_READ)
                while True:
                    if not selector.select(_ANSWER_WITHIN_S):
                        raise VoiceFailed(f"Festival did not answer in {_ANSWER_WITHIN_S:.0f} s")
                    line = process.stdout.readline()
                    if _DONE in line:
                        return
                    if not line:
                        raise VoiceFailed("Festival ended")
        except OSError as error:
            self._end()
            raise VoiceFailed(f"Festival does not run: {error}") from error
        except VoiceFailed:
            self._end()
            raise

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process is None or self._process.poll() is not None:
            if not self.present:
                raise VoiceFailed(f"{self.name} needs the Debian packages festival and festvox-suopuhe")
            self._process = subprocess.Popen(
                ["festival", "--heap", str(_HEAP_CELLS), "--pipe"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
            )
            assert self._process.stdin is not None
            self._process.stdin.write(
                f"(voice_{self.speaker})\n(Parameter.set 'Duration_Stretch {self.stretch})\n".encode()
            )
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process = None


def _sentences(text: str) -> list[str]:
    """The text's sentences in characters that mean nothing to Festival's Lisp and exist in latin-1."""
    plain = unicodedata.normalize("NFC", text).translate(_PLAIN)
    plain = plain.encode("latin-1", "ignore").decode("latin-1")
    plain = re.sub(r"[^\w .,!?;:'%-]", " ", plain)
    parts = (part.strip() for part in re.split(r"(?<=[.!?])\s+", plain))
    return [part for part in parts if any(character.isalnum() for character in part)]
