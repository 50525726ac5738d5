"""What the spool keeps while the database is away."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.records.failures import RecordsFailed
from bot.records.spool import Fact, Spool

FILL = """
import resource, sys
from pathlib import Path
from bot.records.spool import Spool, SpoolFailed

spool = Spool(Path(sys.argv[1]))
spool.add({"fact": "first"})
resource.setrlimit(resource.RLIMIT_FSIZE, (40, 40))
try:
    spool.add({"fact": "second", "words": "x" * 200})
except SpoolFailed as failure:
    print(failure)
spool.add({"fact": "third"})
"""


class Database:
    """Takes facts until told to be away from a fact on."""

    def __init__(self, away_at: str | None = None, refuses: str | None = None) -> None:
        self.taken: list[Fact] = []
        self.away_at = away_at
        self.refuses = refuses

    def __call__(self, fact: Fact) -> None:
        if fact["fact"] == self.away_at:
            raise RecordsFailed("away")
        if fact["fact"] == self.refuses:
            raise RecordsFailed("refused", refused=True)
        self.taken.append(fact)

    @property
    def names(self) -> list[str]:
        return [fact["fact"] for fact in self.taken]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


@pytest.fixture
def spool(folder: Path) -> Spool:
    return Spool(folder)


def test_facts_come_back_in_order_and_once(spool: Spool) -> None:
    assert not spool.waiting()
    for name in "abc":
        spool.add({"fact": name, "words": "särköö\npäätä"})
    assert spool.waiting()
    database = Database()
    assert spool.replay(database) == 3
    assert database.names == ["a", "b", "c"]
    assert database.taken[0]["words"] == "särköö\npäätä"
    assert not spool.waiting()
    assert spool.replay(database) == 0


def test_a_replay_that_is_cut_off_starts_again_before_newer_facts(spool: Spool) -> None:
    for name in "abc":
        spool.add({"fact": name})
    with pytest.raises(RecordsFailed, match="away"):
        spool.replay(Database(away_at="b"))
    spool.add({"fact": "d"})
    database = Database()
    spool.replay(database)
    assert database.names == ["a", "b", "c", "d"]


def test_facts_added_during_a_replay_wait_for_the_next(spool: Spool) -> None:
    spool.add({"fact": "a"})
    database = Database()

    def apply(fact: Fact) -> None:
        database(fact)
        spool.add({"fact": "later"})

    spool.replay(apply)
    assert database.names == ["a"]
    assert spool.waiting()


def test_a_corrupt_line_is_kept_aside(spool: Spool, folder: Path) -> None:
    spool.add({"fact": "a"})
    with (folder / "facts.jsonl").open("ab") as file:
        file.write(b'{"fact": "torn", "wor')
    spool.add({"fact": "b"})
    with (folder / "facts.jsonl").open("ab") as file:
        file.write(b"\xff\xfe\n[]\n")
    database = Database()
    spool.replay(database)
    assert database.names == ["a", "b"]
    aside = (folder / "aside" / "corrupt.jsonl").read_bytes()
    assert aside == b'{"fact": "torn", "wor\n\xff\xfe\n[]\n'
    assert not spool.waiting()


def test_a_refused_fact_is_kept_aside_and_holds_up_no_other(spool: Spool, folder: Path) -> None:
    for name in "abc":
        spool.add({"fact": name})
    database = Database(refuses="b")
    spool.replay(database)
    assert database.names == ["a", "c"]
    assert (folder / "aside" / "refused.jsonl").read_text() == '{"fact": "b"}\n'


def test_a_full_disk_is_told_and_harms_no_other_fact(spool: Spool, folder: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FILL, str(folder)], capture_output=True, text=True, check=True
    )
    assert "could keep a fact" in ran.stdout
    database = Database()
    spool.replay(database)
    assert database.names == ["first", "third"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "spool").touch()
    with pytest.raises(RecordsFailed, match="spool"):
        Spool(tmp_path / "spool").add({"fact": "a"})


def test_only_its_owner_reads_the_spool(spool: Spool, folder: Path) -> None:
    spool.add({"fact": "a"})
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "facts.jsonl").stat().st_mode & 0o777 == 0o600


def test_lines_end_only_at_line_feeds(spool: Spool) -> None:
    spool.add({"fact": "a", "words": "yksi\u2028kaksi\x85kolme\x0bneljä\x1cviisi"})
    database = Database()
    assert spool.replay(database) == 1
