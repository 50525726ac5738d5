"""What a caller tells without being asked: in the opening story, or in an answer that says more."""

import re
from collections.abc import Callable
from datetime import datetime

from bot.care.answers import age, for_whom, language, municipality, since
from bot.care.answers.answer import Answer
from bot.care.answers.numerals import number_at
from bot.care.answers.words import plain, words
from bot.care.intake.reading import SURE
from bot.care.intake.told import Told

_AGED = re.compile(
    r"\b(?:\d+[ -]?)?\w*(?:vuotia|vuotis|kuukauti|viikkoi|viikoi|päiväi|kuinen|kuisel|kuisen|"
    r"kymppi|vastasynty)\w*|"
    r"\bvuotta vanha|\bkuukautta vanha|\bvuoden ikäi|\bvuoden vanha|\bsynty"
)
_LASTING = re.compile(
    r"\bollut|\bollu\b|\bolleet|\balko|\balka|\bkestän|\bkestäny|\bsitten|\bsit\b|\basti|\bläht|\bsairasta|\byskiny|"
    r"\bsärken|\bvihotel|\bvihoitel|\bvaivan|\bjo (?:pari|monta|muutam|\w+ (?:viik|kuuk|vuo|päiv))|"
    r"\bjatkun|\beilisestä|\btoissapäivästä|\bviime yö|\baamusta|\w+(?:tai|stai)sta\b"
)
_I_AM = ("oon", "olen", "oonhan", "täytin", "täytän")
_COUNTED = re.compile(
    r"(?:vuo|kuukau|viik|viik|päiv|tun|minuu|kert|kerta|kilo|senti|met|pros|prom|ast|annos|last|lapsen|kpl|euro|raskaus)\w*"
)
_CAUSE = re.compile(
    r"\b(?:kaadu|kaatu|kompas|liukas|nyrjäh|nyrjäyt|venähti|venäytin|revähti|nostin|nostaes|nostos|löin|lyönyt|"
    r"törmä|putos|pudon|loukka|satutin|murju|kolhi|puri|pisti|paloi|poltin|hyppä|astuin)\w*|\bkun nost"
)
_PART = (
    r"(?:pää|päässä|otsa|poski|poske|nenä|huul|korva|niska|kaula|olka|hartia|rinna|selä|selkä|kylki|kylje|vatsa|käde|käsi|"
    r"kyynär|käsivar|ranne|rante|kämmen|sorme|peukalo|lonka|lantio|pakara|reide|polve|sääre|nilka|jala|kantapää|"
    r"varpa|varvas|jalkapohja|nivus|kainalo|taipe|kyynärtaipe|polvitaipe|päänah|iho|naama|kasvo)"
)
_PLACE = re.compile(rf"\b\w*{_PART}\w*?(?:ssa|ssä|lla|llä|ssani|ssäni|llani|lläni)\b")
_TRIED = re.compile(
    r"\b(?:otin|ottanu\w*|syöny\w*|söin|kokeil\w*|rasva(?:nnu\w*|t ei)|lepuutt\w*|kylmää (?:pit|lait)\w*|"
    r"kylmäpussi\w*|särkylää\w*|buranaa|panadolia) ?"
)
_VALUE = re.compile(
    r"\b(?:paine\w*|verenpaine\w*|alapaine|yläpaine|sokeri\w*|\w*sokeri\w*|pef\w*|syke\w*|inr\w*|hemoglobiini\w*)\b.*"
    r"\b(?:\d|sata|sada|kaksi|kolme|neljä|viis|viit|kuu[st]|seitsem|kahdeksa|kahdeksan|kaheksa|yhdeksä|yheksä|kymmen|"
    r"kakstois|kahdentoista|kolmetois|neljätois|viistois)"
)
_LEAST_OWN_AGE = 5
_SURE_OF_YEARS = 0.85
# The first time of something else: "kolme päivää sitten kävin lääkärissä", "puoli vuotta sitten leikattiin".
_EVENT = re.compile(
    r"\bkävin|\bleikat|\bsoitin|\bsain\b|\baloin|\bmäärät|\buusit|\bvarasin|\brokot|\bsynnyt|\bkuoli|"
    r"\bmuut(?:in|ti|imme|ettiin)\b|\beros(?:in|i|imme)\b|\bjäin\b|\bmen(?:in|i) naimisiin"
)
_LIVES = re.compile(
    r"\basu|\basut|\bkotoisin|\basema|\bterveyskesk|\btäältä|\btääll|\boon\b|\bolen\b|\bsoitan\b|\bmeillä"
)
_TAKES = re.compile(r"\b(?:syön|syö|käytän|käyttää|käytössä|lääkkeenä|lääkityksenä|lääkitys)\b")
_MEDICINES = re.compile(
    r"\b(?:marevan|eliquis|xarelto|primaspan|disperin|metformii?n|insulii?n|ozempic|jardiance|thyroxin|tyroksii?n|"
    r"losartaan|losatri|enalapriil|ramipriil|amlodipii?n|bisoprolol|emconcor|emconcori|furesis|atorvastatii?n|simvastatii?n|"
    r"rosuvastatii?n|somac|nexium|pantopratsol|omepratsol|escitalopraam|sertralii?n|cipralex|mirtatsapii?n|venlafaksii?n|"
    r"ketiapii?n|ventoline?|symbicort|seretide|burana|ibuprofeen|panadol|parasetamol|para-?tab|panacod|kortison|prednison|"
    r"metotreksaat|litium|lamotrigii?n|levetirasetaam|concert|elvanse|digoksii?n|nitro|verenpainelää|kilpirauhaslää|"
    r"sydänlää|kolesterolilää|diabeteslää|e-pille|ehkäisypille)\w*"
)
_OWN_NURSE = re.compile(
    r"\b(?:oma|oman|omalle|omalta|omaa|omahoita)\w* ?hoitaj\w*|\bomahoitaj\w*|\bomalääkär\w*"
)
_PREGNANT = re.compile(r"\b(?:oon|olen|oonhan|vaimo on|tytär on) raskaana|\braskausviik|\braskaudella")


def volunteered(text: str, now: datetime) -> dict[str, Told]:
    """What the words surely tell, by topic. What is unsure is left out, and so is asked about."""
    line = plain(text)
    found: dict[str, Answer | None] = {
        "for_whom": for_whom.in_story(text),
        "age": age.read(text, now=now) if _AGED.search(line) else _own_age(text),
        "since": _since(text, line, now),
        "municipality": municipality.in_story(text) if _LIVES.search(line) or len(words(text)) > 2 else None,
    }
    told = {
        topic: Told(str(answer.value), text, confidence=answer.confidence, asked=False)
        for topic, answer in found.items()
        if answer is not None and answer.confidence >= SURE
    }
    for topic, read in _WORDS.items():
        value = read(line)
        if value is not None:
            told[topic] = Told(text.strip() if value == line else value, text, confidence=0.9, asked=False)
    return told


def _since(text: str, line: str, now: datetime) -> Answer | None:
    if not _LASTING.search(line) or _EVENT.search(line):
        return None
    # An age is no beginning: "kolmevuotias on ollut kuumeessa".
    answer = since.read(_AGED.sub(" ", line), now=now)
    if answer is None or (str(answer.value).endswith("Y") and answer.confidence < _SURE_OF_YEARS):
        return None
    return answer


def _own_age(text: str) -> Answer | None:
    """ "oon kuustoista", "täytin kuuskytkaheksan": a bare number of years, where nothing is counted by it."""
    said = words(text)
    for index, word in enumerate(said):
        if word not in _I_AM:
            continue
        at = index + 1 + (said[index + 1 : index + 2] in (["jo"], ["vasta"], ["just"], ["nyt"]))
        found = number_at(said, at)
        if found is None:
            continue
        years, end = found
        after = said[end] if end < len(said) else ""
        if _LEAST_OWN_AGE <= years <= age.OLDEST_YEARS and not _COUNTED.match(after):
            return Answer(f"P{years}Y", 0.85)
    return None


def _medicines(line: str) -> str | None:
    named = [match.group() for match in _MEDICINES.finditer(line)]
    return ", ".join(dict.fromkeys(named)) if named and _TAKES.search(line) else None


def _medicine(line: str) -> str | None:
    """The medicines that are named at all: which one a renewal is about."""
    named = [match.group() for match in _MEDICINES.finditer(line)]
    return ", ".join(dict.fromkeys(named)) if named else None


def _client(line: str) -> str | None:
    named = _OWN_NURSE.search(line)
    return named.group() if named else None


def _pregnant(line: str) -> str | None:
    return "yes" if _PREGNANT.search(line) else None


def _in_words(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    """The whole story, where it tells such a thing: the nurse reads it as it was said."""
    return lambda line: line if pattern.search(line) else None


def _interpreter(line: str) -> str | None:
    return language.interpreter(line)


_WORDS: dict[str, Callable[[str], str | None]] = {
    "medicines": _medicines,
    "medicine": _medicine,
    "own_nurse": _client,
    "pregnancy": _pregnant,
    "language": _interpreter,
    "cause": _in_words(_CAUSE),
    "place": _in_words(_PLACE),
    "tried": _in_words(_TRIED),
    "values": _in_words(_VALUE),
}
