"""Whether one more call can be served well. When not, it goes straight to a person, and those going on stay quick."""

from collections.abc import Callable
from dataclasses import dataclass

CALLS_PER_THREAD = 12
LONGEST_WAIT_S = 1.0


class LineIsFull(Exception):
    """The call is not taken: the line's own document rings a person at once."""


@dataclass(frozen=True)
class Capacity:
    """`most_calls` at once; fewer when what callers say has lately `waited_s` too long to be recognised."""

    most_calls: int
    waited_s: Callable[[], float]

    def is_full(self, calls: int) -> bool:
        """Whether a call is to be turned away while `calls` go on; the first one never is."""
        return calls >= self.most_calls or (calls > 0 and self.waited_s() > LONGEST_WAIT_S)


def most_calls(configured: int, hearing_threads: int) -> int:
    """The configured number; where it is 0, what the threads of recognition were measured to carry."""
    return configured or CALLS_PER_THREAD * hearing_threads
