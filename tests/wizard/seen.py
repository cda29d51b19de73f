"""What can be seen of a window: words that are cut or lie on each other, targets too small, colours too alike."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QScrollArea, QWidget

from readiness.wizard.pages.live import Level
from readiness.wizard.widgets.basic import Button, Icon, Label, Link
from readiness.wizard.widgets.sidebar import Item
from readiness.wizard.widgets.wrapping_button import WrappingButton

TARGET_PX = 44
TEXT_RATIO, CONTROL_RATIO = 4.5, 3.0


def place(widget: QWidget, window: QWidget) -> QRect:
    """Where it is in the window."""
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def in_sight(widget: QWidget, window: QWidget) -> QRect:
    """The part of it that is not scrolled away."""
    rect = place(widget, window).intersected(window.rect())
    above = widget.parentWidget()
    while above is not None and above is not window:
        rect = rect.intersected(place(above, window))
        above = above.parentWidget()
    return rect


def settle(window: QWidget) -> None:
    """Until the layout has come to rest: on a busy machine one turn of the loop is not enough."""
    before: object = None
    same = 0
    for _ in range(100):
        QApplication.sendPostedEvents()
        QTest.qWait(5)
        now = [(each.geometry(), each.isVisible()) for each in window.findChildren(QWidget)]
        same = same + 1 if now == before else 0
        if same == 3:
            return
        before = now


def look_over(window: QWidget) -> tuple[QImage, list[str]]:
    """A picture of the window and all that is wrong with it. What is gone at a second look was only on its way."""
    for _ in range(3):
        settle(window)
        image = window.grab().toImage()
        wrong = [*faults(window), *faint(window, image)]
        if not wrong:
            break
    return image, wrong


def words_of(widget: QWidget) -> str:
    """What it says, for the list of faults."""
    if isinstance(widget, Label | Button):
        return widget.words
    return widget.accessibleName() or type(widget).__name__


def _parts(window: QWidget) -> Iterator[QWidget]:
    """Everything that shows words, an icon or a field."""
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.window() is not window:
            continue
        if isinstance(widget, QLabel):
            if widget.text() or isinstance(widget, Icon):
                yield widget
        elif isinstance(widget, QAbstractButton | QLineEdit | QComboBox | Level):
            yield widget


def _cut(widget: QWidget) -> str:
    """Why this one does not show all of its words; empty where it does."""
    room = widget.contentsRect()
    why = ""
    if isinstance(widget, Icon):
        pass
    elif isinstance(widget, Label):
        flags = Qt.TextFlag.TextWordWrap if widget.wordWrap() else Qt.TextFlag(0)
        needed = widget.fontMetrics().boundingRect(QRect(0, 0, room.width(), 1 << 16), int(flags), widget.text())
        if needed.width() > room.width() + 1 or needed.height() > room.height() + 1:
            why = f"needs {needed.width()}x{needed.height()}, has {room.width()}x{room.height()}"
    elif isinstance(widget, WrappingButton):
        needed_height = widget.heightForWidth(widget.width())
        if needed_height > widget.height():
            why = f"needs a height of {needed_height}, has {widget.height()}"
        elif any(line.endswith("…") for line in widget.lines(widget.width())):
            why = "ends with an ellipsis"
    elif isinstance(widget, Button):
        hint = widget.sizeHint()
        if hint.width() > widget.width() or hint.height() > widget.height():
            why = f"needs {hint.width()}x{hint.height()}, has {widget.width()}x{widget.height()}"
    elif isinstance(widget, Item):
        if widget.needs(widget.form) > widget.width():
            why = f"needs {widget.needs(widget.form)}, has {widget.width()}"
    elif isinstance(widget, Link):
        if widget.heightForWidth(widget.width()) > widget.height():
            why = f"needs {widget.heightForWidth(widget.width())}, has {widget.height()}"
    elif isinstance(widget, Level) and not widget.fits():
        why = "its words have no room"
    return why


def faults(window: QWidget) -> list[str]:
    """Words that are cut, that lie on each other or beside the window; targets that are too small."""
    found = []
    parts = list(_parts(window))
    for widget in parts:
        why = _cut(widget)
        if why:
            found.append(f"cut: “{words_of(widget)}” {why}")
        target = isinstance(widget, QAbstractButton | QLineEdit | QComboBox)
        if target and min(widget.width(), widget.height()) < TARGET_PX:
            found.append(f"small: “{words_of(widget)}” {widget.width()}x{widget.height()}")
        inside = place(widget, window)
        if inside.left() < 0 or inside.right() > window.width():
            found.append(f"beside the window: “{words_of(widget)}”")
    for area in window.findChildren(QScrollArea):
        inner = area.widget()
        if area.isVisible() and inner is not None and inner.width() > area.viewport().width():
            found.append(f"wider than its window: {inner.width()} in {area.viewport().width()}")
    sights = [(widget, in_sight(widget, window)) for widget in parts]
    for (one, here), (other, there) in combinations(sights, 2):
        shared = here.intersected(there)
        if shared.width() > 1 and shared.height() > 1 and not (one.isAncestorOf(other) or other.isAncestorOf(one)):
            found.append(f"overlap: “{words_of(one)}” and “{words_of(other)}” by {shared.width()}x{shared.height()}")
    return found


# ---- colours

Pixels = npt.NDArray[np.uint8]


def pixels(image: QImage) -> Pixels:
    """Height x width x RGB."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    raw = np.array(image.constBits(), np.uint8)[: image.bytesPerLine() * image.height()]  # the image is gone after this
    return raw.reshape(image.height(), image.bytesPerLine())[:, : image.width() * 3].reshape(image.height(), -1, 3)


def _luminance(colours: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    parts = colours / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _ratio_inside(crop: Pixels, least: int) -> float:
    """The strongest contrast between the ground (the commonest colour) and any colour of `least` pixels or more."""
    colours, counts = np.unique(crop.reshape(-1, 3), axis=0, return_counts=True)
    lights = _luminance(colours.astype(float))
    ground = lights[np.argmax(counts)]
    others = lights[counts >= least]
    return float(np.max((np.maximum(others, ground) + 0.05) / (np.minimum(others, ground) + 0.05)))


def _edge_ratio(image: Pixels, rect: QRect) -> float:
    """The contrast of a control's edge, or of its fill, to what it stands on: across its left edge at half height."""
    y = rect.center().y()
    left = max(0, rect.left() - 3)
    line = _luminance(image[y, left : rect.left() + 8].astype(float))
    return float(np.max((np.maximum(line, line[0]) + 0.05) / (np.minimum(line, line[0]) + 0.05)))


def faint(window: QWidget, image: QImage) -> list[str]:
    """Words and controls that stand out too little, measured on the picture of the real page."""
    seen = pixels(image)
    found = []
    for widget in _parts(window):
        rect = in_sight(widget, window)
        whole = place(widget, window)
        if not widget.isEnabled() and isinstance(widget, Button):
            continue  # WCAG asks nothing of a control that cannot be used
        if rect != whole or rect.width() < 4:
            continue
        inner = rect.adjusted(6, 6, -6, -6) if isinstance(widget, Button | QLineEdit | QComboBox) else rect
        crop = seen[inner.top() : inner.bottom() + 1, inner.left() : inner.right() + 1]
        least = CONTROL_RATIO if isinstance(widget, Icon) else TEXT_RATIO
        if not isinstance(widget, QLineEdit) or widget.text():
            ratio = _ratio_inside(crop, 3)
            if ratio < least:
                found.append(f"“{words_of(widget)}” {ratio:.2f} of {least}")
        bordered = isinstance(widget, QLineEdit | QComboBox) or (
            isinstance(widget, Button) and widget.property("kind") in ("main", "second", "answer")
        )
        if bordered and _edge_ratio(seen, rect) < CONTROL_RATIO:
            found.append(f"edge of “{words_of(widget)}” {_edge_ratio(seen, rect):.2f} of {CONTROL_RATIO}")
    return found
