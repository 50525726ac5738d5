"""Yes or no, by voice or by key (1 yes, 2 no)."""

import re
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.corrections import corrections
from bot.care.answers.mending import MENDED_CONFIDENCE, lexicon
from bot.care.answers.words import has_phrase, words

_YES = frozenset(
    "joo juu jo joojoo juujuu jep jepjep jees yes kyllä kyl kyllähän kylläpä sopii sopiihan sopis sopisi "
    "passaa "
    "käy käypi käyhän käviskin kävis oikein oikea oikee oikeen okei ok okey selvä totta totisesti varmasti "
    "tottakai toki ilomielin mielellään mielelläni mieluusti olkoon "
    "jatketaan täsmälleen aivan joutaa kelpaa onnistuu".split()
)
# A yes only in a short answer that says nothing else: "on", but not "mulla on kuumetta".
_WEAK_YES = frozenset(
    "haluan haluun haluaisin tahdon on onhan onpa oli olen oon voi voit voitte saa saatte hyvä hyvin tähän "
    "tällä".split()
)
_LIGHT = frozenset(
    "se sitä ne niitä ihan no niin mulla minulla meillä hänellä sillä mä mää mie minä kiitos vaan vain tää toi numero "
    "juuri just semmonen semmoinen semmosta sellainen sellanen sellasta tuommonen tommonen tämmönen vähän vähäsen "
    "välillä hieman jonkin verran joskus ollut ollu kai kans kyl jo aina".split()
)
_YES_PHRASES = (
    "pitää paikkansa", "pitää paikkaansa", "ilman muuta", "totta kai", "tottakai", "tähän vaan", "tähän vain",
    "tähän samaan", "samaan numeroon", "juuri näin", "just näin", "niin on", "näin on", "miksei", "miks ei",
    "miksi ei", "mikä ettei", "mikäs siinä", "ei haittaa", "ei mua haittaa", "aina parempi", "kyllä vaan",
    "ei oo väärin", "ei ole väärin", "ei oo väärä", "ei ole väärä", "anna mennä", "antaa mennä",
)  # fmt: skip
_NO = frozenset(
    "ei eei ee eihän eipä eikä eiku eikun en emmä emmää enhän empä enkä emme ette älä älkää älkäämme "
    "väärä väärin vääri väärään toiseen toinen eri muuhun ei-ei nou eijei eioo eikai".split()
)
_LEXICON = lexicon("kyllä sopii oikein varmasti selvä tottakai väärin väärä eikä")
_UNSURE_PHRASES = (
    "en tiedä", "en tiiä", "en tiä", "en mä tiedä", "en mä tiiä", "en mää tiiä", "emmä tiedä", "emmä tiiä",
    "emmää tiiä", "en oikein tiedä", "en oikein tiiä", "en osaa sanoa", "en ossoo sanoa", "en muista",
    "en mä muista", "en oo varma", "en ole varma", "en mä oo varma", "ei mitään hajua", "ei hajuakaan",
    "ei aavistustakaan", "vaikea sanoa", "vaikee sanoo", "en kuullut", "en kuullu", "en ymmärrä",
    "en ymmärtänyt", "en ymmärtäny", "en saanut selvää", "en saanu selvää", "ehkä", "mitä sanoit",
    "anteeksi mitä",
)  # fmt: skip
# "kyllä" as telephones make it: "pylä", "glulla", "glöllä", "kulla"; and grown into the word after it.
_KYLLA = re.compile(r"(?:k|g|p|b|gl|kl|pl|bl)(?:y|u|ü|ö|ly|lu|lö)ll?[aäeöo]{1,2}(?P<rest>.*)")
_AFTER_KYLLA = re.compile(r"|sii.*|sopi.*|kiit.*|voi.*|käy.*|kii.*|tä.*|se|on|vaan|joo")
# Assents that "ei" turns around, and what may come before them.
_DENIABLE = frozenset(
    "sopii sopiihan sopis sopisi passaa käy käypi käyhän käviskin kävis oikein oikea oikee oikeen kelpaa onnistuu "
    "totta varmasti".split()
)
_BEFORE_YES = (
    _WEAK_YES
    | _LIGHT
    | frozenset(
        "no niin nii se sehän tämä tämähän toi tuo tuohan kyl joku hyvin ihan oikein oikeastaan mulle minulle meille "
        "varmaan varmaankin tähän siihen siitä numeroon numero numeroonkin puhelin öö ööm mm tota tuota totta kai "
        "noin vielä edelleen ok oiskohan olisi ois jos kai vaikka kaikki aamulla kiitos mun minun täs tässä ilman "
        "muuta asia juurikin erittäin oikeinkin hei moi ja sit sitten taas".split()
    )
)
_NO_KYLLA = frozenset("pulla pullaa pula pullo pöllö pöllöä pölle puolla kulo kulossa pulo kylä kylässä kylällä "
                      "kylään".split())  # fmt: skip
_UNSURE = re.compile(
    r"\b(?:en|emmä|emmää|emmie|ei)(?: (?:mä|mää|mie|minä|nyt|vaan|kyllä|oikein|ihan|todellakaan|osaa|ossoo)){0,3} "
    r"(?:tiedä|tiiä|tiijä|tiä|muista|sanoa|sanoo|ossoo sanoa)\b"
)
_DENIED_VERBS = frozenset(
    "oo ole ollu ollut käy sovi kelpaa halua haluu tarvii tarvitse jaksa pysty viitsi kehtaa".split()
)
_CORRECTIONS = ("eiku", "eikun", "ei kun", "ei ku", "siis ei ku", "ei vaan")
_KEYS = {"1": True, "2": False, "yksi": True, "yks": True, "ykkönen": True, "kaksi": False, "kaks": False,
         "kakkonen": False}  # fmt: skip


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """True, False, or None when the answer is neither or both. A denial outweighs an assent beside it."""
    said = words(text)
    if len(said) == 1 and said[0] in _KEYS:
        return Answer(_KEYS[said[0]], 1.0)
    said = _after_second_thought(_after_correction(said), text)
    heard_yes = [_as_yes(word) for word in said] if len(said) <= 5 else said
    garbled, said = heard_yes != said, heard_yes
    line = f" {' '.join(said)} "
    if has_phrase(said, _UNSURE_PHRASES) or _UNSURE.search(line):
        return None
    yes = 0
    for phrase in _YES_PHRASES:
        if f" {phrase} " in line:
            yes += 1
            line = line.replace(f" {phrase} ", " ")
    rest = line.split()
    yes += sum(word in _YES for word in rest)
    no = sum(word in _NO for word in rest)
    if rest == ["ee"]:
        return None
    if no:
        return Answer(False, 0.8 if yes or len(rest) > 6 else 0.95)
    if yes and _may_hide_a_no(rest):
        return None
    if yes:
        return Answer(True, MENDED_CONFIDENCE if garbled and yes == 1 else 0.95)
    if _WEAK_YES & set(rest) and set(rest) <= _WEAK_YES | _LIGHT and len(rest) <= 4:
        return Answer(True, 0.85)
    if len(rest) <= 3 and (mended := _LEXICON.mend(rest)) is not None:
        kinds = {word in _NO for word in mended if word in _YES or word in _NO}
        if len(kinds) == 1 and (kinds == {True} or not _may_hide_a_no(mended)):
            return Answer(not kinds.pop(), MENDED_CONFIDENCE)
    if rest and set(rest) <= {"mm", "mmm", "mhm", "niin", "nii", "juuri", "just", "aha"}:
        return Answer(True, 0.6)
    return None


def _may_hide_a_no(rest: list[str]) -> bool:
    """ "ja jolle oikein" is what a telephone makes of "ei ole oikein": assents that a denial may precede."""
    if not _DENIABLE.issuperset(word for word in rest if word in _YES):
        return False
    first = next((index for index, word in enumerate(rest) if word in _YES), 0)
    return any(word not in _BEFORE_YES for word in rest[:first])


def _as_yes(word: str) -> str:
    match = _KYLLA.fullmatch(word)
    if match is None or word in _NO_KYLLA or word in _YES or not _AFTER_KYLLA.fullmatch(match["rest"]):
        return word
    return "kyllä"


def _after_correction(said: list[str]) -> list[str]:
    """What follows "ei kun": "ei kun joo" is a yes, "ei vaan jaksa" a plain no."""
    line = f" {' '.join(said)} "
    for correction in _CORRECTIONS:
        before, mark, after = line.rpartition(f" {correction} ")
        denies = (
            correction == "ei vaan" and not before.strip() and not _DENIED_VERBS.isdisjoint(after.split()[:1])
        )
        if mark and after.strip() and not denies:
            line = f" {after.strip()} "
    return line.split()


def _after_second_thought(said: list[str], text: str) -> list[str]:
    """What follows "siis" when it turns the answer: "ei, siis joo" is a yes, "ei siis kyllä oo" is not."""
    for found in corrections(said):
        kinds = [
            {word in _NO for word in part if word in _YES or word in _NO}
            for part in (found.before, found.after)
        ]
        if found.strong or kinds[0] == kinds[1] or any(len(kind) != 1 for kind in kinds):
            continue
        paused = any(mark in text for mark in ",.;-") or found.after[0] in ("joo", "juu")
        if kinds[1] == {True} or (paused and _DENIED_VERBS.isdisjoint(found.after)):
            return found.after
    return said
