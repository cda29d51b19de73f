"""How parts stand together: in rows, in lines that break, in cards, in a body that scrolls; and their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QScrollArea, QSizePolicy, QWidget


def mirrored_rect(widget: QWidget, room: QRect, at: QRect) -> QRect:
    """Count a place in the room from the side where reading begins. (Qt's own would load all of QStyle.)"""
    if widget.layoutDirection() is Qt.LayoutDirection.LeftToRight:
        return at
    return at.translated(room.left() + room.right() - at.left() - at.right(), 0)


class Flow(QWidget):
    """One after another, on as many lines as it takes. `end`: each line stands at its end instead of its beginning.

    A widget and no QLayout: Python and Qt would both own a layout's items.
    """

    def __init__(self, widgets: Iterable[QWidget], *, gap: int, end: bool = False) -> None:
        super().__init__()
        self.widgets = list(widgets)
        self._gap, self._end = gap, end
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for widget in self.widgets:
            widget.setParent(self)

    def _shown(self) -> list[QWidget]:
        return [widget for widget in self.widgets if not widget.isHidden()]

    def _lines(self, width: int) -> list[list[tuple[QWidget, QSize]]]:
        lines: list[list[tuple[QWidget, QSize]]] = []
        room = 0
        for widget in self._shown():
            widget.ensurePolished()  # or it would not know yet how large the style sheet makes it
            hint = widget.sizeHint().expandedTo(widget.minimumSize()).boundedTo(widget.maximumSize())
            if not lines or hint.width() > room:
                lines.append([])
                room = width
            lines[-1].append((widget, hint))
            room -= hint.width() + self._gap
        return lines

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        lines = self._lines(width - margins.left() - margins.right())
        heights = [max(hint.height() for _, hint in line) for line in lines]
        return sum(heights) + self._gap * max(0, len(lines) - 1) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        margins = self.contentsMargins()
        hints = [hint for line in self._lines(1 << 20) for _, hint in line]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        return QSize(width + margins.left() + margins.right(), self.heightForWidth(1 << 20))

    def minimumSizeHint(self) -> QSize:
        margins = self.contentsMargins()
        hints = [hint for line in self._lines(1 << 20) for _, hint in line]
        widest = max((hint.width() for hint in hints), default=0)
        return QSize(widest + margins.left() + margins.right(), self.heightForWidth(1 << 20))

    def event(self, event: QEvent) -> bool:
        """Place the buttons anew when one comes, goes or says something else."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.ContentsRectChange):
            self.updateGeometry()
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        room = self.contentsRect()
        y = room.y()
        for line in self._lines(room.width()):
            used = sum(hint.width() for _, hint in line) + self._gap * (len(line) - 1)
            x = room.x() + (room.width() - used if self._end else 0)
            for widget, hint in line:
                at = QRect(x, y, min(hint.width(), room.width()), hint.height())
                widget.setGeometry(mirrored_rect(self, room, at))
                x += hint.width() + self._gap
            y += max(hint.height() for _, hint in line) + self._gap


class Body(QScrollArea):
    """The part of a page that scrolls where the window is too small for it.

    Room for the bar is always kept. If it came and went, a picture that is as high as it is wide would fit beside the
    bar and not without it: Qt then shows and hides the bar in turn until the stack is used up and the program is gone.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        bar = self.verticalScrollBar()
        bar.setEnabled(False)  # then it is not drawn (style/stylesheet.py)
        bar.rangeChanged.connect(lambda least, most: bar.setEnabled(most > least))
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The arrow keys scroll it when it has the focus; it is no stop on the way of the Tab key.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inner = QWidget()
        self.inner.setProperty("role", "ground")
        self.setWidget(self.inner)


def make_card(role: str, layout: QLayout) -> QFrame:
    made = QFrame()
    made.setProperty("role", role)
    made.setLayout(layout)
    return made


def fill_row(layout: QBoxLayout, items: Iterable[QWidget | int], *, spacing: int = 0, margin: int = 0) -> QBoxLayout:
    """Put items one after another; a number is a stretch."""
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for item in items:
        if isinstance(item, int):
            layout.addStretch(item)
        else:
            layout.addWidget(item)
    return layout


def clear_layout(layout: QLayout) -> None:
    """Take everything out and be rid of it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)


def tab_order(widget: QWidget | None) -> Iterator[QWidget]:
    """Yield what takes the Tab key in this widget, in the order in which it is read."""
    if widget is None:
        return
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
    if isinstance(widget, QScrollArea):
        yield from tab_order(widget.widget())
    if isinstance(widget, Flow):
        for each in widget.widgets:
            yield from tab_order(each)
    layout = widget.layout()
    if layout is not None:
        yield from _stops_in(layout)


def _stops_in(layout: QLayout) -> Iterator[QWidget]:
    for at in range(layout.count()):
        item = layout.itemAt(at)
        widget, inner = (None, None) if item is None else (item.widget(), item.layout())
        if widget is not None:
            yield from tab_order(widget)
        elif inner is not None:
            yield from _stops_in(inner)
