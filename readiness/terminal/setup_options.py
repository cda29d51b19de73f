"""The setup that the options ask for: the clinic's profile, the sources, the language."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from readiness.core.assets import find_asset
from readiness.core.characters import make_visible
from readiness.core.clinic import Profile
from readiness.core.setup import Setup, Sources, file_source
from readiness.core.translation import choose_language, system_language
from readiness.profile.addresses import wrong_url
from readiness.profile.file import ProfileError
from readiness.profile.reader import find_profile, read_profile
from readiness.terminal.parser import UsageError, WrongProfileError

SOURCES: Final = ("camera", "microphone", "speaker", "server")
_STREAMS: Final = ("http://", "https://")


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
