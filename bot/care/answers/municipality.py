"""Where a caller lives: the county's municipalities, and the villages and stations that people name instead."""

import re
from datetime import datetime
from itertools import pairwise

from bot.care.answers.alike import sound
from bot.care.answers.answer import Answer
from bot.care.answers.words import after_correction, fold, words

# The municipality, and what it is called: stems to which a case ending is joined, longest forms first.
_PLACES: tuple[tuple[str, str], ...] = (
    ("Hankasalmi", "hankasalm"), ("Joutsa", "joutsa leivonmä"),
    ("Jyväskylä", "jyväskylä jyväskyl jyväskyä jyskä palok tikkakos korpilah vaajakos säynätsalo kyllö huhtasuo "
                  "keltinmä kuokkala halssila kortepohja keljo lohikos puistola mäki-mat pupuhuh nenäin säynätsal "
                  "kangaslam viitaniem tikkamannil huhtasuon palokan seppälänkan mustalampi kypärämä sulku kuohu "
                  "vesangan vesanka jokela väinölän"),
    ("Jämsä", "jämsä jäms jämsänkos halli kuoreve himos koskenpää länkipoh"),
    ("Kannonkoski", "kannonkos"), ("Karstula", "karstula karstul"), ("Keuruu", "keuruu keuru haapamä pihlajave"),
    ("Kinnula", "kinnula kinnul"), ("Kivijärvi", "kivijärv"), ("Konnevesi", "konneve"),
    ("Kyyjärvi", "kyyjärv"), ("Laukaa", "laukaa lauka laakaa lievestuor leppäve vihtavuor"),
    ("Luhanka", "luhanka luhanga"),
    ("Multia", "multia multi"), ("Muurame", "muurame muuram"), ("Petäjävesi", "petäjäve"),
    ("Pihtipudas", "pihtipud pihtiputa"), ("Saarijärvi", "saarijärv pylkönmä"), ("Toivakka", "toivakka toivaka"),
    ("Uurainen", "uurai"), ("Viitasaari", "viitasaar"),
    ("Äänekoski", "äänekos suolah sumiai konginkan äänek"),
)  # fmt: skip
_OUTSIDE = {
    "Tampere": "tamper", "Helsinki": "helsin", "Kuopio": "kuopio", "Lahti": "lahde", "Mikkeli": "mikkel",
    "Pieksämäki": "pieksämä", "Seinäjoki": "seinäjo", "Turku": "turus turust", "Oulu": "oulus oulust",
    "Mänttä": "mänt", "Rautalampi": "rautalam", "Suonenjoki": "suonenjo", "Espoo": "espoo", "Vantaa": "vantaa",
}  # fmt: skip
_ENDINGS = (
    r"(?:\w{0,2}?(?:ssa|ssä|sta|stä|s|st|lla|llä|lta|ltä|l|lle|an|än|on|en|in|un|yn|oon|een|n|i|a|ä|e|o|"
    r"seen|hin|laisia|lainen|läinen|ssakin|nen|nen\w*|isista|sissa|sista)?)"
)
_BY_FORM = tuple(
    (re.compile(rf"{fold(stem)}{fold(_ENDINGS)}"), name, stem)
    for name, line in (*_PLACES, *_OUTSIDE.items())
    for stem in line.split()
)
# Ordinary words that look like a place.
_ORDINARY = frozenset(
    fold(word)
    for word in "multi multa halli hallin jokela sulku lahti lahden puisto mantta kyllo kyllon jamsi".split()
)
_SHORTEST_MENDED = 6
_MOST_LOST = 2


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """A municipality's name, such as "Laukaa" of "Lievestuoreelta"; None when no place is named."""
    said = after_correction(words(text))
    found = _named(said)
    if found is not None:
        return found
    return _mended(said)


def in_story(text: str) -> Answer | None:
    """A place named in a free story: only where the word ends as "from" or "in" a place does, or is a name."""
    said = words(text)
    found = _named(
        [word for word in said if re.search(r"(?:ssa|ssä|sta|stä|lta|ltä|lla|llä|s|st|l|lt)$", word)]
    )
    return Answer(found.value, min(found.confidence, 0.85)) if found else None


def _named(said: list[str]) -> Answer | None:
    joined = [*said, *(a + b for a, b in pairwise(said))]
    names = [name for word in joined if (name := _place(word)) is not None]
    if not names:
        return None
    return Answer(names[-1], 0.95 if len(set(names)) == 1 else 0.6)


def _place(word: str) -> str | None:
    heard = fold(word)
    if heard in _ORDINARY or len(heard) < 4:
        return None
    hits = [(len(stem), name) for pattern, name, stem in _BY_FORM if pattern.fullmatch(heard)]
    return max(hits)[1] if hits else None


def _mended(said: list[str]) -> Answer | None:
    """A place whose letters the recogniser garbled a little: one letter in six may differ, or its beginning is lost."""
    best: tuple[int, str] | None = None
    for word in (*said, "".join(said)):
        heard = sound(fold(word))
        if len(heard) < _SHORTEST_MENDED:
            continue
        for name, line in _PLACES:
            for stem in line.split():
                if len(stem) < _SHORTEST_MENDED - 1:
                    continue
                wanted = sound(fold(stem))
                distance = 1 if _lost_beginning(heard, wanted) else _distance(heard, wanted)
                if distance <= len(wanted) / 6 and (best is None or distance < best[0]):
                    best = (distance, name)
    return Answer(best[1], 0.7 if best[0] <= 1 else 0.6) if best else None


def _lost_beginning(heard: str, wanted: str) -> bool:
    """Whether the word is the stem without its first letters: "väskylässä"."""
    left = (wanted[lost:] for lost in range(1, _MOST_LOST + 1))
    return any(len(part) >= _SHORTEST_MENDED and heard.startswith(part) for part in left)


def _distance(heard: str, wanted: str) -> int:
    """Letters to change, add or drop until some beginning of what was heard is the wanted stem."""
    row = list(range(len(wanted) + 1))
    least = row[-1]
    for at, letter in enumerate(heard, start=1):
        above, row = row, [at]
        for column, other in enumerate(wanted, start=1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != other)))
        least = min(least, row[-1])
    return least
