"""The window's start from the command line: whether it goes on from somewhere, in which language, on what screen."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from dataclasses import replace
from pathlib import Path

from readiness.core.characters import make_visible
from readiness.core.setup import Setup, Sources
from readiness.core.translation import choose_language
from readiness.profile.file import ProfileError
from readiness.profile.reader import read_profile
from readiness.terminal.logs import configure
from readiness.terminal.parser import Exit
from readiness.terminal.setup_options import SOURCES, setup_from
from readiness.wizard.memory import launch
from readiness.wizard.memory.settings import read
from readiness.wizard.memory.start import Start


def _go_on(options: argparse.Namespace) -> launch.StartPlan:
    """Decide how this start goes; first of all, so that whatever breaks later breaks only once."""
    if options.demo or not (options.resume or launch.may_go_on()):
        return launch.StartPlan()
    from readiness.wizard.memory.resume import decide_own_start  # noqa: PLC0415  7 ms, where a check was stopped

    beginning = decide_own_start(by_system=options.resume)
    if beginning.offered:  # in the same clinic's check alone: another has other tips
        given = "" if options.profile is None else str(Path(options.profile).resolve())
        return beginning if beginning.profile == given else launch.StartPlan()
    if options.profile is None and beginning.profile:
        with contextlib.suppress(ProfileError):  # gone or broken meanwhile: then the one that is found by itself
            read_profile(Path(beginning.profile))
            options.profile = beginning.profile
    return beginning


def _repeated(sources: Sources) -> tuple[str, ...]:
    """List the options to give again to a start after a restart; its language and profile come by themselves."""
    again = [(name, getattr(sources, name)) for name in SOURCES]
    return tuple(word for name, value in again if value is not None for word in (f"--{name}", value))


def _as_it_was(setup: Setup, options: argparse.Namespace) -> Setup:
    """Set the language that was chosen in the window the last time, where none is asked for now."""
    kept = read().language
    allowed = kept and choose_language(kept, unreviewed=setup.profile.languages.unreviewed) == kept
    return replace(setup, language=kept) if allowed and options.language is None else setup


def open_window(options: argparse.Namespace, *, for_staff: bool = False) -> int:
    """Show the window until it is closed; the exit code. UsageError."""
    configure()
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
        from readiness.wizard.app import run_for_staff, run_window  # noqa: PLC0415  125 ms: Qt, which may lack a library of the system's
    except ImportError as error:  # one of the system's libraries that Qt needs is not there
        print(make_visible(f"{no_screen} ({error})"), file=sys.stderr)
        return Exit.COULD_NOT_CHECK
    if setup is None or beginning is None:
        return run_for_staff()
    profile = "" if options.profile is None else str(Path(options.profile).resolve())
    return run_window(setup, Start(beginning, profile, _repeated(setup.sources)))
