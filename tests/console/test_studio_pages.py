"""The studio's forms: what an administrator changes stands in the draft's own files, and nowhere else."""

import errno
import re
from dataclasses import replace

import pytest

from bot.studio import files
from bot.studio.contents import parsed
from bot.studio.rehearsal import Answer, Changed, Rehearsed
from bot.studio.releases import Release
from console.studio.suggestion_routes import HOME
from tests.console.office import Office, Person

pytestmark = pytest.mark.slow

SERVICE = {
    "name": "Ensilinja", "spoken_name": "Ensilinja", "transfer_number": "+358140000002", "callback": "1",
    "hours_checked": "1", "hours_mon": "8-16", "hours_tue": "8-16", "hours_wed": "8-16", "hours_thu": "8-16",
    "hours_fri": "8-15",
    "note": "Aikuisten mielenterveys- ja päihdeasiat. "
    "Psykiatrinen sairaanhoitaja arvioi hoidon tarpeen samana päivänä.",
    "source": "STT 70932330, early 2025; area numbers not confirmed",
}  # fmt: skip


async def drafted(person: Person, reason: str = "Joulun ajat") -> str:
    """The path of a new draft's page."""
    answer = await person.post("/studio/drafts", reason=reason)
    assert answer.status_code == 303
    return answer.headers["location"].split("?")[0].removeprefix("/console")


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


async def test_everyday_changes_are_told_in_words_and_touch_only_their_lines(office: Office) -> None:
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna, "Joulun ajat ja äänet")
    assert page == "/studio/drafts/joulun-ajat-ja-aanet"
    drafts = office.desk.studio.drafts  # type: ignore[union-attr]
    name = page.rsplit("/", 1)[1]
    answer = await anna.post(f"{page}/prompts/utter_ask_open", wording=["Mitä asiasi koskee?", ""])
    assert answer.status_code == 303
    changed = SERVICE | {"hours_fri": "8-18", "exception_day": "2026-12-24", "exception_hours": ""}
    answer = await anna.post(
        f"{page}/services/ensilinja",
        **changed,
    )
    assert answer.status_code == 303, words(answer.text)
    answer = await anna.post(f"{page}/questions/dental", topic=["age", "fever"], condition=["", "fever"])
    assert answer.status_code == 303
    told = words((await anna.get(page)).text)
    for each in (
        "Miten voin auttaa? Mitä asiasi koskee?",
        "Ensilinja, perjantai 8-15 8-18",
        "2026-12-24: kiinni",
    ):
        assert each in told
    assert "Kysymykset: suun terveys" in told
    assert sorted(drafts.get(name).touched) == [
        "dialogues/domain/call.yml",
        "dialogues/intake.yml",
        "dialogues/services.yml",
    ]
    before = (office.desk.studio.releases.live().root / "dialogues/services.yml").read_text()  # type: ignore[union-attr]
    after = drafts.read(name, "dialogues/services.yml")
    assert len(set(after.splitlines()) - set(before.splitlines())) == 2
    [event, *_] = office.desk.audit.of_subject(f"draft:{name}")
    assert (event.actor, event.action) == ("staff:anna", "draft.created")


async def test_a_word_is_respelt_for_one_voice_and_told_in_words(office: Office) -> None:
    studio = office.desk.studio
    assert studio is not None
    studio.voices = ("suopuhe-mv", "espeak-man")
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna, "Ääntäminen")
    form = {"word": "HYVAKS", "said": "Hyväks", "voice": "espeak-man", "endings": "1", "source": "kuunneltu"}
    answer = await anna.post(f"{page}/pronunciation", **form)
    assert answer.status_code == 303, words(answer.text)
    answer = await anna.post(f"{page}/pronunciation", at="0", word="OmaKS", said="Oma kooäs", endings="1")
    assert answer.status_code == 303, words(answer.text)
    name = page.rsplit("/", 1)[1]
    respelt = parsed(studio.drafts.read(name, "dialogues/pronunciation.yml"))["words"]
    assert {key: respelt[-1][key] for key in ("word", "said", "voice", "endings")} == {
        "word": "HYVAKS",
        "said": "Hyväks",
        "voice": "espeak-man",
        "endings": True,
    }
    told = words((await anna.get(page)).text)
    assert "Uusi ääntäminen: HYVAKS Hyväks" in told
    assert "Sana ”OmaKS” sanotaan toisin Oma koo äs Oma kooäs" in told
    await anna.post(f"{page}/pronunciation", at=str(len(respelt) - 1), remove="1")
    assert "HYVAKS" not in studio.drafts.read(name, "dialogues/pronunciation.yml")


REFUSED: tuple[tuple[str, dict[str, object], str], ...] = (
    ("/prompts/utter_ask_open", {"wording": "Mitä {keksitty} koskee?"}, "Luuri ei osaa täyttää"),
    ("/prompts/utter_ask_open", {"wording": "Mitä {aukko koskee?"}, "Aaltosulkeista puuttuu pari"),
    ("/services/ensilinja", {**SERVICE, "hours_mon": "8-26"}, "Aukioloaikaa ”8-26” ei ymmärretä"),
    ("/services/ensilinja", {**SERVICE, "transfer_number": "12"}, "Siirtonumeroa ei ymmärretä"),
    ("/services/ensilinja", {**SERVICE, "checked": "1"}, "Kirjoita, kuka numerot vahvisti ja milloin"),
    ("/services", {"holiday": "2027-02-31"}, "Päivämäärää ei ymmärretä"),
    ("/questions/dental", {"topic": ["age", "age"], "condition": ["", ""]}, "kahdesti"),
    ("/needs/dental", {"examples": "mulla on kova rintakipu"}, "kuulostaa vaaralta (rintakipu)"),
    ("/flags/stroke", {"question": "Onko?", "source": "x", "signed_by": "Anna"}, "sekä nimi että päivä"),
    (
        "/flags/stroke",
        {"question": "Onko?", "source": "x", "new_kind": "heard", "new_phrase": "<keksitty>"},
        "Sanajoukkoa &lt;keksitty&gt; ei ole",
    ),
    ("/files/dialogues/services.yml", {"text": "services: [\n  - id"}, "rivi 2"),
    ("/files/dialogues/intake.yml", {"text": "topics:\n\t- a"}, "Tässä on sarkain"),
    (
        "/files/dialogues/services.yml",
        {"text": "services: []\nservices: []"},
        "Avain ”services” on tässä kahdesti",
    ),
    ("/files/nlu_data/needs/dental.yml", {"text": "nlu:\n  - intent: dental"}, "puuttuvat esimerkit"),
    ("/pronunciation", {"word": "HYVAKS", "said": "hvks"}, "ei ole vokaalia"),
    ("/pronunciation", {"word": "HYVAKS", "said": "hyvä 5"}, "vain kirjaimia"),
    ("/pronunciation", {"word": "OmaKS", "said": "oma ko äs"}, "on jo ääntäminen"),
    ("/pronunciation", {"word": "HYVAKS", "said": "hyväks", "voice": "keksitty"}, "Ääntä keksitty ei ole"),
    ("/pronunciation", {"word": "", "said": "hyväks"}, "Kirjoita sekä sana"),
)


async def test_what_cannot_be_is_refused_with_its_reason(office: Office) -> None:
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna)
    for path, form, told in REFUSED:
        answer = await anna.post(page + path, **form)
        assert (answer.status_code, told in words(answer.text)) == (422, True), told
    assert not office.desk.studio.drafts.get(page.rsplit("/", 1)[1]).touched  # type: ignore[union-attr]


async def test_other_words_that_many_rehearsed_calls_share_are_told_once(office: Office) -> None:
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna)
    drafts, name = office.desk.studio.drafts, page.rsplit("/", 1)[1]  # type: ignore[union-attr]
    before, after = ("Hei.", "Milloin sopii?", "Kiitos."), ("Hei.", "Koska sopii?", "Kiitos.")
    calls = [
        Changed("scenario", f"{need}: {said}", Answer(need, said=before), Answer(need, said=after))
        for need, said in (("dental", "hammas"), ("vaccination", "rokote"), ("certificate", "todistus"))
    ]
    other = Changed(
        "scenario", "feedback: moite", Answer("feedback", said=before), Answer("dental", said=after)
    )
    drafts.keep_result(name, "rehearsal", {**Rehearsed((*calls, other)).as_json(), "fingerprint": ""})
    told = words((await anna.get(f"{page}/rehearsal")).text)
    assert told.count("Koska sopii?") == 2
    assert "Hei." not in told
    assert "”hammas” ja 2 muuta puhelua samoin ”rokote” ”todistus” Oikea: suun terveys päättyy samoin" in told


async def test_a_full_disk_is_told_and_the_draft_is_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna)
    await anna.post(f"{page}/prompts/utter_ask_open", wording="Mitä asiasi koskee?")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(files.os, "fsync", full)
        answer = await anna.post(f"{page}/prompts/utter_ask_open", wording="Kerro asiasi.")
    assert (answer.status_code, "Levy on täynnä" in words(answer.text)) == (507, True)
    told = words((await anna.get(page)).text)
    assert ("Mitä asiasi koskee?" in told, "Kerro asiasi." in told) == (True, False)


async def who_corrected_a_need(office: Office) -> Person:
    """The administrator anna: a call's "purukalusto reistaa" was dental, and she said so."""
    office.call("CA1", "purukalusto reistaa", need="musculoskeletal")
    anna = await office.signed_in("anna", "administrator")
    await anna.post("/calls/CA1/reason", reason="care", address="/console/calls/CA1")
    await anna.post("/calls/CA1/corrections", kind="need", corrected="dental")
    return anna


async def test_a_callers_words_are_taken_only_rewritten_confirmed_and_where_it_is_allowed(
    office: Office,
) -> None:
    studio = office.desk.studio
    assert studio is not None
    anna = await who_corrected_a_need(office)
    page = await drafted(anna, "Hampaat")
    assert "purukalusto" not in (await anna.get("/studio/suggestions")).text
    assert (await anna.post("/studio/suggestions/1/accept", text="hammas vaivaa")).status_code == 404
    studio.learns = True
    assert "purukalusto reistaa" in (await anna.get("/studio/suggestions")).text
    form = {"text": "purukalu ihan hajalla", "need": "dental", "draft": "hampaat", "confirmed": "1"}
    for change, told in (
        ({"text": "purukalusto reistaa"}, "omin sanoin"),
        ({"text": "purukalu hajalla Jämsässä"}, "tunnistaa: Jämsässä"),
        ({"confirmed": ""}, "Vahvista"),
        ({"draft": "toinen"}, "Valitse luonnos"),
    ):
        answer = await anna.post("/studio/suggestions/1/accept", **form | change)
        assert (answer.status_code, told in words(answer.text)) == (422, True), told
    answer = await anna.post("/studio/suggestions/1/accept", **form)
    assert answer.headers["location"] == f"{HOME}?told=suggestion_accepted"
    needs = parsed(studio.drafts.read("hampaat", "nlu_data/needs/dental.yml"))
    assert "- purukalu ihan hajalla" in needs["nlu"][0]["examples"]
    assert "purukalusto reistaa" not in (await anna.get("/studio/suggestions")).text
    assert page == "/studio/drafts/hampaat"


async def test_a_suggestion_whose_draft_cannot_take_it_is_open_still(office: Office) -> None:
    studio = office.desk.studio
    assert studio is not None
    studio.learns = True
    anna = await who_corrected_a_need(office)
    await drafted(anna, "Hampaat")
    broken = "version: '3.1'\nnlu:\n- {intent: dental, examples: 5}\n"
    studio.drafts.write("hampaat", "nlu_data/needs/dental.yml", broken, check=False)
    form = {"text": "purukalu ihan hajalla", "need": "dental", "draft": "hampaat", "confirmed": "1"}
    answer = await anna.post("/studio/suggestions/1/accept", **form)
    assert (answer.status_code, "yhä avoinna" in answer.text) == (422, True)
    assert "purukalusto reistaa" in (await anna.get("/studio/suggestions")).text


async def test_a_suggestion_comes_with_what_luuri_said_and_with_its_sound(office: Office) -> None:
    studio = office.desk.studio
    assert studio is not None
    studio.learns = True
    anna = await who_corrected_a_need(office)
    page = (await anna.get("/studio/suggestions")).text
    told = words(page)
    assert (
        "Luuri kysyi Hei, olen tekoäly ja autan eteenpäin. Miten voin auttaa? Soittaja sanoi purukalusto"
        in told
    )
    assert "Luuri jatkoi Selvä. Soitammeko takaisin tähän numeroon?" in told
    assert "/turns/1/sound" not in page
    office.desk.sound.keep("CA1", 1, b"RIFF")
    assert "/console/calls/CA1/turns/1/sound" in (await anna.get("/studio/suggestions")).text


async def test_a_turn_that_luuri_did_not_understand_is_taken_or_refused_like_a_correction(
    office: Office,
) -> None:
    studio = office.desk.studio
    assert studio is not None
    for call_sid, said, need in (
        ("CA1", "purukalusto reistaa", "dental"),
        ("CA2", "jotain ihan outoa", None),
    ):
        office.call(call_sid, said, need=need)
        [turn] = [each for each in office.desk.calls.turns(call_sid) if each.speaker == "caller"]
        office.desk.calls.add_turn(replace(turn, misunderstood=True))
    office.desk.sound.keep("CA1", 1, b"RIFF")
    anna = await office.signed_in("anna", "administrator")
    await drafted(anna, "Hampaat")
    assert "purukalusto" not in (await anna.get("/studio/suggestions")).text
    studio.learns = True
    page = (await anna.get("/studio/suggestions")).text
    told = words(page)
    assert "Luuri ei ymmärtänyt" in told
    assert "Miten voin auttaa? Soittaja sanoi purukalusto reistaa" in told
    assert "Luuri jatkoi Selvä. Soitammeko takaisin tähän numeroon?" in told
    assert "Puhelun tarve lopulta suun terveys Hyväksy" in told
    assert "/console/calls/CA1#turn-1" in page
    places = dict(
        re.findall(
            r'aria-label="Soittaja sanoi: ([^"]+)".*?suggestions/(turn-[0-9]+)/accept', page, re.DOTALL
        )
    )
    dental, odd = (
        f"/studio/suggestions/{places[each]}" for each in ("purukalusto reistaa", "jotain ihan outoa")
    )
    unknown, known = re.findall(r'<select id="need-turn-.*?</select>', page, re.DOTALL)
    assert re.findall(r'value="(\w*)" selected', known) == ["dental"]
    assert unknown.split(">")[1:3] == ['<option value=""', "Valitse tarve</option"]
    assert "selected" not in unknown

    form = {"text": "purukalu ihan hajalla", "need": "dental", "draft": "hampaat", "confirmed": "1"}
    for change, wrong in (
        ({"text": "purukalusto reistaa"}, "omin sanoin"),
        ({"text": "purukalu hajalla Jämsässä"}, "tunnistaa: Jämsässä"),
        ({"confirmed": ""}, "Vahvista"),
        ({"need": ""}, "Valitse tarve, jonka"),
    ):
        answer = await anna.post(f"{dental}/accept", **form | change)
        assert (answer.status_code, wrong in words(answer.text)) == (422, True), wrong
    assert (await anna.post(f"{dental}/accept", **form)).status_code == 303
    needs = parsed(studio.drafts.read("hampaat", "nlu_data/needs/dental.yml"))
    assert "- purukalu ihan hajalla" in needs["nlu"][0]["examples"]
    assert (await anna.post(f"{odd}/refuse")).headers["location"] == f"{HOME}?told=suggestion_refused"
    assert (await anna.post(f"{dental}/refuse")).status_code == 404
    told = words((await anna.get("/studio/suggestions")).text)
    assert ("purukalusto" in told, "jotain ihan outoa" in told) == (False, False)


async def test_what_is_told_to_callers_now_needs_no_draft(office: Office) -> None:
    anna = await office.signed_in("anna", "administrator")
    form = {"text": "Puhelimet ovat tukossa.", "until": "2026-11-24T10:00", "need": "dental"}
    answer = await anna.post("/studio/notices", **form | {"until": "2026-11-20T10:00"})
    assert (answer.status_code, "vielä edessä" in answer.text) == (422, True)
    assert (await anna.post("/studio/notices", **form)).status_code == 303
    page = (await anna.get("/studio/notices")).text
    assert "suun terveys" in words(page)
    [notice] = re.findall(r"/studio/notices/(\w+)/remove", page)
    await anna.post(f"/studio/notices/{notice}/remove")
    assert "Puhelimet ovat tukossa." not in (await anna.get("/studio/notices")).text


@pytest.mark.parametrize(
    ("language", "closed", "nothing"),
    [("fi", "kiinni", "ei mitään"), ("sv", "stängt", "ingenting"), ("en", "closed", "nothing")],
)
async def test_hours_that_go_are_told_in_the_visitors_language(
    office: Office, language: str, closed: str, nothing: str
) -> None:
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna)
    changed = SERVICE | {"hours_fri": "", "exception_day": "2026-12-24", "exception_hours": ""}
    assert (await anna.post(f"{page}/services/ensilinja", **changed)).status_code == 303
    await anna.post("/language", language=language, address="/console/studio")
    told = words((await anna.get(page)).text)
    assert f"8-15 {closed}" in told
    assert f"{nothing} 2026-12-24: {closed}" in told


async def test_any_release_can_be_a_draft_again(office: Office) -> None:
    studio = office.desk.studio
    assert studio is not None
    anna = await office.signed_in("anna", "administrator")
    page = await drafted(anna, "Toinen kysymys")
    await anna.post(f"{page}/prompts/utter_ask_open", wording=["Mitä asiasi koskee?", ""])
    earlier = Release(0, "", "2026-11-20T10:00:00+02:00", "staff:anna", "Toinen kysymys")
    number = studio.releases.cut(earlier, studio.drafts.edition("toinen-kysymys"), {}).number
    for live in (number, 0):
        event = {"at": earlier.at, "actor": "staff:anna", "reason": "Toinen kysymys", "how": "publish"}
        studio.releases.set_live(live, event)
    assert f"/console/studio/history/{number}/draft" in (await anna.get("/studio/history")).text
    answer = await anna.post(f"/studio/history/{number}/draft")
    again = answer.headers["location"].split("?")[0].removeprefix("/console")
    assert "Miten voin auttaa? Mitä asiasi koskee?" in words((await anna.get(again)).text)
    assert (await anna.post("/studio/history/99/draft")).status_code == 404
