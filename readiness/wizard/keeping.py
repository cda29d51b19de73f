"""Keeping the report: saved as a file, or printed. Only the clinic's own number goes into it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from readiness.model import Text
from readiness.report import ENDINGS, Rendering
from readiness.text import Words

PRINT: Final = Text("Print …")
SAVE_PAGE: Final = Text("Save as a page to read …")
SAVE_DATA: Final = Text("Save as data for support …")
SAVED: Final = Text("Saved as {file}.")
NOT_SAVED: Final = Text("It could not be saved there. Please choose another place.")
PRINTED: Final = Text("Sent to the printer.")
NO_PRINTER: Final = Text("We found no printer. You can save the page instead.")


def save_to(rendering: Rendering, words: Words, path: Path) -> str:
    """Save it; the sentence about what became of it. A name without an ending that we know gets `.html`."""
    if path.suffix.lower() not in ENDINGS:
        path = path.with_name(f"{path.name}.html")
    try:
        rendering.save(path)
    except OSError:
        return words.say(NOT_SAVED)
    return words.say(SAVED, {"file": path.name})


def ask_and_save(parent: QWidget, rendering: Rendering, words: Words, ending: str) -> str:
    """Ask where, and save; the sentence about it, empty where the person changed their mind."""
    title = words.say(SAVE_DATA if ending == ".json" else SAVE_PAGE)
    start = str(Path.home() / f"visit-check{ending}")
    name, _ = QFileDialog.getSaveFileName(parent, title, start, f"*{ending}")
    return save_to(rendering, words, Path(name)) if name else ""


def ask_and_print(parent: QWidget, rendering: Rendering, words: Words) -> str:
    """Ask which printer, and print; the sentence about it."""
    from PySide6.QtGui import QTextDocument
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    if not QPrinterInfo.availablePrinterNames():
        return words.say(NO_PRINTER)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return ""
    document = QTextDocument()
    document.setHtml(rendering.as_html())
    document.print_(printer)
    return words.say(PRINTED)


def keep_menu(parent: QWidget, words: Words) -> QMenu:
    """Print, save to read, save for support: in this order."""
    menu = QMenu(parent)
    for text in (PRINT, SAVE_PAGE, SAVE_DATA):
        menu.addAction(words.say(text))
    return menu
