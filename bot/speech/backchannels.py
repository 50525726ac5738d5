"""Sounds by which a listener says "go on": they do not ask Luuri to stop."""

from bot.care.answers.words import words

_SOUNDS = frozenset(
    "joo juu jaa joho joojoo mm mmm mhm hm hmm niin nii aha ahaa okei ok just jep no ai öö ää".split()
)
_GO_ON = frozenset(
    ("jatka", "jatkakaa", "jatka vaan", "anteeksi jatka", "sori jatka", "joo jatka", "kuuntelen")
)
_MOST_WORDS = 3


def is_backchannel(text: str) -> bool:
    """Whether the words only show that somebody listens: "joo", "mm", "joo, jatka". No words at all do too."""
    said = words(text)
    if " ".join(said) in _GO_ON:
        return True
    return len(said) <= _MOST_WORDS and all(word in _SOUNDS for word in said)
