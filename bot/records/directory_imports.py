"""Entries that were imported into the directory from elsewhere, kept apart so that services.yml stays the base."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from bot.records.database import reading, writing
from bot.records.rows import upsert
from bot.records.tables import DirectoryImportRow

PTV = "ptv"


def imported_entries(engine: Engine) -> dict[str, dict[str, Any]]:
    """The entries of the last import from PTV by their ids, empty before the first. Raises RecordsFailed."""
    with reading(engine) as connection:
        entries = connection.scalar(
            select(DirectoryImportRow.entries).where(DirectoryImportRow.source == PTV)
        )
        return dict(entries or {})


def keep_imported(engine: Engine, entries: Mapping[str, Any], imported_from: str, at: datetime) -> None:
    """These are all the imported entries from now on. Raises RecordsFailed."""
    values = {"entries": dict(entries), "imported_from": imported_from, "imported_at": at}
    with writing(engine) as connection:
        connection.execute(
            upsert(connection, DirectoryImportRow)
            .values(source=PTV, **values)
            .on_conflict_do_update(index_elements=["source"], set_=values)
        )
