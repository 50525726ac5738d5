"""What a voice is."""

from typing import Protocol


class VoiceFailed(Exception):
    """The voice cannot speak; the message says why, in one line."""


class Voice(Protocol):
    """A synthesiser. `speak` blocks and may be called from several threads.

    name: its id in settings, listings and the prompt cache, changed whenever its sound changes.
    """

    @property
    def name(self) -> str: ...

    @property
    def sample_rate_hz(self) -> int: ...

    def speak(self, text: str) -> bytes:
        """s16le mono at `sample_rate_hz`. Raises VoiceFailed."""
        ...
