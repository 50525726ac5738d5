"""The API keeps to its own description, whatever is asked of it: tried by Schemathesis."""

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from tests.console.browser import fill
from tests.console.office import Office

pytestmark = pytest.mark.slow


def test_answers_are_as_described(tmp_path: Path) -> None:
    office = Office(tmp_path)
    fill(office)
    office.add("maija")
    token = office.desk.sessions.begin("maija", office.now, practice=False)
    visitor = office.desk.sessions.visitor(token, office.now)
    assert visitor is not None
    headers = {"Cookie": f"luuri_console={token}", "X-CSRF-Token": visitor.csrf}
    schema = schemathesis.openapi.from_asgi("/console/api/openapi.json", office.app, headers=headers)
    statuses: set[int] = set()
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def keeps_its_word(case: schemathesis.Case) -> None:
            statuses.add(case.call_and_validate(headers=headers).status_code)

        keeps_its_word()
        tried += 1
    assert tried == 7
    assert {200, 404} <= statuses
    office.engine.dispose()
