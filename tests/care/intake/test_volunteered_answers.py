"""What a caller tells without being asked, and what is left to be asked."""

from datetime import datetime

import pytest

from bot.care.intake.volunteered import volunteered

NOW = datetime(2026, 11, 24, 10)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minulla on ollut kuumetta kolme päivää, ja yskin koko ajan.", {"for_whom": "self", "since": "P3D"}),
        (
            "äidillä on ollut kuumetta kolme päivää ja hän on 82-vuotias",
            {"for_whom": "äiti", "since": "P3D", "age": "P82Y"},
        ),
        (
            "meijän kolmevuotias poika on ollut kuumeessa eilisestä",
            {"for_whom": "poika", "age": "P3Y", "since": "P1D"},
        ),
        (
            "mun mies kaatui eilen ja selkä on kipeä",
            {"for_whom": "mies", "cause": "mun mies kaatui eilen ja selkä on kipeä"},
        ),
        ("oon kuustoista ja mua ahdistaa", {"for_whom": "self", "age": "P16Y"}),
        ("täytin kuuskytkaheksan", {"age": "P68Y"}),
        ("alaselkä on vihotellut jo pari kuukautta", {"since": "P2M"}),
        ("soitan äitini puolesta", {"for_whom": "äiti"}),
        (
            "mulla on ollut flunssaa viikon, asun Palokassa",
            {"for_whom": "self", "since": "P1W", "municipality": "Jyväskylä"},
        ),
        ("soitan Karstulasta, pitäis uusia reseptit", {"municipality": "Karstula"}),
        ("mulla on ollut oma hoitaja psykiatrialla", {"for_whom": "self", "own_nurse": "oma hoitaja"}),
    ],
)
def test_a_story_answers_questions_before_they_are_asked(text: str, expected: dict[str, str]) -> None:
    found = volunteered(text, NOW)
    assert {topic: told.value for topic, told in found.items()} == expected
    assert all(not told.asked and told.words == text for told in found.values())


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("kolme päivää sitten kävin lääkärissä ja vieläkin sattuu", "since"),
        ("viime vuonna oli sydänkohtaus ja nyt on kuumetta", "since"),
        ("mulla ja miehellä on kuumetta", "for_whom"),
        ("hammasta särkee", "for_whom"),
        ("mulla on kolme lasta", "age"),
        ("oon kolme kertaa soittanut", "age"),
        ("oon kakskyt vuotta ollut töissä", "age"),
        ("mun mies kuoli viis vuotta sitten ja nyt on säärihaava joka ei oo parantunu", "since"),
        ("mulla on multaa kengissä", "municipality"),
    ],
)
def test_what_is_unsure_is_left_to_be_asked(text: str, topic: str) -> None:
    assert topic not in volunteered(text, NOW)
