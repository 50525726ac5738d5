"""An answer that leaves the question open on purpose: "en tiedä", "en muista", "en halua sanoa"."""

from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.words import FILLERS, has_phrase, words

UNKNOWN = "unknown"
REFUSED = "refused"

_UNKNOWN = (
    "en tiedä", "en tiiä", "en tiä", "en mä tiedä", "en mä tiiä", "en mää tiiä", "emmä tiedä", "emmä tiiä",
    "emmää tiiä", "en minä tiedä", "en minä tiiä", "en oikein tiedä", "en oikein tiiä", "en muista",
    "en mä muista", "emmä muista", "en minä muista", "en nyt muista", "en oikein muista", "en osaa sanoa",
    "en osaa vastata", "en ossoo sanoa", "en oo varma", "en ole varma", "ei hajuakaan", "ei mitään hajua",
    "ei aavistustakaan", "ei tietoa", "ei tietookaan", "vaikea sanoa", "vaikee sanoa", "mistä minä tiedän",
    "mistä mä tiedän", "ei tiedetä", "ei oo tiedossa", "ei ole tiedossa",
)  # fmt: skip
_REFUSED = (
    "en halua sanoa", "en halua kertoa", "en haluu sanoa", "en haluu kertoa", "en halua vastata",
    "en haluu vastata", "en haluaisi sanoa", "en haluaisi kertoa", "en viitsi sanoa", "en viitti sanoa",
    "en kerro", "en mä kerro", "en sano", "en mä sano", "en vastaa", "en tahdo sanoa", "en tahdo kertoa",
    "ei kuulu sulle", "ei kuulu teille", "ei kuulu sinulle", "mieluummin en", "jätetään väliin",
    "jätän väliin", "ohita", "ohitetaan", "ohita tää", "ohita tämä", "seuraava kysymys", "voisko jättää väliin",
)  # fmt: skip
_UNGARBLED = dict.fromkeys("tieta tietä tiedän tietän tiedan tieda tiedä".split(), "tiedä") | dict.fromkeys(
    "osa ossaa ossa".split(), "osaa"
)
_LONGEST = 8
"""Words in an answer that says nothing else, fillers left out."""


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """UNKNOWN or REFUSED; None when the answer is no such, or says more besides."""
    said = words(text)
    if len([word for word in said if word not in FILLERS]) > _LONGEST:
        return None
    said = [_UNGARBLED.get(word, word) for word in said]
    if has_phrase(said, _REFUSED):
        return Answer(REFUSED, 0.9)
    if has_phrase(said, _UNKNOWN):
        return Answer(UNKNOWN, 0.9)
    return None
