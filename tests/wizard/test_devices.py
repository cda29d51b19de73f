"""Choosing a device: told apart, kept from start to start, followed by name; coming and going is noticed."""

from __future__ import annotations

import queue
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec.structs import replace as moved_to
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from readiness.core.check import Resource
from readiness.core.setup import Setup, Sources
from readiness.core.translation import Words
from readiness.machine.linux.computer import Linux
from readiness.probe.device_listing import camera_kind
from readiness.probe.listed_devices import Devices, ListedDevice
from readiness.wizard.flow import worker
from readiness.wizard.flow.worker import Listed, Message, Worker
from readiness.wizard.memory.device_choices import DeviceChoices
from readiness.wizard.pages.device_pickers import DevicePicker, camera_in_use, label_devices
from readiness.wizard.system import permission
from tests.wizard.conftest import Open
from tests.wizard.driver import Driver, demonstration, live

ONE, OTHER = ListedDevice("HD Webcam", "/dev/video0"), ListedDevice("HD Webcam", "/dev/video2")
BUILT_IN = ListedDevice("Integrated Camera", "/dev/video4", "built-in")


def camera(chosen: DeviceChoices, *listed: ListedDevice) -> object:
    """What would be opened as the camera; "open" where the choice is left to whoever opens."""
    return chosen.sources(Devices(camera=listed)).get(Resource.CAMERA, "open")


def test_each_of_two_cameras_of_one_name_can_be_chosen() -> None:
    for wanted in (ONE, OTHER):
        chosen = DeviceChoices()
        chosen.choose(Resource.CAMERA, wanted)
        assert camera(chosen, ONE, OTHER) == wanted.source


def test_a_choice_is_kept_from_start_to_start(tmp_path: Path) -> None:
    place = tmp_path / "new" / "devices.json"
    DeviceChoices(place).choose(Resource.CAMERA, OTHER)
    assert camera(DeviceChoices(place), ONE, OTHER) == "/dev/video2"
    DeviceChoices(place).choose(Resource.CAMERA, None)
    assert camera(DeviceChoices(place), ONE, OTHER) == "open"


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"camera": 7}', b"\xff\xfe", b'{"camera": {"name": "x"}}'])
def test_a_broken_file_is_no_choice(content: bytes, tmp_path: Path) -> None:
    place = tmp_path / "devices.json"
    place.write_bytes(content)
    assert camera(DeviceChoices(place), ONE) == "open"


def test_a_camera_that_comes_back_under_another_number_is_followed(tmp_path: Path) -> None:
    place = tmp_path / "devices.json"
    DeviceChoices(place).choose(Resource.CAMERA, BUILT_IN)
    moved = moved_to(BUILT_IN, source="/dev/video7")
    # Its number belongs to another camera now: the name counts.
    assert camera(DeviceChoices(place), moved_to(ONE, source="/dev/video4"), moved) == "/dev/video7"


def test_a_camera_of_another_day_that_is_not_there_is_passed_over_one_that_was_pulled_out_is_not(
    tmp_path: Path,
) -> None:
    place = tmp_path / "devices.json"
    DeviceChoices(place).choose(Resource.CAMERA, BUILT_IN)
    chosen = DeviceChoices(place)
    assert camera(chosen, ONE) is None
    assert camera(chosen, ONE, BUILT_IN) == "/dev/video4"
    assert camera(chosen, ONE) == "/dev/video4", "it was there a moment ago: its page says that it is gone"


def test_a_choice_that_cannot_be_kept_is_good_for_today(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    chosen = DeviceChoices(tmp_path / "file" / "devices.json")
    chosen.choose(Resource.CAMERA, OTHER)
    assert camera(chosen, ONE, OTHER) == "/dev/video2"


def test_the_list_tells_cameras_apart() -> None:
    obs = ListedDevice("OBS Virtual Camera", "/dev/video9", camera_kind("OBS Virtual Camera"))
    assert label_devices(Words("en"), [BUILT_IN, ONE, OTHER, obs]) == [
        "Integrated Camera (built in)",
        "HD Webcam, number 1",
        "HD Webcam, number 2",
        "OBS Virtual Camera (not a real camera)",
    ]


@pytest.mark.parametrize(
    ("name", "built_in", "kind"),
    [
        ("Integrated Webcam HD", False, "built-in"),
        ("FaceTime HD Camera (Built-in)", False, "built-in"),
        ("HP Wide Vision", True, "built-in"),
        ("Logitech C920", False, ""),
        ("Snap Camera", False, "virtual"),
        ("OBS Virtual Camera", True, "virtual"),
        ("Frontier 4K", False, ""),
    ],
)
def test_what_kind_of_camera_it_is(name: str, built_in: bool, kind: str) -> None:
    assert camera_kind(name, built_in) == kind


@pytest.mark.parametrize(
    ("source", "name"),
    [(None, "Integrated Camera"), ("/dev/video0", "HD Webcam"), ("HD Webcam", "HD Webcam"), ("file:x", "")],
)
def test_the_name_of_the_camera_that_is_looked_at(source: str | None, name: str) -> None:
    assert camera_in_use(Devices(camera=(BUILT_IN, ONE)), Setup(sources=Sources(camera=source))) == name


def test_the_page_says_which_camera_to_choose_and_that_the_video_program_asks_for_itself(opened: Open) -> None:
    driver = opened()
    driver.window.controller.go("camera")
    assert not driver.tip.on_the_day.isVisible()
    driver.wait(lambda: driver.finding == "camera.good", 15)
    assert driver.tip.on_the_day.isVisible()
    assert "choose this same camera" in driver.tip.on_the_day.text()
    assert "Choose “Allow”" in driver.tip.on_the_day.text()


def test_the_chosen_camera_is_followed_while_its_page_is_open(opened: Open, tmp_path: Path) -> None:
    driver = opened(replace(demonstration(), demo=False, sources=Sources()))
    controller = driver.window.controller
    controller._worker.list_devices = lambda: None  # type: ignore[method-assign]
    controller._worker.watch_devices = lambda on: None  # type: ignore[method-assign]
    controller.go("camera")
    controller._listed(Devices(camera=(BUILT_IN, ONE, OTHER)))
    box = driver.tip.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert box.isVisible()
    box.setCurrentIndex(3)
    box.activated.emit(3)
    assert controller.session.setup.sources.camera == "/dev/video2"
    run = controller.session.tips["camera"].run
    controller._listed(Devices(camera=(BUILT_IN, ONE)))  # pulled out
    # Another camera of the same name is the best that there is, and it is measured at once.
    assert controller.session.setup.sources.camera == "/dev/video0"
    assert controller.session.tips["camera"].run != run
    controller._listed(Devices(camera=(BUILT_IN,)))
    assert controller.session.setup.sources.camera == "/dev/video0", "what was there is waited for"
    controller._listed(Devices(camera=(BUILT_IN, moved_to(ONE, source="/dev/video5"))))
    assert controller.session.setup.sources.camera == "/dev/video5"
    assert box.currentData() == "/dev/video5"


@pytest.mark.parametrize(
    "name", ["<b>Cam</b> & Co. " * 9, "<img src='file:///etc/passwd'> " * 5, "Plain words that go on and on " * 5]
)
def test_a_long_name_is_whole_in_the_tip_and_never_taken_for_markup(name: str, opened: Open) -> None:
    name = name.strip()
    driver = opened(replace(demonstration(), demo=False), camera="/dev/video2")
    driver.window.controller.go("camera")
    setup = replace(driver.window.controller.session.setup, sources=Sources(camera="/dev/video2"))
    for shown in ("Short", name, "Short"):  # the tip follows what is chosen, not only what is painted
        driver.tip.pickers.show_devices(Devices(camera=(ONE, ListedDevice(shown, "/dev/video2"))), setup)
        live(20)
        [box] = driver.tip.findChildren(QComboBox)
        assert box.currentText() == shown
        tip = QTextDocument()
        tip.setHtml(box.toolTip())
        assert tip.toPlainText() == ("" if shown == "Short" else name)
        assert box.toolTip() == "" or box.toolTip().startswith("<span>"), "Qt must not have to guess"
        description = QAccessible.queryAccessibleInterface(box).text(QAccessible.Text.Description)
        assert description == ("" if shown == "Short" else name), "read out as words"


def on_camera_page(opened: Open, *listed: ListedDevice, **sources: str) -> Driver:
    """A window whose camera page is open; these cameras are there."""
    driver = opened(replace(demonstration(), demo=False, sources=Sources()), **sources)
    controller = driver.window.controller
    controller._worker.list_devices = lambda: None  # type: ignore[method-assign]
    controller._worker.watch_devices = lambda on: None  # type: ignore[method-assign]
    controller.go("camera")
    controller._listed(Devices(camera=listed))
    return driver


def cameras(driver: Driver) -> QComboBox:
    """The list of cameras on the page in sight."""
    [box] = driver.tip.findChildren(QComboBox)
    return box


def test_the_list_stays_when_what_was_chosen_is_pulled_out_and_leads_to_another(opened: Open) -> None:
    usb = ListedDevice("USB Camera", "/dev/video8")
    driver = on_camera_page(opened, BUILT_IN, usb)
    controller = driver.window.controller
    controller.choose(Resource.CAMERA, usb.source)
    for left in ((BUILT_IN,), (BUILT_IN, ONE), ()):
        controller._listed(Devices(camera=left))
        assert cameras(driver).isVisible()
        assert cameras(driver).currentText() == "USB Camera (not plugged in)"
        assert cameras(driver).currentData() == controller.setup.sources.camera == usb.source
    driver.window.rebuild()  # another text size: what is gone keeps its name
    assert cameras(driver).currentText() == "USB Camera (not plugged in)"
    box = cameras(driver)
    box.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Home):  # what is gone cannot be chosen anew; the others can
        QTest.keyClick(box, key)
    assert box.currentData() is None and controller.setup.sources.camera is None
    controller._listed(Devices(camera=(BUILT_IN,)))
    assert not cameras(driver).isVisible(), "one camera, and it is in use: nothing to choose"


def test_where_the_name_is_too_long_what_became_of_the_device_is_seen_all_the_same(opened: Open) -> None:
    long = ListedDevice("Microphone Array (Intel® Smart Sound Technology for Digital Cameras) " * 2, "/dev/video8")
    driver = on_camera_page(opened, BUILT_IN, long)
    controller = driver.window.controller
    controller.choose(Resource.CAMERA, long.source)
    controller._listed(Devices(camera=(BUILT_IN,)))
    driver.window.resize(640, 480)
    live(50)
    box = cameras(driver)
    assert isinstance(box, DevicePicker)
    shown = box.shown()
    assert shown.startswith("Micr") and shown.endswith("… (not plugged in)")
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box)
    assert box.fontMetrics().horizontalAdvance(shown) <= room.width(), "nothing is cut"


def test_what_is_back_is_called_as_before(opened: Open) -> None:
    usb = ListedDevice("USB Camera", "/dev/video8")
    driver = on_camera_page(opened, BUILT_IN, usb)
    controller = driver.window.controller
    controller.choose(Resource.CAMERA, usb.source)
    controller._listed(Devices(camera=(BUILT_IN,)))
    controller._listed(Devices(camera=(BUILT_IN, moved_to(usb, source="/dev/video9"))))
    assert (cameras(driver).currentText(), cameras(driver).currentData()) == ("USB Camera", "/dev/video9")
    assert cameras(driver).count() == 3


@pytest.mark.parametrize(
    ("named", "shown"),
    [("HD Webcam", "HD Webcam"), ("/dev/video0", "HD Webcam"), ("0", "0"), ("Integr", "Integr")],
)
def test_what_was_named_at_the_start_is_never_said_to_be_gone(named: str, shown: str, opened: Open) -> None:
    """It may be a camera's number or a part of its name, which only whoever opens it understands."""
    driver = on_camera_page(opened, BUILT_IN, ONE, camera=named)
    assert cameras(driver).currentText() == shown


def test_before_the_devices_are_known_none_is_said_to_be_gone(opened: Open) -> None:
    driver = opened(replace(demonstration(), demo=False, sources=Sources()), camera="/dev/video0")
    driver.window.controller._worker.list_devices = lambda: None  # type: ignore[method-assign]
    driver.window.controller.go("camera")
    assert not cameras(driver).isVisible()


def test_a_camera_that_was_named_at_the_start_stays(opened: Open) -> None:
    driver = opened(replace(demonstration(), demo=False), camera="Named")
    controller = driver.window.controller
    controller.selection.choices.choose(Resource.CAMERA, ONE)
    controller._listed(Devices(camera=(ONE, OTHER)))
    assert controller.session.setup.sources.camera == "Named"


def test_a_device_that_comes_or_goes_is_listed_without_being_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: queue.Queue[Message] = queue.Queue()
    nodes, cards = tmp_path / "sys/class/video4linux", tmp_path / "sys/class/sound"
    for folder in (nodes, cards):
        folder.mkdir(parents=True)
    monkeypatch.setattr(worker, "here", lambda: Linux(tmp_path))
    measuring = Worker(told.put)
    measuring.start()
    try:
        measuring.watch_devices(True)
        with pytest.raises(queue.Empty):
            told.get(timeout=1.5)  # nothing has changed: no child is started
        (nodes / "video0").mkdir()
        assert isinstance(told.get(timeout=15), Listed)
        for change in ((nodes / "video0").rmdir, (cards / "card1").mkdir, (cards / "card1").rmdir):
            change()
            assert isinstance(told.get(timeout=15), Listed)
        measuring.watch_devices(False)
        (nodes / "video1").mkdir()
        with pytest.raises(queue.Empty):
            told.get(timeout=1.5)
    finally:
        measuring.close()
        assert measuring.wait(6.0)


def test_a_list_that_did_not_come_is_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: queue.Queue[Message] = queue.Queue()
    answers = iter([None, None, Devices(camera=(ONE,))])

    async def slow_at_first() -> Devices | None:
        return next(answers)

    monkeypatch.setattr(worker, "here", lambda: Linux(tmp_path))
    monkeypatch.setattr(worker, "list_devices", slow_at_first)
    measuring = Worker(told.put)
    measuring.start()
    try:
        measuring.list_devices()
        measuring.watch_devices(True)
        assert told.get(timeout=15) == Listed(Devices(camera=(ONE,)))
        with pytest.raises(queue.Empty):
            told.get(timeout=1.2)  # once is enough
    finally:
        measuring.close()
        assert measuring.wait(6.0)


class Mac:
    """An application on a system that asks for permission: answers as it is told."""

    def __init__(self, status: Qt.PermissionStatus) -> None:
        self.status = status
        self.asked: list[Callable[[Any], None]] = []

    def checkPermission(self, permission: Any) -> Qt.PermissionStatus:
        return self.status

    def requestPermission(self, permission: Any, context: QObject, answer: Callable[[Any], None]) -> None:
        self.asked.append(answer)


@pytest.mark.parametrize("resource", [Resource.CAMERA, Resource.MICROPHONE])
@pytest.mark.parametrize(
    ("status", "asks"),
    [
        (Qt.PermissionStatus.Undetermined, True),
        (Qt.PermissionStatus.Granted, False),
        (Qt.PermissionStatus.Denied, False),  # measuring tells of it, with the way to the settings
    ],
)
def test_the_system_asks_before_a_device_is_opened(
    status: Qt.PermissionStatus, asks: bool, resource: Resource, qapp: QObject, monkeypatch: pytest.MonkeyPatch
) -> None:
    mac = Mac(status)
    monkeypatch.setattr(permission, "QCoreApplication", SimpleNamespace(instance=lambda: mac))
    done: list[str] = []
    permission.ask_first(qapp, frozenset({resource, Resource.SPEAKER}), lambda: done.append("device"))
    assert done == ([] if asks else ["device"])
    for answer in mac.asked:
        answer(None)
    assert done == ["device"]
    permission.ask_first(qapp, frozenset({Resource.NETWORK}), lambda: done.append("line"))
    assert done == ["device", "line"]
    assert len(mac.asked) == asks


def test_the_system_asks_about_one_device_after_the_other(qapp: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    mac = Mac(Qt.PermissionStatus.Undetermined)
    monkeypatch.setattr(permission, "QCoreApplication", SimpleNamespace(instance=lambda: mac))
    done: list[str] = []
    permission.ask_first(qapp, frozenset({Resource.CAMERA, Resource.MICROPHONE}), lambda: done.append("both"))
    assert (len(mac.asked), done) == (1, [])
    mac.asked[0](None)
    assert (len(mac.asked), done) == (2, [])
    mac.asked[1](None)
    assert done == ["both"]
