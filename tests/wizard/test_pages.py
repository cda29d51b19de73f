"""What every page owes: names for screen readers, the number, Help, its dialogs; and what is never loaded."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel, QLineEdit, QWidget

from readiness.core.check import Resource
from readiness.core.clinic import QuestionAndAnswer
from readiness.core.setup import Setup
from readiness.core.tip_list import TIPS
from readiness.probe.device_listing import list_recognizable
from readiness.probe.listed_devices import Devices, ListedDevice
from readiness.report.palette import LIGHT
from readiness.wizard.dialogs.help import HelpDialog
from readiness.wizard.dialogs.phone_number import NumberDialog
from readiness.wizard.navigation import RESULT, WELCOME
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.style.colours import DARK
from readiness.wizard.style.theme import FAMILY, Appearance, Theme
from readiness.wizard.widgets.layouts import tab_order
from tests.wizard.conftest import Open
from tests.wizard.driver import demonstration, live

LOADED = """
import sys
from readiness.wizard import app
from readiness.wizard.dialogs import help
from readiness.wizard.pages import result, tip
print(*sorted({"numpy", "cv2", "sounddevice", "aiohttp", "speedtest"} & set(sys.modules)))
"""


def without_number() -> Setup:
    setup = demonstration()
    return replace(setup, profile=replace(setup.profile, clinic=replace(setup.profile.clinic, visit_phone="")))


def test_the_typeface_is_the_bundled_one(look: Appearance) -> None:
    assert QFontInfo(look.font(18)).family() == FAMILY
    assert QFontInfo(look.font(18, bold=True)).bold()


def test_every_stop_on_every_page_has_a_name(opened: Open) -> None:
    driver = opened()
    for place in (WELCOME, *TIPS, RESULT):
        driver.window.controller.go(place)
        live(20)
        for widget in (
            *tab_order(driver.window.sidebar),
            *tab_order(driver.window.stack.currentWidget()),
            *tab_order(driver.window.bar),
        ):
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name), (place, widget)
            if isinstance(widget, QAbstractButton) and widget.isVisible():
                assert widget.height() >= 44, (place, widget.accessibleName(), widget.height())


def test_the_number_is_asked_for_where_the_profile_has_none(opened: Open) -> None:
    driver = opened(without_number())
    bar = driver.window.bar
    assert bar.add_button.isVisible()
    assert not bar.number.isVisible()
    field = next(w for w in driver.window.findChildren(QLineEdit) if w.isVisible())
    QTest.keyClicks(field, "12")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert driver.place == WELCOME
    assert not bar.number.text()
    assert any("cannot be called" in label.text() and label.isVisible() for label in driver.window.findChildren(QLabel))
    field.clear()
    QTest.keyClicks(field, "617 555 0199")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert bar.number.text() == "(617) 555-0199"
    driver.window.controller.go(RESULT)
    page = driver.page
    assert isinstance(page, ResultPage)
    assert page.number.text() == "(617) 555-0199"
    assert page.qr.isVisible()
    assert "0199" not in page.rendering().as_json() + page.rendering().as_html() + page.rendering().as_text()


def test_the_number_can_be_added_on_any_page_and_changed(opened: Open) -> None:
    driver = opened(without_number())
    driver.window.controller.go("phone")
    for typed, shown in (("6175550142", "(617) 555-0142"), ("6175550143", "(617) 555-0143")):
        driver.click(driver.window.bar.add_button)
        dialog = driver.window.findChildren(NumberDialog)[-1]
        dialog.ask.field.setText(typed)
        QTest.keyClick(dialog.ask.field, Qt.Key.Key_Return)
        live(20)
        assert driver.window.bar.number.text() == shown
    driver.click(driver.window.bar.add_button)
    dialog = driver.window.findChildren(NumberDialog)[-1]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert driver.place == "phone"


def test_help_shows_the_clinics_answers_as_plain_words(opened: Open) -> None:
    import datetime

    setup = demonstration()
    evil = QuestionAndAnswer("billing", "<b>Who pays?</b>", "<img src=x> & you", datetime.date(2026, 11, 23))
    driver = opened(replace(setup, profile=replace(setup.profile, questions_and_answers=(evil,))))
    driver.click("Help")
    dialog = driver.window.findChildren(HelpDialog)[0]
    labels = dialog.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)
    texts = [label.text() for label in labels]
    assert "<b>Who pays?</b>" in texts
    assert any("November 23, 2026" in text for text in texts)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_labels_never_guess_markup(opened: Open) -> None:
    driver = opened()
    for place in (*TIPS, RESULT):
        driver.window.controller.go(place)
    guessing = [
        w.text() for w in driver.window.findChildren(QLabel) if w.text() and w.textFormat() != Qt.TextFormat.PlainText
    ]
    assert guessing == []


def test_a_choice_of_devices_is_offered_only_where_there_is_one(opened: Open) -> None:
    driver = opened(replace(demonstration(), demo=False), camera="absent")
    driver.window.controller.go("camera")
    pickers = driver.tip.pickers
    one = Devices(camera=(ListedDevice("Built-in", "/dev/video0"),))
    two = Devices(camera=(*one.camera, ListedDevice("USB", "/dev/video2")))
    setup = replace(driver.window.controller.session.setup, sources=demonstration().sources)
    box = next(w for w in driver.tip.findChildren(QComboBox))
    pickers.show_devices(one, setup)
    assert not box.isVisible()
    pickers.show_devices(two, setup)
    assert box.isVisible()
    chosen: list[tuple[Resource, str | None]] = []
    pickers.chosen.connect(lambda kind, source: chosen.append((kind, source)))
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert chosen == [(Resource.CAMERA, "/dev/video2")]


def test_only_devices_that_people_know_are_listed() -> None:
    def device(name: str, host: str, inputs: int = 2) -> dict[str, object]:
        return {"name": name, "host": host, "max_input_channels": inputs, "max_output_channels": 2}

    linux = [device("USB Headset: Audio (hw:1,0)", "ALSA"), device("dmix", "ALSA"), device("sysdefault", "ALSA")]
    assert list_recognizable(linux, "input") == [ListedDevice("USB Headset: Audio", "USB Headset: Audio (hw:1,0)")]
    windows = [device("Microphone (Realtek(R) Aud", "MME"), device("Microphone (Realtek(R) Audio)", "Windows WASAPI")]
    assert [each.name for each in list_recognizable(windows, "input")] == ["Microphone (Realtek(R) Audio)"]
    assert list_recognizable([device("Speakers", "Core Audio", 0)], "input") == []


def test_the_theme_changes_while_the_window_is_open(opened: Open, look: Appearance) -> None:
    driver = opened()
    try:
        look.show_in(Theme.DARK)
        assert DARK.ground in driver.window.styleSheet()
    finally:
        look.show_in(Theme.LIGHT)
    assert LIGHT.ground in driver.window.styleSheet()


def test_a_small_window_scrolls_and_keeps_its_buttons_and_the_number(opened: Open) -> None:
    driver = opened()
    driver.window.resize(900, 600)
    for place in (WELCOME, *TIPS, RESULT):
        driver.window.controller.go(place)
        live(20)
        assert (driver.window.width(), driver.window.height()) == (900, 600), place
        main = driver.page.main or driver.buttons()["Do not wait"]  # before the result, all is measured
        inside: list[QWidget] = [main, driver.window.bar.number]
        for widget in inside:
            corner = widget.mapTo(driver.window, widget.rect().bottomRight())
            assert driver.window.rect().contains(corner), (place, widget)


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LOADED], check=True, capture_output=True, encoding="utf-8", timeout=60
    )
    assert ended.stdout.split() == []


def test_no_dialog_is_open_at_the_start(opened: Open) -> None:
    assert [d for d in opened().window.findChildren(QDialog) if d.isVisible()] == []
