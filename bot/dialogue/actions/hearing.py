"""The caller's latest words as an action sees them, and what counts as having told one's concern."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.care.answers.words import FILLERS, words
from bot.dialogue.needs import care_needs

SURE = 0.5
"""A need or a wish that interrupts a question must be at least this sure; the answer grammar goes first."""
SURE_OF_CHANGE = 0.7
"""Another need than the one that is being asked about must be this sure: a stray word is not a change of mind."""
# Beginnings of words that ask for a call, an appointment or a professional and tell nothing of the matter.
_ASKING = tuple(
    "soit takai takas takasin pyyn pyyd pyyt pyytä jät hoitaj sairaanhoitaj lääkär lekur terveys "
    "asema keskus halu voi sais saa pääs aika ajan aikoja vara vastaan mulle minulle mull minull mun "
    "minun mua teil teit pitä tarv tart että jos joku jonk jollek kun ehdi sopi numer puhel vasta "
    "kiito myöh asia kysy kysel päin tänä huomen oli ollut yrit peru siir uus uud tulla vaan vain "
    "vielä mahdoll pian nopea kiire langan linja moi hei terve päivää tämä tähän ihan jotain joskus".split()
)
_ANSWERS = frozenset(
    "affirm deny answer_age answer_number answer_time answer_help_choice repeat slower wait correction".split()
)


@dataclass(frozen=True)
class Heard:
    """`is_command`: the words are our own ("/human_agent"), not a caller's.

    `confidence` is how sure the intent is; `turn` the index of the caller's turn in the call and
    `heard_confidence` how surely its words were heard; `keyed`: digits of the keypad, which nobody can have misheard.
    """

    text: str
    intent: str
    confidence: float
    turn: int | None = None
    heard_confidence: float | None = None
    keyed: bool = False

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> "Heard":
        intent = message.get("intent") or {}
        beside = message.get("metadata") or {}
        return cls(
            message.get("text") or "",
            intent.get("name") or "",
            intent.get("confidence") or 0.0,
            beside.get("turn"),
            beside.get("confidence"),
            bool(beside.get("keyed")),
        )

    @property
    def is_command(self) -> bool:
        return self.text.startswith("/")

    def means(self, intent: str, at_least: float = SURE) -> bool:
        return self.intent == intent and self.confidence >= at_least

    @property
    def care_need(self) -> str | None:
        """A need that was clearly named."""
        return self.intent if self.intent in care_needs() and self.confidence >= SURE else None

    @property
    def tells_concern_at_length(self) -> bool:
        """A lone "resepti" names a need, and leaves what is the matter to be asked."""
        return self.tells_concern and len([word for word in words(self.text) if word not in FILLERS]) > 1

    @property
    def tells_more_than_asking(self) -> bool:
        """Whether a wish for a callback also says what it is about: "polvi on kipeä ja haluaisin ajan"."""
        said = [word for word in words(self.text) if len(word) > 2 and word.isalpha() and word not in FILLERS]
        return not self.is_command and len([word for word in said if not word.startswith(_ASKING)]) > 1

    @property
    def tells_concern(self) -> bool:
        """Whether the words say what is the matter, enough for a nurse to read."""
        said = [word for word in words(self.text) if word not in FILLERS]
        if self.is_command or not any(len(word) > 2 and word.isalpha() for word in said):
            return False
        if self.intent in _ANSWERS and self.confidence >= SURE and len(said) <= 3:
            return False
        return not self.means("out_of_scope")
