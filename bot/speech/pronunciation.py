"""Words and names that a voice reads wrong, respelt as they are said: in every voice, or in one.

The data is an edition's `dialogues/pronunciation.yml`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bot.care.faults import Fault
from bot.speech.spoken import for_voice
from bot.yaml_files import read_yaml

_FIELDS = ("word", "said", "voice", "endings", "source")
_WORD = re.compile(r"[^\W_](?:[\w .&/-]*[^\W_])?")
_SAID = re.compile(r"[^\W\d_](?:[ ,-]{0,2}[^\W\d_])*")
_VOWELS = frozenset("aeiouyåäö")
_MOST_LETTERS_MORE = 60


class PronunciationError(Fault):
    """A respelling that no voice could say, or that would change nothing."""


@dataclass(frozen=True)
class Respelling:
    """`word` as it is written, `said` as it is to be read. `voice`: one voice's id, "" for every one.

    `endings`: the word may go on, as in "OmaKSista".
    """

    word: str
    said: str
    voice: str = ""
    endings: bool = False
    source: str = ""

    @property
    def pattern(self) -> str:
        """Matches the word by itself; one in small letters also where it begins a sentence."""
        first, rest = re.escape(self.word[0]), re.escape(self.word[1:])
        begins = f"[{first}{re.escape(self.word[0].upper())}]" if self.word == self.word.lower() else first
        return rf"(?<!\w){begins}{rest}" + (r":?(?=[a-zåäö]*(?!\w))" if self.endings else r"(?!\w)")


@dataclass(frozen=True)
class Pronunciation:
    """All respellings of an edition, in the order of their file."""

    respellings: tuple[Respelling, ...] = ()
    _by_voice: dict[str, tuple[tuple[re.Pattern[str], str], ...]] = field(default_factory=dict, compare=False)

    @classmethod
    def from_data(cls, data: object) -> "Pronunciation":
        """Raises PronunciationError."""
        rows = data.get("words") if isinstance(data, Mapping) else None
        if rows is None and isinstance(data, Mapping) and set(data) <= {"words"}:
            return cls()
        if not isinstance(rows, list):
            raise PronunciationError("key_not_list", where=("words",), key="words")
        found = tuple(_respelling(row, ("words", at)) for at, row in enumerate(rows))
        for at, one in enumerate(found):
            if any((one.word, one.voice) == (other.word, other.voice) for other in found[:at]):
                raise PronunciationError("word_twice", one.word, ("words", at), word=one.word)
        return cls(found)

    @classmethod
    def read(cls, path: Path) -> "Pronunciation":
        """Of an edition's file; nothing is respelt where there is none. Raises PronunciationError."""
        try:
            return cls.from_data(read_yaml(path))
        except FileNotFoundError:
            return cls()
        except yaml.YAMLError as error:
            raise PronunciationError("yaml_other", problem=str(error).splitlines()[0], column="–") from None

    def spoken(self, text: str, voice: str) -> str:
        """The text as the voice is to read it: respelt, and figures in words."""
        for pattern, said in self._of(voice):
            text = pattern.sub(said, text)
        return for_voice(text)

    def _of(self, voice: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Long words before short ones; what is meant for this voice in the place of what is meant for all."""
        if voice not in self._by_voice:
            chosen = {one.word: one for one in self.respellings if not one.voice}
            chosen |= {one.word: one for one in self.respellings if one.voice == voice}
            ordered = sorted(chosen.values(), key=lambda one: -len(one.word))
            self._by_voice[voice] = tuple((re.compile(one.pattern), one.said) for one in ordered)
        return self._by_voice[voice]


AS_WRITTEN = Pronunciation()
"""Nothing is respelt."""


def checked(one: Respelling, where: tuple[str | int, ...] = (), voices: Sequence[str] = ()) -> Respelling:
    """The respelling, where it can be one. `voices`: those that there are, if that matters.

    Raises PronunciationError.
    """

    def refuse(code: str, **params: object) -> PronunciationError:
        return PronunciationError(code, one.word, where, **params)

    if not _WORD.fullmatch(one.word) or not any(map(str.isalpha, one.word)):
        raise PronunciationError("word_signs", "", where, word=one.word)
    if not _SAID.fullmatch(one.said):
        raise refuse("respelling_signs", said=one.said)
    for part in re.split(r"[ ,-]+", one.said):
        if not _VOWELS.intersection(part.lower()):
            raise refuse("respelling_vowel", part=part)
    if one.said == one.word:
        raise refuse("respelling_same", word=one.word)
    if len(one.said) > 3 * len(one.word) + _MOST_LETTERS_MORE:
        raise refuse("respelling_long", word=one.word)
    if voices and one.voice and one.voice not in voices:
        raise refuse("no_voice", voice=one.voice)
    return one


def _respelling(row: object, where: tuple[str | int, ...]) -> Respelling:
    if not isinstance(row, Mapping):
        raise PronunciationError("not_mapping", "words", where)
    for key in row:
        if key not in _FIELDS:
            raise PronunciationError("unknown_field", str(key), (*where, str(key)), known=", ".join(_FIELDS))
    texts = {}
    for key in ("word", "said", "voice", "source"):
        value = row.get(key, "")
        if not isinstance(value, str):
            raise PronunciationError("not_text", key, (*where, key), value=value)
        texts[key] = value.strip()
    endings = row.get("endings", False)
    if not isinstance(endings, bool):
        raise PronunciationError("not_flag", "endings", (*where, "endings"), value=endings)
    for key in ("word", "said"):
        if not texts[key]:
            raise PronunciationError("missing", key, where)
    return checked(Respelling(**texts, endings=endings), where)
