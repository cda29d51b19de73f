"""The questions that every computer is asked, and the small answers. None always means: this machine cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.profile.known_programs import Browser

if TYPE_CHECKING:  # the window alone arranges starts; every probe asks a machine
    from readiness.machine.autostart import LoginStart


class System(StrEnum):
    """The family of operating system."""

    LINUX = "linux"
    WINDOWS = "windows"
    MACOS = "macos"


@dataclass(frozen=True, slots=True)
class Power:
    """The battery's charge (0 to 100; None without a battery) and whether the charger is in."""

    battery_percent: float | None = None
    plugged: bool | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What other programs use: their share of the whole processor (0 to 100) and the busiest ones' names."""

    cpu_percent: float | None = None
    programs: tuple[str, ...] = ()
    work: str = ""
    """What the system itself is busy with, where it is: "updates", "virus-scan", "backup", "search"."""


@dataclass(frozen=True, slots=True)
class Release:
    """Which system, and which of its versions. `id` is "windows", "macos", or a Linux distribution's own ("debian")."""

    id: str
    version: str
    """Numbers with dots; Windows' with its build ("10.0.22631")."""
    name: str
    """What people call it."""


@dataclass(frozen=True, slots=True)
class ListedCamera:
    """A camera as the system lists it."""

    path: str
    name: str
    built_in: bool = False
    """Does the system say that it is a part of the computer?"""


@dataclass(frozen=True, slots=True)
class WayOut:
    """The interface to the internet. `kind`: "cable", "wifi", "vpn", "other"; `wifi_percent`: 0 to 100."""

    kind: str | None = None
    wifi_percent: float | None = None


@dataclass(frozen=True, slots=True)
class SoundOutput:
    """The output that sound goes to."""

    muted: bool | None = None
    volume_percent: int | None = None

    @property
    def off(self) -> bool:
        """Can nothing be heard?"""
        return bool(self.muted) or self.volume_percent == 0


@dataclass(frozen=True, slots=True)
class BrowserPolicies:
    """What those who manage this computer forbid a browser, on every page."""

    no_camera: bool = False
    no_microphone: bool = False


class Programs(Protocol):
    """What is installed, as one look found it. No answer ever raises."""

    def evidence(self, application: Application) -> tuple[str, ...]:
        """List the kinds of signals of this application that were verified ("desktop-file"); empty: not installed."""
        ...

    def version(self, application: Application) -> str | None:
        """Find its version by its files, as numbers with dots. The program itself is never started."""
        ...

    def browser(self) -> Browser | None:
        """Find the browser that opens web links; None where there is none that could start."""
        ...


class LoadWatch(Protocol):
    """A look at the processor that began when it was made."""

    def so_far(self) -> Load:
        """Measure the load from the beginning until now."""
        ...


Opening = list[str] | str | None
"""How a settings pane is opened: a command to run, a URL for the system, or no way."""


class Machine(Protocol):
    """One computer. No answer ever raises; what cannot be known is None or empty."""

    @property
    def system(self) -> System:
        """Which system this is."""
        ...

    @property
    def settle_s(self) -> float:
        """Seconds that a load must be watched before it means anything."""
        ...

    def release(self) -> Release | None:
        """Tell which release of the system this is; None where it does not say, as a rolling one does not."""
        ...

    def uptime_hours(self) -> float | None:
        """Return hours since the system's kernel started. May be nonsense where the clock is: the rule judges that."""
        ...

    def restart_pending(self) -> bool | None:
        """Tell whether an update waits for a restart."""
        ...

    def fast_startup(self) -> bool | None:
        """Tell whether “Shut down” keeps the old session, so that only “Restart” starts anew."""
        ...

    def power(self) -> Power:
        """Read battery and charger."""
        ...

    def memory_percent(self) -> float | None:
        """Measure the share of the memory that is not available to programs, 0 to 100."""
        ...

    def disk_free_gb(self) -> float | None:
        """Measure the free space where the person's files are, in units of 1,000,000,000 bytes."""
        ...

    def watch_load(self, own_pid: int) -> LoadWatch:
        """Begin to watch the processor. The tree of `own_pid` and this process's own are left out."""
        ...

    def programs(self) -> Programs:
        """Look at what is installed now."""
        ...

    def cameras(self) -> tuple[ListedCamera, ...] | None:
        """List the cameras that can give a picture, in the system's order; None: list them by other means."""
        ...

    def devices_fingerprint(self) -> object | None:
        """Return a value that is cheap, and another one once a camera or a sound device has come or gone.

        None: list them now and then.
        """
        ...

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        """List friendly names of the other programs that have this camera open, as far as can be seen."""
        ...

    def camera_allowed(self, device_path: str) -> bool:
        """Tell whether this user may open this camera. True where nothing is known to forbid it."""
        ...

    def microphone_allowed(self) -> bool:
        """Tell whether this user's programs may listen. True where nothing is known to forbid it."""
        ...

    def microphone_held(self, wanted: str | None = None) -> bool:
        """Tell whether another program holds this microphone. False where nobody can tell.

        `wanted` is None for every one of this computer.
        """
        ...

    def browser_policies(self, browser: str) -> BrowserPolicies:
        """Read what those who manage this computer forbid this browser, an id of our table."""
        ...

    def sound_output(self) -> SoundOutput | None:
        """Read the state of the default output for sound."""
        ...

    def is_headset(self, name: str) -> bool | None:
        """Tell whether the output of this name is headphones or a headset; None where the system does not say."""
        ...

    def way_out(self) -> WayOut:
        """Find the kind of interface by which this computer reaches the internet; nothing is sent there."""
        ...

    def settings_command(self, pane: Pane) -> Opening:
        """Tell how to open this settings pane. None for what is no pane of the system."""
        ...

    def restart_commands(self) -> tuple[list[str], ...]:
        """List the system's commands that restart it, the best first; the next is for where one is refused."""
        ...

    def login_start(self) -> LoginStart:
        """Return what arranges a start after the next login."""
        ...
