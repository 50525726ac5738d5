"""Lines to test with."""

from pathlib import Path

import pytest

from tests.telephony.fake_line import AUTH_TOKEN, PUBLIC_URL, Line, make_line


@pytest.fixture
def line(tmp_path: Path) -> Line:
    """With Twilio's account, as in production."""
    return make_line(
        tmp_path,
        twilio_account_sid="AC" + "2" * 32,
        twilio_auth_token=AUTH_TOKEN,
        public_url=PUBLIC_URL,
        twilio_number="+358942720000",
    )


@pytest.fixture
def local_line(tmp_path: Path) -> Line:
    """Without an account: the local exchange alone."""
    return make_line(tmp_path)
