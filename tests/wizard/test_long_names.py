"""A name from a device or a profile may be as long as it likes: its button breaks into lines, the page stays whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from readiness.core.clinic import Application
from readiness.core.translation import Words
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.probe.outcomes import Measured
from readiness.probe.runner import Outcome
from readiness.tips.sound.reading import SoundReading
from readiness.wizard.style.language import apply_language
from readiness.wizard.style.theme import Theme
from readiness.wizard.widgets.basic import Button
from readiness.wizard.widgets.layouts import Body
from readiness.wizard.widgets.wrapping_button import LINES, WrappingButton
from readiness.wizard.window import Window
from tests.wizard.gallery import Stage, open_page
from tests.wizard.seen import look_over, settle

ARRAY = "Microphone Array (Intel® Smart Sound Technology for Digital Microphones)"
ENDLESS = "Mikrofon😀" * 30
MARKUP = "<b>Alder Lake</b> PCH-P & High Definition Audio Controller Headset Stereo Microphone"


@pytest.fixture(autouse=True)
def _turned_back(qapp: QApplication) -> Iterator[None]:
    yield
    apply_language(Words("en"))


def another_microphone(stage: Stage, name: str) -> Window:
    """The Sound page, where another microphone of this name works."""
    window, session = stage.window()
    state = session.tips["sound"]
    silent = SoundReading(
        MicrophoneState.ZEROS,
        speaker=SpeakerState.NOT_TRIED,
        asked_to_speak=True,
        other_microphone="b",
        other_name=name,
    )
    state.outcome = Outcome(Measured(silent), 20.0)
    session.staged["sound"] = state.check.judge(silent, stage.setup, {})
    open_page(window, "sound")
    return window


def program_to_test(stage: Stage, name: str) -> Window:
    """The Sound page, where the profile's program of this name offers a test call."""
    program = Application(name, test_call_page="https://example.org/test")
    visit = replace(stage.setup.profile.visit, applications=(program,))
    window, session = stage.window(replace(stage.setup, profile=replace(stage.setup.profile, visit=visit)))
    session.show("sound", "good", "heard-by-microphone")
    open_page(window, "sound")
    return window


def bodies(window: Window) -> list[tuple[int, int]]:
    """Width of what scrolls and of its window, for each."""
    return [(b.inner.width(), b.viewport().width()) for b in window.findChildren(Body) if b.isVisible()]


@pytest.mark.parametrize("name", [ARRAY, ENDLESS, MARKUP])
@pytest.mark.parametrize("scale", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("show", [another_microphone, program_to_test])
def test_a_long_name_does_not_cut_the_page(show: object, scale: float, name: str, qapp: QApplication) -> None:
    assert callable(show)
    window = show(Stage(theme=Theme.LIGHT, scale=scale), name)
    for size in ((1280, 720), (900, 720), (640, 480)):
        window.resize(*size)
        settle(window)
        assert all(inner <= outer for inner, outer in bodies(window)), (size, bodies(window))
        [button] = [each for each in window.findChildren(WrappingButton) if each.isVisible() and name in each.words]
        lines = button.lines(button.width())
        assert 1 <= len(lines) <= LINES
        assert button.height() >= button.heightForWidth(button.width())
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) == button.words
        whole = "".join(lines).replace(" ", "") == button.words.replace(" ", "")
        assert whole or lines[-1].endswith("…")
        tip = QTextDocument()
        tip.setHtml(button.toolTip())
        assert tip.toPlainText() == ("" if len(lines) == 1 else button.words)
    window.hide()
    window.deleteLater()


@pytest.mark.parametrize(("language", "scale"), [("en", 1.0), ("en", 1.25), ("ar", 2.0)])
def test_the_name_of_a_real_device_is_seen_whole(language: str, scale: float, qapp: QApplication) -> None:
    apply_language(Words(language))
    window = another_microphone(Stage(theme=Theme.LIGHT, scale=scale, language=language), ARRAY)
    window.resize(1280, 720)
    assert look_over(window)[1] == []
    window.hide()
    window.deleteLater()


def test_it_is_a_button_like_any_other_where_there_is_room(qapp: QApplication) -> None:
    look = Stage(theme=Theme.LIGHT).look
    long, plain = (
        WrappingButton(look, "Use “USB & Co”", "second", "mic"),
        Button(look, "Use “USB & Co”", "second", "mic"),
    )
    for each in (long, plain):
        each.show()
        each.resize(each.sizeHint())
        QTest.qWait(1)
    assert long.sizeHint() == plain.sizeHint()
    assert long.grab().toImage() == plain.grab().toImage()
    assert long.lines(long.width()) == ["Use “USB & Co”"]
    assert long.toolTip() == ""
