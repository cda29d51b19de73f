"""Windows, by its registry. Never run on a real Windows: seen in Wine 10, and asked of recorded registry trees."""

from __future__ import annotations

import ntpath
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from readiness.core.finding import Pane
from readiness.machine.base import BrowserPolicies, ListedCamera, Opening, Release, System, WayOut
from readiness.machine.browser_policies import judge_policies
from readiness.machine.commands import find_tools_folder, read_network_tool
from readiness.machine.load import PsutilMachine, process_names
from readiness.machine.network import find_outward_interface
from readiness.machine.versions import parse_version
from readiness.machine.windows.autostart import RunOnce
from readiness.machine.windows.endpoints import is_headset
from readiness.machine.windows.network import ASKS_FOR_LOCATION, find_way_out
from readiness.machine.windows.policies import read_policies
from readiness.machine.windows.programs import WindowsPrograms, text
from readiness.machine.windows.registry import Registry, WindowsRegistry
from readiness.profile.known_programs import friendly_name

if TYPE_CHECKING:
    from readiness.machine.autostart import LoginStart

_MACHINE: Final = "HKLM"
_USER: Final = "HKCU"
_WINDOWS: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion"
_ABOUT: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
_POWER: Final = r"SYSTEM\CurrentControlSet\Control\Session Manager\Power"
# PendingFileRenameOperations is left out: it is set on most healthy computers.
_PENDING: Final = (
    rf"{_WINDOWS}\WindowsUpdate\Auto Update\RebootRequired",
    rf"{_WINDOWS}\Component Based Servicing\RebootPending",
)
_CONSENT: Final = rf"{_WINDOWS}\CapabilityAccessManager\ConsentStore"
_SINCE_1601_S: Final = 11_644_473_600
"""Windows counts time from 1601, in units of 100 ns."""
_ELEVEN: Final = 22000
"""The first build of Windows 11; its registry still says 10."""
# Interfaces of the class KSCATEGORY_VIDEO_CAMERA (ks.h); "Linked" is set while the device is there.
_CAMERAS: Final = r"SYSTEM\CurrentControlSet\Control\DeviceClasses\{e5323777-f976-4f5b-9b55-b94699c46e44}"
_ENDPOINTS: Final = rf"{_WINDOWS}\MMDevices\Audio"
_SETTINGS: Final[Mapping[Pane, str]] = {
    Pane.CAMERA_PRIVACY: "ms-settings:privacy-webcam",
    Pane.MICROPHONE_PRIVACY: "ms-settings:privacy-microphone",
    Pane.SOUND: "ms-settings:sound",
    Pane.NETWORK: "ms-settings:network",
}


class Windows(PsutilMachine):
    """A Windows desktop."""

    system = System.WINDOWS

    def __init__(
        self,
        registry: Registry | None = None,
        exists: Callable[[str], bool] = os.path.exists,
        own_name: str = "readiness",
        running: Callable[[], Iterable[str] | None] = process_names,
    ) -> None:
        self._registry = registry or WindowsRegistry()
        self._exists = exists
        self._own_name = own_name
        self._running = running

    def release(self) -> Release | None:
        """Tell it by the build: the product's name in the registry still says Windows 10 on Windows 11."""
        about = self._registry.values(_MACHINE, _ABOUT) or {}
        build = text(about.get("CurrentBuild"))
        if not build.isascii() or not build.isdecimal():
            return None
        if not isinstance(about.get("CurrentMajorVersionNumber"), int):
            before_ten = parse_version(about.get("CurrentVersion"))
            return None if before_ten is None else Release("windows", f"{before_ten}.{build}", "Windows")
        return Release("windows", f"10.0.{build}", "Windows 11" if int(build) >= _ELEVEN else "Windows 10")

    def restart_pending(self) -> bool | None:
        """Look for the two keys that mean it."""
        return any(self._registry.values(_MACHINE, key) is not None for key in _PENDING)

    def fast_startup(self) -> bool | None:
        """Tell whether “Shut down” only puts the system to sleep."""
        value = (self._registry.values(_MACHINE, _POWER) or {}).get("HiberbootEnabled")
        return bool(value) if isinstance(value, int) else None

    def programs(self) -> WindowsPrograms:
        """Look at the registry as it is now."""
        return WindowsPrograms(self._registry, self._exists)

    def cameras(self) -> tuple[ListedCamera, ...] | None:
        """Return None: the instruments list them, with the library that opens them."""
        return None

    def devices_fingerprint(self) -> object:
        """Read which cameras are linked, and the states of the sound endpoints."""
        cameras = [
            (name, (self._registry.values(_MACHINE, rf"{_CAMERAS}\{name}\#\Control") or {}).get("Linked"))
            for name in self._registry.subkeys(_MACHINE, _CAMERAS)
        ]
        sound = [
            (name, (self._registry.values(_MACHINE, rf"{_ENDPOINTS}\{direction}\{name}") or {}).get("DeviceState"))
            for direction in ("Capture", "Render")
            for name in self._registry.subkeys(_MACHINE, rf"{_ENDPOINTS}\{direction}")
        ]
        return tuple(cameras), tuple(sound)

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """Name the users of any camera, as Windows notes them: a hint."""
        # Whose last use has not ended. A crash leaves such a note behind: it is stale where the use began before the
        # system did, or where no such program runs any more.
        names = set()
        running = self._running()
        for name, values in self._below(rf"{_CONSENT}\webcam"):
            if values.get("LastUsedTimeStop") != 0 or self._before_start(values.get("LastUsedTimeStart")):
                continue
            desktop = "#" in name
            # The path holds a user's name: the file's name alone may be told.
            program = name.rpartition("#")[2] if desktop else name.partition("_")[0].rpartition(".")[2]
            if desktop and running is not None and program.casefold() not in running:
                continue
            told = friendly_name(program)
            if told and told.casefold() != self._own_name.casefold():
                names.add(told)
        return tuple(sorted(names))

    def _before_start(self, filetime: object) -> bool:
        started_s = self.started_s()
        if not isinstance(filetime, int) or filetime <= 0 or started_s is None:
            return False
        return filetime / 1e7 - _SINCE_1601_S < started_s

    def _below(self, key: str) -> Iterator[tuple[str, Mapping[str, object]]]:
        for hive in (_USER, _MACHINE):
            for place in (key, rf"{key}\NonPackaged"):
                for name in self._registry.subkeys(hive, place):
                    yield name, self._registry.values(hive, rf"{place}\{name}") or {}

    def camera_allowed(self, device_path: str) -> bool:
        """Return False where the system or the person denies the camera to desktop programs."""
        return self._allowed("webcam")

    def microphone_allowed(self) -> bool:
        """Return False where the system or the person denies the microphone to desktop programs."""
        return self._allowed("microphone")

    def _allowed(self, capability: str) -> bool:
        keys = (rf"{_CONSENT}\{capability}", rf"{_CONSENT}\{capability}\NonPackaged")
        return not any(
            text((self._registry.values(hive, key) or {}).get("Value")).casefold() == "deny"
            for hive in (_MACHINE, _USER)
            for key in keys
        )

    def browser_policies(self, browser: str) -> BrowserPolicies:
        return judge_policies(browser, read_policies(self._registry, browser))

    def is_headset(self, name: str) -> bool | None:
        """Look at the output's form factor."""
        return is_headset(self._registry, name)

    def way_out(self) -> WayOut:
        """Ask the registry, and netsh where that asks nobody for the location."""
        name = find_outward_interface()
        if name is None:
            return WayOut()
        return find_way_out(name, self._registry, read_network_tool if self.may_ask_for_wifi() else None)

    def may_ask_for_wifi(self) -> bool:
        """Tell whether Wi-Fi's data can be asked for without Windows asking the person for the location first."""
        build = text((self._registry.values(_MACHINE, _ABOUT) or {}).get("CurrentBuild"))
        if build.isdecimal() and int(build) < ASKS_FOR_LOCATION:
            return True
        place = rf"{_CONSENT}\location"
        keys = ((_MACHINE, place), (_USER, place), (_USER, rf"{place}\NonPackaged"))
        values = [text((self._registry.values(*each) or {}).get("Value")).casefold() for each in keys]
        return self._allowed("location") and values == ["allow"] * len(keys)

    def settings_command(self, pane: Pane) -> Opening:
        """Return a link that Windows opens."""
        return _SETTINGS.get(pane)

    def restart_commands(self) -> tuple[list[str], ...]:
        """Return a restart, never a shutdown: Fast Startup would keep the old session. Nothing is closed by force."""
        return ([ntpath.join(find_tools_folder(), "shutdown.exe"), "/r", "/t", "0"],)

    def login_start(self) -> LoginStart:
        """Return a value in the user's RunOnce key."""
        return RunOnce(self._registry)
