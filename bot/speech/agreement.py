"""Local agreement: the words that two looks at a growing utterance have in common are taken as stable. Pure."""

from bot.care.answers.words import words

_UNSETTLED = 1  # the last word that both have may still grow


def agreed(earlier: str, later: str) -> str:
    """The beginning of `later` that `earlier` begins with too, less the last word of it."""
    before, after = words(earlier), words(later)
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return " ".join(after[: max(0, same - _UNSETTLED)])
