"""Keeping the result: every word is shown first; then it is printed, saved, or put into a mail by the patient.

Only the clinic's own number goes into the report. The card is for the patient's own paper. The program sends nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QMenu,
    QPlainTextEdit,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from readiness.core.characters import make_visible
from readiness.core.files import write_whole
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.machine.folders import home_folder
from readiness.report.card import Card
from readiness.report.palette import LIGHT
from readiness.report.rendering import ENDINGS, LocalizedReport
from readiness.wizard.dialogs.base import Dialog
from readiness.wizard.style.printing import as_pdf, card_as_pdf, card_document, make_document, print_card, print_on
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, announce_to_reader, make_label
from readiness.wizard.widgets.layouts import Body, Flow, fill_row

TITLE: Final = Text("Your report")
EVERY_WORD: Final = Text("These are all the words in it. It leaves this computer only if you send it yourself.")
CARD: Final = Text("Card for your visit")
TO_READ: Final = Text("Whole report")
DATA: Final = Text("Data for support")
PRINT: Final = Text("Print …")
SAVE: Final = Text("Save …")
SAVE_CARD: Final = Text("Save the card as a PDF …")
SAVE_PDF: Final = Text("Save the report as a PDF …")
SAVE_PAGE: Final = Text("Save as a page to read …")
SAVE_DATA: Final = Text("Save as data for support …")
MAIL: Final = Text("Write an e-mail …")
CLOSE: Final = Text("Close")
SAVED: Final = Text("Saved as {file}.")
NOT_SAVED: Final = Text("It could not be saved there. Please choose another place.")
PRINTED: Final = Text("Sent to the printer.")
NO_PRINTER: Final = Text("We found no printer. You can save the page instead.")
MAIL_OPENED: Final = Text("Your e-mail program opens. Read the message, choose who gets it, and send it yourself.")
NO_MAIL: Final = Text("No e-mail program opened. We copied the report, so that you can paste it into a message.")
PDF: Final = ".pdf"
PAPER_SCALE: Final = 1.3
"""On the screen, paper's 11 points are too small to read."""


def save_to(rendering: LocalizedReport, words: Words, path: Path) -> str:
    """Save it; the sentence about what became of it. A name without an ending that we know gets `.html`."""
    if path.suffix.lower() not in (PDF, *ENDINGS):
        path = path.with_name(f"{path.name}.html")
    try:
        if path.suffix.lower() == PDF:
            write_whole(path, as_pdf(rendering, rendering.clinic.region))
        else:
            rendering.save(path)
    except OSError:
        return words.say(NOT_SAVED)
    return words.say(SAVED, {"file": make_visible(path.name)})


def save_card(card: Card, words: Words, path: Path) -> str:
    """Save the card as a PDF; the sentence about what became of it."""
    path = path if path.suffix.lower() == PDF else path.with_name(f"{path.name}{PDF}")
    try:
        write_whole(path, card_as_pdf(card, card.rendering.clinic.region))
    except OSError:
        return words.say(NOT_SAVED)
    return words.say(SAVED, {"file": make_visible(path.name)})


class ReportDialog(Dialog):
    """The card and the report, word for word, and what can be done with them. Esc closes it."""

    def __init__(self, parent: QWidget, look: Appearance, words: Words, rendering: LocalizedReport, card: Card) -> None:
        super().__init__(parent)
        self._look, self._words, self._rendering, self._card = look, words, rendering, card
        px, say = look.px, words.say
        self.setWindowTitle(say(TITLE))
        self.resize(QSize(px(880), px(680)).boundedTo(parent.window().size()))
        scale = PAPER_SCALE * look.scale
        self.card = self._sheet(card_document(card, scale), CARD)
        self.preview = self._sheet(make_document(rendering, scale), TITLE)
        self.data = QPlainTextEdit(rendering.as_json())
        self.data.setReadOnly(True)
        self.data.setTabChangesFocus(True)
        self.data.setAccessibleName(say(DATA))
        self.data.setProperty("role", "sheet")
        self._sheets = QStackedWidget()
        for sheet in (self.card, self.preview, self.data):
            self._sheets.addWidget(sheet)
        self.told = make_label("", "strong")
        self.told.hide()
        self.setStyleSheet(f'*[role="sheet"] {{ {_SHEET} border-radius: {px(10)}px; font-size: {px(16)}px; }}')
        space = look.space
        self._sheets.setMinimumHeight(px(240))
        body = Body()
        column = fill_row(
            QVBoxLayout(body.inner), [make_label(say(EVERY_WORD), "strong"), self._switch()], spacing=space(14)
        )
        column.setContentsMargins(space(32), space(24), space(32), space(8))
        column.addWidget(self._sheets, 1)
        column.addWidget(self.told)
        buttons = self._buttons()
        buttons.setContentsMargins(space(32), space(8), space(32), space(20))
        fill_row(QVBoxLayout(self), [body, buttons]).setStretch(0, 1)
        self.card.setFocus()

    def _sheet(self, paper: QTextDocument, name: Text) -> QTextBrowser:
        made = QTextBrowser()
        made.setAccessibleName(self._words.say(name))
        made.setOpenLinks(False)
        made.setTabChangesFocus(True)
        made.setProperty("role", "sheet")
        paper.setParent(made)
        paper.setDocumentMargin(self._look.px(28))
        made.setDocument(paper)
        return made

    def _switch(self) -> Flow:
        group = QButtonGroup(self)
        made: list[QWidget] = []
        for at, text in enumerate((CARD, TO_READ, DATA)):
            button = Button(self._look, self._words.say(text), "answer")
            button.setCheckable(True)
            button.setChecked(at == 0)
            group.addButton(button, at)
            made.append(button)
        group.idToggled.connect(self._show_sheet)
        return Flow(made, gap=self._look.space(10))

    def _show_sheet(self, at: int, checked: bool) -> None:
        if checked:
            self._sheets.setCurrentIndex(at)

    def _buttons(self) -> Flow:
        look, say = self._look, self._words.say
        self.print_button = Button(look, say(PRINT), "second", "printer")
        self.save_button = Button(look, say(SAVE), "second")
        self.mail_button = Button(look, say(MAIL), "second")
        close = Button(look, say(CLOSE), "main")
        self.print_button.clicked.connect(self._print)
        self.save_button.clicked.connect(self._choose)
        self.mail_button.clicked.connect(self.mail)
        close.clicked.connect(self.accept)
        return Flow((self.print_button, self.save_button, self.mail_button, close), gap=look.space(10))

    def tell(self, words: str) -> None:
        """Say what became of printing, saving or mailing it."""
        self.told.setText(words)
        self.told.setVisible(bool(words))
        if words:
            announce_to_reader(self.told, words)

    # ---- what the patient chooses

    def _choose(self) -> None:
        menu = QMenu(self)
        title = self._words.say(SAVE_CARD)
        menu.addAction(title).triggered.connect(lambda _=False, t=title: self._save_card(t))
        for text, ending in ((SAVE_PDF, PDF), (SAVE_PAGE, ".html"), (SAVE_DATA, ".json")):
            title = self._words.say(text)
            menu.addAction(title).triggered.connect(lambda _=False, t=title, e=ending: self._save(t, e))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.save_button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))

    def _save(self, title: str, ending: str) -> None:
        start = str(home_folder() / f"visit-check{ending}")
        name, _ = QFileDialog.getSaveFileName(self, title, start, f"*{ending}")
        if name:
            self.tell(save_to(self._rendering, self._words, Path(name)))

    def _save_card(self, title: str) -> None:
        name, _ = QFileDialog.getSaveFileName(self, title, str(home_folder() / f"visit-card{PDF}"), f"*{PDF}")
        if name:
            self.tell(save_card(self._card, self._words, Path(name)))

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo  # noqa: PLC0415  3 ms, and a bundle may lack it

        if not QPrinterInfo.availablePrinterNames():
            self.tell(self._words.say(NO_PRINTER))
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QPrintDialog.DialogCode.Accepted:
            region = self._rendering.clinic.region
            if self._sheets.currentWidget() is self.card:
                print_card(self._card, printer, region)
            else:
                print_on(self._rendering, printer, region)
            self.tell(self._words.say(PRINTED))

    def mail(self) -> None:
        """Open a draft in the patient's own mail program; where none opens, put the text on the clipboard."""
        if QDesktopServices.openUrl(QUrl.fromEncoded(self._rendering.mail_link().encode())):
            self.tell(self._words.say(MAIL_OPENED))
        else:
            QGuiApplication.clipboard().setText(self._rendering.as_text())
            self.tell(self._words.say(NO_MAIL))


# A sheet of paper is white whatever the window's colours are.
_SHEET: Final = f"background: {LIGHT.card}; color: {LIGHT.ink}; border: 1px solid {LIGHT.line};"
