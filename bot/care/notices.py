"""Notices (ajankohtaiset): what an administrator wants callers to hear now, once on a call that it concerns."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

LONGEST = 200
"""Letters in a notice: some fifteen seconds of speech."""


class NoticeError(ValueError):
    """The notice cannot be told; the message names the field."""


@dataclass(frozen=True)
class Notice:
    """Moments are aware. An empty list of needs, municipalities or services concerns all of them."""

    id: str
    text: str
    valid_from: datetime
    valid_until: datetime
    author: str
    created_at: datetime
    needs: tuple[str, ...] = ()
    municipalities: tuple[str, ...] = ()
    services: tuple[str, ...] = ()

    def concerns(self, at: datetime, need: str | None, municipality: str | None, service: str | None) -> bool:
        """Whether it is told now to a caller with this need. What is not known yet fits no list."""
        if not self.valid_from <= at < self.valid_until:
            return False
        return all(
            not wanted or value in wanted
            for wanted, value in (
                (self.needs, need),
                (self.municipalities, municipality),
                (self.services, service),
            )
        )


def check(
    notice: Notice, needs: Collection[str], municipalities: Collection[str], services: Collection[str]
) -> None:
    """Raises NoticeError when the notice is too long, says nothing, ends before it begins or names the unknown."""
    if not notice.text.strip():
        raise NoticeError("text: is missing")
    if len(notice.text) > LONGEST:
        raise NoticeError(f"text: {len(notice.text)} letters, and a caller listens to at most {LONGEST}")
    if not notice.author.strip():
        raise NoticeError("author: is missing")
    if notice.valid_until <= notice.valid_from:
        raise NoticeError("until: is not after the beginning")
    for field, named, known in (
        ("need", notice.needs, needs),
        ("municipality", notice.municipalities, municipalities),
        ("service", notice.services, services),
    ):
        for name in named:
            if name not in known:
                raise NoticeError(f"{field}: there is no {name!r}")
