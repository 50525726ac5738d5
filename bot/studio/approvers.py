"""Who approved: different people, not one who is written in two ways."""

import re
import unicodedata
from collections.abc import Iterable

FEWEST_LETTERS = 2


def people(names: Iterable[str]) -> set[str]:
    """One key for each person: letters' marks and case, the names' order, spaces and punctuation make no other person.

    A name with fewer than two letters names nobody.
    """
    return {key for name in names if len(key := _key(name)) >= FEWEST_LETTERS}


def _key(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.removeprefix("staff:")).casefold()
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    return "".join(sorted(re.findall(r"[^\W\d_]+", letters)))
