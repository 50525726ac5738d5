"""Every need and every sign has a Finnish name for the nurse's page."""

from bot.dialogue import data


def test_every_need_has_a_name() -> None:
    assert data.needs() <= data.names()["needs"].keys()


def test_every_sign_has_a_name() -> None:
    categories = {document["category"] for document in data.red_flag_categories() if "category" in document}
    assert categories <= data.names()["signs"].keys()
