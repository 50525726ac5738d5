"""What the caller of a scenario does next."""

from collections import Counter

from bot.rehearsal.scenario import DEFAULT_ANSWERS, Act, Talk


class Caller:
    """Turns go first, one at each chance to speak; then the answer to what is asked, and again if asked again."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._turns = [each for act in talk.turns for each in _one_by_one(act)]
        self._answered: Counter[str] = Counter()

    def while_luuri_speaks(self) -> Act | None:
        """What the caller does before Luuri has finished, if anything."""
        if self._turns and (self._turns[0].interrupts or self._turns[0].drops):
            act = self._turns.pop(0)
            return act.interrupts or act
        return None

    def next(self, topic: str | None) -> Act:
        """What the caller does now that Luuri listens for an answer to `topic`."""
        if self._turns:
            return self._turns.pop(0)
        name = topic or "nothing"
        acts = [each for act in self._talk.answers.get(name, ()) for each in _one_by_one(act)]
        if not acts:
            return Act(says=DEFAULT_ANSWERS[name]) if name in DEFAULT_ANSWERS else self._talk.fallback
        self._answered[name] += 1
        act = acts[min(self._answered[name], len(acts)) - 1]
        if act.interrupts:
            return act.interrupts
        return act


def _one_by_one(act: Act) -> list[Act]:
    if act.silence:
        return [Act(silence=1)] * act.silence
    if act.noise:
        return [Act(noise=1)] * act.noise
    return [act]
