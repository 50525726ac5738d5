"""Signing in, and what a stranger, another site and a wrong password meet."""

from datetime import timedelta

import pytest

from bot.records.audit import SqlAuditEvents
from tests.console.office import PASSWORD, Office

PATHS = (
    "/",
    "/callbacks",
    "/calls",
    "/calls/CA1",
    "/live",
    "/insight",
    "/access",
    "/access/people",
    "/nothing/here",
)


@pytest.mark.parametrize("path", PATHS)
async def test_a_stranger_gets_the_sign_in_page_and_nothing_else(office: Office, path: str) -> None:
    async with office.stranger() as stranger:
        for method in ("GET", "POST", "PUT", "DELETE", "HEAD"):
            answer = await stranger.request(method, f"/console{path}")
            assert answer.status_code == 401
            assert method == "HEAD" or "Kirjaudu sisään" in answer.text


async def test_programs_are_told_to_sign_in_too(office: Office) -> None:
    async with office.stranger() as stranger:
        for path in ("/events", "/api/callbacks", "/api/openapi.json"):
            answer = await stranger.get(f"/console{path}")
            assert answer.status_code == 401
            assert "Luuri" not in answer.text


async def test_signing_in_opens_the_page_that_was_asked_for(office: Office) -> None:
    office.add("maija")
    async with office.stranger() as browser:
        form = {"name": "Maija ", "password": PASSWORD, "address": "/console/calls?words=kuume"}
        answer = await browser.post("/console/sign-in", data=form)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/console/calls?words=kuume"
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert "Path=/console" in cookie
        assert (await browser.get("/console/callbacks")).status_code == 200


async def test_the_cookie_needs_tls_everywhere_but_on_this_machine(office: Office) -> None:
    office.add("maija")
    form = {"name": "maija", "password": PASSWORD}
    async with office.stranger() as browser:
        here = await browser.post("http://127.0.0.1:8000/console/sign-in", data=form)
        there = await browser.post("https://luuri.example/console/sign-in", data=form)
    assert "Secure" not in here.headers["set-cookie"]
    assert "Secure" in there.headers["set-cookie"]


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example/console/", "/elsewhere", "javascript:1"]
)
async def test_signing_in_leads_nowhere_else(office: Office, address: str) -> None:
    office.add("maija")
    async with office.stranger() as browser:
        form = {"name": "maija", "password": PASSWORD, "address": address}
        answer = await browser.post("/console/sign-in", data=form)
        assert answer.headers["location"] == "/console/callbacks"


async def test_five_failures_lock_the_name_for_a_while_and_say_nothing_of_it(office: Office) -> None:
    office.add("maija")
    wrong = {"name": "maija", "password": "väärä salasana"}
    right = {"name": "maija", "password": PASSWORD}
    async with office.stranger() as browser:
        answers = {(await browser.post("/console/sign-in", data=wrong)).text for _ in range(5)}
        answers.add((await browser.post("/console/sign-in", data=right)).text)
        assert len(answers) == 1
        assert "ei täsmää" in answers.pop()
        office.now += timedelta(minutes=16)
        assert (await browser.post("/console/sign-in", data=right)).status_code == 303
    actions = [event.action for event in SqlAuditEvents(office.engine).of_subject("staff:maija")]
    assert actions.count("sign_in.failed") == 5
    assert "sign_in.locked" in actions
    assert actions[-1] == "sign_in"


async def test_an_unknown_name_is_answered_as_a_wrong_password(office: Office) -> None:
    office.add("maija")
    async with office.stranger() as browser:
        known = await browser.post("/console/sign-in", data={"name": "maija", "password": "x"})
        unknown = await browser.post("/console/sign-in", data={"name": "kaija", "password": "x"})
    assert known.text.replace("maija", "") == unknown.text.replace("kaija", "")


async def test_a_form_without_the_sessions_token_changes_nothing(office: Office) -> None:
    request = office.request("CA1")
    maija = await office.signed_in("maija")
    for form in ({}, {"csrf": "guessed"}, {"csrf": ""}):
        answer = await maija.client.post(f"/console/callbacks/{request}/claim", data={"version": 0, **form})
        assert answer.status_code == 403
    entry = office.desk.queue.get(request, office.now)
    assert entry is not None
    assert entry.work.status == "open"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
async def test_another_sites_form_is_refused(office: Office, headers: dict[str, str]) -> None:
    office.add("maija")
    async with office.stranger() as browser:
        form = {"name": "maija", "password": PASSWORD}
        answer = await browser.post("/console/sign-in", data=form, headers=headers)
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_every_answer_carries_the_security_headers(office: Office) -> None:
    maija = await office.signed_in("maija")
    async with office.stranger() as stranger:
        for answer in (
            await maija.get("/callbacks"),
            await stranger.get("/console/callbacks"),
            await maija.get("/no"),
        ):
            policy = answer.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert answer.headers["x-frame-options"] == "DENY"


async def test_a_first_password_is_good_only_for_choosing_another(office: Office) -> None:
    office.add("maija", must_change=True)
    maija = await office.signed_in("maija")
    for path in ("/callbacks", "/calls/CA1", "/alarms", "/api/callbacks"):
        answer = await maija.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/password")
    weak = await maija.post("/password", current=PASSWORD, new="lyhyt", again="lyhyt")
    assert weak.status_code == 422
    new = "aivan uusi salasana"
    answer = await maija.post("/password", current=PASSWORD, new=new, again=new)
    assert answer.status_code == 303
    assert (await maija.get("/callbacks")).status_code == 200
    async with office.stranger() as browser:
        old = await browser.post("/console/sign-in", data={"name": "maija", "password": PASSWORD})
        assert old.status_code == 401


async def test_a_session_ends_by_signing_out_by_time_and_by_being_disabled(office: Office) -> None:
    maija = await office.signed_in("maija")
    assert (await maija.post("/sign-out")).status_code == 303
    assert (await maija.get("/callbacks")).status_code == 401
    idle = await office.signed_in("maija")
    office.now += timedelta(hours=5)
    assert (await idle.get("/callbacks")).status_code == 401
    chief, again = await office.signed_in("chief", "administrator"), await office.signed_in("maija")
    await chief.post("/access/people/maija", role="staff", disabled="1")
    assert (await again.get("/callbacks")).status_code == 401
    async with office.stranger() as browser:
        answer = await browser.post("/console/sign-in", data={"name": "maija", "password": PASSWORD})
        assert answer.status_code == 401


async def test_an_administrator_adds_a_person_whose_password_is_shown_once(office: Office) -> None:
    chief = await office.signed_in("chief", "administrator")
    page = await chief.post("/access/people", name="Uusi.Hoitaja", role="staff")
    password = page.text.partition('<code class="secret">')[2].partition("<")[0]
    assert len(password) > 20
    assert password not in (await chief.get("/access/people")).text
    async with office.stranger() as browser:
        form = {"name": "uusi.hoitaja", "password": password}
        assert (await browser.post("/console/sign-in", data=form)).status_code == 303
    assert (await chief.post("/access/people", name="uusi.hoitaja", role="staff")).status_code == 422
    assert (await chief.post("/access/people", name="<script>", role="staff")).status_code == 422
    assert (await chief.post("/access/people", name="toinen", role="king")).status_code == 422


async def test_nobody_takes_their_own_rights_away(office: Office) -> None:
    chief = await office.signed_in("chief", "administrator")
    assert (await chief.post("/access/people/chief", role="staff", disabled="1")).status_code == 409
    assert (await chief.get("/access/people")).status_code == 200
