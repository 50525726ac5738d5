"""All that changing the dialogue takes, put together once for a service or a command."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.training import train
from bot.edition import WORKING_TREE, Edition
from bot.settings import Settings
from bot.studio.drafts import Drafts
from bot.studio.gate import Gate, GateApart
from bot.studio.prompts import LETTERS_PER_S
from bot.studio.publisher import Audit, Publisher, Stage
from bot.studio.releases import FIRST, Releases
from bot.understanding import training as danger


@dataclass(frozen=True)
class Studio:
    """What pages and commands work with."""

    settings: Settings
    releases: Releases
    drafts: Drafts
    gate: Gate
    publisher: Publisher

    @classmethod
    def of(
        cls,
        settings: Settings,
        stage: Stage,
        audit: Audit,
        letters_per_s: Callable[[], float] = lambda: LETTERS_PER_S,
        *,
        apart: bool = False,
    ) -> "Studio":
        """`apart`: the gate judges in a process of its own."""
        releases = Releases(settings.data / "releases")
        drafts = Drafts(settings.data / "drafts", releases)
        gate = (GateApart if apart else Gate)(settings, letters_per_s)
        return cls(
            settings, releases, drafts, gate, Publisher(settings, releases, drafts, gate, stage, audit)
        )

    def at_start(self) -> Edition:
        """What a service that starts serves: the live release, or the working tree as release 0.

        Raises TrainingFailed, OSError.
        """
        self.releases.discard_left()
        if self.releases.live_number() == FIRST:
            model = train(self.settings, WORKING_TREE)
            learned = danger.model_path(self.settings, WORKING_TREE)
            models = {model.name: model} | ({danger.DETECTOR: learned} if learned.exists() else {})
            self.releases.record_working_tree(datetime.now().astimezone(), models)
        return self.releases.live()
