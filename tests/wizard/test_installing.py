"""A program that is installed while its page is open: noticed by itself, and by “Try again”."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from readiness.core.clinic import Application, Visit, VisitKind
from tests.wizard.conftest import Open
from tests.wizard.driver import Driver, demonstration


def try_again(driver: Driver) -> None:
    """Press it once the measurement is over: what is good is shown earlier, and a press meanwhile changes nothing."""
    again = driver.buttons()["Try again"]
    driver.wait(lambda: again.isEnabled() and again.property("working") != "yes")
    driver.click(again)


@pytest.mark.linux("installs a program by a menu entry")
def test_test_again_notices_and_so_does_the_page(opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "system"))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    program, entry = tmp_path / "fake", tmp_path / ".local/share/applications/Zoom.desktop"
    entry.parent.mkdir(parents=True)
    setup = replace(demonstration(), demo=False)
    visit = Visit(VisitKind.APP, (Application(id="zoom"),))
    driver = opened(replace(setup, profile=replace(setup.profile, visit=visit)))
    driver.window.controller.go("video-app")
    driver.wait(lambda: driver.finding == "video-app.missing", 20)
    program.touch(mode=0o755)
    entry.write_text(f"[Desktop Entry]\nType=Application\nName=Zoom\nExec={program}\n", encoding="utf-8")
    try_again(driver)
    driver.wait(lambda: driver.finding == "video-app.installed", 20)
    entry.unlink()
    try_again(driver)
    driver.wait(lambda: driver.finding == "video-app.missing", 20)
    program.unlink()
    entry.write_text("[Desktop Entry]\nType=Application\nName=Zoom\nExec=/bin/true\n", encoding="utf-8")
    driver.wait(lambda: driver.finding == "video-app.installed", 20, "by itself, without a button")
