"""Who approved: different people, not one who is written in two ways."""

import re
import unicodedata
from collections.abc import Iterable

FEWEST_LETTERS = 2
_SIGNED_IN = "staff:"


def people(names: Iterable[str]) -> set[str]:
    """One key for each person. Who is signed in to the console ("staff:") is one by their sign-in name.

    In a name that was typed, letters' marks and case, the names' order, figures, spaces and punctuation make no other
    person; one with fewer than two letters names nobody.
    """
    return {key for name in names if len(key := _key(name)) >= FEWEST_LETTERS}


def _key(name: str) -> str:
    if name.startswith(_SIGNED_IN):
        return name.removeprefix(_SIGNED_IN)
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return "".join(sorted(re.findall(r"[^\W\d_]+", letters)))
