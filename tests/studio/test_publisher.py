import asyncio
import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.edition import Edition
from bot.records.audit import AuditEvent
from bot.settings import Settings
from bot.studio import publisher as publishers
from bot.studio import releases as kept
from bot.studio.drafts import Drafts
from bot.studio.gate import Gate
from bot.studio.publisher import Published, Publisher, PublishFailed, Refused, StageFailed
from bot.studio.releases import NoSuchRelease, Releases
from tests.studio.conftest import changed

pytestmark = pytest.mark.slow

CALLBACK = "dialogues/domain/callback.yml"
ANNA = "Anna Ahola"


class FakeStage:
    def __init__(self) -> None:
        self.running: list[str] = []
        self.live: str | None = None
        self.breaks = False
        self.failed_calls = 0
        self.let_go = 0

    async def start(self, edition: Edition) -> None:
        if self.breaks:
            raise StageFailed("rasa does not start")
        assert edition.config.is_file()
        self.running.append(edition.id)

    async def go_over(self, edition: Edition) -> None:
        self.live = edition.id
        self.failed_calls = 0

    async def withdraw(self, edition: Edition) -> None:
        self.running.remove(edition.id)

    def settled(self) -> None:
        self.let_go += 1

    def failures(self) -> int:
        return self.failed_calls


@pytest.fixture
def stage() -> FakeStage:
    return FakeStage()


@pytest.fixture
def events() -> list[AuditEvent]:
    return []


@pytest.fixture
def publisher(
    settings: Settings,
    releases: Releases,
    drafts: Drafts,
    gate: Gate,
    stage: FakeStage,
    events: list[AuditEvent],
    monkeypatch: pytest.MonkeyPatch,
) -> Publisher:
    model = settings.data / "luuri-1.tar.gz"
    model.parent.mkdir(parents=True, exist_ok=True)
    model.write_bytes(b"model")
    (settings.data / "no-model.npz").write_bytes(b"none")
    monkeypatch.setattr(publishers.training, "train", lambda *_: model)
    monkeypatch.setattr(publishers, "LOOK_EVERY_S", 0.01)
    releases.live_number()
    return Publisher(settings, releases, drafts, gate, stage, events.append)


def draft(drafts: Drafts, name: str = "luonnos", word: str = "Koska sinulle") -> str:
    live_word = "Milloin sinulle" if "Milloin sinulle" in _live(drafts) else "Koska sinulle"
    changed(drafts, CALLBACK, (live_word, word), name=name)
    return name


def _live(drafts: Drafts) -> str:
    return (drafts._releases.live().root / CALLBACK).read_text("utf-8")


async def publish(publisher: Publisher, name: str) -> Published:
    return await publisher.publish(name, ANNA)


async def test_a_draft_goes_live_and_is_kept_with_its_model_and_reason(
    publisher: Publisher, releases: Releases, drafts: Drafts, stage: FakeStage, events: list[AuditEvent]
) -> None:
    published = await publish(publisher, draft(drafts))
    assert stage.live == "release 1"
    assert releases.live_number() == 1
    assert "Koska sinulle" in _live(drafts)
    assert drafts.all() == []
    release = releases.get(1)
    assert (release.author, release.reason, release.approvers, release.base) == (
        ANNA,
        "kokeillaan",
        (ANNA,),
        0,
    )
    assert sorted(path.name for path in (releases.folder / "1" / "models").iterdir()) == [
        "danger.npz",
        "luuri-1.tar.gz",
    ]
    assert [(event.actor, event.action) for event in events] == [
        (ANNA, "release.asked"),
        (ANNA, "release.publish"),
    ]
    assert published.release.number == 1
    await publisher.stop()


async def test_a_refused_draft_changes_nothing_and_says_why(
    publisher: Publisher, releases: Releases, drafts: Drafts, stage: FakeStage, events: list[AuditEvent]
) -> None:
    changed(drafts, CALLBACK, ("{deadline_said}.", "{outo}."))
    with pytest.raises(Refused) as refused:
        await publish(publisher, "luonnos")
    assert refused.value.findings[0].code == "placeholder_unknown"
    assert (releases.live_number(), stage.running) == (0, [])
    assert drafts.get("luonnos")
    assert events[-1].action == "release.refused"


async def test_a_release_that_does_not_start_leaves_the_live_one_and_the_draft(
    publisher: Publisher, releases: Releases, drafts: Drafts, stage: FakeStage
) -> None:
    stage.breaks = True
    with pytest.raises(PublishFailed, match="does not start"):
        await publish(publisher, draft(drafts))
    assert releases.live_number() == 0
    assert [release.number for release in releases.all()] == [0]
    assert "Koska sinulle" in drafts.read("luonnos", CALLBACK)


@pytest.mark.parametrize("where", ["copy_files", "write_json"])
async def test_a_full_disk_leaves_the_live_one_and_the_draft(
    publisher: Publisher,
    releases: Releases,
    drafts: Drafts,
    stage: FakeStage,
    monkeypatch: pytest.MonkeyPatch,
    where: str,
) -> None:
    name = draft(drafts)

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept, where, full)
    with pytest.raises(PublishFailed, match="No space"):
        await publish(publisher, name)
    assert (releases.live_number(), stage.live, stage.running) == (0, None, [])
    assert [path.name for path in releases.folder.glob("*") if path.is_dir()] == ["0"]
    assert "Koska sinulle" in drafts.read(name, CALLBACK)


async def test_without_an_audit_event_nothing_goes_live(
    publisher: Publisher, releases: Releases, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: AuditEvent) -> None:
        raise OSError("the database is away")

    monkeypatch.setattr(publisher, "_audit", away)
    with pytest.raises(PublishFailed, match="audit"):
        await publish(publisher, draft(drafts))
    assert releases.live_number() == 0


async def test_a_crash_in_mid_publish_leaves_the_live_one(
    publisher: Publisher, releases: Releases, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = draft(drafts)
    leave: Callable[..., None] = lambda *_: (_ for _ in ()).throw(SystemExit(9))  # noqa: E731
    monkeypatch.setattr(releases, "set_live", leave)
    with pytest.raises(SystemExit):
        await publish(publisher, name)
    after = Releases(releases.folder, releases._source)
    assert after.live_number() == 0
    assert drafts.get(name)


async def test_an_earlier_release_comes_back_by_one_call(
    publisher: Publisher, releases: Releases, drafts: Drafts, stage: FakeStage
) -> None:
    await publish(publisher, draft(drafts))
    await publish(publisher, draft(drafts, "toinen", "Monelta sinulle"))
    assert (await publisher.rollback(ANNA, "väärin")).number == 1
    assert (stage.live, releases.live_number()) == ("release 1", 1)
    assert (await publisher.rollback(ANNA, "väärin", to=2)).number == 2
    assert (await publisher.rollback(ANNA, "alkuun", to=0)).number == 0
    with pytest.raises(NoSuchRelease):
        await publisher.rollback(ANNA, "?", to=9)
    assert [event["release"] for event in releases.history()] == [1, 2, 1, 2, 0]
    assert [release.number for release in releases.all()] == [0, 1, 2]
    await publisher.stop()


async def test_failing_calls_take_the_new_release_back_by_itself(
    publisher: Publisher, releases: Releases, drafts: Drafts, stage: FakeStage, events: list[AuditEvent]
) -> None:
    await publish(publisher, draft(drafts))
    stage.failed_calls = 1
    await asyncio.sleep(0.05)
    assert releases.live_number() == 1
    stage.failed_calls = 2
    async with asyncio.timeout(5):
        while releases.live_number() != 0:
            await asyncio.sleep(0.01)
    assert (stage.live, events[-1].actor) == ("release 0", publishers.ITSELF)


async def test_after_the_watch_the_earlier_edition_is_let_go(
    publisher: Publisher, drafts: Drafts, stage: FakeStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishers, "WATCH_S", 0.05)
    await publish(publisher, draft(drafts))
    assert stage.let_go == 0
    await asyncio.sleep(0.3)
    assert stage.let_go == 1


async def test_a_conflict_and_an_empty_draft_are_refused(publisher: Publisher, drafts: Drafts) -> None:
    draft(drafts, "hidas", "Monelta sinulle")
    await publish(publisher, draft(drafts, "nopea"))
    with pytest.raises(Refused) as conflict:
        await publish(publisher, "hidas")
    assert conflict.value.findings[0].code == "conflict"
    drafts.settle("hidas", CALLBACK, "live")
    with pytest.raises(Refused) as empty:
        await publish(publisher, "hidas")
    assert [finding.code for finding in empty.value.findings] == ["nothing_changed"]
    await publisher.stop()


async def test_a_damaged_release_is_not_served(
    publisher: Publisher, releases: Releases, drafts: Drafts
) -> None:
    await publish(publisher, draft(drafts))
    await publish(publisher, draft(drafts, "toinen", "Monelta sinulle"))
    (releases.folder / "2" / "files" / CALLBACK).write_text("rikki", "utf-8")
    assert Releases(releases.folder, releases._source).live_number() == 1
    (releases.folder / "live.json").write_text("", "utf-8")
    assert Releases(releases.folder, releases._source).live_number() == 1
    await publisher.stop()


def test_the_working_tree_is_live_until_something_is_published(releases: Releases, tree: Edition) -> None:
    assert releases.live().fingerprint == tree.fingerprint
    Path(tree.config).write_text(tree.config.read_text("utf-8") + "\n# uusi\n", "utf-8")
    assert releases.live().fingerprint != tree.fingerprint
    assert releases.record_working_tree(publishers.datetime.now().astimezone())
    assert releases.live().fingerprint == tree.fingerprint


async def test_a_draft_that_changed_after_it_was_seen_is_not_published(
    publisher: Publisher, releases: Releases, drafts: Drafts
) -> None:
    name = draft(drafts)
    with pytest.raises(PublishFailed, match="meanwhile"):
        await publisher.publish(name, ANNA, fingerprint="another")
    assert releases.live_number() == 0
    assert drafts.get(name).name == name


async def test_what_a_crash_has_left_is_no_release_and_goes_at_the_next_start(
    publisher: Publisher, releases: Releases, drafts: Drafts, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(publisher, draft(drafts))
    with monkeypatch.context() as patch:
        leave: Callable[..., None] = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)  # noqa: E731
        patch.setattr(releases, "set_live", leave)
        patch.setattr(releases, "discard", lambda *_: None)
        with pytest.raises(KeyboardInterrupt):
            await publish(publisher, draft(drafts, "toinen", "Monelta sinulle"))
    (releases.folder / ".3.unfinished").mkdir()
    assert (releases.folder / "2").is_dir()
    assert [release.number for release in releases.all()] == [0, 1]
    releases.discard_left()
    assert sorted(path.name for path in releases.folder.glob("*") if path.is_dir()) == ["0", "1"]
    assert releases.live_number() == 1
    await publisher.stop()
