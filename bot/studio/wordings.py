"""Changing what Luuri says, in the file that holds it."""

from collections.abc import Sequence

from bot.studio.contents import Contents, parsed, spoken_by_the_call
from bot.studio.prompts import gaps
from bot.studio.yaml_text import appended, removed, replaced


def reworded(text: str, name: str, wordings: Sequence[str]) -> str:
    """The file with these wordings of a response, in the order that it has; more are added, empty ones taken away.

    Raises KeyError, EditFailed, and ValueError when nothing would be left.
    """
    said = [" ".join(each.split()) for each in wordings]
    if not any(said):
        raise ValueError(f"{name}: at least one wording is needed")
    places = [at for at, each in enumerate(parsed(text)["responses"][name]) if each.get("text") is not None]
    for at, new in zip(places, said, strict=False):
        if new and new != parsed(text)["responses"][name][at]["text"]:
            text = replaced(text, ["responses", name, at, "text"], new)
    for at, new in reversed(list(zip(places, said, strict=False))):
        if not new:
            text = removed(text, ["responses", name, at])
    for new in filter(None, said[len(places) :]):
        text = appended(text, ["responses", name], {"text": new})
    return text


def allowed_gaps(contents: Contents, live: Contents, name: str) -> list[str]:
    """What may stand in braces in this prompt: what the live wording has, and the slots where the dialogue fills it."""
    filled = {gap for text in live.prompts.get(name, ()) for gap in gaps(text)}
    if name not in spoken_by_the_call() and not name.startswith("ask_"):
        filled |= {gap for gap in contents.domain("slots") if gap in _used(contents)}
    return sorted(filled)


def _used(contents: Contents) -> set[str]:
    return {gap for texts in contents.prompts.values() for text in texts for gap in gaps(text)}
