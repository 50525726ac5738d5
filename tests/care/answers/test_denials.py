import pytest

from bot.care.answers import denial


@pytest.mark.parametrize(
    "text", ["ei", "ei oo", "no ei ole mitään sellaista", "ei kiitos", "kakkonen", "ei varmasti"]
)
def test_a_plain_no_is_sure(text: str) -> None:
    assert denial.is_sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "ei kai",
        "ei varmaan",
        "en usko",
        "no en mä osaa sanoa",
        "ei pysty olemaan",
        "en mä kestä tätä",
        "en halua sanoa",
        "ei ei ei auttakaa",
        "joo",
        "kaksi päivää",
    ],
)
def test_a_no_that_may_be_something_else_is_not(text: str) -> None:
    assert not denial.is_sure(text)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("ei", True),
        ("ei ole sellaisia ajatuksia", True),
        ("ei muuta ku semmosia ajatuksia", False),
        ("ei muita ajatuksia kuin kuolema", False),
        ("ei paitsi öisin", False),
        ("ei kai", False),
    ],
)
def test_a_no_that_leaves_something_out_is_not_whole(text: str, whole: bool) -> None:
    assert denial.is_whole(text) is whole
