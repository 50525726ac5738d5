"""What the danger detector sees of an utterance: pieces of its words, and which words are said together."""

from bot.care.red_flags.spelling import composed, tokens

_MOST_WORDS = 60
_SHORTEST, _LONGEST = 2, 5  # letters of a piece
_BEGINNING = 5  # letters of a word that other words are paired with


def pieces(text: str) -> dict[str, int]:
    """How many times each piece stands in the text, dialect and spelling folded as the rules fold them.

    A piece is a run of letters inside a word ("<" begins it, ">" ends it), a whole word ("=ukko"), the beginnings
    of two neighbours ("ei hengi"), also over one word between ("ukko _ latti"), or of any two words of the
    utterance ("latti&vasta").
    """
    words = [token.key for token in tokens((composed(text),))[:_MOST_WORDS]]
    found: list[str] = []
    for word in words:
        edged = f"<{word}>"
        found.append("=" + word)
        for size in range(_SHORTEST, _LONGEST + 1):
            found += [edged[start : start + size] for start in range(len(edged) - size + 1)]
    begun = [word[:_BEGINNING] for word in words]
    found += [f"{first} {second}" for first, second in zip(begun, begun[1:], strict=False)]
    found += [f"{first} _ {third}" for first, third in zip(begun, begun[2:], strict=False)]
    apart = sorted(set(begun))
    found += [f"{first}&{second}" for i, first in enumerate(apart) for second in apart[i + 1 :]]
    counted: dict[str, int] = {}
    for piece in found:
        counted[piece] = counted.get(piece, 0) + 1
    return counted
