"""Every text of the console, by its key, in one file a language."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.studio import words
from bot.yaml_files import read_yaml

_FOLDER = Path(__file__).parent
LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
"""The languages of the console, each by its own name; the first is spoken unless another is chosen."""
FIRST = "fi"


class Texts:
    """The texts of one language; what it lacks is told in the first one. A key is dotted, as `callbacks.title`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._texts = {**_read(FIRST), **_read(language)}

    def __call__(self, key: str, /, **values: object) -> str:
        """The text with its {places} filled. Raises KeyError for a key without a text.

        Where `key` has the forms `one` and `other`, the value `n` chooses between them.
        """
        text = self._texts.get(key)
        if text is None:
            text = self._texts[f"{key}.{'one' if values.get('n') == 1 else 'other'}"]
        return text.format(**values) if values else text

    def has(self, key: str) -> bool:
        return key in self._texts

    def text(self, key: str) -> str:
        """The text as it is written. Raises KeyError."""
        return self._texts[key]


def own_keys(language: str) -> frozenset[str]:
    """The keys that the language has texts of its own for."""
    return frozenset(_read(language))


@cache
def _read(language: str) -> dict[str, str]:
    own = dict(_flat(read_yaml(_FOLDER / f"{language}.yml")))
    return own | dict(_flat(words.texts(language), "studio."))


def _flat(tree: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found += _flat(value, f"{before}{key}.")
        else:
            found.append((f"{before}{key}", str(value)))
    return found
