"""Where the time between the caller's last voice and Luuri's first sound goes. Times are monotonic seconds."""

from dataclasses import dataclass

STAGES = ("silence", "hearing", "patience", "dialogue", "voice")


@dataclass
class Timing:
    """The moments of one turn, in their order."""

    quiet_since: float
    stopped_at: float
    heard_at: float = 0.0
    told_at: float = 0.0
    answered_at: float = 0.0
    allowed_at: float = 0.0

    def stages_ms(self, sound_at: float) -> dict[str, int]:
        """Milliseconds of each of STAGES; their sum is the response.

        silence: until voice activity saw the end. hearing: until the words were known. patience: what was
        waited for the caller, before the dialogue was asked and after it had answered. voice: the first sound.
        """
        spans = {
            "silence": self.stopped_at - self.quiet_since,
            "hearing": self.heard_at - self.stopped_at,
            "patience": self.told_at - self.heard_at + self.allowed_at - self.answered_at,
            "dialogue": self.answered_at - self.told_at,
            "voice": sound_at - self.allowed_at,
        }
        return {name: round(1000 * seconds) for name, seconds in spans.items()}
