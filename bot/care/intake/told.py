"""One answer of a caller's, with where in the call it was said and how surely it was heard."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from bot.care.answers.not_telling import REFUSED, UNKNOWN

UNHEARD = "unheard"
"""The question was asked, and no answer was understood."""
NOTHING_MORE = "none"
"""The caller has none of what was asked: no illnesses, no allergies."""
NOT_TOLD = frozenset({UNKNOWN, REFUSED, UNHEARD})


@dataclass(frozen=True)
class Told:
    """`value` as the topic's reading gives it, or UNKNOWN, REFUSED, UNHEARD, NOTHING_MORE; `words` verbatim.

    `turn` is the index of the caller's turn in the call; `confidence` (0..1) is how surely the words were
    heard and read, None where nothing tells it. `asked` is false for what was said without being asked.
    """

    value: str
    words: str
    turn: int | None = None
    confidence: float | None = None
    asked: bool = True

    @property
    def is_told(self) -> bool:
        return self.value not in NOT_TOLD

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Told":
        return cls(**plain)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    def heard(self, turn: int | None, confidence: float | None) -> "Told":
        """This answer as it was heard in a turn: no surer than its reading, nor than the hearing."""
        surest = [share for share in (self.confidence, confidence) if share is not None]
        return replace(self, turn=turn, confidence=round(min(surest), 2) if surest else None)
