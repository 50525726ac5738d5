import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.speech.finnish_numbers import ELATIVE, ILLATIVE, in_words
from bot.speech.spoken import for_voice, phone_in_words


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Soita heti numeroon 112.", "Soita heti numeroon yksi yksi kaksi."),
        ("soita 112:een", "soita yksi yksi kahteen"),
        (
            "Päivystysapu 116117 vastaa 24/7.",
            "Päivystysapu yksi yksi kuusi, yksi yksi seitsemän vastaa ympäri vuorokauden.",
        ),
        ("numero 116 117", "numero yksi yksi kuusi, yksi yksi seitsemän"),
        ("040 123 4567", "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän"),
        ("+358 40 123 4567", "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän"),
        ("0401234567", "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän"),
        ("09 2525 0111", "nolla yhdeksän, kaksi viisi kaksi viisi, nolla yksi yksi yksi"),
        ("kello 14.30", "kello neljätoista kolmekymmentä"),
        ("klo 8.05", "kello kahdeksan nolla viisi"),
        ("kello 16 mennessä", "kello kuuteentoista mennessä"),
        ("kello 12 jälkeen", "kello kahdentoista jälkeen"),
        ("ennen kello 16", "ennen kello kuuttatoista"),
        (
            "ma–to 8–16 ja pe 8-15",
            "maanantaista torstaihin kahdeksasta kuuteentoista ja perjantaina kahdeksasta viiteentoista",
        ),
        ("35 vuotta", "kolmekymmentäviisi vuotta"),
        ("38,5 °C", "kolmekymmentäkahdeksan pilkku viisi astetta"),
        ("24.12. on kiinni", "kahdeskymmenesneljäs joulukuuta on kiinni"),
        ("esim. n. 5 min", "esimerkiksi noin viisi minuuttia"),
        ("paina 0", "paina nolla"),
        ("Kerro vapaasti, mitä asiasi koskee.", "Kerro vapaasti, mitä asiasi koskee."),
    ],
)
def test_written_finnish_is_read_as_people_say_it(written: str, said: str) -> None:
    assert for_voice(written) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+358401234567", "nolla neljä nolla, yksi kaksi kolme, neljä viisi kuusi seitsemän"),
        ("+358142663020", "nolla yksi neljä, kaksi kuusi kuusi, kolme nolla kaksi nolla"),
        ("116117", "yksi yksi kuusi, yksi yksi seitsemän"),
        ("112", "yksi yksi kaksi"),
        (
            "+46701234567",
            "nolla nolla neljä kuusi, seitsemän nolla yksi, kaksi kolme neljä, viisi kuusi seitsemän",
        ),
    ],
)
def test_phone_numbers_are_read_back_in_groups(number: str, said: str) -> None:
    assert phone_in_words(number) == said


def test_numbers_bend() -> None:
    assert in_words(21, ILLATIVE) == "kahteenkymmeneenyhteen"
    assert in_words(18, ELATIVE) == "kahdeksastatoista"


@given(st.text(max_size=60))
def test_no_figure_is_left_for_the_voice_to_read(text: str) -> None:
    said = for_voice(text)
    assert not any(character in "0123456789" for character in said)
    assert for_voice(said) == said


@given(st.from_regex(r"\+358(40|50|45)\d{7}", fullmatch=True))
def test_every_digit_of_a_mobile_number_is_said(number: str) -> None:
    assert len(phone_in_words(number).replace(",", "").split()) == 10
