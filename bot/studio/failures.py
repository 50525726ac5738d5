"""Why work about a draft failed: a code and its facts, found behind the exception that ended it."""

import errno
from collections.abc import Iterator

from bot.care.faults import Fault
from bot.dialogue.training import TrainingFailed
from bot.processes import ProgramFailed
from bot.records.failures import RecordsFailed
from bot.speech.voices.voice import VoiceFailed
from bot.studio.drafts import NoSuchDraft
from bot.studio.releases import NoSuchRelease

_CODES: dict[type[BaseException], str] = {
    TrainingFailed: "training",
    ProgramFailed: "program",
    VoiceFailed: "voice",
    RecordsFailed: "records",
    NoSuchDraft: "no_draft",
    NoSuchRelease: "no_release",
    OSError: "disk",
}


def fault_of(error: BaseException) -> Fault:
    """What is known of the reason, from the exception or from those that led to it."""
    for each in _behind(error):
        if isinstance(each, Fault):
            return each
        if isinstance(each, OSError) and each.errno in (errno.ENOSPC, errno.EDQUOT):
            return Fault("disk_full")
        for kind, code in _CODES.items():
            if isinstance(each, kind):
                return Fault(code)
    return Fault("unknown")


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__
