"""Yes or no, by voice or by key (1 yes, 2 no)."""

from datetime import datetime

from bot.care.answers.answer import Answer
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
    "haluan haluun haluaisin tahdon on onhan oli olen oon voi voit voitte saa saatte hyvä hyvin tähän "
    "tällä".split()
)
_LIGHT = frozenset("se sitä ne ihan no niin mulla mä minä kiitos vaan vain tää toi numero juuri just".split())
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
_CORRECTIONS = ("eiku", "eikun", "ei kun", "ei ku", "siis ei ku", "ei vaan")
_KEYS = {"1": True, "2": False, "yksi": True, "yks": True, "ykkönen": True, "kaksi": False, "kaks": False,
         "kakkonen": False}  # fmt: skip


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """True, False, or None when the answer is neither or both. A denial outweighs an assent beside it."""
    said = words(text)
    if len(said) == 1 and said[0] in _KEYS:
        return Answer(_KEYS[said[0]], 1.0)
    said = _after_correction(said)
    line = f" {' '.join(said)} "
    if has_phrase(said, _UNSURE_PHRASES):
        return None
    yes = 0
    for phrase in _YES_PHRASES:
        if f" {phrase} " in line:
            yes += 1
            line = line.replace(f" {phrase} ", " ")
    rest = line.split()
    yes += sum(word in _YES for word in rest)
    no = sum(word in _NO for word in rest)
    if no:
        return Answer(False, 0.8 if yes or len(rest) > 6 else 0.95)
    if yes:
        return Answer(True, 0.95)
    if _WEAK_YES & set(rest) and set(rest) <= _WEAK_YES | _LIGHT and len(rest) <= 4:
        return Answer(True, 0.85)
    if len(rest) <= 3 and (mended := _LEXICON.mend(rest)) is not None:
        kinds = {word in _NO for word in mended if word in _YES or word in _NO}
        if len(kinds) == 1:
            return Answer(not kinds.pop(), MENDED_CONFIDENCE)
    if rest and set(rest) <= {"mm", "mmm", "mhm", "niin", "nii", "juuri", "just", "aha"}:
        return Answer(True, 0.6)
    return None


def _after_correction(said: list[str]) -> list[str]:
    """What follows "ei kun": "ei kun joo" is a yes."""
    line = f" {' '.join(said)} "
    for correction in _CORRECTIONS:
        _, mark, after = line.rpartition(f" {correction} ")
        if mark and after.strip():
            line = f" {after.strip()} "
    return line.split()
