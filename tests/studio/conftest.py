"""A small county of its own: the repository's dialogue, with few of the utterances that judge it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.edition import WORKING_TREE, Edition
from bot.settings import Settings
from bot.studio import gate as gates
from bot.studio.drafts import Drafts
from bot.studio.gate import Gate
from bot.studio.releases import Releases

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DANGER = {
    "cardiac_chest_pain": ["mulla on kova rintakipu", "sydänkohtaus taitaa olla tulossa"],
    "stroke": ["suupieli roikkuu ja puhe puuroutuu"],
}


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder laid out as the repository is."""
    root = tmp_path_factory.mktemp("county")
    for name in WORKING_TREE.files():
        if name.startswith("nlu_data/danger/"):
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(WORKING_TREE.root / name, root / name)
    for category, texts in DANGER.items():
        path = root / "nlu_data" / "danger" / f"{category}.yml"
        path.parent.mkdir(exist_ok=True)
        path.write_text("".join(f"- {text}\n" for text in texts), encoding="utf-8")
    return root


@pytest.fixture
def tree(county: Path, tmp_path: Path) -> Edition:
    """A working tree of this test's own."""
    shutil.copytree(county, tmp_path / "tree")
    return Edition(tmp_path / "tree", "working tree")


@pytest.fixture
def releases(tree: Edition, tmp_path: Path) -> Releases:
    return Releases(tmp_path / "data" / "releases", tree)


@pytest.fixture
def drafts(releases: Releases, tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "data" / "drafts", releases)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


@pytest.fixture
def gate(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The gate with the rules alone: nothing is learned."""
    nothing = settings.data / "no-model.npz"
    monkeypatch.setattr(gates.training, "train", lambda *_: nothing)
    monkeypatch.setattr(gates.training, "model_path", lambda *_: nothing)
    return Gate(settings)


def changed(drafts: Drafts, path: str, *swaps: tuple[str, str], name: str = "luonnos") -> Edition:
    """The draft `name`, made where it is not there, with words of a file swapped; as an edition."""
    if not any(draft.name == name for draft in drafts.all()):
        drafts.create(name, "Anna Ahola", "kokeillaan", AT)
    text = drafts.read(name, path)
    for old, new in swaps:
        assert old in text, old
        text = text.replace(old, new)
    drafts.write(name, path, text, check=False)
    return drafts.edition(name)
