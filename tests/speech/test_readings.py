"""Whose words come first: the letters' where they are sure, Whisper's where they are not."""

import pytest

from bot.speech.ears import _joined, _Reading
from bot.speech.letters.letters import Spelt


def reading(*texts: str, spelt: tuple[str, ...] = (), sureness: float = 0.9) -> _Reading:
    return _Reading(texts, Spelt(spelt, sureness), logprob=-0.3, no_speech=0.0, capped=False)


HEARD = reading("Toppa kattui.", "Poppa katuu.", "Pappa kaattui.", spelt=("pappa kaatui", "pappa kattui"))


@pytest.mark.parametrize(
    ("sureness", "texts"),
    [
        (0.9, ["Pappa kaatui", "Pappa kattui"]),
        (0.68, ["Pappa kaatui", "Pappa kattui", "Toppa kattui."]),
        (0.3, ["Toppa kattui.", "Pappa kaatui", "Poppa katuu.", "Pappa kaattui."]),
    ],
)
def test_the_surer_come_first(sureness: float, texts: list[str]) -> None:
    assert _joined([HEARD], sureness) == texts


def test_pieces_of_a_long_story_are_joined_rank_by_rank() -> None:
    rest = reading("Ja lyö päänsä.", spelt=("ja löi päänsä",))
    assert _joined([HEARD, rest], 0.9) == ["Pappa kaatui ja löi päänsä", "Pappa kattui ja löi päänsä"]


def test_where_no_letters_were_learned_whisper_is_read_alone() -> None:
    assert _joined([reading("Joo.", "Juu.", sureness=0.0)], 0.0) == ["Joo.", "Juu."]
    assert _joined([], 0.0) == []
