import errno
from typing import Any

import pytest

from bot.edition import Edition, is_edited
from bot.studio import files
from bot.studio.drafts import DraftRefused, Drafts, NoSuchDraft, Unacceptable
from bot.studio.releases import Release, Releases
from tests.studio.conftest import AT, changed

CALLBACK = "dialogues/domain/callback.yml"
SERVICES = "dialogues/services.yml"


def publish(releases: Releases, edition: Edition) -> int:
    release = releases.cut(
        Release(0, "", AT.isoformat(), "Anna", "syy", base=releases.live_number()), edition, {}
    )
    releases.set_live(
        release.number, {"at": AT.isoformat(), "actor": "Anna", "reason": "syy", "how": "publish"}
    )
    return release.number


def test_a_draft_changes_its_own_copy_alone(drafts: Drafts, releases: Releases) -> None:
    edition = changed(drafts, CALLBACK, ("Milloin sinulle sopii", "Mihin aikaan sinulle sopii"))
    assert "Mihin aikaan" in drafts.read("luonnos", CALLBACK)
    assert "Mihin aikaan" not in (releases.live().root / CALLBACK).read_text("utf-8")
    assert edition.files() == releases.live().files()
    assert list(drafts.get("luonnos").touched) == [CALLBACK]


def test_several_drafts_stand_side_by_side_and_one_can_be_taken_away(drafts: Drafts) -> None:
    changed(drafts, CALLBACK, ("Milloin", "Koska"), name="yksi")
    changed(drafts, CALLBACK, ("Milloin", "Monelta"), name="kaksi")
    assert "Koska" in drafts.read("yksi", CALLBACK)
    drafts.delete("kaksi")
    assert [draft.name for draft in drafts.all()] == ["yksi"]
    with pytest.raises(NoSuchDraft):
        drafts.get("kaksi")


@pytest.mark.parametrize(
    ("path", "old", "new", "line"),
    [
        (CALLBACK, "intents:", "intents: [", None),
        (CALLBACK, "{deadline_said}.", "{deadline_said.", "utter_booked"),
        (SERVICES, 'tue: "8-16"', 'tue: "8-26"', "hours.tue"),
        ("nlu_data/needs/dental.yml", "- hammas särkee", "hammas särkee", "dash"),
        (CALLBACK, "responses:", "responses: {}\nresponses:", "twice"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(
    drafts: Drafts, path: str, old: str, new: str, line: str | None
) -> None:
    drafts.create("luonnos", "Anna", "syy", AT)
    before = drafts.read("luonnos", path)
    with pytest.raises(Unacceptable) as refused:
        drafts.write("luonnos", path, before.replace(old, new, 1))
    problem = refused.value.problems[0]
    assert problem.line is not None
    assert line is None or line in str(problem)
    assert drafts.read("luonnos", path) == before


@pytest.mark.parametrize(
    "path", ["../secret.yml", "bot/app.yml", "dialogues/endpoints.yml", "nlu_data/../x.yml"]
)
def test_only_what_is_the_dialogues_can_be_changed(drafts: Drafts, path: str) -> None:
    drafts.create("luonnos", "Anna", "syy", AT)
    assert not is_edited(path)
    with pytest.raises(DraftRefused):
        drafts.write("luonnos", path, "a: 1")
    with pytest.raises(FileNotFoundError):
        drafts.read("luonnos", path)


@pytest.mark.parametrize("name", ["", "..", "a/b", "Isot", ".x"])
def test_a_drafts_name_is_no_path(drafts: Drafts, name: str) -> None:
    with pytest.raises(DraftRefused):
        drafts.create(name, "Anna", "syy", AT)


def test_a_full_disk_leaves_what_was_written_before(drafts: Drafts, monkeypatch: pytest.MonkeyPatch) -> None:
    changed(drafts, CALLBACK, ("Milloin", "Koska"))

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        drafts.write("luonnos", CALLBACK, drafts.read("luonnos", CALLBACK).replace("Koska", "Monelta"))
    monkeypatch.undo()
    assert "Koska" in drafts.read("luonnos", CALLBACK)
    assert drafts.get("luonnos").reason == "kokeillaan"


def test_a_conflict_is_shown_with_both_versions_and_settled(drafts: Drafts, releases: Releases) -> None:
    changed(drafts, CALLBACK, ("Milloin sinulle", "Koska sinulle"), name="hidas")
    publish(releases, changed(drafts, CALLBACK, ("Milloin sinulle", "Monelta sinulle"), name="nopea"))
    (conflict,) = drafts.conflicts("hidas")
    assert "Monelta sinulle" in (conflict.live or "")
    assert "Koska sinulle" in (conflict.draft or "")
    drafts.settle("hidas", CALLBACK, "draft")
    assert drafts.conflicts("hidas") == []
    assert "Koska sinulle" in (drafts.edition("hidas").root / CALLBACK).read_text("utf-8")
    drafts.settle("hidas", CALLBACK, "live")
    assert "Monelta sinulle" in drafts.read("hidas", CALLBACK)


def test_drafts_of_different_files_go_together(drafts: Drafts, releases: Releases) -> None:
    changed(drafts, SERVICES, ("name: Ensilinja", "name: Ensi-linja"), name="hidas")
    publish(releases, changed(drafts, CALLBACK, ("Milloin sinulle", "Monelta sinulle"), name="nopea"))
    assert drafts.conflicts("hidas") == []
    merged = drafts.edition("hidas")
    assert "Monelta sinulle" in (merged.root / CALLBACK).read_text("utf-8")
    assert "Ensi-linja" in merged.services.read_text("utf-8")


def test_the_working_tree_becomes_a_draft_of_its_differences(
    drafts: Drafts, releases: Releases, tree: Edition
) -> None:
    releases.live_number()
    (tree.root / CALLBACK).write_text(
        (tree.root / CALLBACK).read_text("utf-8").replace("Milloin", "Koska"), "utf-8"
    )
    (tree.root / "nlu_data/needs/dental.yml").unlink()
    draft = drafts.create_from(tree, "tyopuu", "Anna", "syy", AT)
    assert sorted(draft.touched) == [CALLBACK, "nlu_data/needs/dental.yml"]
    assert drafts.edition("tyopuu").fingerprint == tree.fingerprint
