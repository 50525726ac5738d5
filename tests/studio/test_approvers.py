"""A second approver is a second person."""

import pytest

from bot.studio.approvers import people
from bot.studio.findings import Finding
from bot.studio.gate import Verdict


@pytest.mark.parametrize(
    "names",
    [
        ("Anna Ahola", "anna  AHOLA"),
        ("Anna Ahola", "Ahola, Anna"),
        ("Anna Ahola", "Anna-Ahola"),
        ("Anna Ahola", "Ánna Ahóla"),
        ("Anna Ahola", "Ａｎｎａ Ahola"),
        ("staff:anna", "anna"),
        ("Anna Ahola", "A"),
        ("Anna Ahola", "1"),
        ("Anna Ahola", " "),
    ],
)
def test_one_person_written_twice_is_one(names: tuple[str, str]) -> None:
    assert len(people(names)) == 1


def test_two_people_are_two() -> None:
    assert len(people(["Anna Ahola", "Pekka Puro"])) == 2
    assert len(people(["staff:x1234", "staff:x1235"])) == 2
    assert len(people(["Anna Mäki", "Anna Maki"])) == 1
    assert len(people(["Anna Mäki", "Hanna Mäki"])) == 2


def test_one_person_under_two_spellings_publishes_no_weaker_flag() -> None:
    weaker = Finding("flag_missed", "mulla on kova rintakipu", params={"of": "stroke"}, approvable=True)
    verdict = Verdict((weaker,))
    assert verdict.refusals(["Anna Ahola"])
    assert verdict.refusals(["Anna Ahola", "AHOLA Anna"])
    assert not verdict.refusals(["Anna Ahola", "Pekka Puro"])
