"""The summary for the nurse."""

from hypothesis import given
from hypothesis import strategies as st

from bot.care.summary import HeardFlag, Intake, age_in_finnish, summary

FULL = Intake(
    concern="kuumetta kolme päivää ja kurkku on niin kipee",
    need="infektio-oireet",
    for_whom="oma lapsi",
    age="P3Y",
    municipality="Laukaa",
    number="040 123 4567",
    preferred_time="huomenna aamupäivällä",
    flags=(HeardFlag("hengitys", "henki ei kulje", denied=True),),
    answers=(("Milloin alkoi", "toissapäivänä"),),
    promised="Takaisinsoitto tänään kello 16 mennessä",
    interpreter="arabia",
)


def test_a_summary_tells_everything_in_the_order_of_isbar() -> None:
    text = summary(FULL)
    assert [line[0] for line in text.splitlines() if " – " in line] == list("ISBAR")
    for words in (
        "”kuumetta kolme päivää ja kurkku on niin kipee”", "infektio-oireet", "oma lapsi", "3 vuotta",
        "Laukaa",
        "040 123 4567", "huomenna aamupäivällä", "hengitys: ”henki ei kulje” (soittaja kielsi myöhemmin)",
        "Milloin alkoi: ”toissapäivänä”", "Takaisinsoitto tänään kello 16 mennessä", "arabia",
    ):  # fmt: skip
        assert words in text


def test_what_was_not_told_is_said_to_be_so() -> None:
    text = summary(Intake())
    assert text.count("ei kerrottu") == 5
    assert "Hälytysmerkkejä ei kuultu" in text


def test_a_summary_judges_nothing() -> None:
    for text in (summary(Intake()), summary(FULL)):
        assert not any(
            word in text.lower() for word in ("kiireellinen", "kiireetön", "suositus", "diagnoosi", "riski")
        )


def test_ages_in_finnish() -> None:
    assert [age_in_finnish(age) for age in ("P1Y", "P1Y6M", "P3M", "P2W", "P0D", "noin 40", "P1.5W")] == [
        "1 vuosi", "1 vuosi 6 kuukautta", "3 kuukautta", "2 viikkoa", "vastasyntynyt", "noin 40", "P1.5W",
    ]  # fmt: skip


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_answer_can_pass_for_a_group_of_its_own(concern: str, answer: str) -> None:
    text = summary(Intake(concern=concern, answers=(("Kysymys", answer),)))
    assert len(text.split("\n")) == len(summary(Intake(concern="x", answers=(("Kysymys", "y"),))).split("\n"))
