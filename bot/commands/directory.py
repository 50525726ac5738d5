"""`luuri directory`: the service directory as it stands, and imports from Palvelutietovaranto."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Engine

from bot.care.directory import Directory, DirectoryError
from bot.care.hours import local
from bot.care.ptv import Mapped, items_of, mapped, overlaid
from bot.commands.output import print_json, say
from bot.dialogue import data
from bot.dialogue.spoken import weekly_hours
from bot.records.audit import AuditEvent, SqlAuditEvents
from bot.records.database import open_database
from bot.records.directory import ImportReport, directory_data, import_directory
from bot.records.directory_imports import imported_entries, keep_imported
from bot.records.failures import RecordsFailed
from bot.settings import Settings
from bot.studio.releases import Releases

TIMEOUT_S = 60.0
MOST_PAGES = 500


class NotImported(Exception):
    """Nothing was imported. The message is one line that says why."""


def import_ptv(settings: Settings, source: str, as_json: bool, now: datetime | None = None) -> int:
    """Import PTV's JSON from a file or an https URL. Returns 0, or 1 when nothing was imported."""
    at = now or datetime.now(UTC)
    try:
        items = _items(source)
        engine = open_database(settings.sqlalchemy_url)
        report, refused = _import(engine, _served(settings), items, source, at)
    except NotImported as error:
        say(f"luuri: {source}: {error}; nothing was imported")
        return 1
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    if as_json:
        print_json(
            {
                "added": report.added,
                "changed": report.changed,
                "removed": report.removed,
                "refused": [{"name": name, "reason": reason} for name, reason in refused],
            }
        )
        return 0
    for title, ids in (
        ("lisätty", report.added),
        ("muuttunut", report.changed),
        ("poistettu", report.removed),
    ):
        for service_id in ids:
            print(f"{title:<10} {service_id}")
    for name, reason in refused:
        print(f"hylätty    {name}: {reason}")
    print(f"{len(report.added)} lisätty, {len(report.changed)} muuttunut, {len(refused)} hylätty")
    return 0


def _import(
    engine: Engine, base: dict[str, Any], items: list[Mapping[str, Any]], source: str, at: datetime
) -> tuple[ImportReport, tuple[tuple[str, str], ...]]:
    known = {str(service["ptv"]): str(service["id"]) for service in base["services"] if "ptv" in service}
    found = mapped(items, known, base["municipalities"], local(at).date())
    if not found.entries and not found.withdrawn:
        reasons = "; ".join(f"{name}: {reason}" for name, reason in found.refused[:3])
        raise NotImported(f"holds no channel that can be imported ({reasons or 'it is empty'})")
    found = _accepted(base, found)
    kept = {
        key: entry for key, entry in imported_entries(engine).items() if key not in found.withdrawn
    } | found.entries
    whole = overlaid(base, kept)
    try:
        Directory.from_data(whole)
    except DirectoryError as error:
        raise NotImported(str(error)) from None
    import_directory(engine, overlaid(base, imported_entries(engine)), "dialogues/services.yml", at)
    keep_imported(engine, kept, source, at)
    report = import_directory(engine, whole, source, at)
    detail = {"added": report.added, "changed": report.changed, "removed": report.removed, "from": source}
    SqlAuditEvents(engine).record(
        AuditEvent(at, f"shell:{getuser()}", "directory.imported", f"directory:{report.version[:12]}", detail)
    )
    return report, found.refused


def _served(settings: Settings) -> dict[str, Any]:
    """The directory of what is live, without what was imported."""
    return data.services(Releases(settings.data / "releases").served().services)


def _accepted(base: Mapping[str, Any], found: Mapped) -> Mapped:
    """Only the entries that make sense in the directory by themselves; the others join those refused."""
    entries, refused = {}, list(found.refused)
    for entry_id, entry in found.entries.items():
        try:
            Directory.from_data(overlaid(base, {entry_id: entry}))
        except DirectoryError as error:
            refused.append((entry["name"], str(error)))
        else:
            entries[entry_id] = entry
    return Mapped(entries, found.withdrawn, tuple(refused))


def _items(source: str) -> list[Mapping[str, Any]]:
    try:
        if source.startswith(("https://", "http://")):
            return _fetched(source)
        return items_of(json.loads(Path(source).read_text(encoding="utf-8-sig")))
    except httpx.HTTPError as error:
        raise NotImported(f"cannot be fetched: {type(error).__name__}") from None
    except OSError as error:
        raise NotImported(f"cannot be read: {error.strerror}") from None
    except json.JSONDecodeError as error:
        raise NotImported(f"is not JSON: {error}") from None
    except ValueError as error:
        raise NotImported(str(error)) from None


def _fetched(url: str) -> list[Mapping[str, Any]]:
    """Every page. A page that fails fails the whole: half a list would look like services that are gone."""
    items: list[Mapping[str, Any]] = []
    with httpx.Client(timeout=TIMEOUT_S, follow_redirects=True) as client:
        page, pages = 1, 1
        while page <= pages:
            answer = client.get(httpx.URL(url).copy_set_param("page", page))
            answer.raise_for_status()
            payload = answer.json()
            items += items_of(payload)
            pages = int(payload.get("pageCount") or 1) if isinstance(payload, Mapping) else 1
            if pages > MOST_PAGES:
                raise NotImported(f"has {pages} pages: ask for one municipality or organisation at a time")
            page += 1
    return items


def show_directory(settings: Settings, service_id: str | None, as_json: bool) -> int:
    """The directory as it was last imported; 1 when the named service is not there."""
    try:
        engine = open_database(settings.sqlalchemy_url)
        try:
            plain = directory_data(engine)
        except RecordsFailed:
            plain = _served(settings)
    except (RecordsFailed, ValueError) as error:
        say(f"luuri: LUURI_DATABASE_URL: {error}")
        return 1
    entries = [each for each in plain["services"] if service_id in (None, each["id"])]
    if not entries:
        say(f"luuri: there is no service {service_id}")
        return 1
    directory = Directory.from_data(plain)
    for entry in entries:
        if as_json:
            print_json(entry)
            continue
        service = directory.get(entry["id"])
        hours = "24/7" if service.hours.always else weekly_hours(service.hours) or "-"
        marks = ("" if service.checked else " [numero vahvistamatta]") + (
            "" if service.hours_checked else " [ajat vahvistamatta]"
        )
        print(f"{service.id:<36} {service.phone or '-':<14} {hours}  {service.name}{marks}")
    return 0
