"""Structured logs on stderr: one JSON object a line, without callers' words or numbers."""

import json
import logging
import re
import sys
from typing import TYPE_CHECKING

from loguru import logger

if TYPE_CHECKING:
    from loguru import Message, Record

# E.164 and Finnish numbers of seven digits and more; call sids are hexadecimal and stay.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\+|0)\d(?:[ -]?\d){5,}(?![0-9A-Za-z])")
_QUIET = (
    "pipecat",
    "httpx",
    "httpcore",
    "twilio",
    "websockets",
    "faster_whisper",
    "uvicorn.access",
    "alembic",
)


def start_logging(verbose: bool = False) -> None:
    """Send every log of this process to stderr. `verbose` adds the libraries' own news, never callers' words."""
    logger.remove()
    logger.add(_write, level="DEBUG" if verbose else "INFO", filter=_wanted, backtrace=False, diagnose=False)
    logging.basicConfig(handlers=[_ToLoguru()], level=logging.INFO, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error"):
        library = logging.getLogger(name)
        library.handlers, library.propagate = [], True


def without_numbers(text: str) -> str:
    """The text with telephone numbers struck out."""
    return _NUMBER.sub("<number>", text)


def _wanted(record: "Record") -> bool:
    return not str(record["name"]).startswith("pipecat") or record["level"].no >= logging.WARNING


def _write(message: "Message") -> None:
    record = message.record
    line = {
        "at": record["time"].isoformat(timespec="milliseconds"),
        "level": record["level"].name.lower(),
        "from": record["extra"].get("library") or record["name"],
        "message": without_numbers(record["message"]),
    }
    if record["exception"] is not None and record["exception"].type is not None:
        line["exception"] = record["exception"].type.__name__
        trace = record["exception"].traceback
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        if trace is not None:
            line["where"] = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)


class _ToLoguru(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        level = (
            record.levelname
            if record.levelname in ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
            else "INFO"
        )
        logger.bind(library=record.name).opt(exception=record.exc_info).log(level, "{}", record.getMessage())
