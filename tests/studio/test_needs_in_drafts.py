"""Needs and their examples: written where they belong, and what speaks against an example."""

import pytest

from bot.edition import WORKING_TREE
from bot.studio import needs, structure
from bot.studio.contents import Contents, parsed
from bot.studio.drafts import Drafts
from bot.studio.flow import flow
from bot.studio.needs import NewNeed
from bot.studio.schema import problems_of_text
from tests.studio.conftest import AT

DENTAL = (WORKING_TREE.needs / "dental.yml").read_text(encoding="utf-8")
TRAVEL = tuple(f"lähen {where} ja tarttisin rokotusneuvoja" for where in (
    "kreikkaan", "espanjaan", "thaimaahan", "italiaan", "keniaan", "intiaan", "japaniin", "turkkiin", "kyprokselle",
    "vietnamiin",
))  # fmt: skip


def examples(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in parsed(text)["nlu"][0]["examples"].splitlines()]


def test_examples_come_last_and_go_where_they_were() -> None:
    before = examples(DENTAL)
    after = examples(needs.with_examples(DENTAL, "dental", ["purukalusto reistaa", before[1]], [before[0]]))
    assert after == [*before[1:], "purukalusto reistaa"]


def test_a_need_keeps_at_least_one_example() -> None:
    with pytest.raises(ValueError, match="at least one"):
        needs.with_examples(DENTAL, "dental", remove=examples(DENTAL))


def test_pasted_lines_are_written_as_examples() -> None:
    assert needs.cleaned("- hammas  särkee\n\n Hammas särkee\nien turpos\n") == [
        "Hammas särkee",
        "ien turpos",
    ]


@pytest.mark.slow
def test_a_new_need_is_whole_and_changes_nothing_else(drafts: Drafts) -> None:
    drafts.create("luonnos", "Anna", "matkailu", AT)
    live = Contents(drafts.edition("luonnos"))
    need = NewNeed("Matkailijan neuvonta", "terveysasema", TRAVEL, ("age", "municipality"), "matkailua")
    texts = needs.new_need(live, lambda path: drafts.read("luonnos", path), need)
    drafts.write_all("luonnos", texts)
    draft = Contents(drafts.edition("luonnos"))
    assert [problem for item in texts.items() for problem in problems_of_text(*item)] == []
    known = {finding.key for finding in structure.check(live)}
    assert [finding.text for finding in structure.check(draft) if finding.key not in known] == []
    assert draft.intents("needs")[need.id] == list(TRAVEL)
    drawn = flow(draft, need.id)
    assert drawn.services == ("Sote-asema, sairaanhoitajan puhelinpalvelu",)
    assert ("age", "") in drawn.questions["callback_form"]
    assert "ensilinja_form" not in drawn.questions
    assert set(drawn.interrupted_in["emergency"]) == set(drawn.questions)
    for wrong, change in {
        "taken": {"name": "dental"},
        "name": {"name": "!"},
        "examples": {"examples": TRAVEL[:3]},
        "service": {"service": "hatakeskus"},
    }.items():
        with pytest.raises(ValueError, match=wrong):
            needs.new_need(live, lambda path: drafts.read("luonnos", path), NewNeed(**vars(need) | change))  # type: ignore[arg-type]


@pytest.mark.slow
def test_what_speaks_against_an_example_is_told(drafts: Drafts) -> None:
    drafts.create("luonnos", "Anna", "hampaat", AT)
    contents = Contents(drafts.edition("luonnos"))
    told = contents.intents("needs")
    longer = next(each for each in told["vaccination"] if len(each.split()) > 4)
    said = [
        "mulla on kova rintakipu",
        told["prescription_renewal"][0],
        f"{longer} hei",
        told["dental"][0],
        "poski turpos",
    ]
    found = {(each.kind, each.example) for each in needs.overlaps(contents, "dental", said)}
    assert {("danger", said[0]), ("contradicts", said[1]), ("alike", said[2]), ("twice", said[3])} <= found
    assert not any(example == said[4] for _, example in found)
