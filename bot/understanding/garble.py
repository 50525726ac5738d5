"""Words as a telephone line and a small recogniser may hand them over, for training: seeded, so always the same."""

import random
import re

_HEARD_AS = {
    "b": "p", "p": "bv", "d": "tr", "t": "dk", "g": "k", "k": "gt", "ä": "ae", "ö": "oy", "y": "uö", "u": "yo",
    "o": "ua", "e": "iä", "i": "ej", "h": "k", "v": "bm", "m": "n", "n": "m", "l": "r", "r": "l", "s": "h", "j": "i",
}  # fmt: skip
_VOWELS = "aeiouyäö"
_DOUBLE = re.compile(r"(.)\1")


def garbled(text: str, seed: str, share: float = 0.45) -> str:
    """The text with about `share` of its words misheard: letters swapped, lengths lost, words split and joined."""
    chance = random.Random(f"{seed}:{text}")
    heard: list[str] = []
    for word in text.lower().split():
        if len(word) > 2 and chance.random() < share:
            for _ in range(1 if len(word) < 6 else chance.choice((1, 1, 2))):
                word = _misheard(word, chance)
        if heard and chance.random() < 0.06:
            heard[-1] += word
        else:
            heard.append(word)
    return " ".join(heard)


def _misheard(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word))
    match chance.choice(("swap", "swap", "swap", "length", "length", "ending", "split", "drop")):
        case "swap":
            other = _HEARD_AS.get(word[at])
            return word[:at] + chance.choice(other) + word[at + 1 :] if other else word
        case "length" if _DOUBLE.search(word):
            return _DOUBLE.sub(r"\1", word, count=1)
        case "length":
            return word[: at + 1] + word[at] + word[at + 1 :]
        case "ending" if len(word) > 4:
            return word[:-1] if word[-1] in _VOWELS or chance.random() < 0.5 else word[:-2]
        case "split" if len(word) > 5:
            cut = chance.randrange(2, len(word) - 2)
            return f"{word[:cut]} {word[cut:]}"
        case "drop" if len(word) > 3:
            return word[:at] + word[at + 1 :]
    return word
