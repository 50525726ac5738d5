"""Every REST call of ours, checked against Twilio's own API description by Prism.

Needs the description (LUURI_TWILIO_OPENAPI, or ../shared/twilio beside the repository) and npm.
"""

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from telephony.call_control import CallControlFailed, TwilioCallControl
from tests.telephony.fake_line import CALL_SID, PUBLIC_URL, TARGETS
from tests.telephony.node_tools import npm_folder

ROOT = Path(__file__).resolve().parents[2]
PRISM = "@stoplight/prism-cli@5.14.2"
ACCOUNT_SID = "AC" + "2" * 32

pytestmark = pytest.mark.slow


def _description() -> Path:
    beside = ROOT.parent / "shared" / "twilio" / "twilio_api_v2010.json"
    path = Path(os.environ.get("LUURI_TWILIO_OPENAPI") or beside)
    if not path.is_file():
        pytest.skip("Twilio's API description is not here: set LUURI_TWILIO_OPENAPI to twilio_api_v2010.json")
    return path


def _used_part(description: Path, folder: Path) -> Path:
    """The description without the paths that we never ask for, which Prism would take long to read."""
    whole = json.loads(description.read_text(encoding="utf-8"))
    ours = ("/Calls/{Sid}.json", "/Calls.json", "/Messages.json")
    whole["paths"] = {path: what for path, what in whole["paths"].items() if path.endswith(ours)}
    part = folder / "twilio.json"
    part.write_text(json.dumps(whole), encoding="utf-8")
    return part


@pytest.fixture(scope="module")
def twilio_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Prism in Twilio's place: it refuses what the description does not allow (422, or 401 unsigned)."""
    description = _used_part(_description(), tmp_path_factory.mktemp("prism"))
    binary = npm_folder(PRISM) / ".bin" / "prism"
    with socket.socket() as chooser:
        chooser.bind(("127.0.0.1", 0))
        port = chooser.getsockname()[1]
    command = [str(binary), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(description)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                httpx.get(url, timeout=2, trust_env=False)
                break
            except httpx.HTTPError:
                if server.poll() is not None or time.monotonic() > deadline:
                    pytest.fail("Prism did not start")
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait(10)


class Elsewhere(TwilioHttpClient):
    """Twilio's own HTTP client, talking to another host; keeps what was answered."""

    def __init__(self, url: str) -> None:
        super().__init__(timeout=20)
        self.session.trust_env = False  # type: ignore[union-attr]
        self._url = url
        self.asked: list[tuple[str, str, Any, int]] = []

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        url = url.replace("https://api.twilio.com", self._url)
        answer = super().request(method, url, *args, **kwargs)
        self.asked.append((method, url, kwargs.get("data"), answer.status_code))
        return answer


def control(url: str, number: str = "+358942720000") -> tuple[TwilioCallControl, Elsewhere]:
    http = Elsewhere(url)
    client = Client(ACCOUNT_SID, "token", http_client=http)
    return TwilioCallControl(client, public_url=PUBLIC_URL, number=number), http


async def test_twilio_accepts_our_transfer_hang_up_and_text(twilio_url: str) -> None:
    line, http = control(twilio_url)
    await line.transfer(CALL_SID, [TARGETS["ensilinja"], TARGETS["paivystysapu"]])
    await line.hang_up(CALL_SID)
    await line.send_sms(CALL_SID, "+358401234567", "Takaisinsoittopyyntösi on vastaanotettu.")
    methods, paths, data, codes = zip(*http.asked, strict=True)
    assert set(methods) == {"POST"}
    assert codes == (200, 200, 201)
    assert [path.rsplit("/", 1)[1] for path in paths] == [f"{CALL_SID}.json"] * 2 + ["Messages.json"]
    assert data[0]["Twiml"].startswith("<?xml")
    assert data[1] == {"Status": "completed"}


async def test_prism_would_have_told_us(twilio_url: str) -> None:
    line, http = control(twilio_url)
    with pytest.raises(CallControlFailed):
        await line.hang_up("not-a-call-sid")
    assert http.asked[0][3] == 422


async def test_staff_and_resident_are_rung_and_joined(twilio_url: str) -> None:
    line, http = control(twilio_url)
    await line.ring_and_join("+358401111111", "+358402222222")
    [(method, url, data, status)] = http.asked
    assert (method, status) == ("POST", 201)
    assert url.endswith("/Calls.json")
    assert data["To"] == "+358401111111"
    assert "+358402222222" in data["Twiml"]
    assert 'callerId="+358942720000"' in data["Twiml"]
