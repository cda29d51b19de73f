"""The window where the program cannot start."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel

from readiness.core.translation import ENGLISH
from readiness.terminal.main import main
from readiness.wizard.dialogs import startup_error
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button
from tests.readability import grade


def test_it_blames_nobody_and_names_the_number(look: Appearance) -> None:
    dialog = startup_error.TroubleDialog(look, ENGLISH, "<b>region</b>: wrong", "617-555-0142")
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert "Please call your clinic: 617-555-0142" in words
    assert "<b>region</b>: wrong" in words, "shown as it is"
    assert [each.words for each in dialog.findChildren(Button)] == ["Close"]
    without = startup_error.TroubleDialog(look, ENGLISH, "", "")
    assert startup_error.CALL.message in [each.text() for each in without.findChildren(QLabel)]


def test_its_words_read_at_grade_six() -> None:
    for text in (
        startup_error.TITLE,
        startup_error.BLAMELESS,
        startup_error.CALL,
        startup_error.CALL_NUMBER,
        startup_error.FOR_SUPPORT,
    ):
        assert grade(text.message) <= 6.0, text.message


def test_only_a_start_by_icon_opens_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(startup_error, "show_trouble", lambda reason, number="": shown.append((reason, number)))
    assert main(["--profile", "/none/such.toml"]) == 2
    assert shown == []
    monkeypatch.setattr("readiness.terminal.main.is_windowed", lambda: True)
    assert main(["--profile", "/none/such.toml"]) == 2
    assert [("no such file" in reason, number) for reason, number in shown] == [(True, "")]
    assert "no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (PermissionError(13, "Permission denied", "/etc/readiness/x"), "/etc/readiness/x cannot be used: Permission d"),
        (OSError(24, "Too many open files"), "OSError[24]"),
        (KeyError("a name"), "met an error of its own: KeyError"),
        (FileNotFoundError("A part of this program is missing"), "A part of this program is missing"),
    ],
)
def test_a_start_by_icon_that_breaks_is_told_in_a_window_with_the_number(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    profile = tmp_path / "profile.toml"
    profile.write_text("[clinic]\nvisit_phone = '617-555-0199'\n", encoding="utf-8")
    shown: list[tuple[str, str]] = []

    def broken(options: Namespace, *, for_staff: bool) -> int:
        raise error

    monkeypatch.setattr(startup_error, "show_trouble", lambda reason, number="": shown.append((reason, number)))
    monkeypatch.setattr("readiness.terminal.main.is_windowed", lambda: True)
    monkeypatch.setattr("readiness.terminal.window_command.open_window", broken)
    assert main(["--profile", str(profile)]) == 3
    [(reason, number)] = shown
    assert says in reason
    assert "a name" not in reason
    assert number == "(617) 555-0199"
    told = capsys.readouterr().err
    assert says in told
    assert "could not be written" not in told


def test_it_is_shown_also_where_the_window_broke_half_made(
    qapp: QObject, look: Appearance, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(startup_error.TroubleDialog, "exec", lambda dialog: shown.append(dialog.windowTitle()))
    startup_error.show_trouble("reason", "617-555-0199")
    assert shown == ["The check cannot start"]
