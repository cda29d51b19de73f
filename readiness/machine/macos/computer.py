"""macOS, by its property lists. Never run on a real macOS: the tests make their own application folders."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from readiness.core.finding import Pane
from readiness.machine.base import BrowserPolicies, ListedCamera, Opening, Release, SoundOutput, System, WayOut
from readiness.machine.browser_policies import judge_policies
from readiness.machine.commands import read_network_tool
from readiness.machine.folders import home_folder
from readiness.machine.load import PsutilMachine
from readiness.machine.macos.autostart import LaunchAgent
from readiness.machine.macos.network import find_way_out
from readiness.machine.macos.policies import read_policies
from readiness.machine.macos.programs import MacPrograms, read_plist
from readiness.machine.macos.sound import read_output
from readiness.machine.network import find_outward_interface
from readiness.machine.versions import parse_version

if TYPE_CHECKING:
    from readiness.machine.autostart import LoginStart

_ABOUT: Final = "System/Library/CoreServices/SystemVersion.plist"
# Recent systems keep Safari in a separate, sealed volume.
_FOLDERS: Final = ("/Applications", "/System/Applications", "/System/Cryptexes/App/System/Applications")
_SECURITY: Final = "x-apple.systempreferences:com.apple.preference.security"
_SETTINGS: Final[Mapping[Pane, str]] = {
    Pane.CAMERA_PRIVACY: f"{_SECURITY}?Privacy_Camera",
    Pane.MICROPHONE_PRIVACY: f"{_SECURITY}?Privacy_Microphone",
    Pane.SOUND: "x-apple.systempreferences:com.apple.preference.sound",
    Pane.NETWORK: "x-apple.systempreferences:com.apple.preference.network",
}


# AVAuthorizationStatus in AVFoundation's AVCaptureDevice.h.
_RESTRICTED: Final = 1
_DENIED: Final = 2
_VIDEO: Final = "AVMediaTypeVideo"
_AUDIO: Final = "AVMediaTypeAudio"
_FRAMEWORK: Final = "/System/Library/Frameworks/AVFoundation.framework/AVFoundation"


def _status(media: str) -> int | None:
    """Call `[AVCaptureDevice authorizationStatusForMediaType:]` with this constant; None where it cannot be asked."""
    try:
        foundation, runtime = ctypes.CDLL(_FRAMEWORK), ctypes.CDLL("/usr/lib/libobjc.dylib")
        pointer = ctypes.c_void_p
        runtime.objc_getClass.restype = runtime.sel_registerName.restype = pointer
        runtime.objc_getClass.argtypes = runtime.sel_registerName.argtypes = [ctypes.c_char_p]
        ask = ctypes.CFUNCTYPE(ctypes.c_long, pointer, pointer, pointer)(("objc_msgSend", runtime))
        kind = pointer.in_dll(foundation, media)
        selector = runtime.sel_registerName(b"authorizationStatusForMediaType:")
        return int(ask(runtime.objc_getClass(b"AVCaptureDevice"), selector, kind))
    except (OSError, AttributeError, ValueError):
        return None


class MacOS(PsutilMachine):
    """A Mac."""

    system = System.MACOS

    def __init__(
        self,
        folders: Sequence[Path] | None = None,
        home: Path | None = None,
        root: Path = Path("/"),
        status: Callable[[str], int | None] = _status,
    ) -> None:
        self._status = status
        self._home = home or home_folder()
        self._folders = folders or (*(Path(each) for each in _FOLDERS), self._home / "Applications")
        self._root = root

    def release(self) -> Release | None:
        """Read it from the system's own property list."""
        version = parse_version(read_plist(self._root / _ABOUT).get("ProductVersion"))
        return None if version is None else Release("macos", version, f"macOS {version.partition('.')[0]}")

    def restart_pending(self) -> bool | None:
        """Return None: the system does not say without asking Apple's servers."""
        return None

    def fast_startup(self) -> bool | None:
        """Return False: a Mac that is shut down starts anew."""
        return False

    def programs(self) -> MacPrograms:
        """Look at the folders as they are now."""
        return MacPrograms(self._folders, self._home)

    def cameras(self) -> tuple[ListedCamera, ...] | None:
        """Return None: the instruments list them, with the library that opens them."""
        return None

    def devices_fingerprint(self) -> object | None:
        """Return None: there is no list that could be read without asking the drivers."""
        return None

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """Return nobody: the system tells no one, and shares a camera among programs anyway."""
        return ()

    def camera_allowed(self, device_path: str) -> bool:
        """Return False where the person, or an administrator of this Mac, has said no. Not asked yet is no refusal."""
        return self._status(_VIDEO) not in (_RESTRICTED, _DENIED)

    def microphone_allowed(self) -> bool:
        """Return False where it is refused, as for the camera; a refusal gives nothing but zeros."""
        return self._status(_AUDIO) not in (_RESTRICTED, _DENIED)

    def browser_policies(self, browser: str) -> BrowserPolicies:
        return judge_policies(browser, read_policies(self._root, self._home.name, browser))

    def sound_output(self) -> SoundOutput | None:
        """Ask AppleScript."""
        return read_output()

    def way_out(self) -> WayOut:
        """Find it in the list of hardware ports."""
        name = find_outward_interface()
        return WayOut() if name is None else find_way_out(name, read_network_tool)

    def settings_command(self, pane: Pane) -> Opening:
        """Return a link that macOS opens."""
        return _SETTINGS.get(pane)

    def restart_commands(self) -> tuple[list[str], ...]:
        """Return a restart like that of the Apple menu: programs may ask to save first."""
        return (["/usr/bin/osascript", "-e", 'tell application "System Events" to restart'],)

    def login_start(self) -> LoginStart:
        """Return a file among the user's launch agents."""
        return LaunchAgent(self._home)
