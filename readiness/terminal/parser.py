"""What was typed: the commands with their options, and the setup that they ask for."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import Any, Final, NoReturn

from readiness import __version__
from readiness.core.assets import find_asset
from readiness.core.characters import make_visible
from readiness.core.clinic import Profile
from readiness.core.setup import Setup, Sources, file_source
from readiness.core.tip_list import TIPS
from readiness.core.translation import choose_language, system_language
from readiness.profile.addresses import wrong_url


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
    parser.add_argument("--version", action="version", version=f"readiness {__version__}")
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


SOURCES: Final = ("camera", "microphone", "speaker", "server")
_STREAMS: Final = ("http://", "https://")


def known_tip(tip: str) -> str:
    """Return the tip where there is one of this name. UsageError where not."""
    if tip not in TIPS:
        raise UsageError(f"There is no tip called “{tip}”. The tips are: {', '.join(TIPS)}.")
    return tip


def _source(option: str, value: str | None, writes: bool = False) -> str | None:
    """Check a source, and make a file's path absolute. UsageError at once, also where the file is not there."""
    _must_be_text(option, value)
    path = file_source(value)
    if path == "":
        raise UsageError(f"--{option} file: needs a path after it.")
    if path is None:
        if value is not None and "://" in value and not (option == "camera" and value.startswith(_STREAMS)):
            raise UsageError(f"“{value}” cannot be used for --{option}. It takes a device or file:PATH.")
        if value == "":
            raise UsageError(f"--{option} needs a name. Leave it out to use the system's own choice.")
        return value
    place = Path(path)
    with contextlib.suppress(RuntimeError):  # ~ of somebody whom this computer does not know
        place = place.expanduser()
    if writes:
        if not place.parent.is_dir() or place.is_dir():
            raise UsageError(
                f"The file for --{option} cannot be written: {place}. Name a file in a folder that exists."
            )
    elif not place.is_file():
        raise UsageError(f"There is no file {place} for --{option}. Check the path.")
    elif not os.access(place, os.R_OK):
        raise UsageError(f"The file {place} for --{option} may not be read. Check its permissions.")
    return f"file:{place.resolve()}"


def _must_be_text(option: str, value: str | None) -> None:
    """Raise UsageError where it is no text: it is sent to a probe as text; a name on a disk may be any bytes."""
    try:
        (value or "").encode("utf-8")
    except UnicodeEncodeError:
        shown = (value or "").encode("utf-8", "replace").decode("utf-8")
        raise UsageError(
            f"“{shown}” for --{option} holds bytes that are no letters. Rename it, or take another one."
        ) from None


def _server(url: str | None) -> str | None:
    if url is None:
        return None
    _must_be_text("server", url)
    scheme, colon, rest = url.partition(":")
    url = f"{scheme.lower()}{colon}{rest}"  # a scheme has no case
    if wrong := wrong_url(url):
        raise UsageError(f"--server: {wrong}")
    return url


def _profile(options: argparse.Namespace) -> Profile:
    from readiness.profile.file import ProfileError  # noqa: PLC0415  2 ms, for what measures
    from readiness.profile.reader import find_profile, read_profile  # noqa: PLC0415  14 ms, for what measures

    try:
        if options.profile is None and options.demo:
            return read_profile(find_asset("profiles", "demonstration.toml"))
        return read_profile(find_profile(options.profile))
    except ProfileError as error:
        raise WrongProfileError(error.path, str(error)) from error


def _language(wanted: str | None, profile: Profile) -> str:
    """Choose the language to speak; say so on stderr where one that was asked for by name cannot be had."""
    unreviewed = profile.languages.unreviewed
    language = choose_language(wanted or system_language(), unreviewed=unreviewed)
    if wanted and language == "en" and not wanted.casefold().startswith("en"):
        draft = choose_language(wanted, unreviewed=True) != "en"
        why = (
            f"The words for “{wanted}” are a draft. A clinic's profile allows it with [languages] unreviewed = true."
            if draft
            else f"There are no words for “{wanted}” yet."
        )
        print(make_visible(f"{why} English is used."), file=sys.stderr)
    return language


def setup_from(options: argparse.Namespace) -> Setup:
    """Make the setup that these options ask for. UsageError names what cannot be used."""
    profile = _profile(options)
    return Setup(
        profile=profile,
        sources=Sources(
            camera=_source("camera", options.camera),
            microphone=_source("microphone", options.microphone),
            speaker=_source("speaker", options.speaker, writes=True),
            server=_server(options.server),
        ),
        language=_language(options.language, profile),
        own_pid=os.getpid(),
    )
