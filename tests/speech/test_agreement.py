"""What two looks at a growing utterance agree on, and sounds that only say "go on"."""

import pytest

from bot.speech.agreement import agreed
from bot.speech.backchannels import is_backchannel


@pytest.mark.parametrize(
    ("earlier", "later", "stable"),
    [
        ("isä ei", "Isä ei hengitä kun", "isä"),
        ("isä ei hengitä kuin", "isä ei hengitä kunnolla unessa", "isä ei"),
        ("isä ei hengitä kunnolla", "isä ei hengitä kunnolla.", "isä ei hengitä"),
        ("", "isä ei hengitä", ""),
        ("mummo", "isä ei hengitä", ""),
    ],
)
def test_the_last_word_in_common_may_still_grow(earlier: str, later: str, stable: str) -> None:
    assert agreed(earlier, later) == stable


@pytest.mark.parametrize("words", ["Joo.", "mm", "Niin niin.", "joo, okei", "", "jatka vaan"])
def test_a_listener_says_go_on(words: str) -> None:
    assert is_backchannel(words)


@pytest.mark.parametrize("words", ["ei", "joo mut hei", "odota", "niin mulla on kuumetta", "joo joo joo joo"])
def test_anything_else_is_an_interruption(words: str) -> None:
    assert not is_backchannel(words)
