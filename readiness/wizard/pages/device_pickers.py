"""Choosing between devices, where there is a choice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QStyle,
    QStyleOptionComboBox,
    QVBoxLayout,
    QWidget,
)

from readiness.core.check import Resource
from readiness.core.setup import Setup, file_source
from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.probe.listed_devices import Devices, ListedDevice
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Icon, make_label, set_tip

DEVICES: Final = (
    (Resource.CAMERA, "camera", Text("Camera")),
    (Resource.MICROPHONE, "mic", Text("Microphone")),
    (Resource.SPEAKER, "headphones", Text("Speaker or headphones")),
)
"""What can be chosen, with its icon and name."""
SYSTEM_CHOICE: Final = Text("Your computer’s choice")
HEADSET: Final = Text("Headphones with a microphone work best. Others in the room will not hear your care team.")


_EDGES: Final = 4
"""Pixels that Qt leaves free at both sides of the words."""
_NAME: Final = Qt.ItemDataRole.UserRole + 1
_LEAST: Final = 60
"""Room for a device's own name, in pixels of the 100 % design; with less, no part of the words is kept whole."""
_KINDS: Final = {"built-in": Text("{name} (built in)"), "virtual": Text("{name} (not a real camera)")}
_NUMBERED: Final = Text("{name}, number {number}")
_GONE: Final = Text("{name} (not plugged in)")


def label_devices(words: Words, devices: Sequence[ListedDevice]) -> list[str]:
    """Name each device for a list: told apart where two have one name, and by what kind it is."""
    named = Counter(device.name for device in devices)
    so_far: Counter[str] = Counter()
    found = []
    for device in devices:
        name = device.name
        if named[name] > 1:
            so_far[name] += 1
            name = words.say(_NUMBERED, {"name": name, "number": so_far[device.name]})
        found.append(words.say(_KINDS[device.kind], {"name": name}) if device.kind in _KINDS else name)
    return found


def camera_in_use(devices: Devices, setup: Setup) -> str:
    """Find the name of the camera in use; empty where it is none of the listed ones."""
    if setup.demo or not devices.camera:
        return ""
    source = setup.sources.camera
    if source is None:
        return devices.camera[0].name
    return next((each.name for each in devices.camera if source in (each.source, each.name)), "")


class DevicePicker(QComboBox):
    """A list to choose from, with our own arrow: the style sheet takes Qt's away."""

    def __init__(self, look: Appearance) -> None:
        super().__init__()
        self._look = look
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.currentTextChanged.connect(self._tell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def shown(self) -> str:
        """Cut the words to the room for them. The device's own name gives way; the rest stays whole where it can."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        field = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, self).width() - _EDGES
        metrics, words, name = self.fontMetrics(), self.currentText(), str(self.currentData(_NAME) or "")
        wide = metrics.horizontalAdvance(words)
        left = room - (wide - metrics.horizontalAdvance(name))
        if wide > room and name in words and left >= self._look.px(_LEAST):
            words = words.replace(name, metrics.elidedText(name, Qt.TextElideMode.ElideRight, left))
        return metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)

    def _tell(self) -> None:
        set_tip(self, self.currentText() if self.shown() != self.currentText() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        side = self._look.px(20)
        option.currentText = self.shown()
        left = self.width() - side - self._look.px(12)
        if self.isRightToLeft():
            left = self._look.px(12)
        arrow = self._look.pixmap("chevron-down", 20, self._look.tokens.ink, self.devicePixelRatioF())
        with QPainter(self) as painter:
            self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
            self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)
            painter.drawPixmap(left, (self.height() - side) // 2, arrow)


class DevicePickers(QWidget):
    """A list for each kind of device that this tip uses and that there are several of."""

    chosen = Signal(object, object)
    """The Resource, and the source or None for the system's own choice."""

    def __init__(self, look: Appearance, words: Words, uses: Iterable[Resource]) -> None:
        super().__init__()
        self._words = words
        self._boxes: dict[Resource, tuple[QWidget, QComboBox]] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(look.px(12))
        for kind, icon, name in DEVICES:
            if kind not in uses:
                continue
            box = DevicePicker(look)
            box.setAccessibleName(words.say(name))
            box.activated.connect(lambda _, k=kind, b=box: self.chosen.emit(k, b.currentData()))
            line = QWidget()
            inner = QHBoxLayout(line)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(look.px(10))
            inner.addWidget(Icon(look, icon, 22, lambda: look.tokens.ink))
            inner.addWidget(box, 1)
            layout.addWidget(line)
            line.hide()
            self._boxes[kind] = (line, box)
        if Resource.SPEAKER in self._boxes:
            layout.addWidget(make_label(words.say(HEADSET), "soft"))

    def show_devices(
        self, devices: Devices | None, setup: Setup, known: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Show what there is now (None: not known yet), and what is chosen.

        The list stays while what was chosen is not there: it is the way to another. `known` names it, by its source.
        """
        for kind, (line, box) in self._boxes.items():
            listed: tuple[ListedDevice, ...] = () if devices is None else getattr(devices, kind.value)
            source: str | None = getattr(setup.sources, kind.value)
            real = file_source(source) is None and not setup.demo
            line.setVisible(devices is not None and real and (len(listed) > 1 or source is not None))
            box.clear()
            box.addItem(self._words.say(SYSTEM_CHOICE), None)
            for name, device in zip(label_devices(self._words, listed), listed, strict=True):
                box.addItem(name, device.source)
                box.setItemData(box.count() - 1, device.name, _NAME)
            at = next((at for at, each in enumerate(listed, 1) if source in (each.source, each.name)), 0)
            if source is not None and not at:
                at = box.count()
                box.addItem(self._missing(source, known), source)
                box.setItemData(at, known.get(source), _NAME)
                model = box.model()
                assert isinstance(model, QStandardItemModel)
                model.item(at).setEnabled(False)  # it stays what is chosen, and cannot be chosen anew
            box.setCurrentIndex(at)

    def _missing(self, source: str, known: Mapping[str, str]) -> str:
        """Name what is not there. What was named at the start may be a number or part of a name: it stays as typed."""
        return self._words.say(_GONE, {"name": known[source]}) if source in known else source
