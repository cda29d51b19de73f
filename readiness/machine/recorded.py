"""A computer whose answers were written down: for the demonstration, the tests and a support call's replay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from readiness.core.clinic import Application
from readiness.core.finding import Pane
from readiness.machine.base import (
    BrowserPolicies,
    ListedCamera,
    Load,
    Opening,
    Power,
    Release,
    SoundOutput,
    System,
    WayOut,
)
from readiness.machine.versions import parse_version
from readiness.profile.known_programs import Browser

if TYPE_CHECKING:
    from readiness.machine.autostart import LoginStart


class FactsError(Exception):
    """A file of recorded facts that cannot be used; its text is a whole sentence."""


class Facts(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file's keys. A key that is left out is a fact that this computer cannot tell."""

    system: System
    uptime_hours: float | None = None
    restart_pending: bool | None = None
    battery_percent: float | None = None
    plugged: bool | None = None
    fast_startup: bool | None = None
    release: Release | None = None
    cpu_percent: float | None = None
    busy_programs: tuple[str, ...] = ()
    busy_work: str = ""
    memory_percent: float | None = None
    disk_free_gb: float | None = None
    applications: dict[str, tuple[str, ...]] = {}
    """Application id (or, without one, its name) to the kinds of signals that hold."""
    versions: dict[str, str] = {}
    """Application or browser id (or, without one, its name) to its version."""
    browser: Browser | None = None
    cameras: tuple[ListedCamera, ...] | None = None
    camera_users: dict[str, tuple[str, ...]] = {}
    """Camera path to the names of the programs that use it."""
    camera_allowed: bool = True
    microphone_allowed: bool = True
    browser_policies: dict[str, BrowserPolicies] = {}
    """Browser id to what is forbidden it."""


@dataclass(frozen=True, slots=True)
class RecordedMachine:
    """Answers from a file, at once: nothing has to settle."""

    facts: Facts
    settle_s: float = 0.0

    @classmethod
    def read(cls, path: Path) -> RecordedMachine:
        """Read the computer from this JSON file. FactsError says what is wrong with it."""
        try:
            return cls(msgspec.json.decode(path.read_bytes(), type=Facts))
        except OSError as error:
            raise FactsError(f"The recorded facts {path} cannot be read: {error.strerror}.") from None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise FactsError(f"The recorded facts {path} cannot be used: {error}.") from None

    @property
    def system(self) -> System:
        """As recorded."""
        return self.facts.system

    def uptime_hours(self) -> float | None:
        """Return what was recorded; it does not grow."""
        return self.facts.uptime_hours

    def restart_pending(self) -> bool | None:
        return self.facts.restart_pending

    def fast_startup(self) -> bool | None:
        return self.facts.fast_startup

    def release(self) -> Release | None:
        return self.facts.release

    def power(self) -> Power:
        return Power(self.facts.battery_percent, self.facts.plugged)

    def memory_percent(self) -> float | None:
        return self.facts.memory_percent

    def disk_free_gb(self) -> float | None:
        return self.facts.disk_free_gb

    def watch_load(self, own_pid: int) -> RecordedMachine:
        """Return this machine: the recorded load needs no watching."""
        return self

    def so_far(self) -> Load:
        return Load(self.facts.cpu_percent, self.facts.busy_programs, self.facts.busy_work)

    def programs(self) -> RecordedMachine:
        """Return this machine: the recorded programs do not change."""
        return self

    def evidence(self, application: Application) -> tuple[str, ...]:
        return self.facts.applications.get(application.id or application.name, ())

    def version(self, application: Application) -> str | None:
        return parse_version(self.facts.versions.get(application.id or application.name))

    def browser(self) -> Browser | None:
        return self.facts.browser

    def cameras(self) -> tuple[ListedCamera, ...] | None:
        return self.facts.cameras

    def devices_fingerprint(self) -> object:
        """Return always the same: what was recorded does not change."""
        return ()

    def camera_users(self, device_path: str, own_pid: int = 0) -> tuple[str, ...]:
        return self.facts.camera_users.get(device_path, ())

    def camera_allowed(self, device_path: str) -> bool:
        """Return what was recorded, the same for every camera."""
        return self.facts.camera_allowed

    def microphone_allowed(self) -> bool:
        return self.facts.microphone_allowed

    def microphone_held(self, wanted: str | None = None) -> bool:
        """Return False: nothing is recorded of who holds a microphone."""
        return False

    def browser_policies(self, browser: str) -> BrowserPolicies:
        return self.facts.browser_policies.get(browser, BrowserPolicies())

    def sound_output(self) -> SoundOutput | None:
        """Return None: nothing is recorded of it."""
        return None

    def is_headset(self, name: str) -> bool | None:
        """Return None: nothing is recorded of it."""
        return None

    def way_out(self) -> WayOut:
        """Return an empty answer: nothing is recorded of it."""
        return WayOut()

    def settings_command(self, pane: Pane) -> Opening:
        """Return None: a recorded computer has no settings to open."""
        return None

    def restart_commands(self) -> tuple[list[str], ...]:
        """Return no command: a recorded computer cannot be restarted."""
        return ()

    def login_start(self) -> LoginStart:
        """Return what never arranges a start: nobody logs in to a recorded computer."""
        return _Never()


class _Never:
    """No start after a login."""

    arranged = False

    def arrange(self, command: Sequence[str]) -> bool:
        return False

    def withdraw(self) -> bool:
        """Return True: there is none."""
        return True
