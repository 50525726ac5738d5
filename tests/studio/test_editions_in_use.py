"""What the service and its actions read of the edition that they serve, and not of another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import edition as editions
from bot.dialogue.action_server import office_of
from bot.dialogue.intake import intake
from bot.dialogue.training import model_fingerprint
from bot.edition import VARIABLE, WORKING_TREE, Edition, this_process_serves
from bot.records.database import open_database
from bot.records.directory_imports import keep_imported
from bot.settings import Settings
from bot.studio.drafts import Drafts
from bot.studio.schema import problems_of
from bot.understanding import training as danger
from tests.studio.conftest import AT, changed

INTAKE = "dialogues/intake.yml"
SERVICES = "dialogues/services.yml"


@pytest.fixture(autouse=True)
def nothing_served_after() -> Iterator[None]:
    before = list(editions._serving)
    yield
    editions._serving[:] = before


def test_questions_are_those_of_the_edition_that_is_served(drafts: Drafts) -> None:
    draft = changed(drafts, INTAKE, ("most: 6", "most: 3"))
    assert intake().most == 6
    this_process_serves(draft)
    assert intake().most == 3
    this_process_serves(WORKING_TREE)
    assert intake().most == 6


def test_a_broken_question_is_refused_with_its_line(drafts: Drafts) -> None:
    draft = changed(drafts, INTAKE, ("group: S, reads: severity", "group: X, reads: severity"))
    found = problems_of(draft)
    assert [(each.path, each.fault.at == "topic severity") for each in found] == [(INTAKE, True)]
    assert found[0].line is not None
    assert "severity" in (draft.root / INTAKE).read_text(encoding="utf-8").splitlines()[found[0].line - 1]


def test_what_was_heard_is_a_part_of_what_is_learned(tree: Edition) -> None:
    before = (model_fingerprint(tree), danger.model_fingerprint(tree), tree.fingerprint)
    path = next(iter(sorted(tree.heard.rglob("*.yml"))))
    path.write_text(path.read_text(encoding="utf-8") + '- said: "uusi"\n  heard: ["uus"]\n', encoding="utf-8")
    after = (model_fingerprint(tree), danger.model_fingerprint(tree), tree.fingerprint)
    assert all(new != old for new, old in zip(after, before, strict=True))


def test_imported_numbers_lie_over_the_edition_s_own_directory(
    drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = changed(drafts, SERVICES, ("spoken_name: Ensilinja", "spoken_name: Uusi linja"))
    settings = Settings(data=tmp_path / "data")
    engine = open_database(settings.sqlalchemy_url)
    keep_imported(engine, {"ensilinja": {"phone": "014 269 0000"}}, "test", AT)
    monkeypatch.setenv(VARIABLE, str(draft.root))
    service = office_of(settings).directory().get("ensilinja")
    assert (service.spoken_name, service.phone) == ("Uusi linja", "014 269 0000")


def test_an_import_that_does_not_fit_an_edition_leaves_its_own_directory(
    drafts: Drafts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path / "data")
    engine = open_database(settings.sqlalchemy_url)
    keep_imported(engine, {"ensilinja": {"hours": {"mon": "huomenna"}}}, "test", AT)
    monkeypatch.setenv(VARIABLE, str(drafts.edition(drafts.create("a", "Anna", "b", AT).name).root))
    assert office_of(settings).directory().get("ensilinja").spoken_name == "Ensilinja"
