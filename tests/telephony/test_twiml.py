"""The documents themselves: well-formed, in Finnish, and the one that is hosted elsewhere."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.yaml_files import read_yaml
from telephony import twiml, words
from telephony.exchange.documents import DocumentFailed, read
from tests.telephony.fake_line import CALL_SID, TARGETS

ROOT = Path(__file__).resolve().parents[2]
FALLBACK = ROOT / "telephony" / "fallback.xml"


def test_a_stream_url_is_a_websocket_url() -> None:
    for base, expected in (
        ("https://a.example", "wss://a.example"),
        ("http://127.0.0.1:8", "ws://127.0.0.1:8"),
    ):
        [connect, *_] = read(twiml.stream(base, "t", TARGETS["paivystysapu"]))
        assert connect.noun("Stream").attributes["url"] == expected + "/twilio/media"


def test_a_transfer_rings_until_it_is_bridged_and_shows_our_number() -> None:
    document = twiml.transfer(
        "https://a.example", CALL_SID, [TARGETS["ensilinja"]], caller_id="+358942720000"
    )
    [dial] = read(document)
    assert dial.attributes["answerOnBridge"] == "true"
    assert dial.attributes["timeout"] == "25"
    assert dial.attributes["callerId"] == "+358942720000"
    assert dial.noun("Number").attributes["url"].startswith("https://a.example/twilio/answerer?")


def test_a_transfer_to_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="somebody"):
        twiml.transfer("https://a.example", CALL_SID, [])


def test_what_twilio_says_is_finnish() -> None:
    for document in (twiml.nobody(TARGETS["paivystysapu"]), twiml.person(None), FALLBACK.read_text()):
        said = list(ElementTree.fromstring(document).iter("Say"))
        assert said
        assert {say.get("language") for say in said} == {words.LANGUAGE}


def test_the_fallback_document_plays_and_needs_no_host_of_ours() -> None:
    verbs = read(FALLBACK.read_text(encoding="utf-8"))
    assert [verb.name for verb in verbs] == ["Say", "Dial", "Say"]
    dial = verbs[1]
    assert "action" not in dial.attributes
    assert "url" not in dial.noun("Number").attributes
    assert verbs[0].text == words.CONNECTING
    assert verbs[2].text == words.HELP_WITHOUT_DIRECTORY


def test_the_fallback_document_rings_the_directorys_round_the_clock_number() -> None:
    directory = read_yaml(ROOT / "dialogues" / "services.yml")
    [line] = [service for service in directory["services"] if service["id"] == "paivystysapu"]
    assert line["always"] is True
    assert read(FALLBACK.read_text(encoding="utf-8"))[1].noun("Number").text == line["transfer_number"]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "<Response",
        "<Other/>",
        "<Response><Fax/></Response>",
        "<Response><Dial><Sip/></Dial></Response>",
    ],
)
def test_the_exchange_plays_no_document_that_it_does_not_understand(document: str) -> None:
    with pytest.raises(DocumentFailed):
        read(document)
