"""The command line: what support staff and scripts use. Dispatch, exit codes."""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.core.characters import make_visible
from readiness.core.setup import Setup, Sources
from readiness.core.tip_list import TIPS
from readiness.core.translation import choose_language, system_language
from readiness.core.verdict import Overall
from readiness.machine.process import is_reader_gone, is_windowed
from readiness.probe import crashes
from readiness.terminal.parser import SOURCES, Exit, UsageError, known_tip, parser_for, setup_from
from readiness.terminal.signals import raise_again

if TYPE_CHECKING:
    from readiness.wizard.memory.launch import StartPlan


VERDICT_EXIT = {
    Overall.READY: Exit.READY,
    Overall.READY_WITH_ADVICE: Exit.READY,
    Overall.NOT_READY: Exit.NOT_READY,
    Overall.COULD_NOT_CHECK: Exit.COULD_NOT_CHECK,
    Overall.BY_PHONE: Exit.NOT_READY,
}


def _check(options: argparse.Namespace) -> int:
    import asyncio

    from readiness.terminal.check import CheckRun
    from readiness.terminal.console import is_terminal

    tips = [known_tip(tip) for tip in options.tips]
    setup = setup_from(options)
    save = Path(options.save) if options.save else None
    if save is not None:
        from readiness.report.rendering import ENDINGS

        if save.suffix.lower() not in ENDINGS:
            raise UsageError(f"The report can be saved as {', '.join(ENDINGS)}; “{save.name}” is none of these.")
        if not _may_be_saved(save):
            raise UsageError(f"The report cannot be saved as {save}. Name a file in a folder that can be written.")
    attended = not options.unattended and is_terminal(sys.stdin)
    chosen = [tip for tip in TIPS if (not tips or tip in tips) and tip not in setup.profile.tips.leave_out]
    if not chosen:
        raise UsageError("The clinic's profile leaves out every tip that was asked for.")
    run = CheckRun(chosen, replace(setup, attended=attended), demo=options.demo, as_json=options.json, save=save)
    with asyncio.Runner() as runner:
        runner.get_loop()
        raise_again()  # a check that is stopped ends its children and still reports
        return VERDICT_EXIT[runner.run(run.run())]


def _may_be_saved(place: Path) -> bool:
    from readiness.core.files import can_write

    return can_write(place)


def _tips(_: argparse.Namespace) -> int:
    from readiness.core.translation import Words
    from readiness.tips import load_check

    words = Words(choose_language(system_language(), unreviewed=False))
    for tip in TIPS:
        check = load_check(tip)
        print(f"{tip:10} {words.say(check.title)} — {words.say(check.why)}")
    return Exit.READY


def _validate(options: argparse.Namespace) -> int:
    from readiness.profile.reader import ProfileError, read_profile
    from readiness.profile.summary import describe_profile

    try:
        profile = read_profile(Path(options.file))
    except ProfileError as error:
        raise UsageError(str(error)) from error
    print(f"The profile {make_visible(options.file)} is good.")
    for line in describe_profile(profile):
        print(f"  {line}")
    return Exit.READY


def _support(options: argparse.Namespace) -> int:
    from readiness.terminal import staff

    if options.window:
        return _window(options, for_staff=True)
    if not options.what:
        raise UsageError("Name a support code or a report. “readiness support --help” shows what there is.")
    if options.compare and len(options.what) != 2:
        raise UsageError("Two are compared: name the earlier one, then the later one.")
    if options.summary or options.csv or options.lines:
        return staff.count_reports(options.what, csv=options.csv, lines=options.lines, shown=options.summary)
    return staff.compare_two(*options.what) if options.compare else staff.explain_each(options.what)


def _history(options: argparse.Namespace) -> int:
    from readiness.terminal import staff

    if options.delete_all:
        return staff.delete_history(asked=options.yes)
    numbers = []
    for number in options.number:
        if not number.isdecimal() or len(number) > 3:
            raise UsageError(f"“{number[:20]}” is not a number of the list. “readiness history” shows the list.")
        numbers.append(int(number))
    if options.compare:
        if len(numbers) not in (0, 2):
            raise UsageError("Two are compared: name two numbers of the list, or none for the last two.")
        return staff.compare_history(*(numbers or [2, 1]))
    return staff.open_history(numbers) if numbers else staff.list_history()


def _probe(options: argparse.Namespace) -> int:
    import asyncio

    from readiness.terminal.check import probe_by_hand

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # by hand, Ctrl-C means now, whatever a driver is doing
    return Exit.READY if asyncio.run(probe_by_hand(known_tip(options.tip), setup_from(options), options.demo)) else 3


def _go_on(options: argparse.Namespace) -> StartPlan:
    """How this start goes; first of all, so that whatever breaks later breaks only once."""
    from readiness.wizard.memory import launch

    if options.demo or not (options.resume or launch.may_go_on()):
        return launch.StartPlan()
    from readiness.machine import here
    from readiness.wizard.memory.progress import ProgressStore
    from readiness.wizard.memory.resume import decide_start

    beginning = decide_start(here(), ProgressStore(), by_system=options.resume)
    if beginning.offered:  # in the same clinic's check alone: another has other tips
        given = "" if options.profile is None else str(Path(options.profile).resolve())
        return beginning if beginning.profile == given else launch.StartPlan()
    if options.profile is None and beginning.profile:
        from readiness.profile.reader import ProfileError, read_profile

        with contextlib.suppress(ProfileError):  # gone or broken meanwhile: then the one that is found by itself
            read_profile(Path(beginning.profile))
            options.profile = beginning.profile
    return beginning


def _repeated(sources: Sources) -> tuple[str, ...]:
    """The options that a start after a restart is to be given again; its language and profile come by themselves."""
    again = [(name, getattr(sources, name)) for name in SOURCES]
    return tuple(word for name, value in again if value is not None for word in (f"--{name}", value))


def _as_it_was(setup: Setup, options: argparse.Namespace) -> Setup:
    """In the language that was chosen in the window the last time, where none is asked for now."""
    from readiness.wizard.memory.settings import read

    kept = read().language
    allowed = kept and choose_language(kept, unreviewed=setup.profile.languages.unreviewed) == kept
    return replace(setup, language=kept) if allowed and options.language is None else setup


def _window(options: argparse.Namespace, *, for_staff: bool = False) -> int:
    gc.disable()  # nothing of what is loaded now is garbage; the window collects by itself (wizard/process/garbage.py)
    beginning = None if for_staff else _go_on(options)
    if beginning is not None and not beginning.opens:
        return Exit.READY
    setup = None if for_staff else _as_it_was(replace(setup_from(options), demo=options.demo), options)
    no_screen = "There is no screen for the window here. The same check runs in the terminal: readiness check"
    if sys.platform == "linux" and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        print(no_screen, file=sys.stderr)
        return Exit.COULD_NOT_CHECK
    try:
        from readiness.wizard.app import run_for_staff, run_window
        from readiness.wizard.memory.start import Start
    except ImportError as error:  # one of the system's libraries that Qt needs is not there
        print(make_visible(f"{no_screen} ({error})"), file=sys.stderr)
        return Exit.COULD_NOT_CHECK
    if setup is None or beginning is None:
        return run_for_staff()
    profile = "" if options.profile is None else str(Path(options.profile).resolve())
    return run_window(setup, Start(beginning, profile, _repeated(setup.sources)))


def _dispatch(options: argparse.Namespace, arguments: Sequence[str]) -> int:
    if options.command in (None, "check", "probe"):  # the others log nothing, and must be quick
        from readiness.terminal.logs import configure

        configure(os.environ.get("READINESS_LOG", "ERROR"))
    if options.command is None:
        return _window(options)
    if arguments[0] != options.command and options.command not in _MEASURING:
        raise UsageError(f"“readiness {options.command}” measures nothing and takes no {arguments[0]}. Leave it out.")
    return _COMMANDS[options.command](options)


_MEASURING: Final = ("check", "probe")
"""The commands that take the window's options, before their name and behind it."""
_COMMANDS: Final[dict[str, Callable[[argparse.Namespace], int]]] = {
    "check": _check,
    "tips": _tips,
    "profile": _validate,
    "support": _support,
    "history": _history,
    "probe": _probe,
}


def _in_words(error: UsageError) -> str:
    """What is wrong, on one line, whatever a name in it holds; a profile's errors are a plain line each already."""
    from readiness.profile.reader import ProfileError

    return str(error) if isinstance(error.__cause__, ProfileError) else make_visible(str(error))


def _tell(words: str, error: Exception, profile: str | None) -> None:
    """Say what is wrong where it is read: on stderr, and after a start by icon in a window as well."""
    with contextlib.suppress(OSError):
        print(words, file=sys.stderr)
    if is_windowed():
        with contextlib.suppress(Exception):  # no window can be shown, which may be the very trouble
            from readiness.wizard.dialogs.startup_error import show_trouble

            show_trouble(words, _number(error, profile))


def _number(error: Exception, profile: str | None) -> str:
    """The clinic's number, from whatever profile there is; empty where none can be read."""
    from readiness.profile.reader import ProfileError, find_profile, number_in

    cause = error.__cause__
    with contextlib.suppress(Exception):
        return number_in(cause.path if isinstance(cause, ProfileError) else find_profile(profile))
    return ""


_UNWRITTEN: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
"""How writing to stdout ends on a full disk or a lost terminal; what else cannot be written or read has a name."""


def _about(error: Exception) -> str:
    """One sentence: a file that is in the way is named with its cure; all else is our own fault."""
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
        _tell(_in_words(error), error, profile)
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
