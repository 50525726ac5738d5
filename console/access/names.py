"""Sign-in names."""

import re

_NAME = re.compile(r"[a-zåäö][a-zåäö0-9._-]{1,39}")


def sign_in_name(text: str) -> str | None:
    """The name as it is kept, in lower case; None when it cannot be one."""
    name = text.strip().lower()
    return name if _NAME.fullmatch(name) else None
