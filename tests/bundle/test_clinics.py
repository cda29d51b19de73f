"""The page for clinics: its example is a good profile, and its paths are the program's."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from bundle import msi, names
from bundle.names import ROOT
from readiness.profile.reader import number_in, read_profile, system_place

PAGE = (ROOT / "docs" / "clinics.md").read_text(encoding="utf-8")


def test_the_example_is_a_good_profile(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE, re.S)
    assert example is not None
    path = tmp_path / "profile.toml"
    path.write_text(example[1], encoding="utf-8")
    profile = read_profile(path)
    assert profile.clinic.visit_phone == "617-555-0142"
    assert not profile.internet.public_server


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_profile_s_place_is_the_one_that_is_read(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.delenv("PROGRAMDATA", raising=False)
    place = system_place().as_posix()
    assert (place.replace("/", "\\") if platform == "win32" else place) in PAGE


def test_names_that_management_needs_are_the_built_ones() -> None:
    assert names.IDENTIFIER in PAGE
    assert msi.MENU_NAME in PAGE
    assert f"“{msi.MENU_NAME}”" in PAGE


@pytest.mark.parametrize(
    ("profile", "number"),
    [
        ('[clinic]\nvisit_phone = "617-555-0142"\nnonsense = 1\n', "(617) 555-0142"),
        ('[clinic]\nvisit_phone = "020 7946 0018"\nregion = "GB"\n[limits]\nx = 1', "020 7946 0018"),
        ('[clinic]\nvisit_phone = "12"\n', ""),
        ("[clinic]\nvisit_phone = 6175550142\n", "(617) 555-0142"),
        ('[clinic]\nvisit_phone = "617-555-0142"\nregion = 7\n', ""),
        ('clinic = "Riverside"\n', ""),
        ("clinic = [\n", ""),
        ("", ""),
    ],
)
def test_the_number_is_saved_from_a_profile_that_cannot_be_used(profile: str, number: str, tmp_path: Path) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(profile, encoding="utf-8")
    assert number_in(path) == number
    assert number_in(tmp_path / "none.toml") == ""
