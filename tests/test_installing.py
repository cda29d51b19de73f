"""A program installed and removed on this computer, seen from outside: by menu entry, link handler, Flatpak, PATH."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROFILE = '[visit]\nkind = "app"\n[[visit.applications]]\nid = "zoom"\nminimum_version = "6.0"\n'


class Home:
    """A user who sees nothing of what else is installed here."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.programs = place / "programs"
        self.programs.mkdir(parents=True)
        (place / "profile.toml").write_text(PROFILE, encoding="utf-8")
        self.environment = {
            "HOME": str(place),
            "PATH": str(self.programs),
            "XDG_DATA_DIRS": str(place / "system"),
            "XDG_CONFIG_DIRS": str(place / "etc"),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
        }

    def file(self, path: str, content: str, mode: int = 0o644) -> Path:
        place = self.place / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(content, encoding="utf-8")
        place.chmod(mode)
        return place

    def entry(self, path: str, command: str, *lines: str) -> Path:
        head = ("[Desktop Entry]", "Type=Application", "Name=Fake", f"Exec={command}")
        return self.file(path, "\n".join((*head, *lines)) + "\n")

    def check(self) -> tuple[int, dict[str, Any]]:
        arguments = ("check", "video-app", "--unattended", "--json", "--profile", str(self.place / "profile.toml"))
        command = [sys.executable, "-m", "readiness", *arguments]
        done = subprocess.run(
            command, capture_output=True, encoding="utf-8", check=False, env=self.environment, timeout=60
        )
        assert "Traceback" not in done.stderr
        [tip] = json.loads(done.stdout)["tips"]
        return done.returncode, tip


def by_menu_entry(home: Home) -> list[Path]:
    return [
        home.file("programs/fake", "#!/bin/sh\n", 0o755),
        home.entry(".local/share/applications/Zoom.desktop", "fake %U", "X-AppImage-Version=6.2.3"),
    ]


def by_link_handler(home: Home) -> list[Path]:
    return [
        home.file("programs/fake", "#!/bin/sh\n", 0o755),
        home.entry("system/applications/some-handler.desktop", f"{home.programs}/fake %U"),
        home.file(".config/mimeapps.list", "[Default Applications]\nx-scheme-handler/zoommtg=some-handler.desktop\n"),
    ]


def by_flatpak(home: Home) -> list[Path]:
    exports = ".local/share/flatpak/exports/share/applications"
    return [home.entry(f"{exports}/us.zoom.Zoom.desktop", "/usr/bin/flatpak run us.zoom.Zoom")]


def on_the_search_path(home: Home) -> list[Path]:
    return [home.file("programs/zoom", "#!/bin/sh\n", 0o755)]


@pytest.mark.linux("installs by menu entries, link handlers, Flatpak and the search path")
@pytest.mark.parametrize("install", [by_menu_entry, by_link_handler, by_flatpak, on_the_search_path])
def test_installed_it_is_found_and_removed_it_is_missing(tmp_path: Path, install: Callable[[Home], list[Path]]) -> None:
    home = Home(tmp_path)
    code, tip = home.check()
    assert (code, tip["finding"]) == (1, "video-app.missing")
    parts = install(home)
    code, tip = home.check()
    assert (code, tip["finding"], tip["reading"]["applications"]) == (0, "video-app.installed", ["zoom"])
    for part in parts:
        part.unlink()
    code, tip = home.check()
    assert (code, tip["finding"]) == (1, "video-app.missing")


@pytest.mark.linux("reads a version from a menu entry")
def test_an_old_one_is_advice_and_is_never_started(tmp_path: Path) -> None:
    home = Home(tmp_path)
    by_menu_entry(home)
    home.file("programs/fake", f"#!/bin/sh\ntouch {tmp_path}/started\n", 0o755)
    home.entry(".local/share/applications/Zoom.desktop", "fake %U", "X-AppImage-Version=5.9.1")
    code, tip = home.check()
    assert (code, tip["finding"], tip["verdict"]) == (0, "video-app.old", "warn")
    assert tip["reading"]["versions"] == ["zoom:5.9.1"]
    assert not (tmp_path / "started").exists()
