"""The console in Finnish, Swedish and English: the same texts in each, chosen by the person and remembered."""

import re
from string import Formatter

import pytest

from console.texts import FIRST, LANGUAGES, Texts, own_keys
from tests.console.browser import fill
from tests.console.office import PASSWORD, Office

OTHERS = [language for language in LANGUAGES if language != FIRST]
PAGES = (
    "/callbacks",
    "/calls",
    "/live",
    "/insight",
    "/access",
    "/access/people",
    "/access/retention",
    "/phone",
    "/studio",
    "/studio/notices",
    "/studio/suggestions",
    "/studio/history",
)


def keys(language: str) -> set[str]:
    return set(own_keys(language))


def places(language: str, key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(Texts(language).text(key)) if name}


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_its_translation_with_the_same_places(language: str) -> None:
    assert keys(language) == keys(FIRST)
    for key in keys(FIRST):
        if not key.startswith("time.") and not key.endswith(".one"):
            assert places(language, key) == places(FIRST, key), key


def test_no_text_is_left_in_finnish() -> None:
    alike = {
        key
        for key in keys(FIRST)
        for language in OTHERS
        if Texts(language).text(key) == Texts(FIRST).text(key)
        and re.search(r"[a-zåäö]{4}", Texts(FIRST).text(key))
        and "{" not in Texts(FIRST).text(key)
    }
    assert alike == {"brand", "call.luuri", "nav.studio", "studio.talk.who.luuri", "studio.title"}


@pytest.mark.parametrize(
    ("language", "title", "clock"),
    [("sv", "Återuppringningar", "11.55"), ("en", "Callback requests", "11:55")],
)
async def test_the_choice_is_remembered_with_the_person(
    office: Office, language: str, title: str, clock: str
) -> None:
    fill(office)
    maija = await office.signed_in("maija", "administrator")
    assert (await maija.post("/language", language=language, address="/console/calls?words=korva")).headers[
        "location"
    ] == "/console/calls?words=korva"
    assert f"<h1>{title}</h1>" in (await maija.get("/callbacks")).text
    elsewhere = await office.signed_in("maija")
    page = (await elsewhere.get("/callbacks")).text
    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page
    assert '<strong lang="fi">' in page
    assert clock in (await elsewhere.get("/calls/CA4")).text
    for path in PAGES:
        answer = await elsewhere.get(path)
        assert answer.status_code == 200, path
        assert f'<html lang="{language}">' in answer.text


async def test_the_sign_in_page_speaks_what_was_last_chosen_in_the_browser(office: Office) -> None:
    office.add("maija")
    client = office.stranger()
    assert '<html lang="fi">' in (await client.get("/console/calls")).text
    answer = await client.post("/console/language", data={"language": "sv", "address": "/console/calls"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/calls")
    page = (await client.get("/console/calls")).text
    assert '<html lang="sv">' in page
    assert "<h1>Logga in</h1>" in page
    assert (
        await client.post("/console/sign-in", data={"name": "maija", "password": PASSWORD})
    ).status_code == 303


async def test_a_language_that_the_console_does_not_speak_is_refused(office: Office) -> None:
    maija = await office.signed_in("maija")
    assert (await maija.post("/language", language="de")).status_code == 422
    assert (await office.stranger().post("/console/language", data={"language": "../fi"})).status_code == 422
