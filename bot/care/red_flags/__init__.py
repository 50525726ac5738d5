"""Signs of danger in a caller's words: deterministic, read as data from nlu_data/red_flags/, asked first."""

from bot.care.red_flags.patterns import RedFlagError
from bot.care.red_flags.watch import RedFlags, Sign, Watch

__all__ = ["RedFlagError", "RedFlags", "Sign", "Watch"]
