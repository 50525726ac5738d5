"""The service directory in the database: imported from the data file, entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy import Engine, delete, select, true

from bot.care.directory import Directory
from bot.records.database import reading, writing
from bot.records.failures import RecordsFailed
from bot.records.rows import upsert
from bot.records.tables import DirectoryRow, DirectoryServiceRow


@dataclass(frozen=True)
class ImportReport:
    """What an import did: ids of services, and the version (a hash) of the whole directory."""

    version: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


def import_directory(
    engine: Engine, mapping: Mapping[str, Any], source: str, at: datetime | None = None
) -> ImportReport:
    """Make the database's directory the same as `mapping`, in one transaction.

    `mapping`: the data file as read (see Directory.from_data). Raises DirectoryError when it makes no sense,
    and then imports nothing; RecordsFailed.
    """
    common = _plain(mapping)
    Directory.from_data(common)
    by_id = {entry["id"]: entry for entry in common.pop("services")}
    now = at or datetime.now(UTC)
    version = sha256(_canonical([common, list(by_id.items())]).encode()).hexdigest()
    with writing(engine) as connection:
        before = {
            row.service_id: row.entry
            for row in connection.execute(select(DirectoryServiceRow.service_id, DirectoryServiceRow.entry))
        }
        removed = tuple(sorted(before.keys() - by_id.keys()))
        connection.execute(delete(DirectoryServiceRow).where(DirectoryServiceRow.service_id.in_(removed)))
        changed = tuple(
            each for each in by_id if each in before and _canonical(before[each]) != _canonical(by_id[each])
        )
        for position, (service_id, entry) in enumerate(by_id.items()):
            values = {"position": position, "entry": entry, "changed_at": now}
            update = {"position": position} if service_id not in changed else values
            connection.execute(
                upsert(connection, DirectoryServiceRow)
                .values(service_id=service_id, **values)
                .on_conflict_do_update(index_elements=["service_id"], set_=update)
            )
        whole = {"version": version, "source": source, "imported_at": now, "common": common}
        connection.execute(
            upsert(connection, DirectoryRow)
            .values(id=1, **whole)
            .on_conflict_do_update(index_elements=["id"], set_=whole)
        )
    return ImportReport(
        version=version,
        added=tuple(each for each in by_id if each not in before),
        changed=changed,
        removed=removed,
        unchanged=tuple(each for each in by_id if each in before and each not in changed),
    )


def directory_data(engine: Engine) -> dict[str, Any]:
    """The last imported directory's data, as `import_directory` takes it. Raises RecordsFailed."""
    with reading(engine) as connection:
        # One statement, so that an import in between is seen whole or not at all.
        rows = connection.execute(
            select(DirectoryRow.common, DirectoryServiceRow.entry)
            .outerjoin_from(DirectoryRow, DirectoryServiceRow, true())
            .order_by(DirectoryServiceRow.position)
        ).all()
    if not rows:
        raise RecordsFailed("no service directory has been imported")
    entries = [row.entry for row in rows if row.entry is not None]
    return {**rows[0].common, "services": entries}


def _plain(value: Any) -> Any:
    """The value as JSON has it: YAML's dates and times become ISO text, keys become text."""
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _canonical(value: Any) -> str:
    return dumps(value, sort_keys=True, ensure_ascii=False)
