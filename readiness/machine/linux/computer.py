"""Linux. Everything is read from files below `root`, so that a recorded tree is a whole computer."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.core.finding import Pane
from readiness.machine.base import BrowserPolicies, ListedCamera, Opening, Power, Release, SoundOutput, System, WayOut
from readiness.machine.browser_policies import judge_policies
from readiness.machine.commands import read_network_tool
from readiness.machine.folders import home_folder
from readiness.machine.linux import devices, load
from readiness.machine.linux.autostart import DesktopAutostart
from readiness.machine.linux.desktop_entries import DesktopEntries
from readiness.machine.linux.network import find_way_out
from readiness.machine.linux.policies import read_policies
from readiness.machine.linux.programs import LinuxPrograms
from readiness.machine.linux.sound import is_microphone_held, read_output
from readiness.machine.load import PsutilMachine, Snapshot
from readiness.machine.network import find_outward_interface
from readiness.machine.versions import parse_version

if TYPE_CHECKING:
    from readiness.machine.autostart import LoginStart

# The desktops' own settings, then programs that do for one pane. The first that is installed is used.
_SETTINGS: Final[Mapping[Pane, tuple[tuple[str, ...], ...]]] = {
    Pane.SOUND: (("gnome-control-center", "sound"), ("systemsettings", "kcm_pulseaudio"), ("pavucontrol",)),
    Pane.NETWORK: (
        ("gnome-control-center", "network"),
        ("systemsettings", "kcm_networkmanagement"),
        ("nm-connection-editor",),
    ),
    Pane.CAMERA_PRIVACY: (("gnome-control-center", "camera"),),
    Pane.MICROPHONE_PRIVACY: (("gnome-control-center", "microphone"),),
}
_RESTART: Final = (("systemctl", "reboot"), ("loginctl", "reboot"), ("shutdown", "-r", "now"))


class Linux(PsutilMachine):
    """A Linux desktop."""

    system = System.LINUX

    def __init__(self, root: Path = Path("/"), environment: Mapping[str, str] | None = None) -> None:
        self._root = root
        self._environment = os.environ if environment is None else environment

    def uptime_hours(self) -> float | None:
        """Read it from /proc/uptime, which a changed clock does not touch."""
        try:
            return float((self._root / "proc/uptime").read_text(encoding="utf-8").split()[0]) / 3600
        except (OSError, ValueError, IndexError):
            return None

    def release(self) -> Release | None:
        """Read it from os-release. https://www.freedesktop.org/software/systemd/man/os-release.html"""
        for place in ("etc/os-release", "usr/lib/os-release"):
            about = devices.os_release(self._root / place)
            version = parse_version(about.get("VERSION_ID"))
            if about.get("ID"):
                name = about.get("NAME") or about["ID"]
                return None if version is None else Release(about["ID"].lower(), version, f"{name} {version}")
        return None

    def fast_startup(self) -> bool | None:
        """Return False: a Linux computer that is shut down starts anew."""
        return False

    def restart_pending(self) -> bool | None:
        """Look for the file that Debian's family leaves; others leave nothing that could be read."""
        if any((self._root / place).exists() for place in ("run/reboot-required", "var/run/reboot-required")):
            return True
        return False if (self._root / "etc/debian_version").exists() else None

    def power(self) -> Power:
        """Read it from /sys: psutil takes a wireless mouse's battery for the computer's."""
        return devices.power(self._root)

    def memory_percent(self) -> float | None:
        """Read it from /proc/meminfo."""
        return load.memory_percent(self._root)

    def disk_free_gb(self) -> float | None:
        """Return what the kernel tells, without the part that is kept for root."""
        if sys.platform == "win32":
            return None
        for place in (Path.home, Path.cwd):
            try:
                about = os.statvfs(place())
                return round(about.f_bavail * about.f_frsize / 1e9, 2)
            except (OSError, RuntimeError):
                continue
        return None

    def _counters(self) -> Snapshot | None:
        return load.snapshot(self._root)

    def programs(self) -> LinuxPrograms:
        """Look at the files as they are now."""
        return LinuxPrograms(self._root, self._environment)

    def cameras(self) -> tuple[ListedCamera, ...]:
        """List the V4L2 nodes that capture."""
        return devices.cameras(self._root)

    def devices_fingerprint(self) -> object:
        """Read the kernel's lists of cameras and sound cards; nothing is opened."""
        return devices.fingerprint(self._root)

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """List this user's other programs alone."""
        return devices.camera_users(self._root, device_path, own_pid)

    def camera_allowed(self, device_path: str) -> bool:
        """Look at the node's permissions. A node that is not there forbids nothing."""
        try:
            # An empty path would be the folder that we stand in.
            return not device_path or os.access(device_path, os.R_OK | os.W_OK) or not Path(device_path).exists()
        except (OSError, ValueError):
            return True

    def microphone_allowed(self) -> bool:
        """Look at the capture nodes' permissions, where no sound server could open them instead."""
        runtime = self._environment.get("XDG_RUNTIME_DIR", "")
        if self._environment.get("PULSE_SERVER"):  # somewhere else, and reached by another way
            return True
        return devices.capture_allowed(self._root, Path(runtime) if runtime.startswith("/") else None)

    def microphone_held(self, wanted: str | None = None) -> bool:
        """Look at ALSA's list of streams, where PortAudio lists no input that is in use."""
        return is_microphone_held(wanted, self._root / "proc/asound")

    def browser_policies(self, browser: str) -> BrowserPolicies:
        """Read the files below /etc. A browser in Flatpak's sandbox does not see them."""
        found = judge_policies(browser, read_policies(self._root, browser))
        if found == BrowserPolicies():
            return found
        own = next(iter(self._desktop().handlers("https")), None)
        return BrowserPolicies() if own is not None and own.flatpak else found

    def sound_output(self) -> SoundOutput | None:
        """Ask PulseAudio or PipeWire."""
        return read_output()

    def way_out(self) -> WayOut:
        """Find it by /sys, /proc and NetworkManager."""
        name = find_outward_interface()
        return WayOut() if name is None else find_way_out(name, read_network_tool, self._root)

    def settings_command(self, pane: Pane) -> Opening:
        """Find a command of the first settings program that is installed."""
        desktop = self._desktop()
        for command in _SETTINGS.get(pane, ()):
            if program := desktop.where(command[0]):
                return [str(program), *command[1:]]
        return None

    def restart_commands(self) -> tuple[list[str], ...]:
        """List those that are installed.

        A desktop's user may restart without a password where nobody else is logged in.
        """
        desktop = self._desktop()
        found = ((desktop.where(tool), arguments) for tool, *arguments in _RESTART)
        return tuple([str(tool), *arguments] for tool, arguments in found if tool is not None)

    def login_start(self) -> LoginStart:
        """Use a file in the user's autostart folder."""
        own = self._environment.get("XDG_CONFIG_HOME", "")
        return DesktopAutostart(Path(own) if own.startswith("/") else home_folder(self._environment) / ".config")

    def _desktop(self) -> DesktopEntries:
        return DesktopEntries(self._root, self._environment)
