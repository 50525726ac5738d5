"""What the county offers beside a call: digital channels by need and symptom, and sport, culture and associations."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["sport", "culture", "association"]
KINDS: tuple[Kind, ...] = ("sport", "culture", "association")
NEVER_DIGITAL = frozenset({"emergency", "suicide_risk"})
"""Needs in which nobody is shown to a web page."""


@dataclass(frozen=True)
class Channel:
    """A digital channel. It is offered beside a request and never in its place, and never after a red flag.

    `words`: beginnings of the caller's words, in lower case, of which one must be there; empty fits any words.
    `link` is what an SMS holds. `service`: the service whose channel it is, if it has an entry.
    """

    id: str
    name: str
    spoken_name: str
    link: str
    needs: frozenset[str]
    words: tuple[str, ...] = ()
    service: str | None = None
    checked: bool = True
    note: str = ""
    source: str = ""

    def fits(self, need: str | None, said: str) -> bool:
        if need not in self.needs:
            return False
        return not self.words or any(word.startswith(self.words) for word in said.lower().split())


@dataclass(frozen=True)
class Offer:
    """One offer of the service tray (palvelutarjotin). `example`: made up, to be replaced by an import."""

    name: str
    kind: Kind
    municipality: str
    contact: str = ""
    example: bool = False


def channels_for(channels: Mapping[str, Channel], need: str | None, said: str) -> tuple[Channel, ...]:
    """The channels that fit, those of the caller's own symptom first."""
    fitting = [channel for channel in channels.values() if channel.fits(need, said)]
    return tuple(sorted(fitting, key=lambda channel: not channel.words))


def offers_in(
    offers: tuple[Offer, ...], municipality: str | None, kind: Kind | None = None, *, examples: bool = False
) -> tuple[Offer, ...]:
    """The offers of a municipality; made-up ones only where `examples` asks for them."""
    return tuple(
        offer
        for offer in offers
        if offer.municipality == municipality
        and (kind is None or offer.kind == kind)
        and (examples or not offer.example)
    )
