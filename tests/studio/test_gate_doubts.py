"""A newly learned detector may not doubt what the live version acts on at once."""

from collections.abc import Sequence

import pytest

from bot.care.red_flags.detector import Suspicion
from bot.studio import danger
from bot.studio.contents import Contents
from bot.studio.danger import Watching
from bot.studio.drafts import Drafts
from bot.studio.releases import Releases
from tests.studio.conftest import changed

pytestmark = pytest.mark.slow


class Learned:
    """Finds everything as dangerous as it is told to, and asks about nothing."""

    def __init__(self, danger: float) -> None:
        self._danger = danger

    def suspects(self, text: str, alternatives: Sequence[str] = ()) -> Sequence[Suspicion]:
        return ()

    def danger(self, text: str, alternatives: Sequence[str] = ()) -> float:
        return self._danger


def found(live: Contents, draft: Contents, now: float, then: float) -> set[str]:
    before, after = (Watching(each.red_flags(), Learned(one)) for each, one in ((live, now), (draft, then)))
    return {each.code for each in danger.check(live, draft, before, after)}


def test_what_was_acted_on_may_not_be_doubted(releases: Releases, drafts: Drafts) -> None:
    live = Contents(releases.live())
    assert found(live, live, 0.9, 0.1) == {"flag_only_suspected"}
    assert found(live, live, 0.9, 0.9) == set()
    assert found(live, live, 0.1, 0.1) == set()


def test_what_was_doubted_already_is_no_loss_of_changed_rules(releases: Releases, drafts: Drafts) -> None:
    live = Contents(releases.live())
    path, data = next(iter(live.flags.values()))
    heard = next(str(rule["heard"]) for rule in data["rules"] if "heard" in rule)
    draft = Contents(changed(drafts, path, (heard, f"{heard}/uusisanatassa")))
    assert "flag_only_suspected" in found(live, draft, 0.9, 0.1)
    assert found(live, draft, 0.1, 0.1) == set()
