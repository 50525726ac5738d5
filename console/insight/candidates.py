"""Corrections as candidates for training: what was heard or understood, and what a person says is right.

Nothing in them tells whose call it was, nor who corrected it or when.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from bot.dialogue.data import words
from bot.records.corrections import Correction
from console.insight.masking import masked
from console.insight.privacy import FEWEST

_NEVER = ("number", "name", "birth_date", "personal_id", "age", "municipality", "preferred_time")
"""Fields that are about who somebody is, not about how speech is understood."""


def as_lines(corrections: Sequence[Correction], told: dict[str, str]) -> Iterator[str]:
    """A JSON object for each, in an order that tells nothing. `told`: the callers' first words by call."""
    return iter(sorted(json.dumps(each, ensure_ascii=False) for each in _candidates(corrections, told)))


def _candidates(corrections: Sequence[Correction], told: dict[str, str]) -> Iterator[dict[str, Any]]:
    known = words() | _common(corrections)
    for each in corrections:
        topic = each.place.rpartition(".")[2]
        if each.kind == "turn":
            heard, right = masked(each.original, known), masked(each.corrected, known)
            if heard != right:
                yield {"kind": "turn", "heard": heard, "right": right}
        elif each.kind == "need" and each.call_sid in told:
            text = masked(told[each.call_sid], known)
            yield {"kind": "need", "text": text, "understood": each.original, "right": each.corrected}
        elif each.kind == "field" and topic not in _NEVER:
            understood, right = masked(each.original, known), masked(each.corrected, known)
            yield {"kind": "field", "topic": topic, "understood": understood, "right": right}


def _common(corrections: Sequence[Correction]) -> set[str]:
    """Words of so many calls that they are nobody's own."""
    calls: dict[str, set[str]] = defaultdict(set)
    for each in corrections:
        if each.kind == "turn":
            for word in each.corrected.lower().split():
                calls[word.strip(".,!?")].add(each.call_sid)
    return {word for word, sids in calls.items() if len(sids) >= FEWEST}
