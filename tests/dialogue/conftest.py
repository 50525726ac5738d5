from collections.abc import Iterator

import pytest

from tests.dialogue.servers import DialogueServers, dialogue_servers


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DialogueServers]:
    """The real Rasa and the real action server, once for the session."""
    with dialogue_servers(tmp_path_factory.mktemp("dialogue")) as running:
        yield running
