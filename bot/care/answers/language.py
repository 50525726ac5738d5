"""Which other language a caller speaks or asks for, as a Finnish recogniser writes it."""

import re

from bot.care.answers.words import plain

NAMES = {
    "sv": "ruotsi", "en": "englanti", "ru": "venäjä", "uk": "ukraina", "ar": "arabia", "et": "viro",
    "so": "somali", "fa": "persia", "ku": "kurdi", "tr": "turkki", "es": "espanja", "th": "thai", "vi": "vietnam",
    "zh": "kiina",
}  # fmt: skip
_ASKED = {
    "sv": r"ruotsi(?:a|ksi|nkieli\w*)", "en": r"englan(?:tia|niksi|ninkieli\w*)|englantii",
    "ru": r"venäjä(?:ä|ksi|nkieli\w*)", "uk": r"ukraina(?:a|ksi|nkieli\w*)", "ar": r"arabia(?:a|ksi|nkieli\w*)",
    "et": r"(?:viroa|viroksi|vironkieli\w*|eestiä|eestiksi)", "so": r"somali(?:a|ksi|nkieli\w*)",
    "fa": r"(?:persia(?:a|ksi|nkieli\w*)|farsi(?:a|ksi)?|dari(?:a|ksi|nkieli\w*))",
    "ku": r"kurdi(?:a|ksi|nkieli\w*)", "tr": r"turk(?:kia|iksi|inkieli\w*)", "es": r"espanja(?:a|ksi|nkieli\w*)",
    "th": r"thai(?:ta|ksi|nkieli\w*)", "vi": r"vietnami(?:a|ksi|nkieli\w*)", "zh": r"kiina(?:a|ksi|nkieli\w*)",
}  # fmt: skip
_WISH = re.compile(r"\b(?:puhut\w*|puhu\w*|osaat\w*|onnistu\w*|voiko|voitko|voitteko|palvel\w*|saako|saanko|haluan|"
                   r"haluaisin|käykö|vain|vaan|vähän suomea|en puhu|kielellä)\b")  # fmt: skip
_INTERPRETER = re.compile(
    r"\btulk(?:ki|in|kia|ka|kaus\w*)\b|\bpuhuu (?:vain|vaan)\b|\bei (?:puhu|osaa|ymmärrä) suomea"
)
# Beginnings of conversations in the language itself, also as they are misheard.
_SPOKEN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (code, re.compile(pattern))
    for code, pattern in (
        ("en", r"\b(?:do you|tu juu|du ju|doo juu|duu juu) (?:speak|spiik|spik|spiikk?)|\bspeak english|"
               r"\b(?:spiik|spik|spiek|speek) (?:inglis|inklis|englis|inglish|englanti)\w*|\bin english|"
               r"\benglish please|\bi (?:need|have|don't|do not|want|am|would)\b|"
               r"\bmy (?:name|child|son|daughter|husband|wife|mother|baby|back|head|stomach|throat)\b|"
               r"\bcan (?:you|i|we)\b|"
               r"\bthank you|\bsorry\b.*\b(?:finnish|english)|\bno finnish\b|\bhelp me\b|"
               r"\bi need (?:a )?doctor|\bhello i\b|\bai niid\b|\bai hääv\b|\bhau aar juu"),
        ("sv", r"\b(?:pratar|talar|praatar|taalar|pratat|talat) (?:ni|du|ny|ne|nii)\b|\b(?:på|poo|po) svensk\w*|"
               r"\bsvensk(?:a|språkig|ns)\b|\bjag (?:har|vill|behöver|talar|heter|är)\b|\bjaa(?:g)? (?:haar|vill)\b|"
               r"\bprata svenska|\bpå svenska"),
        ("ru", r"\b(?:pa|po)[ -]?(?:ruski|russki|russki|ruuski)\b|\bruski\b|\brusski\b|\bgavari(?:te|t|sh)\w*|"
               r"\bgovori(?:te|t)\b|\bvy govorite|\bsdrastvu\w*|\bzdravstvu\w*|\bja ne gavar\w*|\bmne nuž\w*|[а-я]{3}"),
        ("uk", r"\bukrain?sk\w+|\bukrajinsk\w*|\bdobr(?:y|i|ij) den\b|\brozmovlja\w*|\brosmovlja\w*|\bja s ukrajin\w*"),
        ("ar", r"\b(?:arabi|arabic|arabik|al arabia|bil arabi)\b|\bas?salam\w*|\bmarhaba\b|[؀-ۿ]{3}"),
        ("et", r"\b(?:kas te|kas sa) (?:räägi\w*|raagi\w*)|\beesti keel\w*|\bräägite\b|\btere päevast|\bma soovin\b|"
               r"\bmul on vaja\b|\bma (?:ei räägi|räägin|vajan)\b|\bpalun\b|\btere\b.*\b(?:ma|mul)\b"),
        ("fa", r"\bfarsi\b|\bsalam khubi|\bman farsi"),
        ("ku", r"\bkurd[iî] (?:diz|dax|qse)\w*|\bkurmanc\w*|\bsoran[iî]\b"),
        ("es", r"\bhablas? (?:usted )?españ|\bespañol\b|\bnecesito\b|\bpor favor\b"),
        ("tr", r"\btürkçe\b|\bturkce\b|\blütfen\b"),
        ("so", r"\b(?:somali|soomaali|soomali) (?:ma|miyaa|ku)\b|\bsoomaali\b|\bsomaliyaa\b|\bma ku hadashaa\b|"
               r"\baf[ -]?soomaali"),
    )
)  # fmt: skip


def spoken(text: str) -> str | None:
    """The code of the language that the caller speaks, or asks to be served in; None where it is Finnish."""
    line = plain(text)
    for code, pattern in _SPOKEN:
        if pattern.search(line):
            return code
    for code, asked in _ASKED.items():
        if re.search(rf"\b(?:{asked})\b", line) and _WISH.search(line) and not _INTERPRETER.search(line):
            return code
    return None


def interpreter(text: str) -> str | None:
    """The language, in Finnish, for which the caller says that an interpreter is needed."""
    line = plain(text)
    if not _INTERPRETER.search(line):
        return None
    asked = (code for code, pattern in _ASKED.items() if re.search(rf"\b(?:{pattern})", line))
    code = next(asked, None)
    return NAMES[code] if code else "tulkki"
