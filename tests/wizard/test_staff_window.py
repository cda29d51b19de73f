"""The window for support staff: a code, a report, two, many, and the last ones on this computer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from readiness.support import history
from readiness.wizard.staff.window import StaffWindow
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button
from tests.places import DATA
from tests.reports import line, rendering, report
from tests.wizard.conftest import Open
from tests.wizard.driver import live

DARK = rendering(report(line("camera", "dark")))
GOOD = rendering(report())


@pytest.fixture
def staff(look: Appearance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[StaffWindow]:
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    history.keep_report(DARK.as_json())
    history.keep_report(GOOD.as_json())
    window = StaffWindow(look)
    window.show()
    yield window
    window.close()
    window.deleteLater()


def test_a_code_is_explained_by_keyboard_alone(staff: StaffWindow) -> None:
    QTest.keyClicks(staff.field, DARK.code.lower())
    QTest.keyClick(staff.field, Qt.Key.Key_Return)
    assert "camera.dark" in staff.answer.toPlainText()
    assert "Likely causes" in staff.answer.toPlainText()


def test_a_wrong_code_keeps_the_answer_and_names_the_group(staff: StaffWindow) -> None:
    before = staff.answer.toPlainText()
    staff.field.setText("2WXV-KKYG-WZS0-0H9M")
    staff.explain_code()
    assert "group 2" in staff.told.text()
    assert staff.answer.toPlainText() == before


def test_the_list_opens_and_compares(staff: StaffWindow) -> None:
    assert staff.list.count() == 2
    assert "ready, with advice" in staff.list.item(1).text()
    assert not staff._kept.open_button.isEnabled()
    staff.list.item(1).setSelected(True)
    staff.open_kept()
    assert "camera.dark" in staff.answer.toPlainText()
    staff.list.item(0).setSelected(True)
    assert staff._kept.compare_button.isEnabled()
    staff.compare_kept()
    assert "dark (warn)" in staff.answer.toPlainText()
    assert "better" in staff.answer.toPlainText()
    staff.delete_kept()
    assert staff.list.count() == 0
    assert history.list_entries() == []


def test_many_are_counted_without_stopping_the_window(staff: StaffWindow, tmp_path: Path) -> None:
    paths = []
    for at in range(300):
        path = tmp_path / f"{at}.json"
        path.write_text((DARK if at % 3 else GOOD).as_json(), encoding="utf-8")
        paths.append(path)
    staff.open_files(paths)
    assert staff.stop_button.isVisible()
    for _ in range(400):
        if staff.counting is None:
            break
        live(20)
    assert "300 reports" in staff.answer.toPlainText()
    assert not staff.stop_button.isVisible()
    staff.save_csv(tmp_path / "counts.csv")
    assert "camera,camera.dark,warn,200,0," in (tmp_path / "counts.csv").read_text(encoding="utf-8")
    staff.save_csv(tmp_path / "no" / "counts.csv")
    assert "could not be saved" in staff.told.text()


def test_a_hostile_report_is_words(staff: StaffWindow, tmp_path: Path) -> None:
    made = json.loads(DARK.as_json())
    made["tips"][4]["says"] = '<img src="file:///etc/passwd"><a href="javascript:alert(1)">x</a>'
    path = tmp_path / "r.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    staff.open_files([path])
    assert '<a href="javascript:alert(1)">x</a>' in staff.answer.toPlainText()
    assert "<a href" not in staff.answer.toHtml()


def test_a_broken_file_is_told(staff: StaffWindow, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text("{", encoding="utf-8")
    staff.open_files([path])
    assert "not a report" in staff.told.text()


def test_it_opens_from_help_and_closes_with_the_window(opened: Open) -> None:
    driver = opened()
    driver.window.help()
    dialog = driver.window.findChildren(QDialog)[0]
    button = next(b for b in dialog.findChildren(Button) if b.words == "For support staff")
    driver.click(button)
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, StaffWindow) and w.isVisible()]
    assert len(windows) == 1
    assert driver.window.controller.place == "welcome"
    driver.close()
    assert not any(isinstance(each, StaffWindow) and each.isVisible() for each in QApplication.topLevelWidgets())


def test_one_of_them_beside_the_patients_window_and_none_when_that_is_gone(opened: Open) -> None:
    """Each that stayed behind took three megabytes: found by half an hour of the monkey."""

    def alive() -> int:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return sum(isinstance(each, StaffWindow) for each in QApplication.topLevelWidgets())

    driver = opened()
    for _ in range(3):
        driver.window.for_staff()
        assert alive() == 1
    driver.close()
    assert alive() == 0
