"""Yes, no, and the choice between help now and a callback request."""

import pytest

from bot.care.answers import choice, yes_no


def yes(text: str) -> str | bool | None:
    answer = yes_no.read(text)
    return None if answer is None else answer.value


def chosen(text: str) -> str | bool | None:
    answer = choice.read(text)
    return None if answer is None else answer.value


@pytest.mark.parametrize(
    "said",
    ["joo", "juu", "Joo.", "jooo", "joo joo", "kyllä", "kyl", "kyllä kiitos", "sopii", "käy",
     "ihan hyvin käy", "tähän vaan",
     "joo tähän samaan", "okei", "pitää paikkansa", "oikein", "on", "olen", "ei kun joo", "eiku kyllä",
     "miksei", "mikä ettei",
     "ei haittaa", "jep", "1", "yksi", "tottakai", "joo se on oikein", "no joo", "aivan", "ilman muuta",
     "totta", "kyllä se sopii",
     "se on oikea numero", "ei oo väärä"],
)  # fmt: skip
def test_a_yes(said: str) -> None:
    assert yes(said) is True


@pytest.mark.parametrize(
    "said",
    ["ei", "Ei!", "en", "eikä", "ei käy", "ei kyllä oo oikein", "väärä", "väärin", "se on väärä numero",
     "ei kiitos", "joo ei",
     "no ei", "ei ole", "ei oo", "en halua", "toiseen numeroon", "ei se oo oikein", "2", "kaksi",
     "joo eiku ei", "ei todellakaan",
     "en mä", "eipä", "ei tähän", "kyllä ei", "ei mulla muuta", "en oo", "ei missään nimessä", "emmä"],
)  # fmt: skip
def test_a_no(said: str) -> None:
    assert yes(said) is False


@pytest.mark.parametrize(
    "said",
    ["", "moi", "en tiedä", "emmä tiiä", "en oo varma", "ehkä", "mitä sanoit", "kolme",
     "mulla on kuumetta", "anteeksi mitä",
     "en kuullut", "en ymmärrä"],
)  # fmt: skip
def test_neither(said: str) -> None:
    assert yes(said) is None


@pytest.mark.parametrize(
    "said",
    ["yhdistä päivystykseen", "nyt", "heti", "apua nyt", "1", "yhdistäkää vaan", "haluun puhua nyt heti",
     "päivystys",
     "kriisipuhelin", "ei soittopyyntöä vaan heti", "kyllä mä nyt tartten apua", "ensimmäinen",
     "tarvin jonkun heti",
     "päivystysapuun", "yhistä vaan", "en mä voi odottaa", "nytten"],
)  # fmt: skip
def test_help_now(said: str) -> None:
    assert chosen(said) == "now"


@pytest.mark.parametrize(
    "said",
    ["soittopyyntö", "soittakaa takaisin", "jätetään soittopyyntö", "2", "soittakaa huomenna",
     "takaisinsoitto", "voin odottaa",
     "odotan", "soittaa vaan takasin", "jätän pyynnön", "toinen", "ei päivystykseen", "soitto pyyntö",
     "mieluummin soitto",
     "ei mulla oo kiire"],
)  # fmt: skip
def test_a_callback(said: str) -> None:
    assert chosen(said) == "callback"


@pytest.mark.parametrize("said", ["", "moi", "en tiedä", "joo", "kolme", "mitä"])
def test_no_choice(said: str) -> None:
    assert chosen(said) is None
