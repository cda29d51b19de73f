"""Restart, power, cameras and settings on Linux, in trees of files as kernels write them."""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from readiness.core.finding import Pane
from readiness.machine.base import ListedCamera, Power
from readiness.machine.linux.computer import Linux
from tests.machine.linux.tree import Tree


@pytest.mark.parametrize(
    ("content", "hours"),
    [
        ("10800.52 21000.00\n", 3.0),
        ("-5.0 1\n", -5 / 3600),
        ("", None),
        ("never\n", None),
        (b"\xff\xfe", None),
    ],
)
def test_uptime(tree: Tree, content: str | bytes, hours: float | None) -> None:
    tree.file("/proc/uptime", content)
    assert tree.machine().uptime_hours() == (None if hours is None else pytest.approx(hours, abs=0.001))


def test_no_uptime(tree: Tree) -> None:
    assert tree.machine().uptime_hours() is None


def test_a_waiting_restart_is_known_on_debian_alone(tree: Tree) -> None:
    assert tree.machine().restart_pending() is None
    tree.file("/etc/debian_version", "12.9\n")
    assert tree.machine().restart_pending() is False
    tree.file("/run/reboot-required", "*** System restart required ***\n")
    assert tree.machine().restart_pending() is True


def supply(tree: Tree, name: str, **values: object) -> None:
    for key, value in values.items():
        tree.file(f"/sys/class/power_supply/{name}/{key}", f"{value}\n")


def test_no_battery(tree: Tree) -> None:
    assert tree.machine().power() == Power(None, None)
    supply(tree, "AC", type="Mains", online=1)
    assert tree.machine().power() == Power(None, True)


def test_a_laptop_on_battery(tree: Tree) -> None:
    supply(tree, "AC", type="Mains", online=0)
    supply(tree, "BAT0", type="Battery", capacity=22, status="Discharging", present=1)
    assert tree.machine().power() == Power(22.0, False)
    supply(tree, "ucsi-source-psy", type="USB", online=1)
    assert tree.machine().power() == Power(22.0, True), "charged through its USB-C port"


@pytest.mark.parametrize(
    ("status", "plugged"), [("Charging", True), ("Full", True), ("Discharging", False), ("Unknown", None)]
)
def test_without_a_charger_entry_the_battery_tells(tree: Tree, status: str, plugged: bool | None) -> None:
    supply(tree, "BAT0", type="Battery", capacity=50, status=status)
    assert tree.machine().power().plugged is plugged


def test_a_mouse_is_not_the_computer(tree: Tree) -> None:
    supply(tree, "hidpp_battery_0", type="Battery", capacity=5, status="Discharging", scope="Device")
    assert tree.machine().power() == Power(None, None)


def test_two_batteries_are_one_charge(tree: Tree) -> None:
    supply(tree, "BAT0", type="Battery", energy_now=10, energy_full=100, status="Discharging")
    supply(tree, "BAT1", type="Battery", charge_now=50, charge_full=100, status="Unknown")
    supply(tree, "BAT2", type="Battery", capacity=99, present=0)
    supply(tree, "BAT3", type="Battery", capacity="full", energy_now=1, energy_full=0)
    assert tree.machine().power() == Power(30.0, False)


def camera(tree: Tree, number: int, name: str, index: int = 0) -> None:
    tree.file(f"/dev/video{number}")
    tree.file(f"/sys/class/video4linux/video{number}/name", f"{name}\n")
    tree.file(f"/sys/class/video4linux/video{number}/index", f"{index}\n")


def path(tree: Tree, number: int) -> str:
    return str(tree.root / f"dev/video{number}")


def test_where_a_camera_will_not_say_its_first_node_is_taken(tree: Tree) -> None:
    """These nodes are plain files: the kernel's question fails on them, as on a node without permission."""
    camera(tree, 10, "Second")
    camera(tree, 2, "First: HD")
    camera(tree, 3, "First: HD", index=1)
    tree.file("/sys/class/video4linux/v4l-subdev0/name", "Sensor\n")
    tree.file("/sys/class/video4linux/video11/name", "no node\n")
    assert tree.machine().cameras() == (
        ListedCamera(path(tree, 2), "First: HD"),
        ListedCamera(path(tree, 10), "Second"),
    )


def test_a_camera_that_the_firmware_calls_fixed_is_built_in(tree: Tree) -> None:
    camera(tree, 0, "HP Wide Vision")
    tree.file("/sys/devices/usb1/1-6/removable", "fixed\n")
    tree.file("/sys/devices/usb1/1-6/1-6:1.0/bInterfaceNumber", "00\n")
    tree.link("/sys/class/video4linux/video0/device", "../../../devices/usb1/1-6/1-6:1.0")
    camera(tree, 2, "Logitech C920")
    tree.file("/sys/devices/usb1/1-2/removable", "removable\n")
    tree.file("/sys/devices/usb1/1-2/1-2:1.0/bInterfaceNumber", "00\n")
    tree.link("/sys/class/video4linux/video2/device", "../../../devices/usb1/1-2/1-2:1.0")
    assert [each.built_in for each in tree.machine().cameras()] == [True, False]


def test_a_device_that_comes_or_goes_changes_the_fingerprint(tree: Tree) -> None:
    before = tree.machine().devices_fingerprint()
    camera(tree, 0, "Cam")
    with_camera = tree.machine().devices_fingerprint()
    tree.file("/sys/class/sound/card1/id", "Headset")
    assert len({before, with_camera, tree.machine().devices_fingerprint()}) == 3
    assert tree.machine().devices_fingerprint() == tree.machine().devices_fingerprint()


def test_no_cameras(tree: Tree) -> None:
    assert tree.machine().cameras() == ()


@pytest.mark.parametrize(
    ("whole", "device", "captures"),
    [
        (0x84A00001, 0x04200001, True),  # a UVC camera
        (0x84A00001, 0x04A00000, False),  # its metadata node
        (0x00000001, 0, True),  # an old driver without device_caps
        (0x84201000, 0x04201000, True),  # several planes
        (0x84200002, 0x04200002, False),  # an output
    ],
)
def test_only_nodes_that_capture_are_cameras(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, whole: int, device: int, captures: bool
) -> None:
    camera(tree, 0, "Cam")
    answer = struct.pack("16s32s32sIII3I", b"uvcvideo", b"Cam", b"usb-1", 0x060102, whole, device, 0, 0, 0)
    monkeypatch.setattr(fcntl, "ioctl", lambda *_: answer)
    assert bool(tree.machine().cameras()) is captures


@pytest.mark.parametrize(("number", "listed"), [(errno.EACCES, True), (errno.EBUSY, True), (errno.ENODEV, False)])
def test_a_refused_camera_is_still_a_camera(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, number: int, listed: bool
) -> None:
    camera(tree, 0, "Cam")

    def refuse(*_: object) -> int:
        raise OSError(number, "refused")

    monkeypatch.setattr(os, "open", refuse)
    assert bool(tree.machine().cameras()) is listed


def test_permission(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    camera(tree, 0, "Cam")
    machine = tree.machine()
    assert machine.camera_allowed(path(tree, 0))
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not machine.camera_allowed(path(tree, 0))
    assert machine.camera_allowed(path(tree, 1)), "an absent node forbids nothing"
    assert machine.camera_allowed("\0")
    assert machine.camera_allowed(""), "a camera without a node is not the folder that we stand in"


def process(tree: Tree, pid: int, name: str, parent: int = 1, *, holds: str = "/dev/null") -> None:
    tree.file(f"/proc/{pid}/comm", f"{name}\n")
    tree.file(f"/proc/{pid}/stat", f"{pid} ({name}) S {parent} {pid} {pid} 0 -1\n")
    folder = tree.root / f"proc/{pid}/fd"
    folder.mkdir()
    (folder / "0").symlink_to("/dev/null")
    (folder / "7").symlink_to(holds)


def test_who_uses_the_camera(tree: Tree) -> None:
    camera(tree, 0, "Cam")
    process(tree, 100, "zoom", holds=path(tree, 0))
    process(tree, 101, "zoom", 100, holds=path(tree, 0))
    process(tree, 102, "some <b>) S 7\t", holds=path(tree, 0))
    process(tree, 103, "firefox", holds=path(tree, 1))
    process(tree, 200, "readiness", holds="/dev/null")
    process(tree, 201, "sh", 200)
    process(tree, 202, "python3", 201, holds=path(tree, 0))
    tree.file("/proc/104/comm", "gone meanwhile\n")
    tree.file("/proc/uptime", "1 1\n")
    assert tree.machine().camera_users(path(tree, 0), own_pid=200) == ("Zoom", "some <b>) S 7")
    (tree.root / "dev/by-id").symlink_to("video0")
    assert tree.machine().camera_users(str(tree.root / "dev/by-id"), own_pid=200) == ("Zoom", "some <b>) S 7")
    assert tree.machine().camera_users(path(tree, 1), own_pid=200) == ("Firefox",)
    assert tree.machine().camera_users(path(tree, 5), own_pid=200) == ()
    assert Linux().camera_users("/dev/null") == (), "everybody has that open"


def test_other_users_are_not_looked_at(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    process(tree, 100, "zoom", holds=path(tree, 0))
    monkeypatch.setattr(os, "getuid", lambda: 65534)
    assert tree.machine().camera_users(path(tree, 0)) == ()


_HOLD = "import sys, time; held = open(sys.argv[1]); print(flush=True); time.sleep(60)"
# Starts the holder and ends: the holder is then nobody's child that we know.
_LEAVE = (
    "import subprocess, sys; holder = subprocess.Popen([sys.executable, '-c', sys.argv[1], sys.argv[2]], "
    "stdout=subprocess.PIPE, stderr=subprocess.DEVNULL); holder.stdout.readline(); print(holder.pid)"
)


def test_a_real_process_that_holds_the_device_is_seen_unless_it_is_ours(tmp_path: Path) -> None:
    device = tmp_path / "video0"
    device.touch()
    with subprocess.Popen([sys.executable, "-c", _HOLD, str(device)], stdout=subprocess.PIPE) as own:
        assert own.stdout is not None
        own.stdout.readline()
        assert Linux().camera_users(str(device)) == ()
        own.kill()
    left = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _LEAVE, _HOLD, str(device)],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    try:
        assert len(Linux().camera_users(str(device))) == 1
    finally:
        os.kill(int(left.stdout), 9)


@pytest.mark.parametrize(
    ("node", "server", "allowed"),
    [
        ("pcmC0D0p", "", True),  # an output
        ("pcmC0D0c", "", False),
        ("pcmC0D0c", "pulse/native", True),
        ("pcmC0D0c", "pipewire-0", True),
        ("pcmC0D0c", "PULSE_SERVER", True),
    ],
)
def test_a_microphone_that_nobody_may_open_is_forbidden(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, node: str, server: str, allowed: bool
) -> None:
    tree.file(f"/dev/snd/{node}")
    assert tree.machine().microphone_allowed()
    tree.environment["XDG_RUNTIME_DIR"] = str(tree.root / "run/user/1000")
    if server == "PULSE_SERVER":
        tree.environment[server] = "unix:/elsewhere"
    elif server:
        tree.file(f"/run/user/1000/{server}")
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert tree.machine().microphone_allowed() is allowed


def test_settings_open_with_what_is_installed(tree: Tree) -> None:
    assert tree.machine().settings_command(Pane.SOUND) is None
    tree.program("/usr/bin/pavucontrol")
    assert tree.machine().settings_command(Pane.SOUND) == [str(tree.root / "usr/bin/pavucontrol")]
    tree.program("/usr/bin/gnome-control-center")
    assert tree.machine().settings_command(Pane.SOUND) == [str(tree.root / "usr/bin/gnome-control-center"), "sound"]
    assert tree.machine().settings_command(Pane.DOWNLOAD) is None
