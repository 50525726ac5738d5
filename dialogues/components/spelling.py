"""A text as the classifier reads it: lower case, without punctuation."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """Lower case, no punctuation, single spaces; digits stay."""
    return " ".join(re.sub(r"[^\w\s-]", " ", text.lower()).split())
