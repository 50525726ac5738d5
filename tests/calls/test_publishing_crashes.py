"""What really breaks in mid-publish, the machine or the disk, leaves the live version to its calls and the draft."""

import os
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.studio.drafts import Drafts
from bot.studio.releases import Releases
from tests.calls.publishing import CALLBACK, ask, health
from tests.service import LiveService

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ASKED = ("Milloin sinulle sopii", "Koska sinulle sopii")
DENTAL = "nlu_data/needs/dental.yml"
WITHIN_S = 240


@pytest.fixture
def service(tmp_path: Path) -> Iterator[LiveService]:
    live = LiveService(tmp_path / "data")
    live.start()
    yield live
    live.stop()


def drafts_of(service: LiveService) -> Drafts:
    return Drafts(service.data / "drafts", Releases(service.data / "releases"))


def drafted(service: LiveService, path: str, old: str, new: str) -> Drafts:
    """A draft named "uusi" with one change in it."""
    drafts = drafts_of(service)
    drafts.create("uusi", "Anna Ahola", "kokeilu", datetime.now(UTC))
    assert old in drafts.read("uusi", path)
    drafts.write("uusi", path, drafts.read("uusi", path).replace(old, new, 1))
    return drafts


def crash_while_publishing(service: LiveService, moment: Callable[[], bool]) -> None:
    """The service is killed at that moment of a publishing, and nothing that it started lives on."""

    def publish() -> None:
        with suppress(httpx.HTTPError):
            ask(service, "publish", draft="uusi", actor="Anna Ahola")

    publishing = threading.Thread(target=publish)
    publishing.start()
    until = time.monotonic() + WITHIN_S
    while not moment():
        assert publishing.is_alive(), "the publishing ended before the moment came"
        assert time.monotonic() < until
        time.sleep(0.05)
    started = service.family()
    service.crash()
    publishing.join(30)
    until = time.monotonic() + 30
    while alive := [pid for pid in started if Path(f"/proc/{pid}").exists()]:
        assert time.monotonic() < until, alive
        time.sleep(0.1)


def the_live_version_goes_on(service: LiveService) -> None:
    assert service.is_ready()
    assert health(service)["edition"] == "release 0"
    assert Releases(service.data / "releases").history() == []


def test_a_crash_while_the_new_version_starts_changes_nothing(service: LiveService) -> None:
    drafts = drafted(service, CALLBACK, *ASKED)
    crash_while_publishing(service, lambda: service.count("rasa run") == 2)
    service.start()
    the_live_version_goes_on(service)
    assert ASKED[1] in drafts.read("uusi", CALLBACK)
    told = ask(service, "publish", draft="uusi", actor="Anna Ahola")
    assert health(service)["edition"] == f"release {told['done']['release']}"
    live = Releases(service.data / "releases").live()
    assert ASKED[1] in (live.root / CALLBACK).read_text(encoding="utf-8")


@pytest.mark.long
def test_a_crash_while_the_new_version_is_trained_changes_nothing(service: LiveService) -> None:
    line = f"kruunu irtos eilen {time.time_ns()}"
    drafts = drafted(service, DENTAL, "    examples: |\n", f"    examples: |\n      - {line}\n")
    crash_while_publishing(service, lambda: service.count("rasa train") == 1)
    service.start()
    the_live_version_goes_on(service)
    assert line in drafts.read("uusi", DENTAL)


@pytest.fixture
def small_disk(service: LiveService) -> Iterator[Callable[[str], None]]:
    """The releases on a disk of their own, of any size that is asked for."""
    folder = service.data / "releases"
    kept = service.data / "releases-before"
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    folder.rename(kept)
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)], check=False)
    if mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    subprocess.run(["cp", "-a", f"{kept}/.", str(folder)], check=True)
    yield lambda size: _run("mount", "-o", f"remount,size={size}", str(folder))
    _run("umount", "--lazy", str(folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def test_a_full_disk_changes_nothing(service: LiveService, small_disk: Callable[[str], None]) -> None:
    drafts = drafted(service, CALLBACK, *ASKED)
    used_kib = sum(path.stat().st_blocks for path in (service.data / "releases").rglob("*")) // 2
    small_disk(f"{used_kib + 4096}k")
    told: dict[str, Any] = ask(service, "publish", draft="uusi", actor="Anna Ahola")
    assert "No space left on device" in told["failed"]
    the_live_version_goes_on(service)
    assert [release.number for release in Releases(service.data / "releases").all()] == [0]
    assert ASKED[1] in drafts.read("uusi", CALLBACK)
    small_disk("200m")
    assert "done" in ask(service, "publish", draft="uusi", actor="Anna Ahola")
