"""What the danger detector sees of an utterance: pieces of how it sounds, and which words are said together."""

from itertools import pairwise

from bot.care.red_flags.spelling import composed, sound, tokens

_MOST_WORDS = 60
_SHORTEST, _LONGEST = 3, 5  # letters of a piece
_BEGINNING = 5  # letters of a word that other words are paired with


def pieces(text: str) -> dict[str, int]:
    """How many times each piece stands in the text, dialect and spelling folded as the rules fold them.

    A piece is a whole word ("=ukko"), a run of sounds inside a word ("~<hen") or across words that a recogniser
    may have split or joined ("^nken"), the beginnings of two neighbours ("ei hengi"), also over one word between
    ("ukko _ latti"), or the beginnings of any two words of the utterance ("latti&vasta").
    """
    words = [token.key for token in tokens((composed(text),))[:_MOST_WORDS]]
    sounds = [sound(word) for word in words]
    found = ["=" + word for word in words]
    for heard in sounds:
        found += _runs("~", f"<{heard}>")
    found += _runs("^", "".join(sounds))
    begun = [word[:_BEGINNING] for word in words]
    found += [f"{first} {second}" for first, second in pairwise(begun)]
    found += [f"{first} _ {third}" for first, third in zip(begun, begun[2:], strict=False)]
    apart = sorted(set(begun))
    found += [f"{first}&{second}" for i, first in enumerate(apart) for second in apart[i + 1 :]]
    counted: dict[str, int] = {}
    for piece in found:
        counted[piece] = counted.get(piece, 0) + 1
    return counted


def _runs(mark: str, letters: str) -> list[str]:
    return [
        mark + letters[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(len(letters) - size + 1)
    ]
