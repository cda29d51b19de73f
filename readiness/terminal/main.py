"""The command line: what support staff and scripts use. Dispatch, exit codes."""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import Final

from readiness.core.characters import make_visible
from readiness.machine.process import is_reader_gone, is_windowed
from readiness.probe import crashes
from readiness.terminal.parser import Exit, UsageError, WrongProfileError, parser_for

_MEASURING: Final = ("check", "probe")
"""The commands that take the window's options, before their name and behind it."""


def _dispatch(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    """Run the command, and load what it needs: no other one's parts, which take 20 to 200 ms."""
    command = options.command
    if command is not None and arguments[0] != command and command not in _MEASURING:
        raise UsageError(f"“readiness {command}” measures nothing and takes no {arguments[0]}. Leave it out.")
    if command is None or (command == "support" and options.window and options.system_check is None):
        gc.disable()  # nothing of what is loaded is garbage; the window collects by itself (wizard/process/garbage.py)
        from readiness.terminal.window_command import open_window  # noqa: PLC0415  16 ms

        return open_window(options, for_staff=command is not None)
    if command in _MEASURING:
        from readiness.terminal import check_command  # noqa: PLC0415  64 ms

        return check_command.run_check(options) if command == "check" else check_command.run_probe(options)
    if command == "support":
        from readiness.terminal.support_command import run_support  # noqa: PLC0415  16 ms

        return run_support(options)
    if command == "history":
        from readiness.terminal.history_command import run_history  # noqa: PLC0415  44 ms

        return run_history(options)
    from readiness.terminal import listing_commands  # noqa: PLC0415  20 ms

    return listing_commands.list_tips() if command == "tips" else listing_commands.validate_profile(options)


def _tell(words: str, error: Exception, profile: str | None) -> None:
    """Say what is wrong where it is read: on stderr, and after a start by icon in a window as well."""
    with contextlib.suppress(OSError):
        print(words, file=sys.stderr)
    if is_windowed():
        with contextlib.suppress(Exception):  # no window can be shown, which may be the very trouble
            from readiness.wizard.dialogs.startup_error import show_trouble  # noqa: PLC0415  110 ms: Qt, where nobody sees a terminal

            show_trouble(words, _find_number(error, profile))


def _find_number(error: Exception, profile: str | None) -> str:
    """Find the clinic's number in whatever profile there is; empty where none can be read."""
    with contextlib.suppress(Exception):
        from readiness.profile.reader import find_profile, number_in  # noqa: PLC0415  14 ms, where a start fails

        return number_in(error.path if isinstance(error, WrongProfileError) else find_profile(profile))
    return ""


_UNWRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""How writing to stdout ends on a full disk or a lost terminal; what else cannot be written or read has a name."""


def _about(error: Exception) -> str:
    """Describe the error: a file that is in the way is named with its cure; all else is the program's own fault."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        cure = "Check that it is there and that you may read it."
        name = make_visible(str(error.filename))
        return f"Readiness cannot go on: {name} cannot be used: {error.strerror}. {cure}"
    if isinstance(error, FileNotFoundError):  # a part of the program itself
        return str(error)
    return crashes.bug_message(error)  # without a word of what was being worked on


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is the contract's. No traceback reaches a person."""
    crashes.tell_crashes()
    code = Exit.COULD_NOT_CHECK
    profile = None
    try:
        options = parser_for(arguments).parse_args(arguments)
        profile = getattr(options, "profile", None)
        result = _dispatch(options, arguments)
        sys.stdout.flush()  # or a reader that has gone would be met by the interpreter's own end
        return result
    except UsageError as error:
        # A profile's errors are a plain line each already; all else is one line, whatever a name in it holds.
        words = str(error) if isinstance(error, WrongProfileError) else make_visible(str(error))
        _tell(words, error, profile)
        code = Exit.USAGE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
    except Exception as error:
        if is_reader_gone(error):  # nobody is left to tell
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return code
        if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITTEN:
            with contextlib.suppress(OSError):
                print(f"The result could not be written: {error.strerror}.", file=sys.stderr)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or the interpreter complains once more at its exit
        else:
            _tell(_about(error), error, profile)
    return code
