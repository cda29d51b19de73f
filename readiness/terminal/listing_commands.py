"""The commands that only read: the tips that there are, and whether a clinic's profile is good."""

from __future__ import annotations

import argparse
from pathlib import Path

from readiness.core.characters import make_visible
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words, choose_language, system_language
from readiness.profile.file import ProfileError
from readiness.profile.reader import read_profile
from readiness.profile.summary import describe_profile
from readiness.terminal.parser import Exit, WrongProfileError
from readiness.tips import load_check


def list_tips() -> int:
    """Print each tip with what it is for."""
    words = Words(choose_language(system_language(), unreviewed=False))
    for tip in TIPS:
        check = load_check(tip)
        print(f"{tip:10} {words.say(check.title)} — {words.say(check.why)}")
    return Exit.READY


def validate_profile(options: argparse.Namespace) -> int:
    """Print what a profile says. WrongProfileError names everything that is wrong with it."""
    try:
        profile = read_profile(Path(options.file))
    except ProfileError as error:
        raise WrongProfileError(error.path, str(error)) from error
    print(f"The profile {make_visible(options.file)} is good.")
    for line in describe_profile(profile):
        print(f"  {line}")
    return Exit.READY
