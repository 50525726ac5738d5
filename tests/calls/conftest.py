from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service import LiveService


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    """One service for all calls of the session."""
    live = LiveService(Path(tmp_path_factory.mktemp("service")))
    live.start()
    yield live
    live.stop()
