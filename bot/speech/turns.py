"""When the caller has finished a turn. Pure: every time is a monotonic second that is passed in.

A turn ends when the caller has been quiet for as long as the open question deserves and every segment of the
turn has been recognised. A turn that ended too early is reopened when the caller goes on soon after.
"""

from dataclasses import dataclass, field

YES_NO_TOPICS = frozenset(
    {
        "number_ok",
        "safety",
        "help_choice",
        "anything_else",
        "summary_ok",
        "consent",
        "request_number_ok",
        "request_cancel_ok",
    }
)
NUMBER_TOPICS = frozenset({"number", "request_number"})
YES_NO_WORDS = 3  # more than that is no mere yes or no
PATIENCE_YES_NO_S = 0.45
PATIENCE_SHORT_S = 0.6
PATIENCE_STORY_S = 0.85
PATIENCE_NUMBER_S = 1.3
DANGLING_EXTRA_S = 0.7
REOPEN_WITHIN_S = 1.2

# Words after which a Finnish speaker goes on.
DANGLING = frozenset(
    "ja että et mutta mut elikkä eli niinku niinkun tota tuota koska kun ku sitten sit vai tai öö ää joka".split()
)


def patience_s(topic: str | None, words: str) -> float:
    """Seconds of quiet that end a turn, by what was asked and how the words so far end."""
    if topic in YES_NO_TOPICS and len(words.split()) <= YES_NO_WORDS:
        patience = PATIENCE_YES_NO_S
    elif topic in NUMBER_TOPICS:
        digits = sum(character.isdigit() for character in words)
        patience = PATIENCE_SHORT_S if digits >= 9 else PATIENCE_NUMBER_S
    elif topic in (None, "concern") or topic in YES_NO_TOPICS:
        patience = PATIENCE_STORY_S
    else:
        patience = PATIENCE_SHORT_S
    last = words.lower().rstrip(" .,!?…").rpartition(" ")[2]
    return patience + DANGLING_EXTRA_S if last in DANGLING else patience


@dataclass
class Segment:
    """Voice inside a turn that is recognised in one piece: `words` is None while it is still being recognised.

    A segment that is not `closed` is recognised anew, as a whole, when the caller goes on.
    """

    words: str | None = None
    alternatives: tuple[str, ...] = ()
    confidence: float = 0.0
    voiced_s: float = 0.0
    closed: bool = False


@dataclass
class Turn:
    """The caller's turn so far, in segments of voice in the order they were spoken."""

    segments: list[Segment] = field(default_factory=list)
    speaking: bool = False
    quiet_since: float = 0.0
    ended_at: float | None = None

    def voice_started(self) -> None:
        self.speaking = True

    def voice_stopped(self, quiet_since: float) -> Segment:
        """The voice has stopped: the segment to recognise, which takes the place of those not closed."""
        self.speaking = False
        self.quiet_since = quiet_since
        self.segments = [segment for segment in self.segments if segment.closed]
        self.segments.append(Segment())
        return self.segments[-1]

    def close(self) -> None:
        """What has been recognised so far stays; more voice becomes a segment of its own."""
        for segment in self.segments:
            segment.closed = True

    @property
    def begun(self) -> bool:
        return bool(self.segments) or self.speaking

    @property
    def words(self) -> str:
        return " ".join(segment.words for segment in self.segments if segment.words)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Whole-turn alternatives: the best words with one segment at a time replaced."""
        found = []
        for place, segment in enumerate(self.segments):
            for alternative in segment.alternatives:
                parts = [
                    alternative if index == place else (other.words or "")
                    for index, other in enumerate(self.segments)
                ]
                found.append(" ".join(part for part in parts if part))
        return tuple(dict.fromkeys(found))

    @property
    def confidence(self) -> float:
        spoken = [segment.confidence for segment in self.segments if segment.words]
        return min(spoken, default=0.0)

    @property
    def voiced_s(self) -> float:
        """Seconds of a human voice, as the ears found it."""
        return sum(segment.voiced_s for segment in self.segments)

    def ends_at(self, topic: str | None) -> float | None:
        """The moment at which this turn is over, or None while voice or recognition is going on."""
        if self.speaking or not self.segments or any(segment.words is None for segment in self.segments):
            return None
        return self.quiet_since + patience_s(topic, self.words)

    def reopens(self, voice_started: float) -> bool:
        """Whether a voice that starts now belongs to this turn, which was taken as ended."""
        return self.ended_at is not None and voice_started - self.ended_at <= REOPEN_WITHIN_S
