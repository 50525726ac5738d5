"""The service directory's data file in the database."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from bot.care.directory import Directory, DirectoryError
from bot.records.database import reading
from bot.records.directory import directory_data, import_directory
from bot.records.failures import RecordsFailed
from bot.yaml_files import read_yaml
from tests.records.conftest import AT

SERVICES = Path(__file__).parents[2] / "dialogues" / "services.yml"


@pytest.fixture
def data() -> dict[str, Any]:
    """The county's own directory, with every kind of date that YAML knows."""
    read: dict[str, Any] = read_yaml(SERVICES)
    read["holidays"] = [AT.date()]
    read["services"][0]["exceptions"] = {AT.date() + timedelta(days=1): "8-12"}
    return read


def test_what_is_loaded_is_what_was_imported(engine: Engine, data: dict[str, Any]) -> None:
    report = import_directory(engine, data, "services.yml", AT)
    assert report.added == tuple(entry["id"] for entry in data["services"])
    assert report.changed == report.removed == report.unchanged == ()
    loaded, read = Directory.from_data(directory_data(engine)), Directory.from_data(data)
    assert loaded == read
    assert list(loaded.services) == list(read.services)


def test_importing_again_reports_what_is_new(engine: Engine, data: dict[str, Any]) -> None:
    first = import_directory(engine, data, "services.yml", AT)
    again = import_directory(engine, deepcopy(data), "services.yml", AT + timedelta(days=1))
    assert again.version == first.version
    assert again.unchanged == first.added
    assert again.added == again.changed == again.removed == ()

    changed = deepcopy(data)
    changed["services"][0]["name"] = "Uusi nimi"
    gone = changed["services"].pop()
    changed["services"].append({**gone, "id": "uusi_palvelu"})
    report = import_directory(engine, changed, "services.yml", AT + timedelta(days=2))
    assert (report.changed, report.removed) == ((data["services"][0]["id"],), (gone["id"],))
    assert report.added == ("uusi_palvelu",)
    assert report.version != first.version
    assert Directory.from_data(directory_data(engine)) == Directory.from_data(changed)
    with reading(engine) as connection:
        moments = connection.execute(text("SELECT DISTINCT changed_at FROM directory_services")).all()
    assert len(moments) == 2


def test_a_directory_that_makes_no_sense_changes_nothing(engine: Engine, data: dict[str, Any]) -> None:
    import_directory(engine, data, "services.yml", AT)
    before = directory_data(engine)
    data["services"][1]["hours"] = {"mon": "25-26"}
    with pytest.raises(DirectoryError, match=data["services"][1]["id"]):
        import_directory(engine, data, "services.yml", AT)
    assert directory_data(engine) == before


def test_without_an_import_there_is_no_directory(engine: Engine) -> None:
    with pytest.raises(RecordsFailed, match="no service directory"):
        directory_data(engine)
