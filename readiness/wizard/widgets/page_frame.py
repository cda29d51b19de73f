"""What every page is built on: a heading, a body that scrolls, its buttons; and how they share a window of any size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button
from readiness.wizard.widgets.layouts import Body, Flow, fill_row

LOW: Final = 430
"""In a page of less height (at 100 % text) the heading scrolls away with what it heads."""
NARROW: Final = 690
"""In a page of less width (at 100 % text) two columns become one."""
SIDE: Final = 318
"""Width of what stands beside the content, at 100 % text."""
_UPPER: Final = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
_ANY: Final = (1 << 24) - 1
"""Qt's own greatest width."""


class Columns(QBoxLayout):
    """Two columns, or one above the other where there is no room for two: the first above, or the `second_above`."""

    def __init__(
        self, first: QLayout, second: QLayout, shares: tuple[int, int], gap: int, *, second_above: bool = False
    ) -> None:
        super().__init__(QBoxLayout.Direction.LeftToRight)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(gap)
        self._columns = tuple(zip((first, second), shares, strict=True))
        self._second_above = second_above
        for column, share in self._columns:
            self.addLayout(column, share)

    def stack(self, one: bool) -> None:
        """Put one above the other, or side by side. The Tab key follows what is seen."""
        self.setDirection(QBoxLayout.Direction.TopToBottom if one else QBoxLayout.Direction.LeftToRight)
        for column, _ in self._columns:
            self.removeItem(column)
            column.setParent(None)
        turned = one and self._second_above
        for column, share in reversed(self._columns) if turned else self._columns:
            self.addLayout(column, 0 if one else share)


class PageFrame(QWidget):
    """Give it what heads the page, what it holds, what stands beside that, and its buttons: back, aside, onward.

    Where the buttons do not all fit on one line, those aside move up, and in a low window into the part that
    scrolls; the way back and the way on stay in sight. Where it is narrow, what stands beside follows below.
    """

    def __init__(
        self,
        look: Appearance,
        content: QLayout,
        *,
        onward: Sequence[Button],
        aside: Sequence[Button] = (),
        back: Button | None = None,
        top: QWidget | None = None,
        side: QWidget | None = None,
        stack: Callable[[bool], None] = lambda _: None,
        narrow: int = NARROW,
    ) -> None:
        super().__init__()
        self._look, self._top, self._side, self._stack = look, top, side, stack
        self._buttons = [*([] if back is None else [back]), *aside, *onward]
        self._onward = onward
        self._narrow = narrow
        self._state: tuple[bool, ...] | None = None
        self.body = Body()
        self._inner = QVBoxLayout(self.body.inner)
        self._inner.setSpacing(look.space(18))
        self._inner.addLayout(content, 1)
        # What stands beside does not scroll away with the rest; in a low window it scrolls by itself.
        self._beside = Body()
        self._beside_inner = fill_row(QVBoxLayout(self._beside.inner), [1])
        self._aside = Flow(aside, gap=look.space(10))
        self._on = Flow(onward, gap=look.space(10), end=back is not None)
        self._line = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(look.space(10))
        self._back = back
        if back is not None:
            self._line.addWidget(back, 0, _UPPER)
        self._line.addWidget(self._on, 1)
        self._middle = QHBoxLayout()
        self._middle.setSpacing(look.space(14))
        self._middle.addWidget(self.body, 1)
        self._middle.addWidget(self._beside)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self._outer.addLayout(self._middle, 1)
        self._outer.addLayout(self._line)
        self.arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Share the room; also called when a button has come or gone."""
        # From the buttons, not from their layouts: those learn only later that a button has been hidden.
        look, space = self._look, self._look.space
        gap, margin = space(10), space(40)
        needed = sum(button.sizeHint().width() + gap for button in self._buttons if not button.isHidden())
        low, narrow = self.height() < look.px(LOW), self.width() < look.px(self._narrow)
        crowded = needed + 2 * margin > self.width()
        margin = space(20) if narrow else margin
        shown = [b.sizeHint().width() for b in self._onward if not b.isHidden()]
        back = 0 if self._back is None else self._back.sizeHint().width() + gap
        split = back + max(shown, default=0) + 2 * margin > self.width()
        if (low, narrow, crowded, split) == self._state:
            return
        self._state = low, narrow, crowded, split
        ways = QBoxLayout.Direction
        self._line.setDirection(ways.TopToBottom if split else ways.LeftToRight)
        self._stack(narrow)
        self._place_top(low, margin)
        self._place_side(narrow, margin)
        self._place_aside(low, crowded, margin)
        above = space(24) if self._top is None else space(16) if low else space(4)
        self._inner.setContentsMargins(
            margin, above, space(10) if self._beside.isVisibleTo(self) else margin, space(12)
        )
        self._line.setContentsMargins(margin, space(12), margin, space(12) if low else space(20))

    def _place_top(self, low: bool, margin: int) -> None:
        if self._top is None:
            return
        space = self._look.space
        if low:
            self._inner.insertWidget(0, self._top)
            self._top.setContentsMargins(0, 0, 0, 0)
        else:
            self._outer.insertWidget(0, self._top)
            self._top.setContentsMargins(margin, space(24), margin, space(14))

    def _place_side(self, narrow: bool, margin: int) -> None:
        self._beside.setVisible(self._side is not None and not narrow)
        if self._side is None:
            return
        self._side.setMaximumWidth(_ANY if narrow else self._look.px(SIDE))
        if narrow:
            self._inner.removeWidget(self._side)  # or the place for it would be counted with itself
            self._inner.insertWidget(self._inner.count() - (self._aside.parentWidget() is self.body.inner), self._side)
        else:
            self._beside_inner.insertWidget(0, self._side)
            self._beside_inner.setContentsMargins(0, self._look.space(24), margin, self._look.space(12))
            self._beside.setFixedWidth(self._look.px(SIDE) + margin)

    def _place_aside(self, low: bool, crowded: bool, margin: int) -> None:
        above = crowded and not low
        beside = margin if above else 0
        self._aside.setContentsMargins(beside, self._look.space(12) if above else 0, beside, 0)
        self._outer.removeWidget(self._aside)
        if crowded and low:
            self._inner.addWidget(self._aside)
        elif crowded:
            self._outer.insertWidget(self._outer.count() - 1, self._aside)
        else:
            self._line.insertWidget(1, self._aside)
        # Without a way back the buttons all stand at the beginning; else the way on stands at the end.
        wide = self._aside if self._back is None and not crowded else self._on
        for widget in (self._aside, self._on):
            self._line.setStretchFactor(widget, int(widget is wide))

    def show_top(self) -> None:
        """Scroll to the beginning."""
        self.body.verticalScrollBar().setValue(0)


def make_heading(look: Appearance, *words: QWidget) -> QWidget:
    """Stack the words that head a page."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(look.space(4))
    for each in words:
        column.addWidget(each)
    return made
