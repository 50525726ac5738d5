"""When the caller has finished a turn. Pure: every time is a monotonic second that is passed in.

A turn ends when the caller has been quiet for as long as the open question deserves (bot.speech.patience) and
every segment of the turn has been recognised. A turn that ended too early is reopened when the caller goes on
soon after.
"""

from dataclasses import dataclass, field

from bot.speech.patience import IN_DANGER_S, USUAL, Pace, patience_s

REOPEN_WITHIN_S = 1.2
MOST_READINGS = 4


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
    answered_from: float = 0.0
    in_danger: bool = False

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

    def ends_at(self, topic: str | None, pace: Pace = USUAL) -> float | None:
        """The moment at which this turn is over, or None while voice or recognition is going on."""
        if self.speaking or not self.segments or any(segment.words is None for segment in self.segments):
            return None
        patience = patience_s(topic, self.words, pace, self.alternatives[:MOST_READINGS])
        return self.quiet_since + (min(patience, IN_DANGER_S) if self.in_danger else patience)

    def reopens(self, voice_started: float) -> bool:
        """Whether a voice that starts now belongs to this turn, which was taken as ended.

        The dialogue may have been asked before the patience was over: the time counts from its end.
        """
        if self.ended_at is None:
            return False
        return voice_started - max(self.ended_at, self.answered_from) <= REOPEN_WITHIN_S
