"""The log as an allow-list: our own sentences with numbers, ids of tips and kinds of errors in them, nothing else."""

from __future__ import annotations

import logging
import os
from enum import Enum
from typing import Any, Final

from readiness.core.tip_list import TIPS
from readiness.probe.crashes import SafeText, crash_text, error_kind

_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def _allowed(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | SafeText):
        return value
    if isinstance(value, BaseException):
        return error_kind(value)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str) and value in TIPS else "…"


class Formatter(logging.Formatter):
    """Our own sentences with the values that may be told; of other libraries, that they said something."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the record as one line."""
        message = "…"
        if record.name.partition(".")[0] == "readiness" and isinstance(record.msg, str):
            arguments = record.args
            if isinstance(arguments, dict):
                message = record.msg % {key: _allowed(value) for key, value in arguments.items()}
            elif arguments:
                message = record.msg % tuple(_allowed(value) for value in arguments)
            else:
                message = record.msg
        line = f"{record.name}: {message}"
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            line += f" ({crash_text(record.exc_info[1])})"
        return line


def configure() -> None:
    """Log to stderr from the level that READINESS_LOG names; errors only where it names none."""
    level = os.environ.get("READINESS_LOG", "")
    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(level=level.upper() if level.upper() in _LEVELS else "ERROR", handlers=[handler])
