"""`luuri console create-user`, and the first user of a machine."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli
from bot.records.database import open_database
from bot.records.staff import SqlStaff
from console.access.passwords import verified


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("LUURI_DATA", str(tmp_path))
    monkeypatch.delenv("LUURI_DATABASE_URL", raising=False)

    def invoke(*arguments: str, stdin: str = ""):  # type: ignore[no-untyped-def]
        return CliRunner().invoke(cli, ["console", "create-user", *arguments], input=stdin)

    return invoke


def staff(folder: Path) -> SqlStaff:
    return SqlStaff(open_database(f"sqlite:///{folder / 'luuri.db'}"))


def test_a_person_gets_a_one_time_password(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = run("Maija.Virtanen", "--role", "staff")
    assert answer.exit_code == 0
    name, password = answer.stdout.split()
    maija = staff(tmp_path).get(name)
    assert maija is not None
    assert (maija.name, maija.role, maija.must_change) == ("maija.virtanen", "staff", True)
    assert verified(password, maija.password_hash)
    assert run("maija.virtanen", "--role", "staff").exit_code == 1


def test_a_password_is_read_from_stdin_and_never_shown(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    answer = run("pekka", "--role", "administrator", "--password-stdin", stdin="oikein pitkä salasana\n")
    assert answer.exit_code == 0
    assert answer.stdout == ""
    pekka = staff(tmp_path).get("pekka")
    assert pekka is not None
    assert not pekka.must_change
    assert verified("oikein pitkä salasana", pekka.password_hash)


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (("pekka", "--role", "king"), ""),
        (("1", "--role", "staff"), ""),
        (("pekka", "--role", "staff", "--password-stdin"), "lyhyt\n"),
    ],
)
def test_a_bad_input_is_told_and_adds_nobody(run, tmp_path: Path, arguments, stdin: str) -> None:  # type: ignore[no-untyped-def]
    assert run(*arguments, stdin=stdin).exit_code == 2
    assert staff(tmp_path).is_empty()
