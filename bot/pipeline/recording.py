"""Whether the sound of one call's caller may be kept."""

from dataclasses import dataclass


@dataclass
class Recording:
    """`notice`: the words that tell the caller of it; `is_told`: they have been heard to their end."""

    notice: str
    is_told: bool = False
