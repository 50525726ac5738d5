"""The whole watch over a call's words: the rules, and beside them the detector where it has been trained."""

from collections.abc import Iterable, Mapping

from bot.care.red_flags import RedFlags
from bot.care.red_flags.detector import WatchWithDetector
from bot.edition import WORKING_TREE, Edition
from bot.settings import Settings
from bot.understanding.training import detector


def watch_for(
    settings: Settings, categories: Iterable[Mapping[str, object]], edition: Edition = WORKING_TREE
) -> RedFlags | WatchWithDetector:
    """The watch of this installation; the rules alone, with a line in the log, where nothing was trained.

    Raises RedFlagError for rules that cannot be used.
    """
    rules = RedFlags.from_data(categories)
    learned = detector(settings, edition)
    return rules if learned is None else WatchWithDetector(rules, learned)
