"""The window for support staff (English): a code or reports explained, two compared, many counted, the last ones."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from readiness.core.characters import make_visible
from readiness.core.files import write_whole
from readiness.core.verdict import Verdict
from readiness.machine.folders import home_folder
from readiness.report.palette import verdict_colours
from readiness.report.templates import load_templates
from readiness.support import history, page
from readiness.support.compare import compare_evidence
from readiness.support.evidence import Evidence, SupportError, from_code
from readiness.support.explain import explain_evidence
from readiness.support.reports import LINES, read_report
from readiness.support.summary import Summary, as_csv
from readiness.wizard.staff.counting import Counting
from readiness.wizard.staff.kept_reports import KeptReports
from readiness.wizard.style.stylesheet import style_sheet
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import fill_row

TITLE: Final = "For support staff – Visit Readiness"
START: Final = (
    "<h2>What the patient's check means</h2>"
    "<p>Type the support code that the patient reads to you, or open the reports that they have sent. "
    "Nothing is sent from here, and nothing is asked of any server.</p>"
    "<p>Choose two reports from the list to compare them; open several files to count their findings.</p>"
)


class StaffWindow(QWidget):
    """One field, one list, one answer."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self.setObjectName("window")
        self._look = look
        self.summary: Summary | None = None
        self.counting: Counting | None = None
        self.setWindowTitle(TITLE)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.resize(look.px(1180), look.px(760))
        self.setStyleSheet(style_sheet(look) + _style_sheet(look))
        self.answer = QTextBrowser()
        self.answer.setOpenLinks(False)
        self.answer.setAccessibleName("What it means")
        self.answer.setHtml(START)
        self.told = make_label("", "strong")
        self.told.hide()
        columns = QHBoxLayout()
        columns.setSpacing(look.px(18))
        self._kept = KeptReports(look)
        self._kept.opened.connect(self.open_kept)
        self._kept.compared.connect(self.compare_kept)
        self._kept.delete_button.clicked.connect(self._delete)
        self.list = self._kept.list
        columns.addLayout(self._kept)
        right = QVBoxLayout()
        right.setSpacing(look.px(12))
        right.addWidget(self.answer, 1)
        right.addWidget(self.told)
        right.addLayout(self._below())
        columns.addLayout(right, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(look.px(28), look.px(22), look.px(28), look.px(22))
        outer.setSpacing(look.px(16))
        outer.addLayout(self._asked())
        outer.addLayout(columns, 1)
        self.show_history()
        self.field.setFocus()
        threading.Thread(target=load_templates, args=page.TEMPLATES, daemon=True, name="templates").start()

    # ---- parts

    def _asked(self) -> QHBoxLayout:
        look = self._look
        self.field = QLineEdit()
        self.field.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.field.setAccessibleName("Support code")
        self.field.setMaxLength(60)
        self.field.setMinimumWidth(look.px(330))
        self.field.returnPressed.connect(self.explain_code)
        explain_button = Button(look, "Explain", "main")
        explain_button.clicked.connect(self.explain_code)
        open_button = Button(look, "Open reports …", "second")
        open_button.clicked.connect(self._open)
        line = QHBoxLayout()
        fill_row(line, [make_label("Support code", "strong", wrap=False), self.field, explain_button, open_button, 1])
        line.setSpacing(look.px(12))
        return line

    def _below(self) -> QHBoxLayout:
        self.stop_button = Button(self._look, "Stop", "second")
        self.csv_button = Button(self._look, "Save the counts as CSV …", "second")
        self.stop_button.clicked.connect(self._stop)
        self.csv_button.clicked.connect(self._save_csv)
        for button in (self.stop_button, self.csv_button):
            button.hide()
        line = QHBoxLayout()
        fill_row(line, [self.stop_button, self.csv_button, 1], spacing=self._look.px(12))
        return line

    # ---- what is shown

    def tell(self, words: str) -> None:
        """Show a sentence below the answer; it may name a file, which may be called anything."""
        words = make_visible(words)
        self.told.setText(words)
        self.told.setVisible(bool(words))
        if words:
            announce_to_reader(self.told, words)

    def _show(self, html: str, summary: Summary | None = None) -> None:
        self.tell("")
        self.summary = summary
        self.csv_button.setVisible(summary is not None and summary.reports > 0)
        self.answer.setHtml(html)

    def _inks(self) -> dict[Verdict, str]:
        return {verdict: verdict_colours(self._look.tokens, verdict)[0] for verdict in Verdict}

    def _explain(self, evidence: Evidence) -> None:
        self._show(page.of_explanation(explain_evidence(evidence), self._inks()))

    def explain_code(self) -> None:
        """Explain the code in the field."""
        try:
            self._explain(from_code(self.field.text()))
        except SupportError as error:
            self.tell(str(error))
            self.field.setFocus()
            self.field.selectAll()

    # ---- files

    def _open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self, "Open reports", str(home_folder()), "Reports (*.json *.ndjson *.jsonl)"
        )
        self.open_files([Path(name) for name in names])

    def open_files(self, paths: Sequence[Path]) -> None:
        """Explain one report; count several, or one file that holds many."""
        if len(paths) == 1 and not paths[0].is_dir() and paths[0].suffix.lower() not in LINES:
            try:
                self._explain(read_report(paths[0]))
            except SupportError as error:
                self.tell(str(error))
        elif paths and self.counting is None:
            self.counting = Counting(paths, self)
            self.counting.told.connect(lambda count: self.tell(f"{count} reports …"))
            self.counting.done.connect(self._counted)
            self.stop_button.show()
            self.counting.start()

    def _stop(self) -> None:
        if self.counting is not None:
            self.counting.stop()

    def _counted(self, summary: Summary) -> None:
        if self.counting is not None:
            self.counting.deleteLater()
        self.counting = None
        self.stop_button.hide()
        self._show(page.of_summary(summary), summary)

    def _save_csv(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the counts", str(home_folder() / "findings.csv"), "*.csv")
        if name:
            self.save_csv(Path(name))

    def save_csv(self, path: Path) -> None:
        """Save the counts as CSV."""
        assert self.summary is not None
        try:
            write_whole(path, as_csv(self.summary))
        except OSError as error:
            self.tell(f"{path.name} could not be saved there: {error.strerror}. Choose another place.")
        else:
            self.tell(f"Saved as {path.name}.")

    # ---- the last reports on this computer

    def show_history(self) -> None:
        """Show the list as it is now."""
        try:
            self._kept.show_history()
        except OSError as error:
            self.tell(f"The reports on this computer cannot be read: {error.strerror}.")

    def open_kept(self) -> None:
        """Explain the chosen one."""
        chosen = self._kept.chosen
        if len(chosen) == 1:
            self.open_files(chosen)

    def compare_kept(self) -> None:
        """Show what has changed from the older of the two to the newer."""
        chosen = self._kept.chosen
        if len(chosen) == 2:
            try:
                before, after = (read_report(path) for path in chosen)
                self._show(page.of_difference(compare_evidence(before, after)))
            except SupportError as error:
                self.tell(str(error))

    def _delete(self) -> None:
        box = QMessageBox(self)
        box.setWindowTitle(TITLE)
        box.setText(f"Delete all {self.list.count()} reports on this computer?")
        delete = box.addButton("Delete all", QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton("Keep them", QMessageBox.ButtonRole.RejectRole))
        box.exec()
        if box.clickedButton() is delete:
            self.delete_kept()

    def delete_kept(self) -> None:
        """Delete all of them."""
        try:
            count = history.delete_all()
        except OSError as error:
            self.tell(f"Not all could be deleted: {error.strerror}.")
        else:
            self.tell(f"{count} deleted.")
        self.show_history()

    # ---- keys, and the end

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the window on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def dismiss(self) -> None:
        """Close it for good: closed alone, it and all its words would stay in memory."""
        counting = self.counting
        self.close()
        if counting is None:
            self.deleteLater()
        else:
            counting.done.connect(self.deleteLater)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)


def _style_sheet(look: Appearance) -> str:
    t, px = look.tokens, look.px
    return (
        f"QTextBrowser, QListWidget {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(10)}px; "
        f"padding: {px(8)}px; font-size: {px(16)}px; selection-background-color: {t.accent}; "
        f"selection-color: {t.on_accent}; }}"
        f"QListWidget::item {{ padding: {px(7)}px; }} QListWidget::item:selected {{ background: {t.accent}; "
        f"color: {t.on_accent}; }} QTextBrowser:focus, QListWidget:focus {{ border: 2px solid {t.accent}; }}"
    )
