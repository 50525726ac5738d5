"""Text messages: what they say, and to whom they can be sent. A message names no need, service or person."""

import re

CONFIRMATION = "Keski-Suomen hyvinvointialue: soittopyyntösi on vastaanotettu. Soitamme sinulle takaisin."
LINK = "Keski-Suomen hyvinvointialue: puhelussa puhuttu linkki: {link}"
_MOBILE = re.compile(r"\+358(?:4\d|50)\d{5,8}")
_WISH = re.compile(r"\b(?:teksti\w*viesti\w*|teksti\w*|tekstar\w*|viesti\w*|sms|linkk?i\w*|linki\w*)")


def is_mobile(number: str | None) -> bool:
    """Whether the E.164 number is a Finnish mobile telephone's."""
    return number is not None and _MOBILE.fullmatch(number) is not None


def is_wished(said: str) -> bool:
    """Whether the caller asks for the message that was offered, and does not refuse it."""
    words = said.lower()
    return _WISH.search(words) is not None and not re.search(r"\b(?:ei|en|älä)\b", words)


def messages(link: str | None) -> tuple[str, ...]:
    """The confirmation, and the link where one was spoken of."""
    return (CONFIRMATION, LINK.format(link=link)) if link else (CONFIRMATION,)
