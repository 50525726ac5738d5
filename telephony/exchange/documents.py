"""TwiML as the exchange reads it: a list of verbs, each with its attributes, text and nouns."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

VERBS = {"Connect", "Dial", "Say", "Gather", "Pause", "Play", "Hangup"}
NOUNS = {"Stream", "Parameter", "Number", "Say"}


class DocumentFailed(Exception):
    """The document is not TwiML that the exchange can play."""


@dataclass(frozen=True)
class Verb:
    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    nouns: tuple["Verb", ...] = ()

    def noun(self, name: str) -> "Verb":
        """The first noun of that name. Raises DocumentFailed when there is none."""
        for noun in self.nouns:
            if noun.name == name:
                return noun
        raise DocumentFailed(f"{self.name} needs a {name}")


def read(document: str) -> tuple[Verb, ...]:
    """The verbs of a TwiML document. Raises DocumentFailed for anything that Twilio would not play."""
    try:
        root = ElementTree.fromstring(document)
    except ElementTree.ParseError as error:
        raise DocumentFailed(f"not XML: {error}") from error
    if root.tag != "Response":
        raise DocumentFailed(f"the root is {root.tag}, not Response")
    verbs = tuple(_verb(element) for element in root)
    for verb in verbs:
        if verb.name not in VERBS:
            raise DocumentFailed(f"{verb.name} is no verb that the exchange knows")
    return verbs


def _verb(element: ElementTree.Element) -> Verb:
    nouns = tuple(_verb(child) for child in element)
    for noun in nouns:
        if noun.name not in NOUNS:
            raise DocumentFailed(f"{noun.name} is no noun that the exchange knows")
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), nouns)
