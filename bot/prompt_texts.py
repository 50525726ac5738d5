"""The wording of prompts: the responses of the dialogue's own files, with their slots filled."""

from collections.abc import Iterator, Mapping, Sequence

from bot.care.intake.wording import PERSONS
from bot.conversation.effects import Prompt
from bot.dialogue import data
from bot.edition import WORKING_TREE, Edition
from bot.speech.prompts import sentences

_OF_NUMBER = ("utter_ask_number_ok", "utter_booked")


class PromptTexts:
    """`responses` are the wordings by name, as the dialogue's files hold them; the first one is said."""

    def __init__(self, responses: Mapping[str, Sequence[str]]) -> None:
        self._responses = responses

    @classmethod
    def read(cls, edition: Edition = WORKING_TREE) -> "PromptTexts":
        """The edition's responses, and the question of each red-flag category as ask_<category>."""
        categories = (
            document for document in data.red_flag_categories(edition.red_flags) if "category" in document
        )
        questions = {f"ask_{document['category']}": [str(document["question"])] for document in categories}
        return cls({**data.prompts(edition.domain), **questions})

    def text(self, prompt: Prompt) -> str:
        """What is said. Raises KeyError for a name without wording."""
        if prompt.text is not None:
            return prompt.text
        if prompt.name is None:
            raise KeyError("a prompt needs a name or a text")
        return self._responses[prompt.name][0].format(**prompt.slots)

    def fixed(self) -> Iterator[str]:
        """Every sentence that can be spoken before it is needed: without slots, or with those of a person alone."""
        for wordings in self._responses.values():
            for wording in wordings:
                spoken = dict.fromkeys(_for_person(wording, person) for person in PERSONS.values())
                parts = (sentence for each in spoken for sentence in sentences(each))
                yield from (each for each in parts if "{" not in each)

    def of_number(self, said: str) -> Iterator[str]:
        """What nearly every call says of the caller's number, which is known when it rings."""
        for name in _OF_NUMBER:
            wording = self._responses.get(name, ("",))[0]
            filled = wording.replace("{calling_number}", said).replace("{number_said}", said)
            yield from (each for each in sentences(filled) if said in each and "{" not in each)


def _for_person(wording: str, person: Mapping[str, str]) -> str:
    for slot, words in person.items():
        wording = wording.replace(f"{{{slot}}}", words)
    return wording
