"""What may be typed: the commands with their options, and how they end."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, NoReturn

from readiness.core.characters import make_visible
from readiness.terminal.build_date import VersionAction


class Exit(IntEnum):
    """What the exit codes mean."""

    READY = 0
    NOT_READY = 1
    USAGE = 2
    COULD_NOT_CHECK = 3


class UsageError(Exception):
    """Something that was typed cannot be used; the message says what and what to do."""


class WrongProfileError(UsageError):
    """The clinic's profile cannot be used; the message has a plain line for each thing that is wrong with it."""

    def __init__(self, path: Path, message: str) -> None:
        self.path = path
        super().__init__(message)


class _Parser(argparse.ArgumentParser):
    """argparse with one clear sentence instead of a usage block."""

    def error(self, message: str) -> NoReturn:
        says = make_visible(f"{message[:1].upper()}{message[1:]}. “{self.prog} --help” shows what there is.")
        self.exit(Exit.USAGE, f"{says}\n")


def parser_for(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """Make the parser for these arguments: the options, and the commands where one may be named."""
    parser = _Parser(
        prog="readiness",
        description="Tells whether this computer is ready for a telehealth video visit. Without a command: the window.",
    )
    parser.add_argument("--version", action=VersionAction)
    _measuring_options(parser)
    parser.add_argument("--resume", dest="resume", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(command=None)
    if any(not each.startswith("-") or each.startswith(("-h", "--h")) for each in arguments):
        _commands(parser)  # a start of the window names none of them, and need not wait for them
    return parser


def _commands(parser: argparse.ArgumentParser) -> None:
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    check = commands.add_parser("check", help="run the checks in the terminal")
    check.add_argument("tips", nargs="*", metavar="TIP", help="which tips (all of them where none is named)")
    check.add_argument("--json", action="store_true", help="print the report as JSON, and nothing else, on stdout")
    check.add_argument("--save", metavar="FILE", help="also save the report (.json, .ndjson, .txt or .html)")
    check.add_argument("--unattended", action="store_true", help="ask nothing; implied where stdin is no terminal")
    _measuring_options(check, again=True)
    commands.add_parser("tips", help="the tip list with ids")
    profile = commands.add_parser("profile", help="validate a clinic's profile")
    profile.add_argument("file", metavar="FILE")
    support = commands.add_parser("support", help="what a support code or a report means, for staff")
    support.add_argument("what", nargs="*", metavar="CODE|FILE")
    support.add_argument("--compare", action="store_true", help="what has changed from the first of two to the second")
    support.add_argument("--summary", action="store_true", help="count the findings of all reports (also of folders)")
    support.add_argument("--csv", metavar="FILE", help="write these counts as CSV (- for stdout)")
    support.add_argument("--lines", metavar="FILE", help="write all reports into one file, one a line (- for stdout)")
    support.add_argument(
        "--system-check", metavar="FILE", help="test what the program needs of this computer, and save the result"
    )
    support.add_argument("--window", action="store_true", help="the window for support staff")
    history = commands.add_parser("history", help="the last reports on this computer")
    history.add_argument("number", nargs="*", metavar="NUMBER", help="which to open (1 is the newest)")
    history.add_argument("--compare", action="store_true", help="what has changed (from the older to the newer of two)")
    history.add_argument("--delete-all", action="store_true", help="delete all of them")
    history.add_argument("--yes", action="store_true", help="delete without asking again")
    probe = commands.add_parser("probe", help="one check's measurement by hand, as JSON lines")
    probe.add_argument("tip", metavar="TIP")
    _measuring_options(probe, again=True)


def _measuring_options(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the measuring options. `again`: behind a command; what is not given there stays as given before it."""
    left: Any = argparse.SUPPRESS if again else None
    demo: Any = argparse.SUPPRESS if again else False
    parser.add_argument(
        "--demo", action="store_true", default=demo, help="sample picture, sound, facts and speed server"
    )
    parser.add_argument("--profile", metavar="FILE", default=left, help="the clinic's profile")
    parser.add_argument(
        "--language", metavar="CODE", default=left, help="the language of the words (codes never change)"
    )
    source = "a device's name, path or index, or file:PATH"
    parser.add_argument("--camera", metavar="SOURCE", default=left, help=f"{source}, or an http: stream")
    parser.add_argument("--microphone", metavar="SOURCE", default=left, help=source)
    parser.add_argument("--speaker", metavar="SOURCE", default=left, help=f"{source} to write the chime to")
    parser.add_argument("--server", metavar="URL", default=left, help="a LibreSpeed server")
