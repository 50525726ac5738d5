"""Directories for the tests of care: the real one, and small ones."""

from pathlib import Path
from typing import Any

from bot.care.directory import Directory
from bot.yaml_files import read_yaml

SERVICES_YML = Path(__file__).resolve().parents[2] / "dialogues" / "services.yml"


def real_directory() -> Directory:
    return Directory.from_data(read_yaml(SERVICES_YML))


def small(**changes: Any) -> dict[str, Any]:
    """Data of the smallest directory that is accepted, with changes to its first service."""
    return {
        "municipalities": ["Jyväskylä", "Kinnula"],
        "services": [
            {
                "id": "terveysasema",
                "name": "Sote-asema",
                "transfer_number": "+358140000001",
                "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "8-16"),
                "callback": True,
            }
            | changes,
            {"id": "paivystysapu", "name": "Päivystysapu", "transfer_number": "+358116117", "always": True},
            {
                "id": "kriisipuhelin",
                "name": "Kriisipuhelin",
                "transfer_number": "+358925250111",
                "always": True,
            },
        ],
    }
