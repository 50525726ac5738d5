"""Whom the matter concerns: the caller, or somebody that the caller names ("äidillä", "meijän pojalla")."""

import re
from datetime import datetime

from bot.care.answers.answer import Answer
from bot.care.answers.words import after_correction, has_phrase, words

SELF = "self"
CHILD = "lapsi"
OTHER = "toinen"

_CASES = (
    r"(?:n|ni|nsa|lla|llä|llani|lläni|l|lle|lleni|lta|ltä|sta|stä|stani|stäni|a|ä|ta|tä|ani|äni|tani|täni|"
    r"nikin|hän)?"
)
_STEMS: tuple[tuple[str, str], ...] = (
    ("äiti", r"äi[dt]i"), ("äiti", r"äitee"), ("äiti", r"mutsi"),
    ("isä", r"isä"), ("isä", r"faija"), ("isä", r"iskä"),
    ("mies", r"mies|miehe|mieste"), ("mies", r"ukko|uko"), ("puoliso", r"puoliso"), ("puoliso", r"avopuoliso"),
    ("avomies", r"avomies|avomiehe"), ("vaimo", r"vaimo"), ("avovaimo", r"avovaimo"),
    ("poika", r"poika|poja"), ("tytär", r"tytär|tyttäre|tyttär"), ("tytär", r"tyttö|tytö"),
    ("lapsi", r"lapsi|lapse|laps"), ("vauva", r"vauva"), ("taapero", r"taapero"),
    ("kuopus", r"kuopus|kuopukse"), ("esikoinen", r"esikoinen|esikoise"),
    ("lapsenlapsi", r"lapsenlapsi|lapsenlapse"), ("teini", r"teini"),
    ("mummo", r"mummo|mummi|mumma"), ("isoäiti", r"isoäi[dt]i"), ("pappa", r"pappa|papa|ukki|uki|vaari"),
    ("isoisä", r"isoisä"), ("sisko", r"sisko|sisare"), ("veli", r"velje|veli|veljeä"), ("anoppi", r"anoppi|anopi"),
    ("appi", r"appi|ape"), ("täti", r"täti|tädi"), ("setä", r"setä|sedä"), ("eno", r"eno"),
    ("ystävä", r"ystävä|kaveri"), ("naapuri", r"naapuri"), ("asiakas", r"asiakas|asiakkaa"),
    ("oppilas", r"oppilas|oppilaa"), ("potilas", r"potilas|potilaa"), ("asukas", r"asukas|asukkaa"),
)  # fmt: skip
_RELATIVES = tuple((name, re.compile(rf"(?:{stem}){_CASES}")) for name, stem in _STEMS)
_YOUNG = frozenset("poika tytär lapsi vauva taapero kuopus esikoinen lapsenlapsi teini oppilas".split())
_MALE = frozenset("isä mies avomies poika pappa isoisä veli appi setä eno".split())
_SELF = re.compile(
    r"mulla|minulla|mull|mul|minul|miulla|miulle|mua|minua|minnuu|mä|minä|mie|mää|oon|olen|itse|ite|itselle\w*|"
    r"itseäni|minun|mun|minusta|musta|minuun|mulle|minulle|itsestäni|omasta|omassa"
)
_FIRST_PERSON = re.compile(
    r"en|oon|olen|olin|sain|tarvin|tarvitsen|tarviin|yskin|kaaduin|satutin|haluan|haluun|haluaisin|satuin|"
    r"kävin|pelkään|itken|nukun|jaksan|pysty|söin|loukkasin|tunnen|tarvisin|tarvitsisin|juon|käytän"
)
_ITSELF = re.compile(r"(?:ihan )?(?:itse\w*|ite\w*|minä|mä|mie|mää|minua|mua|minun|mun|mulle|minulle|oma\w*)")
# "mun mies" and "meijän poika": the first person there owns, and does not suffer.
_OWNERS = frozenset("mun minun miun meidän meijän meiän mein omalla oma oman meillä".split())
_SUBJECT = re.compile(r".*(?:lla|llä|llani|lläni|ll|l)$")
_BOTH = (
    "mulla ja",
    "minulla ja",
    "ja mulla",
    "ja minulla",
    "meillä molemmilla",
    "me molemmat",
    "koko perheellä",
)
_ONESELF = frozenset(
    "minä mä mää mie minun mun miun minua mua miuta minusta musta minulle mulle itse ite itseni itseäni itsestäni "
    "itselleni itteeni ittee itteni itteäni itelleni oma oman omaa omasta omalla asia asian asiaa asiasta asiani "
    "asiastani koskee soitan puolestani tää tämä se on ihan vain vaan joo no ja kyllä".split()
)
_MOST_OF_ONESELF = 6
_ON_BEHALF = ("puolesta", "asioissa", "asiassa", "asiasta", "asia", "takia", "vuoksi", "puolest")


def read(text: str, *, now: datetime | None = None) -> Answer | None:
    """SELF, a relative's name such as "äiti", or OTHER; for an answer to "Kenen asia on?"."""
    told = in_story(text)
    if told is not None and told.confidence >= 0.7:
        return told
    said = after_correction(words(text))
    if said in (["1"], ["yksi"], ["ykkönen"]):
        return Answer(SELF, 1.0)
    if said in (["2"], ["kaksi"], ["kakkonen"]):
        return Answer(OTHER, 1.0)
    if any(_ITSELF.fullmatch(word) for word in said):
        return Answer(SELF, 0.9)
    if any(
        word.startswith(("toise", "toine", "muun", "läheis", "omais", "sukulai", "tuttu")) for word in said
    ):
        return Answer(OTHER, 0.8)
    return told


def in_story(text: str) -> Answer | None:
    """Whom a free story is about; less sure where both the caller and somebody else appear."""
    said = after_correction(words(text))
    named = [(index, name) for index, word in enumerate(said) if (name := _relative(word)) is not None]
    suffers = [
        index
        for index, word in enumerate(said)
        if _SELF.fullmatch(word) and not (word in _OWNERS and index + 1 < len(said))
    ]
    if not named:
        if suffers:
            return Answer(SELF, 0.9)
        return Answer(SELF, 0.75) if any(_FIRST_PERSON.fullmatch(word) for word in said) else None
    index, name = named[0]
    if len({other for _, other in named}) > 1:
        child = all(other in _YOUNG for _, other in named)
        return Answer(CHILD, 0.7) if child else Answer(name, 0.5)
    after = said[index + 1] if index + 1 < len(said) else ""
    if has_phrase(said, _BOTH):
        return Answer(name, 0.5)
    if after in _ON_BEHALF or name in ("vauva", "taapero"):
        return Answer(name, 0.95)
    if _SUBJECT.match(said[index]):
        return Answer(name, 0.9)
    return Answer(
        name, 0.5 if any(word in ("mulla", "minulla", "mul", "minua", "mua") for word in said) else 0.8
    )


def is_oneself(text: str) -> bool:
    """Whether the words tell that it is about the caller, and nothing else: "ihan mun oma asia"."""
    said = words(text)
    return 0 < len(said) <= _MOST_OF_ONESELF and _ONESELF.issuperset(said)


def is_young(value: str) -> bool:
    """Whether the word itself names a child or a young person."""
    return value in _YOUNG


def is_male(value: str) -> bool:
    return value in _MALE


def _relative(word: str) -> str | None:
    return next((name for name, pattern in _RELATIVES if pattern.fullmatch(word)), None)
