"""What Linux's /proc, /sys and /dev tell about cameras, who uses them, and batteries."""

from __future__ import annotations

import errno
import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from readiness.core.characters import make_visible
from readiness.machine.base import ListedCamera, Power
from readiness.profile.known_programs import friendly_name

# linux/videodev2.h: VIDIOC_QUERYCAP is _IOR('V', 0, struct v4l2_capability).
_QUERYCAP: Final = 0x80685600
_CAPABILITY: Final = struct.Struct("16s32s32sIII3I")
_HAS_DEVICE_CAPS: Final = 0x80000000
_CAPTURES: Final = 0x00000001 | 0x00001000  # one plane, or several
_ANCESTORS: Final = 64


def _text(path: Path) -> str:
    """Read a small kernel file's text; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except (OSError, ValueError):
        return ""


def cameras(root: Path) -> tuple[ListedCamera, ...]:
    """List the V4L2 nodes that give pictures, by number. A UVC camera has a second node, for metadata alone."""
    found = []
    for entry in _listed(root / "sys/class/video4linux"):
        number = entry.name.removeprefix("video")
        if entry.name.startswith("video") and number.isdecimal():
            node = root / "dev" / entry.name
            if node.exists() and _captures(node, _text(entry / "index")):
                name = make_visible(_text(entry / "name")) or entry.name
                camera = ListedCamera(str(node), name, _is_fixed(entry / "device"))
                found.append((int(number), camera))
    return tuple(camera for _, camera in sorted(found, key=lambda each: each[0]))


def _is_fixed(device: Path) -> bool:
    """Tell whether the firmware says that this USB device cannot be pulled out.

    A camera is an interface below its device.
    """
    real = device.resolve()
    return any(_text(each / "removable") == "fixed" for each in (real, real.parent))


def fingerprint(root: Path) -> tuple[tuple[str, int], ...]:
    """Read names and inodes of what the kernel lists: a device that was pulled out and put back has another inode."""
    found = []
    for folder in ("sys/class/video4linux", "sys/class/sound"):
        try:
            with os.scandir(root / folder) as entries:
                found += [(entry.name, entry.inode()) for entry in entries]
        except OSError:
            continue  # no such class of devices here
    return tuple(sorted(found))


def _captures(node: Path, index: str) -> bool:
    if sys.platform == "win32":
        return False
    import fcntl  # noqa: PLC0415  0 ms: Windows has none

    try:
        descriptor = os.open(node, os.O_RDWR | os.O_NONBLOCK)
    except OSError as error:
        # The device behind the node is gone; any other refusal (no permission) says nothing about what it can do.
        return error.errno not in (errno.ENODEV, errno.ENXIO) and index in ("", "0")
    try:
        answer = fcntl.ioctl(descriptor, _QUERYCAP, bytes(_CAPABILITY.size))
    except OSError:
        return index in ("", "0")
    finally:
        os.close(descriptor)
    *_, whole, device, _, _, _ = _CAPABILITY.unpack(answer)
    return bool((device if whole & _HAS_DEVICE_CAPS else whole) & _CAPTURES)


def camera_users(root: Path, device_path: str, own_pid: int) -> tuple[str, ...]:
    """Find who has this device open, among the same user's processes: the kernel shows no others."""
    device = os.path.realpath(device_path)
    if not Path(device).name.startswith("video"):  # /dev/null is open everywhere
        return ()
    ours = {own_pid, os.getpid()} - {0}
    names = set()
    for process in _listed(root / "proc"):
        if (
            process.name.isdecimal()
            and _is_mine(process)
            and device in _open_files(process)
            and ours.isdisjoint(_with_ancestors(root, process.name))
        ):
            names.add(friendly_name(_text(process / "comm")) or process.name)
    return tuple(sorted(names))


def capture_allowed(root: Path, runtime: Path | None) -> bool:
    """Tell whether this user may record.

    False where there are nodes, none may be opened, and no sound server listens in the user's runtime folder.
    """
    # pcmC0D0c: ALSA's nodes for recording.
    nodes = [node for node in _listed(root / "dev/snd") if node.name.startswith("pcm") and node.name.endswith("c")]
    if not nodes or any(os.access(node, os.R_OK | os.W_OK) for node in nodes):
        return True
    return runtime is not None and any((runtime / name).exists() for name in ("pulse/native", "pipewire-0"))


def os_release(path: Path) -> dict[str, str]:
    """Read the file's keys, without quotes; lines that make no sense are skipped."""
    keys = {}
    for line in _text(path).splitlines():
        key, equals, value = line.strip().partition("=")
        if equals and not key.startswith("#"):
            keys[key] = make_visible(value.strip().strip("\"'"))
    return keys


def _is_mine(process: Path) -> bool:
    if sys.platform == "win32":
        return False
    try:
        return process.stat().st_uid == os.getuid()
    except OSError:
        return False


def _open_files(process: Path) -> Iterator[str]:
    for descriptor in _listed(process / "fd"):
        try:
            yield str(descriptor.readlink())
        except OSError:
            continue  # closed meanwhile


def _with_ancestors(root: Path, pid: str) -> Iterator[int]:
    for _ in range(_ANCESTORS):
        yield int(pid)
        # The name in parentheses may itself hold anything; what follows the last one is plain.
        after_name = _text(root / "proc" / pid / "stat").rpartition(")")[2].split()
        if len(after_name) < 2 or not after_name[1].isdecimal() or after_name[1] == "0":
            return
        pid = after_name[1]


def power(root: Path) -> Power:
    """Read the charger and all batteries of the computer itself together; a wireless mouse's is left out."""
    percents: list[float] = []
    states: set[str] = set()
    online: list[bool] = []
    for supply in _listed(root / "sys/class/power_supply"):
        kind = _text(supply / "type")
        if kind == "Battery" and _text(supply / "scope") != "Device" and _text(supply / "present") != "0":
            percent = _percent(supply)
            if percent is not None:
                percents.append(percent)
                states.add(_text(supply / "status"))
        elif kind in ("Mains", "USB") and _text(supply / "online"):
            online.append(_text(supply / "online") != "0")
    if any(online):
        plugged: bool | None = True
    elif states & {"Charging", "Full", "Not charging"}:
        plugged = True
    else:
        plugged = False if online or "Discharging" in states else None
    return Power(round(sum(percents) / len(percents), 1) if percents else None, plugged)


def _percent(supply: Path) -> float | None:
    for now, full in (("capacity", ""), ("energy_now", "energy_full"), ("charge_now", "charge_full")):
        try:
            value = float(_text(supply / now)) / (float(_text(supply / full)) / 100 if full else 1)
        except (ValueError, ZeroDivisionError):
            continue
        if 0 <= value <= 110:  # worn batteries claim a little more than all
            return min(value, 100.0)
    return None


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []
