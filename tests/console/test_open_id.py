"""Signing in at an OpenID Connect provider that runs beside the console."""

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from oidc_provider_mock import User, run_server_in_thread

from console.access.open_id import OpenId
from tests.console.office import URL, Office

SECRET = "a client's secret"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    people = [User(sub=sub, claims={"preferred_username": sub}) for sub in ("maija", "stranger", "gone")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")  # the provider is on this machine
        with run_server_in_thread(require_nonce=True, user_claims=people) as server:
            yield f"http://localhost:{server.server_port}"


def with_provider(office: Office, issuer: str) -> None:
    office.now = datetime.now(UTC)  # the provider's tokens are of the real time
    office.desk.open_id = OpenId(issuer, "luuri", SECRET, "preferred_username")


async def signs_in(client: httpx.AsyncClient, who: str, address: str = "/console/calls") -> httpx.Response:
    """Through the provider's own form, as a browser does it."""
    away = await client.get(f"/console/sign-in/openid?address={address}")
    assert away.status_code == 303
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(away.headers["location"], data={"sub": who})
    assert answer.status_code == 302, answer.text
    return await client.get(answer.headers["location"])


async def test_who_is_on_the_list_signs_in_without_a_password(office: Office, issuer: str) -> None:
    with_provider(office, issuer)
    office.add("maija", must_change=True)
    client = office.stranger()
    assert "Kirjaudu työtunnuksella" in (await client.get("/console/callbacks")).text
    done = await signs_in(client, "maija")
    assert done.status_code == 200
    assert "url=/console/calls" in done.text
    assert "samesite=strict" in done.headers["set-cookie"].lower()
    assert "Puhelut" in (await client.get("/console/calls")).text
    assert "sign_in" in [event.action for event in office.desk.audit.of_subject("staff:maija")]


@pytest.mark.parametrize("who", ["stranger", "gone"])
async def test_who_is_not_on_the_list_is_not_let_in(office: Office, issuer: str, who: str) -> None:
    with_provider(office, issuer)
    office.add("gone")
    office.desk.staff.change("gone", "chief", office.now, role="staff", disabled=True)
    client = office.stranger()
    answer = await signs_in(client, who)
    assert answer.status_code == 401
    assert "ei onnistunut" in answer.text
    assert "luuri_console" not in client.cookies


async def test_an_answer_to_another_attempt_is_refused(office: Office, issuer: str) -> None:
    with_provider(office, issuer)
    office.add("maija")
    client, thief = office.stranger(), office.stranger()
    away = await client.get("/console/sign-in/openid")
    query = parse_qs(urlsplit(away.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(away.headers["location"], data={"sub": "maija"})
    back = answer.headers["location"]
    assert back.startswith(f"{URL}/console/sign-in/openid/done?")
    await thief.get("/console/sign-in/openid")
    assert (await thief.get(back)).status_code == 401
    assert (await office.stranger().get(back)).status_code == 401
    assert (await client.get(back)).status_code == 200


async def test_a_token_past_its_time_is_refused(office: Office, issuer: str) -> None:
    with_provider(office, issuer)
    office.add("maija")
    office.now = office.now.replace(year=2200)
    assert (await signs_in(office.stranger(), "maija")).status_code == 401


async def test_after_signing_in_nobody_is_sent_to_another_site(office: Office, issuer: str) -> None:
    with_provider(office, issuer)
    office.add("maija")
    done = await signs_in(office.stranger(), "maija", "https://evil.example/")
    assert done.status_code == 200
    assert "evil" not in done.text


async def test_without_a_provider_there_is_no_such_door(office: Office) -> None:
    client = office.stranger()
    for path in ("", "/done?code=x&state=y"):
        answer = await client.get(f"/console/sign-in/openid{path}")
        assert answer.status_code == 401
        assert "työtunnuksella" not in answer.text


async def test_a_provider_that_does_not_answer_leaves_the_password(office: Office) -> None:
    with_provider(office, "http://localhost:9")
    answer = await office.stranger().get("/console/sign-in/openid")
    assert answer.status_code == 401
    assert 'name="password"' in answer.text
