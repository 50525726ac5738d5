"""Whether what an action answers is laid out as Rasa wants it, with the schema's own form looked at once.

Rasa asks jsonschema's `validate` for every answer, which checks the schema against the schema of schemas each time:
that was more than half of the processor time of a turn.
"""

from __future__ import annotations

from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def look_at_the_schema_once() -> None:
    """From now on in this process. An answer of another form raises jsonschema's ValidationError, as before."""
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)

    def is_well_formed(_: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = is_well_formed
