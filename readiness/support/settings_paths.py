"""Where a setting is, in the words that stand on each system's screen. English: this is for staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from readiness.core.advice import Place


@dataclass(frozen=True, slots=True)
class Way:
    """How to get there on each system."""

    windows: str
    macos: str
    linux: str

    def on(self, system: str) -> dict[str, str]:
        """List the way for each system; for the patient's own alone where that is known."""
        every = {"Windows": self.windows, "macOS": self.macos, "Linux": self.linux}
        known = {"windows": "Windows", "macos": "macOS", "linux": "Linux"}.get(system)
        return every if known is None else {known: every[known]}


WAYS: Final = {
    Place.CAMERA: Way(
        "Settings > Privacy & security > Camera: switch on “Camera access” and “Let desktop apps access your camera” "
        "(Windows 10: Settings > Privacy > Camera)",
        "Apple menu > System Settings > Privacy & Security > Camera: switch on the video program, then reopen it",
        "GNOME: Settings > Privacy (& Security) > Camera. Flatpak or Snap programs have their own switch: "
        "Settings > Apps > the program",
    ),
    Place.MICROPHONE: Way(
        "Settings > Privacy & security > Microphone: switch on “Microphone access” and “Let desktop apps access your "
        "microphone” (Windows 10: Settings > Privacy > Microphone)",
        "Apple menu > System Settings > Privacy & Security > Microphone: switch on the video program, then reopen it",
        "GNOME: Settings > Privacy (& Security) > Microphone. Flatpak or Snap programs: Settings > Apps > the program",
    ),
    Place.SOUND_IN: Way(
        "Settings > System > Sound > Input: choose the microphone, raise its volume, watch the bar while speaking",
        "Apple menu > System Settings > Sound > Input: choose the microphone, raise the input volume",
        "GNOME: Settings > Sound > Input. KDE: System Settings > Sound. Any: pavucontrol, tab Input Devices",
    ),
    Place.SOUND_OUT: Way(
        "Settings > System > Sound > Output: choose the speaker, raise the volume; the loudspeaker symbol at the "
        "bottom right must not be crossed out",
        "Apple menu > System Settings > Sound > Output: choose the speaker, raise the volume, “Mute” off",
        "GNOME: Settings > Sound > Output. KDE: System Settings > Sound. Any: pavucontrol, tab Output Devices",
    ),
    Place.NETWORK: Way(
        "Settings > Network & internet; or the network symbol at the bottom right",
        "Apple menu > System Settings > Wi-Fi (or Network); or the Wi-Fi symbol at the top right",
        "GNOME: Settings > Wi-Fi (or Network). KDE: System Settings > Wi-Fi & Networking",
    ),
    Place.VPN: Way(
        "Settings > Network & internet > VPN; or the VPN program's own window",
        "Apple menu > System Settings > VPN; or the VPN program's symbol at the top right",
        "GNOME: Settings > Network > VPN; or the VPN program's own window",
    ),
    Place.RESTART: Way(
        "Start > Power > Restart (not “Shut down”: with fast startup that keeps the old session)",
        "Apple menu > Restart…",
        "System menu at the top right > Power > Restart",
    ),
    Place.UPDATES: Way(
        "Settings > Windows Update",
        "Apple menu > System Settings > General > Software Update",
        "The program Software Updater or Discover; or the distribution's own tool",
    ),
    Place.POWER: Way(
        "The battery symbol at the bottom right; Settings > System > Power & battery",
        "The battery symbol at the top right; System Settings > Battery",
        "The battery symbol at the top right; Settings > Power",
    ),
    Place.PROGRAMS: Way(
        "Ctrl+Shift+Esc opens Task Manager > Processes; click “CPU” to sort",
        "Applications > Utilities > Activity Monitor > CPU",
        "The program System Monitor > Processes",
    ),
    Place.STORAGE: Way(
        "Settings > System > Storage",
        "Apple menu > System Settings > General > Storage",
        "The program Disk Usage Analyzer; GNOME: Settings > System > About",
    ),
    Place.INSTALLED: Way(
        "Settings > Apps > Installed apps",
        "Finder > Applications",
        "The menu of all programs; or Software (GNOME), Discover (KDE)",
    ),
    Place.BROWSER: Way(
        "The lock or slider symbol left of the address > Camera, Microphone: Allow; then load the page again",
        "Safari: menu Safari > Settings > Websites > Camera, Microphone: Allow. Others: the symbol left of the address",
        "The lock or slider symbol left of the address > Camera, Microphone: Allow; then load the page again",
    ),
}
