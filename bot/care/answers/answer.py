"""The reading of one answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """A value as its module describes it, and how sure the reading is (0..1)."""

    value: str | bool
    confidence: float
