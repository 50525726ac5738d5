"""Whether an answer to a question about danger is a no without any doubt."""

from bot.care.answers import yes_no
from bot.care.answers.words import words

# "ei kai", "en osaa sanoa", "en pysty", "en kestä", "auttakaa": a no that is none, or that says something else.
_DOUBTS = (
    "kai varmaan ehkä usko luule luulis tiedä tiiä tiijä osaa ossaa pysty halua haluu kestä jaksa apua aut muista "
    "varma uskalla kuul ymmär sano tajuu tajua".split()
)
_SURE = frozenset({"varmasti", "kaikki", "sanoin"})
_THOUGHTS = ("ajatuk", "ajatel", "semmos", "sellas", "sellai", "tommos", "tollas")
_EXCEPTIONS = frozenset({"kuin", "ku", "kun", "paitsi"})


def is_sure(text: str) -> bool:
    """True for "ei", "ei oo mitään semmosta"; False for a yes, for "ei kai" and for "en mä osaa sanoa"."""
    answer = yes_no.read(text)
    if answer is None or answer.value is not False:
        return False
    return not any(word.startswith(tuple(_DOUBTS)) and word not in _SURE for word in words(text))


def is_whole(text: str) -> bool:
    """A sure no that leaves nothing out: not "ei muuta ku semmosia ajatuksia"."""
    return is_sure(text) and _EXCEPTIONS.isdisjoint(words(text))


def is_of_thoughts(text: str) -> bool:
    """A whole no that speaks of the question about wanting to die itself: "ei ole sellaisia ajatuksia"."""
    return is_whole(text) and any(word.startswith(_THOUGHTS) for word in words(text))
