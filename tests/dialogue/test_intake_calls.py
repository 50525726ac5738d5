"""The intake as a whole conversation: real Rasa, real actions, a real database."""

from collections.abc import AsyncIterator

import pytest

from bot.conversation.answering import as_answer
from bot.conversation.events import DialogueReply
from bot.dialogue.rasa import RasaDialogue
from bot.records.intake_answers import SqlIntakeAnswers
from tests.dialogue.fakes import TUESDAY_19
from tests.dialogue.servers import DialogueServers
from tests.dialogue.talking import does, new_call, talk, through

pytestmark = pytest.mark.slow


@pytest.fixture
async def rasa(servers: DialogueServers) -> AsyncIterator[RasaDialogue]:
    dialogue = RasaDialogue(servers.url, servers.token, timeout_s=20)
    yield dialogue
    await dialogue.close()


def kept(servers: DialogueServers, sid: str) -> dict[str, str]:
    """What is kept of the call's answers, by topic."""
    return {each.topic: each.told.value for each in SqlIntakeAnswers(servers.engine).of_call(sid)}


def said(reply: DialogueReply) -> str:
    return " ".join(message.text for message in reply.messages)


async def test_a_mothers_fever_asks_only_what_was_not_told_and_is_read_back(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await rasa.turn(
        sid, "äidillä on ollut kuumetta kolme päivää ja hän on 82-vuotias", turn=1, confidence=0.9
    )
    asked = []
    lines = ("seitsemän", "kurkku on kipee", "sydänvika on", "Karstulassa", "ohita", "joo", "milloin vaan")
    for line in lines:
        asked.append(reply.topic)
        reply = await rasa.turn(sid, line, as_answer=as_answer(reply.topic, line))
    assert asked == [
        "severity", "other_symptoms", "illnesses", "municipality", "birth_date", "number_ok", "time",
    ]  # fmt: skip
    assert reply.messages[-1].text == (
        "Kirjasin, että äidilläsi on ollut kuumetta 3 päivää, ja hän on 82-vuotias. Menikö oikein?"
    )
    reply = await rasa.turn(sid, "kyllä")
    assert does(reply) == ["booked"]
    found = kept(servers, sid)
    assert (found["for_whom"], found["age"], found["since"]) == ("äiti", "P82Y", "P3D")
    assert found["birth_date"] == "refused"
    assert (found["severity"], found["municipality"], found["illnesses"]) == ("7", "Karstula", "sydänvika on")
    first = next(each for each in SqlIntakeAnswers(servers.engine).of_call(sid) if each.topic == "since")
    assert (first.told.turn, first.told.asked) == (1, False)
    assert first.told.confidence is not None


async def test_questions_about_another_person_speak_of_that_person(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    assert (await rasa.turn(sid, "meijän pojalla on kuumetta eilisestä")).messages[-1].text == (
        "Minkä ikäinen lapsi on?"
    )
    reply = await rasa.turn(sid, "kaks vuotta")
    assert (reply.topic, "kuumetta" in said(reply)) == ("fever", True)
    reply = await rasa.turn(sid, "kolkytyheksän ja puoli")
    assert reply.topic == "drinking"
    assert kept(servers, sid)["age"] == "P2Y"


async def test_a_renewal_is_two_questions(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    assert (await rasa.turn(sid, "reseptin uusinta kiitos")).topic == "medicine"
    assert (await rasa.turn(sid, "verenpainelääke")).topic == "birth_date"
    assert (await rasa.turn(sid, "viides kolmatta viiskytkaheksan")).topic == "number_ok"
    found = kept(servers, sid)
    assert (found["birth_date"], found["age"]) == ("1958-03-05", "P68Y")


async def test_a_correction_in_any_turn_changes_the_earlier_answer(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    await talk(rasa, sid, "mulla on ollut kuumetta maanantaista", "kuuskytkuus", "viis")
    reply = await rasa.turn(sid, "eiku kuuskytseittemän")
    assert (reply.topic, "korjasin" in said(reply)) == ("other_symptoms", True)
    reply = await rasa.turn(sid, "ei vaan tiistaista")
    assert reply.topic == "other_symptoms"
    found = kept(servers, sid)
    assert (found["age"], found["since"]) == ("P67Y", "2026-11-17")


async def test_another_person_is_asked_about_anew(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mulla on kuumetta", "45", "siis tarkotin äitiä")
    assert (reply.topic, said(reply).endswith("Minkä ikäinen hän on?")) == ("age", True)


async def test_a_denied_read_back_is_corrected_and_read_again(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    await through(rasa, sid, await rasa.turn(sid, "mulla on kuumetta ja yskää"))
    await talk(rasa, sid, "joo", "milloin vaan")
    assert (await rasa.turn(sid, "ei")).topic == "correction"
    reply = await rasa.turn(sid, "ikä on neljäkytkuus")
    assert (reply.topic, "46-vuotias" in said(reply)) == ("summary_ok", True)
    reply = await rasa.turn(sid, "ei, oon neljäkytseittemän")
    assert (reply.topic, "47-vuotias" in said(reply)) == ("summary_ok", True)
    reply = await talk(rasa, sid, "ei", "se lääke oli kyllä ihan muu")
    assert does(reply) == ["booked"]
    assert kept(servers, sid)["correction"] == "se lääke oli kyllä ihan muu"


async def test_what_is_not_understood_three_times_is_left_to_the_nurse(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    first = await rasa.turn(sid, "hammasta särkee")
    asked = [first.messages[-1].text]
    for _ in range(2):
        reply = await rasa.turn(sid, "höpö höpö löpö")
        assert (does(reply), reply.topic) == (["misunderstood"], "for_whom")
        asked.append(reply.messages[-1].text)
    assert len(set(asked)) == 3
    reply = await rasa.turn(sid, "höpö höpö löpö")
    assert (does(reply), reply.topic) == ([], "age")
    assert kept(servers, sid)["for_whom"] == "unheard"


async def test_repeats_waits_and_persons_work_at_the_intakes_questions(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    assert (await rasa.turn(sid, "mulla on kuumetta ja yskää")).topic == "age"
    for line, does_what in (("mitä sanoit", "repeat"), ("hitaammin", "repeat"), ("odota hetki", "wait")):
        reply = await rasa.turn(sid, line)
        assert (does(reply), reply.topic) == ([does_what], "age")
    assert does(await rasa.turn(sid, "haluan puhua ihmiselle")) == ["person"]


async def test_the_time_can_be_keyed_from_a_menu(servers: DialogueServers, rasa: RasaDialogue) -> None:
    sid = new_call(servers)
    await through(rasa, sid, await rasa.turn(sid, "mulla on kuumetta ja yskää"))
    reply = await talk(rasa, sid, "1", "höpö höpö löpö")
    assert (reply.topic, "nelonen" in said(reply)) == ("time", True)
    assert (await rasa.turn(sid, "4")).topic == "summary_ok"
    assert kept(servers, sid)["time"] == "../.."


@pytest.mark.parametrize("line", ["joo on", "en halua sanoa", "1"])
async def test_only_a_clear_no_to_safety_lets_the_call_go_on(
    servers: DialogueServers, rasa: RasaDialogue, line: str
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mua ahdistaa", "45", line)
    assert (does(reply), reply.effects[0]["category"]) == (["danger"], "suicide_self_harm")
    assert kept(servers, sid)["safety"] in ("yes", "refused")


async def test_an_unclear_answer_about_safety_is_asked_once_more_and_then_a_person_comes(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mua ahdistaa", "45", "no tuota noin niin")
    assert (reply.topic, does(reply)) == ("safety", ["misunderstood"])
    assert does(await rasa.turn(sid, "no tuota noin niin")) == ["danger"]


async def test_a_relative_is_asked_about_the_one_who_suffers(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers, TUESDAY_19)
    reply = await rasa.turn(sid, "mun mies juo ihan liikaa")
    assert reply.messages[-1].text == "Minkä ikäinen hän on?"
    reply = await rasa.turn(sid, "45")
    assert "hän vahingoittaisi itseään" in said(reply)
    assert (await rasa.turn(sid, "ei")).topic == "help_choice"
    assert kept(servers, sid)["for_whom"] == "mies"


async def test_an_age_that_is_refused_does_not_stop_the_call(
    servers: DialogueServers, rasa: RasaDialogue
) -> None:
    sid = new_call(servers)
    reply = await talk(rasa, sid, "mua ahdistaa", "en halua sanoa", "ei")
    assert reply.effects == ({"do": "transfer", "service": "ensilinja"},)
