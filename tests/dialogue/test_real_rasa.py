"""Whole conversations with the real Rasa, the real action server and a real database."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from bot.conversation.events import DialogueReply
from bot.dialogue.rasa import DialogueFailed, RasaDialogue
from bot.dialogue.server import action_command, rasa_command
from bot.dialogue.training import train
from bot.edition import WORKING_TREE, Edition
from bot.processes import free_port
from bot.yaml_files import read_yaml
from tests.dialogue.fakes import TUESDAY_19
from tests.dialogue.servers import DialogueServers, start, wait_for
from tests.dialogue.talking import asked_number, does, new_call, talk, through

pytestmark = pytest.mark.slow


@pytest.fixture
async def rasa(servers: DialogueServers) -> AsyncIterator[RasaDialogue]:
    dialogue = RasaDialogue(servers.url, servers.token, timeout_s=20)
    yield dialogue
    await dialogue.close()


async def test_a_fever_by_day_is_booked_and_the_caller_says_goodbye(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "mulla on kova kuume ja kurkku kipee")
    assert (reply.topic, reply.need) == ("age", "infection_symptoms")
    reply = await through(rasa, sid, reply)
    assert reply.messages[-1].text == "Soitammeko takaisin tähän numeroon, 040 123 4567?"
    reply = await rasa.turn(sid, "joo")
    assert (reply.topic, reply.need) == ("time", "affirm")
    reply = await rasa.turn(sid, "milloin vaan")
    assert reply.topic == "summary_ok"
    assert reply.messages[-1].text.startswith("Kirjasin, että sinulla on")
    reply = await rasa.turn(sid, "joo")
    assert does(reply) == ["booked"]
    assert reply.topic == "anything_else"
    assert "tänään viimeistään kello 16" in reply.messages[0].text
    row = reply.effects[0]["callback_request"]
    assert (row["concern"], row["number"]) == ("mulla on kova kuume ja kurkku kipee", "+358401234567")
    assert (await rasa.turn(sid, "ei kiitos")).topic == "feedback"
    assert does(await rasa.turn(sid, "neljä")) == ["goodbye"]


async def test_an_evening_caller_chooses_and_gives_another_number(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers, TUESDAY_19)
    reply = await rasa.turn(sid, "lapsella on yskää ja kuumetta")
    assert reply.topic == "help_choice"
    assert "huomenna kello 8" in reply.messages[-1].text
    assert "116117" in reply.messages[-1].text
    await asked_number(rasa, sid, "soittopyyntö kiitos")
    reply = await talk(rasa, sid, "ei", "0501234567")
    assert reply.topic == "number_ok"
    reply = await talk(rasa, sid, "joo", "en tiedä", "joo")
    assert reply.effects[0]["callback_request"]["number"] == "+358501234567"
    assert "huomenna viimeistään kello 16" in reply.messages[0].text


async def test_an_anxious_adult_is_transferred_to_ensilinja(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "mua ahdistaa ihan hirveesti")
    assert reply.topic == "age"
    reply = await rasa.turn(sid, "neljäkytviis")
    assert reply.topic == "safety"
    assert "vahingoittaisit itseäsi" in reply.messages[-1].text
    reply = await rasa.turn(sid, "ei oo")
    assert reply.effects == ({"do": "transfer", "service": "ensilinja"},)


async def test_ensilinja_closed_and_help_now(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers, TUESDAY_19)
    reply = await talk(rasa, sid, "mua ahdistaa", "45", "ei")
    assert reply.topic == "help_choice"
    assert "Kriisipuhelin" in reply.messages[-1].text
    reply = await rasa.turn(sid, "yhdistä nyt")
    assert reply.effects == ({"do": "transfer", "service": "paivystysapu"},)


async def test_ensilinja_closed_and_a_callback(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers, TUESDAY_19)
    await asked_number(rasa, sid, "mua ahdistaa ja itkettää", "45", "2", "2")
    reply = await talk(rasa, sid, "1", "milloin vain", "1")
    assert reply.effects[0]["callback_request"]["service"] == "ensilinja"


async def test_danger_interrupts_a_question_and_the_question_can_be_taken_up_again(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mua ahdistaa", "mä haluan kuolla")
    assert reply.effects[0]["category"] == "suicide_self_harm"
    assert reply.messages == ()
    assert reply.topic == "safety"
    assert (await rasa.turn(sid, "/resume", command=True)).topic == "age"


async def test_a_toothache_is_a_request_to_the_dental_care(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "hampaasta lohkesi iso pala")
    assert (reply.topic, reply.need) == ("for_whom", "dental")
    assert "suun terveydenhuolto" in reply.messages[0].text
    await through(rasa, sid, reply)
    reply = await talk(rasa, sid, "joo", "huomenna aamulla", "joo")
    assert reply.effects[0]["callback_request"]["service"] == "suun_terveydenhuolto"


async def test_an_open_wish_for_an_appointment_is_one_question(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "lääkäriaika")
    assert [message.text for message in reply.messages] == ["Selvä, autan siinä. Mitä asia koskee?"]
    assert reply.topic == "concern"
    await asked_number(rasa, sid, "hammasta särkee")
    reply = await talk(rasa, sid, "joo", "milloin vaan", "joo")
    row = reply.effects[0]["callback_request"]
    assert (row["need"], row["service"], row["concern"]) == (
        "dental",
        "suun_terveydenhuolto",
        "hammasta särkee",
    )


async def test_a_young_person_is_transferred_to_the_youth_services(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    assert (await rasa.turn(sid, "mun teini ei suostu menemään kouluun kun ahdistaa")).topic == "age"
    assert (await rasa.turn(sid, "viistoista")).topic == "safety"
    reply = await rasa.turn(sid, "ei")
    assert reply.effects == ({"do": "transfer", "service": "nuorten_mielenterveys"},)


async def test_opening_hours_are_told_and_the_caller_may_go_on(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "mihin aikaan te ootte auki")
    assert (does(reply), reply.topic) == (["informed"], "anything_else")
    assert "arkisin kello 8–16" in reply.messages[0].text
    assert (await rasa.turn(sid, "joo mulla on kuumetta ja yskää")).topic == "age"


async def test_waiting_says_nothing_else_and_keeps_the_question(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mulla on kuumetta ja yskää", "odota hetki")
    assert [message.text for message in reply.messages] == ["Odotan rauhassa."]
    assert (does(reply), reply.topic) == (["wait"], "age")
    assert (await rasa.turn(sid, "45")).topic == "since"


async def test_feedback_is_thanked_and_no_callback_is_pressed(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(sid, "haluan antaa palautetta huonosta kohtelusta")
    assert reply.topic == "wants_contact"
    reply = await rasa.turn(sid, "ei tarvitse")
    assert (does(reply), reply.topic) == (["informed"], "anything_else")


async def test_danger_interrupts_feedback(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "haluan antaa palautetta huonosta kohtelusta", "mä haluan kuolla")
    assert (does(reply), reply.topic) == (["suspect"], "safety")


async def test_a_form_survives_a_repeat_and_a_misunderstanding(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "reseptin uusinta verenpainelääkkeisiin", "mitä sanoit")
    assert (does(reply), reply.messages, reply.topic) == (["repeat"], (), "birth_date")
    reply = await rasa.turn(sid, "höpö höpö löpö")
    assert (does(reply), reply.topic) == (["misunderstood"], "birth_date")
    assert (await rasa.turn(sid, "5.3.1958")).topic == "number_ok"


async def test_a_person_is_given_in_the_middle_of_a_form(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    assert does(await talk(rasa, sid, "reseptin uusinta kiitos", "haluan puhua ihmiselle")) == ["person"]


async def test_nobody_on_duty_is_a_choice_and_then_a_request(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers, TUESDAY_19)
    assert (await rasa.turn(sid, "/human_agent", command=True)).topic == "help_choice"
    reply = await rasa.turn(sid, "soittopyyntö")
    assert reply.topic == "concern"
    await asked_number(rasa, sid, "polvi on turvonnut")
    assert does(await talk(rasa, sid, "joo", "huomenna aamulla", "joo")) == ["booked"]


async def test_the_calls_own_wish_for_a_person_inside_a_form_offers_the_choice(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers, TUESDAY_19)
    assert (await talk(rasa, sid, "mulla on kuumetta ja yskää", "soittopyyntö")).topic == "age"
    assert (await rasa.turn(sid, "/human_agent", command=True)).topic == "help_choice"


async def test_nobody_answered_and_a_request_is_taken_instead(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    assert does(await talk(rasa, sid, "mua ahdistaa ja itkettää", "45", "ei")) == ["transfer"]
    await through(rasa, sid, await rasa.turn(sid, "/callback_request", command=True))
    reply = await talk(rasa, sid, "joo", "iltapäivällä", "joo")
    assert reply.effects[0]["callback_request"]["service"] == "ensilinja"


async def test_a_spoken_number_is_booked_only_after_a_yes(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers, number=None)
    await through(rasa, sid, await rasa.turn(sid, "mulla on kuumetta ja yskää"), until="number")
    reply = await rasa.turn(sid, "nolla viiskyt yks kaks kolme neljä viis kuus seittemän.")
    assert (reply.topic, reply.messages[-1].text) == (
        "number_ok",
        "Soitammeko takaisin tähän numeroon, 050 123 4567?",
    )
    reply = await rasa.turn(sid, "ei")
    assert (reply.topic, "näppäile" in reply.messages[-1].text) == ("number", True)
    assert (await rasa.turn(sid, "050 123 45 68")).topic == "number_ok"
    assert (await rasa.turn(sid, "joo")).topic == "time"
    reply = await rasa.turn(sid, "ei kun numero on 044 123 4567")
    assert (reply.topic, "044 123 4567" in reply.messages[-1].text) == ("number_ok", True)
    assert (await rasa.turn(sid, "kyllä")).topic == "time"
    reply = await talk(rasa, sid, "milloin vaan", "joo")
    assert reply.effects[0]["callback_request"]["number"] == "+358441234567"


async def test_a_turn_inside_a_form_is_taken_back(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    await asked_number(rasa, sid, "mulla on kuumetta ja yskää")
    assert (await rasa.turn(sid, "ei")).topic == "number"
    assert (await rasa.turn(sid, "ei kun joo", rewind=True)).topic == "time"
    assert (await rasa.turn(sid, "milloin vaan")).topic == "summary_ok"
    assert does(await rasa.turn(sid, "joo")) == ["booked"]
    assert does(await rasa.turn(sid, "joo joo", rewind=True)) == ["booked"]


async def test_the_first_turn_is_taken_back(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    await rasa.turn(sid, "mua ahdistaa")
    reply = await rasa.turn(sid, "mua ahdistaa kun reseptin uusinta on tekemättä", rewind=True)
    assert reply.topic in ("age", "medicine")


async def test_a_repeated_booking_is_the_same_request(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    await asked_number(rasa, sid, "mulla on kuumetta ja yskää")
    first = await talk(rasa, sid, "joo", "milloin vaan", "joo")
    await through(rasa, sid, await talk(rasa, sid, "joo", "pitäis uusia resepti"), until="time")
    second = await talk(rasa, sid, "aamulla", "joo")
    assert [does(first), does(second)] == [["booked"], ["booked"]]
    assert first.effects[0]["callback_request"]["id"] == second.effects[0]["callback_request"]["id"]


async def test_a_failing_database_never_says_booked(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    await asked_number(rasa, sid, "mulla on kuumetta ja yskää")
    assert (await talk(rasa, sid, "joo", "milloin vaan")).topic == "summary_ok"
    with servers.engine.begin() as connection:
        connection.execute(text("ALTER TABLE callback_requests RENAME TO away"))
    try:
        with pytest.raises(DialogueFailed):
            await rasa.turn(sid, "joo")
    finally:
        with servers.engine.begin() as connection:
            connection.execute(text("ALTER TABLE away RENAME TO callback_requests"))


async def test_a_wrong_token_is_refused(servers: DialogueServers) -> None:
    stranger = RasaDialogue(servers.url, "guess")
    with pytest.raises(DialogueFailed):
        await stranger.turn("CA1", "joo")
    with pytest.raises(DialogueFailed):
        await stranger.parse("joo")
    async with httpx.AsyncClient(trust_env=False) as client:
        action = await client.post(f"http://127.0.0.1:{servers.action_port}/webhook", json={})
        assert action.status_code == 401
        tracker = await client.get(f"{servers.url}/conversations/CA1/tracker")
        assert tracker.status_code == 404


async def test_ten_calls_at_once_do_not_mix(servers: DialogueServers) -> None:
    rasa = RasaDialogue(servers.url, servers.token, timeout_s=60)
    sids = [new_call(servers, number=f"+35840123{index:04}") for index in range(10)]

    async def whole_call(sid: str) -> DialogueReply:
        await asked_number(rasa, sid, "mulla on kuumetta ja yskää")
        return await talk(rasa, sid, "joo", "milloin vaan", "joo")

    replies = await asyncio.gather(*(whole_call(sid) for sid in sids))
    numbers = [reply.effects[0]["callback_request"]["number"] for reply in replies]
    assert numbers == [f"+35840123{index:04}" for index in range(10)]


async def test_held_out_utterances_are_understood(rasa: RasaDialogue) -> None:
    held_out = read_yaml(Path(__file__).parent / "utterances.yml")
    wrong, total = [], 0
    for need, lines in held_out.items():
        for line in lines:
            total += 1
            found = (await rasa.parse(line)).ranking
            if next(name for name, _ in found if name != "nlu_fallback") != need:
                wrong.append((line, need, found[:2]))
    assert len(wrong) / total <= 0.15, wrong


async def test_without_the_action_server_danger_is_still_asked_about(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    in_a_form = new_call(servers)
    await rasa.turn(in_a_form, "mua ahdistaa")
    servers.actions.kill()
    servers.actions.wait()
    try:
        with pytest.raises(DialogueFailed):
            await rasa.turn(new_call(servers), "mulla on kuumetta ja yskää")
        with pytest.raises(DialogueFailed):
            await rasa.turn(in_a_form, "neljäkytviis")
        assert does(await rasa.turn(new_call(servers), "mies ei hengitä")) == ["suspect"]
    finally:
        log = servers.folder / "actions.log"
        revived = start(action_command(servers.settings, servers.action_port), log)
        servers.revived.append(revived)
        wait_for(f"http://127.0.0.1:{servers.action_port}/health", revived, log)
    assert (await rasa.turn(new_call(servers), "mua ahdistaa")).topic == "age"


async def test_a_changed_wording_is_said_by_the_model_as_it_is(
    servers: DialogueServers, tmp_path: Path
) -> None:
    callback = "dialogues/domain/callback.yml"
    for name in WORKING_TREE.files():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((WORKING_TREE.root / name).read_bytes())
    changed = (tmp_path / callback).read_text(encoding="utf-8").replace("Soitammeko takaisin", "Soitetaanko")
    (tmp_path / callback).write_text(changed, encoding="utf-8")
    edition = Edition(tmp_path, "changed")
    assert train(servers.settings, edition) == train(servers.settings)

    port, log = free_port(), tmp_path / "rasa.log"
    process = start(rasa_command(servers.settings, port, servers.action_port, edition), log)
    servers.revived.append(process)
    await asyncio.to_thread(wait_for, f"http://127.0.0.1:{port}/webhooks/luuri/", process, log)
    dialogue = RasaDialogue(f"http://127.0.0.1:{port}", servers.token, timeout_s=20)
    sid = new_call(servers)
    reply = await through(dialogue, sid, await dialogue.turn(sid, "mulla on kova kuume ja kurkku kipee"))
    assert reply.messages[-1].text == "Soitetaanko tähän numeroon, 040 123 4567?"
    await dialogue.close()
    process.kill()
