from bot.studio.differences import Change, differences, lines_of
from bot.studio.drafts import Drafts
from bot.studio.releases import Releases
from tests.studio.conftest import changed


def told(drafts: Drafts, releases: Releases, path: str, *swaps: tuple[str, str]) -> list[Change]:
    return differences(releases.live(), changed(drafts, path, *swaps))


def test_a_prompt_is_told_with_its_old_and_new_words(drafts: Drafts, releases: Releases) -> None:
    swap = ("Milloin sinulle sopii", "Koska sinulle sopii")
    (change,) = told(drafts, releases, "dialogues/domain/callback.yml", swap)
    assert change.text == (
        "Luuri sanoo toisin (utter_ask_time): ennen ”Milloin sinulle sopii, että soitamme?”, "
        "nyt ”Koska sinulle sopii, että soitamme?”"
    )


def test_hours_are_told_day_by_day(drafts: Drafts, releases: Releases) -> None:
    swap = ('thu: "8-16", fri: "8-15"}\n    called: [ensilinj', 'thu: "8-18"}\n    called: [ensilinj')
    changes = told(drafts, releases, "dialogues/services.yml", swap)
    assert [change.text for change in changes] == [
        "Ensilinja, torstai: ennen 8-16, nyt 8-18",
        "Ensilinja, perjantai: ennen 8-15, nyt kiinni",
    ]


def test_examples_are_counted_and_listed(drafts: Drafts, releases: Releases) -> None:
    swap = ("- hammas särkee\n", "- purukalusto reistaa\n")
    (change,) = told(drafts, releases, "nlu_data/needs/dental.yml", swap)
    assert change.text == "Tarpeen suun terveys esimerkit: 1 lisää, 1 pois"
    assert change.lines == ("+ purukalusto reistaa", "- hammas särkee")


def test_a_question_and_a_rule_of_danger_are_told(drafts: Drafts, releases: Releases) -> None:
    swaps = (("question: Tuntuuko", "question: Onko"), ("heard: rintakip*/", "heard: rintakip*/rinnankip*/"))
    changes = told(drafts, releases, "nlu_data/red_flags/cardiac_chest_pain.yml", *swaps)
    assert [change.code for change in changes] == ["question_changed", "flag_rules"]
    for language, at_once in (("fi", "toimitaan heti"), ("sv", "leder till handling genast")):
        lines = lines_of(changes[1], language)
        assert any(line.startswith(f"+ {at_once}: rintakip*/rinnankip*") for line in lines)
    assert changes[1].lines == lines_of(changes[1], "fi")


def test_no_change_goes_untold(drafts: Drafts, releases: Releases) -> None:
    (change,) = told(drafts, releases, "config.yml", ("threshold: 0.2", "threshold: 0.3"))
    assert change.code == "file_changed"
    assert change.lines == ("-    threshold: 0.2", "+    threshold: 0.3")
