"""The last reports on this computer, as a list to choose from."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout

from readiness.support import history
from readiness.support.evidence import SupportError
from readiness.support.explain import IN_WORDS
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button, make_label
from readiness.wizard.widgets.layouts import fill_row


class KeptReports(QVBoxLayout):
    """The list, and the buttons for what is chosen in it."""

    opened = Signal()
    compared = Signal()

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("The last reports on this computer")
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.list.setFixedWidth(look.px(350))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(lambda _: self.opened.emit())
        self.list.itemSelectionChanged.connect(self._offer)
        self.open_button = Button(look, "Open", "second")
        self.compare_button = Button(look, "Compare two", "second")
        self.delete_button = Button(look, "Delete all …", "text")
        self.open_button.clicked.connect(self.opened)
        self.compare_button.clicked.connect(self.compared)
        self.setSpacing(look.px(10))
        self.addWidget(make_label("The last reports on this computer", "strong", wrap=False))
        self.addWidget(self.list, 1)
        self.addLayout(fill_row(QHBoxLayout(), [self.open_button, self.compare_button, 1], spacing=look.px(10)))
        self.addLayout(fill_row(QHBoxLayout(), [self.delete_button, 1]))

    def show_history(self) -> None:
        """Show the list as it is now; raise OSError, with an empty list, where it cannot be read."""
        self.list.clear()
        try:
            for entry in history.list_entries():
                self._add(entry)
        finally:
            self.delete_button.setEnabled(self.list.count() > 0)
            self._offer()

    def _add(self, entry: history.HistoryEntry) -> None:
        try:
            seen = history.read(entry)
            words = f"{IN_WORDS[seen.verdict]}{' (demonstration)' if seen.demo else ''}"
        except SupportError:
            words = "cannot be read"
        item = QListWidgetItem(f"{entry.at:%Y-%m-%d %H:%M}  {words}")
        item.setData(Qt.ItemDataRole.UserRole, str(entry.path))
        self.list.addItem(item)

    @property
    def chosen(self) -> list[Path]:
        """The chosen ones, the oldest first."""
        rows = sorted((self.list.row(item) for item in self.list.selectedItems()), reverse=True)
        return [Path(self.list.item(at).data(Qt.ItemDataRole.UserRole)) for at in rows]

    def _offer(self) -> None:
        count = len(self.list.selectedItems())
        self.open_button.setEnabled(count == 1)
        self.compare_button.setEnabled(count == 2)
