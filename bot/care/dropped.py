"""What a call that has ended leaves to be done: a task for a nurse, or a person to be rung at once.

Pure. It looks only at what is recorded of the call, so that a restart or a database that was away changes nothing.
"""

from dataclasses import dataclass

TELLS_NOTHING = frozenset({"out_of_scope", "opening_hours", "feedback"})
"""Needs of which no professional has anything to do when the line is cut."""
LEAST_WORDS = 2
"""Words of more than two letters that make a concern where no need was understood."""


@dataclass(frozen=True)
class EndedCall:
    """What is recorded of a call that is over. `said`: the caller's turns, in order and in their own words.

    `answered`: a person took a transfer. `requested`: a callback request stands, or was cancelled or changed in
    the call. `informed`: the caller was told what they asked. `red_flags` were heard, `suspected` asked about,
    `denied` answered with a no. `asking_danger`: the line was cut while a question about danger was open.
    `told_112` counts when the words were said; `put_through`: ringing a person had begun after them.
    """

    said: tuple[str, ...] = ()
    need: str | None = None
    answered: bool = False
    requested: bool = False
    informed: bool = False
    red_flags: tuple[str, ...] = ()
    suspected: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    asking_danger: bool = False
    told_112: bool = False
    put_through: bool = False
    voiceless: bool = False

    @property
    def heard_112(self) -> bool:
        """The number was said to its end. Who hangs up in the middle of it may not have heard it."""
        return self.told_112 and self.put_through and not self.voiceless

    @property
    def dangers(self) -> tuple[str, ...]:
        """Categories that were heard and not denied, or that were being asked about when the line was cut."""
        open_ones = self.suspected if self.asking_danger else ()
        return tuple(dict.fromkeys(c for c in (*self.red_flags, *open_ones) if c not in self.denied))


def leaves_danger(call: EndedCall) -> bool:
    """Danger was heard, and neither did a person take the call nor did the caller hear the emergency number."""
    return bool(call.dangers) and not call.answered and not call.heard_112


def leaves_task(call: EndedCall) -> bool:
    """The caller told something, and nothing came of it: nobody took the call, and no request was made."""
    if call.answered or call.requested or call.heard_112:
        return False
    if call.dangers:
        return True
    return _told_something(call)


def _told_something(call: EndedCall) -> bool:
    if call.need in TELLS_NOTHING:
        return False
    if call.need is not None:
        return bool(call.said)
    longer = [word for words in call.said for word in words.split() if len(word.strip(".,!?")) > 2]
    return not call.informed and len(longer) >= LEAST_WORDS


def in_their_words(call: EndedCall) -> str:
    """Everything that the caller said, a turn after the other."""
    return " / ".join(words.strip() for words in call.said if words.strip())
