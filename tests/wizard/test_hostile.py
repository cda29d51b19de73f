"""What a profile, a device or a broken installation brings: plain words that are all shown, and a window that opens."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from readiness.core.assets import find_asset
from readiness.core.clinic import Application, ExtraQuestion, QuestionAndAnswer
from readiness.core.finding import Judgement
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.core.translation import ENGLISH, Words
from readiness.core.verdict import Verdict
from readiness.probe.listed_devices import Devices, ListedDevice
from readiness.wizard.navigation import RESULT, WELCOME
from readiness.wizard.style.language import apply_language
from readiness.wizard.style.theme import Appearance, Theme
from readiness.wizard.widgets.basic import Button, Label
from readiness.wizard.window import Window
from tests.wizard.gallery import VALUES, Stage, StagedSession, open_page
from tests.wizard.seen import faults, settle

ROOT = Path(__file__).resolve().parents[2]

LONG = ("<b>Wörld’s</b> &amp; Oldest Name <img src='x'> " * 9)[:300]
UNBROKEN = "W" * 300
TURNED = ("مستشفى \u202eالشفاء التخصصي 42 للأطفال " * 12)[:300]


def hostile(setup: Setup, name: str) -> Setup:
    """A profile with this name wherever it can say something."""
    profile = setup.profile
    own = replace(profile.clinic, name=name, hours=name)
    visit = replace(profile.visit, applications=(Application(id="", name=name, in_browser=False),))
    asked = (ExtraQuestion("one", name, name), ExtraQuestion("two", name, name))
    answers = (QuestionAndAnswer(name, name, name, datetime.date(2026, 11, 23)),)
    made = replace(profile, clinic=own, visit=visit, questions=asked, questions_and_answers=answers)
    return replace(setup, profile=made)


def pages(stage: Stage, name: str) -> list[tuple[str, QWidget, Window]]:
    """Every page with a finding that names something, and the dialogs; with the window that holds each."""
    setup = hostile(stage.setup, name)
    listed = tuple(ListedDevice(name, each) for each in "ab")

    def open_at(place: str) -> tuple[Window, StagedSession]:
        window, session = stage.window(setup)
        window.controller.selection.devices = Devices(camera=listed, microphone=listed, speaker=listed)
        for tip in TIPS:
            check = session.tips[tip].check
            found = [each for each in check.findings() if each.verdict in (Verdict.FAIL, Verdict.WARN)]
            longest = max(found, key=lambda each: each.says.message.count("{") * 1000 + len(each.fixes))
            session.show(tip, longest.name)
            named = {key: name if isinstance(value, str) else value for key, value in VALUES.items()}
            session.staged[tip] = Judgement(longest, (), named)
        open_page(window, place)
        return window, session

    windows = [(place, open_at(place)[0]) for place in (WELCOME, *TIPS, RESULT)]
    made: list[tuple[str, QWidget, Window]] = [(place, window, window) for place, window in windows]
    opens: list[Callable[[Window], None]] = [Window.help, Window.ask_number]
    for opening in opens:
        window = open_at(WELCOME)[0]
        opening(window)
        made.append((opening.__name__, window.findChildren(QDialog)[0], window))
    return made


@pytest.mark.parametrize("name", [LONG, UNBROKEN, TURNED], ids=["markup", "unbroken", "right-to-left"])
@pytest.mark.parametrize(("language", "scale"), [("en", 1.0), ("ar", 2.0)])
def test_names_of_300_letters_are_plain_words_that_are_all_shown(
    name: str, language: str, scale: float, qapp: QApplication
) -> None:

    apply_language(Words(language))
    try:
        found: list[str] = []
        literal = 0
        for place, page, _ in pages(Stage(theme=Theme.LIGHT, scale=scale, language=language), name):
            settle(page)
            found += [f"{place}: {each}" for each in faults(page)]
            for label in page.findChildren(QLabel):
                if label.text():
                    assert label.textFormat() == Qt.TextFormat.PlainText, label.text()
            literal += sum(name[:40] in each.words for each in page.findChildren(Label) if isinstance(each, Label))
            page.window().hide()
            page.window().deleteLater()
        assert found == []
        assert literal > 10 or name is TURNED, "shown as it is"
    finally:
        apply_language(ENGLISH)


# ---- a broken installation

START = """
import os, sys
from pathlib import Path
import readiness.core.assets
readiness.core.assets._PLACES = (Path(sys.argv[1]),)
from readiness.terminal.main import main
from readiness.wizard import app
from readiness.wizard.widgets.basic import Button
from readiness.wizard.window import Window
class Watched(Window):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(self.bar.number.text(), "|", self.page.main.words, "|", self.words.language, flush=True)
        os._exit(0)
app.Window = Watched
main(["--demo", "--language", "es"])
"""
RUBBISH = b"\x00\xff\xfe rubbish <svg"


def remove(*parts: str) -> Callable[[Path], None]:
    """Takes these away, a file or a folder."""

    def take(assets: Path) -> None:
        place = assets.joinpath(*parts)
        shutil.rmtree(place) if place.is_dir() else place.unlink()

    return take


def spoil(pattern: str) -> Callable[[Path], None]:
    """Puts rubbish into every file of this kind."""

    def put(assets: Path) -> None:
        files = list(assets.glob(pattern))
        assert files
        for file in files:
            file.write_bytes(RUBBISH)

    return put


@pytest.mark.parametrize(
    ("spoils", "language"),
    [
        (remove("fonts"), "es"),
        (spoil("fonts/*.ttf"), "es"),
        (remove("icons"), "es"),
        (spoil("icons/*.svg"), "es"),
        (remove("readiness.svg"), "es"),
        (spoil("readiness.svg"), "es"),
        (remove("locale"), "en"),
        (spoil("locale/*/LC_MESSAGES/*.mo"), "en"),
        (spoil("locale/languages.toml"), "en"),
    ],
)
def test_the_window_opens_without_a_font_an_icon_or_a_catalogue(
    spoils: Callable[[Path], None], language: str, tmp_path: Path
) -> None:
    assets = tmp_path / "assets"
    shutil.copytree(find_asset("icons").parent, assets)
    spoils(assets)
    places = ("XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME")
    environment = {**os.environ, **dict.fromkeys(places, str(tmp_path)), "QT_QPA_PLATFORM": "offscreen"}
    environment["PYTHONUTF8"] = "1"
    tmp_path.chmod(0o700)
    ended = subprocess.run(
        [sys.executable, "-c", START, str(assets)],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    start = {"es": "Empezar la revisión", "en": "Start the check"}[language]
    assert ended.stdout.strip() == f"617-555-0142 | {start} | {language}", ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_icon_that_is_missing_leaves_the_words(look: Appearance) -> None:
    button = Button(look, "Go on", "main", "no-such-icon")
    assert button.text() == "Go on"
    assert not look.pixmap("no-such-icon", 24, "#000000").isNull()
