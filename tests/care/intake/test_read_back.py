"""What was gathered, told back in a sentence or two."""

from datetime import datetime

import pytest

from bot.care.intake import Told
from bot.care.intake.volunteered import volunteered
from bot.care.intake.wording import ToldBack, person_words, read_back, spoken_value, time_in_finnish
from bot.dialogue import data

TOLD_BACK = ToldBack(data.intake()["symptoms"], data.intake()["subjects"])
MATTERS = data.intake()["matters"]
NOW = datetime(2026, 11, 24, 10)


@pytest.mark.parametrize(
    ("story", "need", "said"),
    [
        (
            "äidillä on ollut kuumetta kolme päivää ja hän on 82-vuotias",
            "infection_symptoms",
            "äidilläsi on ollut kuumetta 3 päivää, ja hän on 82-vuotias",
        ),
        ("mulla on yskää ja nuhaa", "infection_symptoms", "sinulla on yskää ja nuhaa"),
        ("mulla ei oo kuumetta", "infection_symptoms", "asiasi koskee oireita, joista kerroit"),
        ("soitan miehen puolesta hampaista", "dental", "miehesi asia koskee hampaita"),
        ("suussa on jotain outoa", "dental", "asiasi koskee hampaita tai suuta"),
        ("polvi on ollut kipeä viikon", "musculoskeletal", "asiasi koskee polvea, ja se alkoi viikko sitten"),
        (
            "mulla on ollut selkä kipeä viikon ja oon viiskyt",
            "musculoskeletal",
            "asiasi koskee selkää. Se alkoi viikko sitten, ja olet 50-vuotias",
        ),
        (
            "paljonko lapselle saa antaa kuumelääkettä",
            "medication_advice",
            "lapsen asia koskee lääkeneuvontaa",
        ),
    ],
)
def test_a_story_is_told_back(story: str, need: str, said: str) -> None:
    answers = volunteered(story, NOW) | {"concern": Told(story, story)}
    assert read_back(MATTERS[need], answers, TOLD_BACK) == said


def test_a_matter_without_a_name_is_told_back_in_the_callers_words() -> None:
    answers = {"concern": Told("se juttu keväältä", "se juttu keväältä")}
    assert read_back(None, answers, TOLD_BACK) == "sinulla on asia: se juttu keväältä"


def test_every_need_with_questions_has_its_words() -> None:
    asked = {need for need, topics in data.intake()["needs"].items() if topics} - {"callback_request"}
    assert asked <= MATTERS.keys()


@pytest.mark.parametrize(
    ("whom", "age", "has"),
    [("self", "P30Y", "sinulla"), ("äiti", "P80Y", "hänellä"), ("poika", "P3Y", "lapsella"),
     ("poika", "P40Y", "hänellä"), ("unknown", "P3Y", "sinulla")],
)  # fmt: skip
def test_questions_follow_the_person(whom: str, age: str, has: str) -> None:
    assert person_words({"for_whom": Told(whom, ""), "age": Told(age, "")})["who_has"] == has


@pytest.mark.parametrize(
    ("topic", "value", "written"),
    [
        ("age", "P82Y", "82 vuotta"), ("age", "P1Y3M", "1 vuosi 3 kuukautta"), ("since", "P3D", "3 päivää sitten"),
        ("since", "2026-11-23", "23.11.2026"), ("since", "2026-03", "maaliskuussa 2026"), ("since", "P1D", "eilen"),
        ("for_whom", "self", "soittaja itse"), ("illnesses", "none", "ei ole"), ("illnesses", "unknown", "ei tiedä"),
        ("severity", "refused", "ei halunnut kertoa"), ("age", "unheard", "kysyttiin, vastaus ei selvinnyt"),
        ("illnesses", "astma", "”astma”"),
    ],
)  # fmt: skip
def test_answers_are_written_as_people_write(topic: str, value: str, written: str) -> None:
    assert spoken_value(topic, Told(value, value)) == written


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("../..", "milloin vain"), ("2026-11-26T12:00/2026-11-26T17:00", "26.11. klo 12–17"),
        ("2026-11-25T14:30/..", "25.11. klo 14.30 jälkeen"), ("2026-11-26T09:00", "26.11. klo 9"),
        ("2026-11-26", "26.11."), ("../2026-11-26T12:00", "viimeistään 26.11. klo 12"),
        ("2026-11-26/..", "26.11. alkaen"), ("2026-11-30/2026-12-04", "30.11.–4.12."), ("joskus", "joskus"),
    ],
)  # fmt: skip
def test_a_wished_time_is_written_for_people(value: str, said: str) -> None:
    assert time_in_finnish(value) == said
