"""How the dialogue may take an answer to its question, since its classifier knows nothing of the question."""

from typing import Literal

from bot.care.answers import denial, for_whom, not_telling
from bot.conversation.courtesies import asks_for_person

AsAnswer = Literal["no_danger", "nothing_else"]
"""no_danger: the classifier's word alone makes no danger of it. nothing_else: it brings up no need at all."""

_OF_THE_PAST = frozenset(
    "illnesses medicines allergies tried medicine test appointment certificate vaccine values name birth_date".split()
)
"""Questions that are answered by naming illnesses and medicines, which the classifier takes for danger."""
_MAY_BE_HELD_BACK = _OF_THE_PAST | frozenset(
    "for_whom age municipality personal_id language since severity fever cause place other_symptoms drinking pregnancy "
    "time".split()
)
"""Questions that "ohita" and "en halua sanoa" answer."""


def as_answer(topic: str | None, text: str) -> AsAnswer | None:
    """None where the words may mean anything. The signs of danger have been looked for in them before."""
    if topic == "for_whom" and for_whom.is_oneself(text):
        return "nothing_else"
    if topic in _MAY_BE_HELD_BACK and not_telling.read(text) is not None and not asks_for_person(text):
        return "nothing_else"
    if topic in _OF_THE_PAST or (topic == "safety" and denial.is_whole(text)):
        return "no_danger"
    return None
