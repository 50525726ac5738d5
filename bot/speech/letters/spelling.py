"""The letters of the head, and texts in them."""

from bot.speech.spoken import for_voice

LETTERS = "abcdefghijklmnoprstuvyäö "
"""Label n of the head is letter n - 1; label 0 is blank, the last one the space between words."""
_SPELT = str.maketrans(
    {"å": "o", "q": "k", "w": "v", "x": "ks", "z": "ts", "š": "s", "ž": "s", "é": "e", "ü": "y"}
)


def spelt(text: str) -> str:
    """The text as it is spoken, in the head's letters and single spaces; "" when it cannot be written so."""
    letters = for_voice(text).lower().translate(_SPELT)
    plain = " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())
    return plain if set(plain).issubset(LETTERS) else ""
