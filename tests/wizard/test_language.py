"""A language in the window: Qt's own words speak it too, and it is offered only where its letters can be shown."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QLineEdit

from readiness.core.translation import ENGLISH, Words
from readiness.wizard.style.language import apply_language, can_render
from tests.places import WINDOWS
from tests.wizard.conftest import Open

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _turned_back(qapp: QApplication) -> Iterator[None]:
    yield
    apply_language(ENGLISH)


def copy_in_a_fields_menu() -> str:
    field = QLineEdit()
    menu = field.createStandardContextMenu()
    return " ".join(action.text() for action in menu.actions())


@pytest.mark.parametrize(
    ("language", "save_as", "copy"),
    [("es", "Guardar como", "Copiar"), ("zh_CN", "另存为", "复制"), ("ar", "احفظ", "نسخ"), ("en", "Save As", "Copy")],
)
def test_qts_own_dialogs_and_menus_speak_it(language: str, save_as: str, copy: str) -> None:
    apply_language(Words("es"))
    apply_language(Words(language))
    assert QCoreApplication.translate("QFileDialog", "Save As").startswith(save_as)
    assert copy in copy_in_a_fields_menu().replace("&", "")


def test_a_language_that_qt_does_not_know_leaves_english(qapp: QApplication) -> None:
    apply_language(Words("en-XA"))
    assert QCoreApplication.translate("QFileDialog", "Save As") == "Save As"


def test_nothing_moves_by_itself(qapp: QApplication, opened: Open) -> None:
    opened()
    assert not any(qapp.isEffectEnabled(effect) for effect in Qt.UIEffect if effect is not Qt.UIEffect.UI_General)


@pytest.mark.parametrize(
    ("language", "letters"),
    [
        ("ar", QFontDatabase.WritingSystem.Arabic),
        ("zh_CN", QFontDatabase.WritingSystem.SimplifiedChinese),
        ("zh_TW", QFontDatabase.WritingSystem.TraditionalChinese),
    ],
)
def test_letters_that_no_font_has_are_not_offered(
    language: str, letters: QFontDatabase.WritingSystem, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[QFontDatabase.WritingSystem] = []

    def none(wanted: QFontDatabase.WritingSystem) -> bool:
        asked.append(wanted)
        return False

    assert not can_render(language, none)
    assert asked == [letters]
    assert f"{letters.name}: no font here" in caplog.text
    assert can_render(language, lambda _: True)
    assert can_render("es", lambda _: False), "the bundled typeface has its letters"


AT_FIRST_PAINT = """
import os, sys
from readiness.terminal.main import main
from readiness.wizard import app
from readiness.wizard.window import Window
class Watched(Window):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(self.words.language, *(each.code for each in self._body._list_languages()), flush=True)
        os._exit(0)
app.Window = Watched
main(sys.argv[1:])
"""
NO_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}</dir><cachedir>{folder}</cachedir></fontconfig>"""


@pytest.mark.parametrize(
    "fonts", [True, pytest.param(False, marks=pytest.mark.linux("takes all fonts away by fontconfig"))]
)
def test_a_computer_without_such_a_font_starts_in_english(fonts: bool, tmp_path: Path) -> None:
    """The system's own answer: with this computer's fonts, and with none at all."""
    profile, config = tmp_path / "clinic.toml", tmp_path / "fonts.conf"
    profile.write_text("[languages]\nunreviewed = true\n", encoding="utf-8")
    (tmp_path / "none").mkdir()
    config.write_text(NO_FONTS.format(folder=tmp_path / "none"), encoding="utf-8")
    places = ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    # Qt's offscreen way knows none of Windows' fonts.
    environment = {**os.environ, "QT_QPA_PLATFORM": "windows" if WINDOWS else "offscreen"}
    environment |= dict.fromkeys(places, str(tmp_path))
    tmp_path.chmod(0o700)
    if not fonts:
        environment["FONTCONFIG_FILE"] = str(config)
    command = [sys.executable, "-c", AT_FIRST_PAINT, "--profile", str(profile), "--language", "ar"]
    ended = subprocess.run(
        command, check=False, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=60
    )
    assert ended.stdout.split() == (["ar", "en", "es", "ar", "zh_CN"] if fonts else ["en", "en", "es"]), ended.stderr
    assert ("Arabic: no font here" in ended.stderr) is not fonts
