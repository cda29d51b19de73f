"""Enter presses what has the focus: in every dialog, and on the page that measures everything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QWidget

from readiness.wizard.dialogs.help import HelpDialog
from readiness.wizard.dialogs.phone_number import NumberDialog
from readiness.wizard.dialogs.report import ReportDialog
from readiness.wizard.dialogs.startup_error import TroubleDialog
from readiness.wizard.navigation import PROGRESS, RESULT
from readiness.wizard.pages.progress import ProgressPage
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button
from tests.wizard.conftest import Open
from tests.wizard.driver import Driver, live


def helping(driver: Driver, look: Appearance) -> QDialog:
    driver.window.help()
    return driver.window.findChildren(HelpDialog)[-1]


def numbering(driver: Driver, look: Appearance) -> QDialog:
    driver.window.ask_number()
    return driver.window.findChildren(NumberDialog)[-1]


def keeping(driver: Driver, look: Appearance) -> QDialog:
    driver.window.controller.go(RESULT)
    page = driver.page
    assert isinstance(page, ResultPage)
    page.keep.click()
    return driver.window.findChildren(ReportDialog)[-1]


def in_trouble(driver: Driver, look: Appearance) -> QDialog:
    made = TroubleDialog(look, driver.window.words, "no such file", "617-555-0142")
    made.open()
    return made


def heard(button: Button, into: list[str]) -> None:
    """Note a press instead of what it would do: some open a printer's or a mail program's window."""
    button.clicked.disconnect()
    button.clicked.connect(lambda: into.append(button.words))


@pytest.mark.parametrize("show", [helping, numbering, keeping, in_trouble])
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_that_has_the_focus_and_no_other(
    show: Callable[[Driver, Appearance], QDialog], key: Qt.Key, opened: Open, look: Appearance
) -> None:
    dialog = show(opened(), look)
    live(20)
    pressed: list[str] = []
    buttons = [each for each in dialog.findChildren(Button) if each.isVisible() and not each.isCheckable()]
    assert buttons
    for button in buttons:
        heard(button, pressed)
    for button in buttons:
        button.setFocus()
        QTest.keyClick(button, key)
        assert pressed == [button.words]
        pressed.clear()
    words: QWidget = next(each for each in dialog.findChildren(QWidget) if not isinstance(each, Button))
    focused = dialog.focusWidget()
    assert focused is not None
    focused.clearFocus()
    QTest.keyClick(words, key)
    assert pressed == [] and dialog.isVisible(), "nothing has the focus, nothing is pressed"
    dialog.close()


def test_help_opens_with_the_focus_on_close(opened: Open, look: Appearance) -> None:
    dialog = helping(opened(), look)
    live(20)
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_enter_in_help_opens_the_staffs_window(opened: Open, look: Appearance) -> None:
    driver = opened()
    dialog = helping(driver, look)
    asked: list[QObject] = []
    dialog.for_staff.disconnect()  # type: ignore[attr-defined]
    dialog.for_staff.connect(lambda: asked.append(dialog))  # type: ignore[attr-defined]
    [staff] = [each for each in dialog.findChildren(Button) if each.words == "For support staff"]
    staff.setFocus()
    QTest.keyClick(staff, Qt.Key.Key_Return)
    assert asked == [dialog]


def test_a_second_enter_does_not_end_what_the_first_began(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = opened()
    controller: Any = driver.window.controller
    cancelled: list[str] = []
    monkeypatch.setattr(controller._worker, "cancel", cancelled.append)
    driver.tab_to("Check everything for me")
    driver.enter()
    driver.enter()
    driver.enter()
    assert driver.place == PROGRESS
    assert controller.session.running() and cancelled == []
    assert isinstance(driver.page, ProgressPage)
    driver.tab_to("Do not wait")
    driver.enter()
    assert cancelled
