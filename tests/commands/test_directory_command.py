"""`luuri directory import` and `show`: PTV's JSON into the directory, whole or not at all."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from bot.care.directory import Directory
from bot.commands.directory import import_ptv, show_directory
from bot.dialogue import data
from bot.records.audit import SqlAuditEvents
from bot.records.database import open_database, reading
from bot.records.directory import directory_data
from bot.records.directory_imports import imported_entries
from bot.records.tables import DirectoryRow
from bot.settings import Settings

SAMPLE = Path(__file__).parent / "ptv" / "channels.json"
DENTAL = "ptv_11111111aaaa4bbb8ccc000000000001"
KYLLO = "ptv_11111111aaaa4bbb8ccc000000000002"
AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data=tmp_path / "data")


def items() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(SAMPLE.read_text())["itemList"]
    return found


def written(folder: Path, payload: object) -> str:
    path = folder / "ptv.json"
    path.write_text(json.dumps(payload))
    return str(path)


def report(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def stored(settings: Settings) -> Directory:
    return Directory.from_data(directory_data(open_database(settings.sqlalchemy_url)))


def test_channels_become_services_and_every_other_item_is_refused_with_its_reason(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_ptv(settings, str(SAMPLE), True, AT) == 0
    told = report(capsys)
    assert (told["added"], told["changed"], told["removed"]) == ([DENTAL, KYLLO], [], [])
    reasons = {each["name"]: each["reason"] for each in told["refused"]}
    assert set(reasons) == {
        "Sähköinen ajanvaraus",
        "Tampereen neuvola",
        "Yöpuhelin",
        "Päällekkäinen linja",
        "11111111-aaaa-4bbb-8ccc-000000000007",
    }
    assert "none of the county's" in reasons["Tampereen neuvola"]
    assert "OverMidnight" in reasons["Yöpuhelin"]
    assert "overlap" in reasons["Päällekkäinen linja"]
    assert "only an id" in reasons["11111111-aaaa-4bbb-8ccc-000000000007"]


def test_a_channels_number_hours_places_and_source_are_kept(settings: Settings) -> None:
    import_ptv(settings, str(SAMPLE), True, AT)
    directory = stored(settings)
    dental = directory.get(DENTAL)
    assert (dental.name, dental.phone) == ("Keuruun seudun hammashoitola", "014 269 0123")
    assert dental.municipalities == {"Keuruu", "Multia"}
    assert dental.source == "Palvelutietovaranto 11111111-aaaa-4bbb-8ccc-000000000001, 2026-03-02"
    assert dental.note == "Palvelut: Suun terveydenhuolto"
    assert dental.transfer_number is None
    assert dental.needs == frozenset()
    assert directory.is_open(dental, datetime(2026, 11, 26, 13, 20, tzinfo=UTC))
    assert not directory.is_open(dental, datetime(2026, 11, 27, 12, 30, tzinfo=UTC))
    assert not directory.is_open(dental, datetime(2026, 12, 31, 8, 0, tzinfo=UTC))
    assert directory.get(KYLLO).hours.always
    assert directory.named("milloin kyllössä on auki") == directory.get(KYLLO)


def test_importing_again_reports_only_what_changed_and_what_is_withdrawn(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_ptv(settings, str(SAMPLE), True, AT)
    capsys.readouterr()
    import_ptv(settings, str(SAMPLE), True, AT)
    told = report(capsys)
    assert told["added"] == told["changed"] == told["removed"] == []
    dental, kyllo = items()[:2]
    dental["phoneNumbers"][1]["number"] = "142690999"
    kyllo["publishingStatus"] = "Deleted"
    assert import_ptv(settings, written(tmp_path, [dental, kyllo]), True, AT) == 0
    told = report(capsys)
    assert (told["added"], told["changed"], told["removed"]) == ([], [DENTAL], [KYLLO])
    assert stored(settings).get(DENTAL).phone == "014 269 0999"


@pytest.mark.parametrize(
    "payload",
    ["not json", json.dumps("a text"), json.dumps([1, 2]), json.dumps([]), json.dumps([{"id": "x"}])],
)
def test_what_cannot_be_imported_changes_nothing(
    settings: Settings, tmp_path: Path, payload: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import_ptv(settings, str(SAMPLE), True, AT)
    engine = open_database(settings.sqlalchemy_url)
    before = directory_data(engine), imported_entries(engine)
    path = tmp_path / "bad.json"
    path.write_text(payload)
    assert import_ptv(settings, str(path), True, AT) == 1
    assert "nothing was imported" in capsys.readouterr().err
    assert (directory_data(engine), imported_entries(engine)) == before
    assert import_ptv(settings, str(tmp_path / "missing.json"), True, AT) == 1


def test_an_entry_that_names_its_channel_gets_its_number_and_keeps_its_needs(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    base = data.services()
    entry = next(each for each in base["services"] if each["id"] == "suun_terveydenhuolto")
    entry["ptv"] = "11111111-aaaa-4bbb-8ccc-000000000001"
    monkeypatch.setattr(data, "services", lambda _path: base)
    assert import_ptv(settings, str(SAMPLE), True, AT) == 0
    assert report(capsys)["changed"] == ["suun_terveydenhuolto"]
    service = stored(settings).get("suun_terveydenhuolto")
    assert (service.phone, service.hours_checked, service.callback) == ("014 269 0123", True, True)
    assert service.needs == {"dental"}


def test_an_import_is_audited_and_shown(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    import_ptv(settings, str(SAMPLE), False, AT)
    assert f"lisätty    {DENTAL}" in capsys.readouterr().out
    engine = open_database(settings.sqlalchemy_url)
    with reading(engine) as connection:
        version = connection.execute(select(DirectoryRow.version)).scalar_one()
    [event] = SqlAuditEvents(engine).of_subject(f"directory:{version[:12]}")
    assert event.detail["added"] == [DENTAL, KYLLO]
    assert show_directory(settings, DENTAL, True) == 0
    assert json.loads(capsys.readouterr().out)["phone"] == "014 269 0123"
    assert show_directory(settings, None, False) == 0
    assert "Keuruun seudun hammashoitola" in capsys.readouterr().out
    assert show_directory(settings, "nowhere", False) == 1
    assert len(directory_data(engine)["services"]) == len(data.services()["services"]) + 2


class Pages(BaseHTTPRequestHandler):
    """PTV's list in two pages; the second one fails when `broken`."""

    broken = False

    def do_GET(self) -> None:
        page = int(parse_qs(urlsplit(self.path).query)["page"][0])
        if page == 2 and self.broken:
            self.send_error(500)
            return
        body = json.dumps({"pageNumber": page, "pageCount": 2, "itemList": [items()[page - 1]]}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return None


@pytest.fixture
def pages() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/api/v11/ServiceChannel/list/area/Municipality/code/179"
    server.shutdown()
    server.server_close()


def test_every_page_of_a_url_is_imported_or_none(
    settings: Settings, pages: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Pages, "broken", True)
    assert import_ptv(settings, pages, True, AT) == 1
    assert "nothing was imported" in capsys.readouterr().err
    monkeypatch.setattr(Pages, "broken", False)
    assert import_ptv(settings, pages, True, AT) == 0
    assert report(capsys)["added"] == [DENTAL, KYLLO]
