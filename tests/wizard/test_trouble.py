"""The window where the program cannot start."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel

from readiness.cli import main
from readiness.text import ENGLISH
from readiness.wizard import trouble
from readiness.wizard.parts import Button
from readiness.wizard.theme import Look
from tests.readability import grade


def test_it_blames_nobody_and_names_the_number(look: Look) -> None:
    dialog = trouble.TroubleDialog(look, ENGLISH, "<b>region</b>: wrong", "617-555-0142")
    words = [each.text() for each in dialog.findChildren(QLabel)]
    assert "Please call your clinic: 617-555-0142" in words
    assert "<b>region</b>: wrong" in words, "shown as it is"
    assert [each.words for each in dialog.findChildren(Button)] == ["Close"]
    without = trouble.TroubleDialog(look, ENGLISH, "", "")
    assert trouble.CALL.message in [each.text() for each in without.findChildren(QLabel)]


def test_its_words_read_at_grade_six() -> None:
    for text in (trouble.TITLE, trouble.BLAMELESS, trouble.CALL, trouble.CALL_NUMBER, trouble.FOR_SUPPORT):
        assert grade(text.message) <= 6.0, text.message


def test_only_a_start_by_icon_opens_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(trouble, "show_trouble", lambda reason, number="": shown.append((reason, number)))
    assert main(["--profile", "/none/such.toml"]) == 2
    assert shown == []
    monkeypatch.setattr("readiness.cli.windowed", lambda: True)
    assert main(["--profile", "/none/such.toml"]) == 2
    assert [("no such file" in reason, number) for reason, number in shown] == [(True, "")]
    assert "no such file" in capsys.readouterr().err
