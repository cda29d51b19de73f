"""Computers as they are met, each with what should be found on it: registry trees, property lists, files, counters.

Every one is asked through the same classes as the real machine (`Windows`, `MacOS`, `Linux`); what those take from
psutil is put in psutil's place. None was recorded from a patient's computer: they are made from what the systems and
the programs' makers document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Keys = Mapping[str, Mapping[str, object]]

RUN = r"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion"
USER_RUN = r"HKCU\SOFTWARE\Microsoft\Windows\CurrentVersion"
CONSENT = r"\CapabilityAccessManager\ConsentStore"
ABOUT = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion"
POWER = r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager\Power"
PACKAGES = (
    r"HKCU\SOFTWARE\Classes\Local Settings\Software\Microsoft\Windows\CurrentVersion\AppModel\Repository\Packages"
)
CHOICE = r"HKCU\SOFTWARE\Microsoft\Windows\Shell\Associations\UrlAssociations\https\UserChoice"
EDGE = r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"
CHROME = r"C:\Program Files\Google\Chrome\Application\chrome.exe"
ZOOM = r"C:\Users\pat\AppData\Roaming\Zoom\bin\Zoom.exe"
ZOOM_ALL = r"C:\Program Files\Zoom\bin\Zoom.exe"
FILETIME_OF_1970 = 116_444_736_000_000_000


@dataclass(frozen=True)
class Computer:
    """One computer, and what the three tips find on it."""

    system: str
    expects: Mapping[str, str]
    """Tip to finding; "also" for further ones of the computer tip, by blanks."""
    profile: str = ""
    uptime_hours: float | None = 3.0
    battery: tuple[float, bool] | None = None
    memory_percent: float = 40.0
    disk_free_gb: float = 100.0
    busy: Mapping[str, float] = field(default_factory=dict)
    """Program to the share of the processor that it takes, in percent."""
    running: tuple[str, ...] = ()
    registry: Keys = field(default_factory=dict)
    exist: tuple[str, ...] = ()
    """Windows' files that there are."""
    apps: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """macOS: a bundle's path to its Info.plist."""
    handlers: tuple[object, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    """Linux, and macOS' own."""
    programs: tuple[str, ...] = ()
    version: str | None = None
    """Of the first application that the profile names."""
    camera_users: tuple[str, ...] = ()
    camera_allowed: bool = True
    microphone_allowed: bool = True
    fast_startup: bool | None = None


def windows(build: str, *trees: Keys, fast_startup: int | None = 1) -> dict[str, dict[str, object]]:
    """A registry with what every Windows has, and these trees."""
    keys: dict[str, dict[str, object]] = {
        ABOUT: {"CurrentBuild": build, "ProductName": "Windows 10 Home", "CurrentMajorVersionNumber": 10},
        r"HKLM\SOFTWARE\Clients\StartMenuInternet\Microsoft Edge\shell\open\command": {"": f'"{EDGE}"'},
        rf"{RUN}{CONSENT}\webcam": {"Value": "Allow"},
        rf"{RUN}{CONSENT}\microphone": {"Value": "Allow"},
        POWER: {} if fast_startup is None else {"HiberbootEnabled": fast_startup},
    }
    for tree in trees:
        keys |= {key: dict(values) for key, values in tree.items()}
    return keys


def uninstall(name: str, version: object, icon: str = "", root: str = RUN) -> Keys:
    """A line in the list of installed programs."""
    return {rf"{root}\Uninstall\{name}": {"DisplayName": name, "DisplayVersion": version, "DisplayIcon": icon}}


def handler(scheme: str, command: str, hive: str = "HKCU") -> Keys:
    """A link handler."""
    root = rf"{hive}\SOFTWARE\Classes\{scheme}"
    return {root: {"URL Protocol": ""}, rf"{root}\shell\open\command": {"": command}}


ZOOM_PROFILE = '[visit]\nkind = "app"\n[[visit.applications]]\nid = "zoom"\nminimum_version = "5.13"\n'
TEAMS_PROFILE = ZOOM_PROFILE.replace("zoom", "teams").replace("5.13", "24000")
WEBEX_PROFILE = ZOOM_PROFILE.replace("zoom", "webex").replace("5.13", "43")
EITHER = ZOOM_PROFILE.replace("app", "either", 1)
BROWSER = '[visit]\nkind = "browser"\n'

WELL = {"restart": "recent", "computer": "good"}
MSTEAMS = rf"{PACKAGES}\MSTeams_24295.605.3225.8804_x64__8wekyb3d8bbwe"
_CAM = rf"{USER_RUN}{CONSENT}\webcam\NonPackaged\C:#Users#pat#AppData#Roaming#Zoom#bin#Zoom.exe"
_MIC = rf"{USER_RUN}{CONSENT}\microphone\NonPackaged\C:#Program Files#Discord#Discord.exe"


def since(hours_before_1970: float) -> int:
    """A moment as Windows writes it: so many hours after 1970."""
    return FILETIME_OF_1970 + int(hours_before_1970 * 3600 * 10_000_000)


NOW_H = 480_000.0
"""The recorded computers' clock: hours since 1970."""

WINDOWS = {
    "Windows 10 with Zoom for one user": Computer(
        "windows",
        {"video-app": "installed", **WELL},
        ZOOM_PROFILE,
        registry=windows(
            "19045",
            uninstall("Zoom Workplace", "6.2.3 (48247)", ZOOM, USER_RUN),
            handler("zoommtg", f'"{ZOOM}" "--url=%1"'),
        ),
        exist=(EDGE, ZOOM),
        version="6.2.3",
        fast_startup=True,
    ),
    "Windows 10, Zoom for everybody, too old for the clinic": Computer(
        "windows",
        {"video-app": "old", **WELL},
        ZOOM_PROFILE,
        registry=windows("19045", uninstall("Zoom(64bit)", "5.9.3169", ZOOM_ALL)),
        exist=(EDGE, ZOOM_ALL),
        version="5.9.3169",
        fast_startup=True,
    ),
    "Windows 10, Zoom's folder deleted by hand": Computer(
        "windows",
        {"video-app": "missing", **WELL},
        ZOOM_PROFILE,
        registry=windows(
            "19045",
            uninstall("Zoom Workplace", "6.2.3", f"{ZOOM},0", USER_RUN),
            handler("zoommtg", f'"{ZOOM}" "--url=%1"'),
        ),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 10, nothing but Edge": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        EITHER,
        registry=windows("19045"),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 10 with Fast Startup, shut down each night for three weeks": Computer(
        "windows",
        {"video-app": "browser-ok", "restart": "long-ago", "computer": "good"},
        BROWSER,
        uptime_hours=504.0,
        registry=windows("19045"),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 10 without Fast Startup, an update waits": Computer(
        "windows",
        {"video-app": "browser-ok", "restart": "pending", "computer": "good"},
        BROWSER,
        uptime_hours=30.0,
        registry=windows("19045", {rf"{RUN}\WindowsUpdate\Auto Update\RebootRequired": {}}, fast_startup=0),
        exist=(EDGE,),
        fast_startup=False,
    ),
    "Windows 10, only files wait to be renamed": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        BROWSER,
        registry=windows(
            "19045",
            {r"HKLM\SYSTEM\CurrentControlSet\Control\Session Manager": {"PendingFileRenameOperations": ["a", ""]}},
            fast_startup=None,
        ),
        exist=(EDGE,),
    ),
    "Windows 11 with new Teams, a packaged program": Computer(
        "windows",
        {"video-app": "installed", **WELL},
        TEAMS_PROFILE,
        registry=windows(
            "22631",
            {
                MSTEAMS: {"PackageRootFolder": r"C:\Program Files\WindowsApps\MSTeams"},
                r"HKCU\SOFTWARE\Classes\msteams": {"URL Protocol": ""},
                r"HKCU\SOFTWARE\Classes\msteams\shell\open\command": {"DelegateExecute": "{BFEC0C93-0B7D}"},
            },
        ),
        exist=(EDGE,),
        version="24295.605.3225.8804",
        fast_startup=True,
    ),
    "Windows 11, only Office's add-in for Teams": Computer(
        "windows",
        {"video-app": "missing", **WELL},
        TEAMS_PROFILE,
        registry=windows("22631", uninstall("Microsoft Teams Meeting Add-in for Microsoft Office", "1.24")),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 11, Zoom holds the camera, Discord the microphone": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        BROWSER,
        registry=windows(
            "22631",
            {
                _CAM: {"LastUsedTimeStart": since(NOW_H - 1), "LastUsedTimeStop": 0},
                _MIC: {"LastUsedTimeStart": since(NOW_H - 1), "LastUsedTimeStop": 0},
            },
        ),
        running=("Zoom.exe", "Discord.exe", "explorer.exe"),
        exist=(EDGE,),
        camera_users=("Zoom",),
        fast_startup=True,
    ),
    "Windows 11, stale notes of a crash: one from before the start, one of a program that is gone": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        BROWSER,
        registry=windows(
            "22631",
            {
                _CAM: {"LastUsedTimeStart": since(NOW_H - 50), "LastUsedTimeStop": 0},
                _MIC: {"LastUsedTimeStart": since(NOW_H - 1), "LastUsedTimeStop": 0},
            },
        ),
        running=("Zoom.exe", "explorer.exe"),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 11, the person denies the camera": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        BROWSER,
        registry=windows("22631", {rf"{USER_RUN}{CONSENT}\webcam": {"Value": "Deny"}}),
        exist=(EDGE,),
        camera_allowed=False,
        fast_startup=True,
    ),
    "Windows 11, the system denies desktop programs the microphone": Computer(
        "windows",
        {"video-app": "browser-ok", **WELL},
        BROWSER,
        registry=windows("22631", {rf"{RUN}{CONSENT}\microphone\NonPackaged": {"Value": "Deny"}}),
        exist=(EDGE,),
        microphone_allowed=False,
        fast_startup=True,
    ),
    "Windows 10 where the clinic asks for 11": Computer(
        "windows",
        {"video-app": "browser-ok", "restart": "recent", "computer": "old-system"},
        BROWSER + '[systems.oldest]\nwindows = "11"\n',
        registry=windows("19045"),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 11 on battery, a virus scan and a game": Computer(
        "windows",
        {"video-app": "browser-ok", "restart": "recent", "computer": "battery", "also": "busy"},
        BROWSER,
        battery=(12.0, False),
        busy={"MsMpEng.exe": 40.0, "steam.exe": 30.0},
        registry=windows("22631"),
        exist=(EDGE,),
        fast_startup=True,
    ),
    "Windows 10, broken registry values and a clock from the future": Computer(
        "windows",
        {"video-app": "missing", "restart": "unreadable", "computer": "good"},
        WEBEX_PROFILE,
        uptime_hours=-200.0,
        registry={
            ABOUT: {"CurrentBuild": "new", "CurrentMajorVersionNumber": "10"},
            rf"{RUN}\Uninstall\a": {"DisplayName": 17, "DisplayVersion": b"\xff", "DisplayIcon": ["x"]},
            rf"{RUN}\Uninstall\b": {"DisplayName": b"Webex", "DisplayVersion": None},
            rf"{RUN}\App Paths\Webex.exe": {"": 4},
            r"HKCU\SOFTWARE\Classes\webex": {"URL Protocol": 0},
            r"HKCU\SOFTWARE\Classes\webex\shell\open\command": {"": "it's \"broken", "DelegateExecute": 5},
            CHOICE: {"ProgId": 12},
            POWER: {"HiberbootEnabled": "yes"},
            _CAM: {"LastUsedTimeStart": "soon", "LastUsedTimeStop": "never"},
            rf"{USER_RUN}{CONSENT}\webcam": {"Value": 1},
        },
    ),
}

BUNDLES = "Applications"


def app(identifier: str, version: object, **more: object) -> dict[str, object]:
    """An Info.plist."""
    return {"CFBundleIdentifier": identifier, "CFBundleShortVersionString": version, **more}


SAFARI = {"Applications/Safari.app": app("com.apple.Safari", "17.6")}
SONOMA = {"System/Library/CoreServices/SystemVersion.plist": "14.6.1"}

MACOS = {
    "macOS 14 with Zoom": Computer(
        "macos",
        {"video-app": "installed", **WELL},
        ZOOM_PROFILE,
        apps={**SAFARI, "Applications/zoom.us.app": app("us.zoom.xos", "6.2.3 (42634)")},
        files=SONOMA,
        version="6.2.3",
        fast_startup=False,
    ),
    "macOS 14, Teams in the person's own folder, too old": Computer(
        "macos",
        {"video-app": "old", **WELL},
        TEAMS_PROFILE,
        apps={**SAFARI, "Users/pat/Applications/Microsoft Teams.app": app("com.microsoft.teams2", "23306.3314")},
        files=SONOMA,
        version="23306.3314",
        fast_startup=False,
    ),
    "macOS 14 without any of them": Computer(
        "macos",
        {"video-app": "missing", **WELL},
        WEBEX_PROFILE,
        apps=SAFARI,
        files=SONOMA,
        fast_startup=False,
    ),
    "macOS 14, Webex known by its links alone, Firefox chosen": Computer(
        "macos",
        {"video-app": "installed", "restart": "long-ago", "computer": "good"},
        WEBEX_PROFILE,
        uptime_hours=100.0,
        apps={
            **SAFARI,
            "Applications/Firefox.app": app("org.mozilla.firefox", "128.5"),
            "Applications/Meetings.app": app(
                "com.example.rebranded", "44.1", CFBundleURLTypes=[{"CFBundleURLSchemes": ["webex"]}]
            ),
        },
        handlers=({"LSHandlerURLScheme": "https", "LSHandlerRoleAll": "org.mozilla.firefox"},),
        files=SONOMA,
        fast_startup=False,
    ),
    "macOS 12, which the clinic refuses, with Safari too old": Computer(
        "macos",
        {"video-app": "browser-old", "restart": "recent", "computer": "old-system"},
        BROWSER + '[[visit.applications]]\nid = "safari"\nminimum_version = "16"\n[systems.oldest]\nmacos = "13"\n',
        apps={"Applications/Safari.app": app("com.apple.Safari", "15.6.1")},
        files={"System/Library/CoreServices/SystemVersion.plist": "12.7.6"},
        version="15.6.1",
        fast_startup=False,
    ),
    "macOS without a browser, broken property lists, years of uptime": Computer(
        "macos",
        {"video-app": "no-browser", "restart": "unreadable", "computer": "memory"},
        BROWSER,
        uptime_hours=60_000.0,
        memory_percent=96.0,
        apps={"Applications/Odd.app": {"CFBundleIdentifier": ["x"], "CFBundleURLTypes": "webex"}},
        files={"Applications/Torn.app/Contents/Info.plist": "bplist00\x00\x01"},
        fast_startup=False,
    ),
}

DEBIAN = {"etc/os-release": 'ID=debian\nVERSION_ID="12"\nNAME="Debian GNU/Linux"\n', "etc/debian_version": "12.9\n"}
FEDORA = {"etc/os-release": "ID=fedora\nVERSION_ID=41\nNAME='Fedora Linux'\n"}
ENTRY = "[Desktop Entry]\nType=Application\nName={name}\nExec={command}\nMimeType={mime}\n"
FIREFOX = {
    "usr/share/applications/firefox-esr.desktop": ENTRY.format(
        name="Firefox ESR", command="/usr/bin/firefox-esr %u", mime="x-scheme-handler/https;"
    ),
    "usr/lib/firefox-esr/application.ini": "[App]\nVersion=128.5.0\n",
}
ZOOM_ENTRY = {
    "usr/share/applications/Zoom.desktop": ENTRY.format(
        name="Zoom", command="/usr/bin/zoom %U", mime="x-scheme-handler/zoommtg;"
    )
}
_SUPPLY = "sys/class/power_supply"

LINUX = {
    "Debian 12 with Zoom's own package": Computer(
        "linux",
        {"video-app": "installed", **WELL},
        ZOOM_PROFILE,
        files={
            **DEBIAN,
            **FIREFOX,
            **ZOOM_ENTRY,
            "var/lib/dpkg/status": "Package: zoom\nStatus: install ok installed\nVersion: 6.2.3.2056\n\n",
        },
        programs=("usr/bin/zoom", "usr/bin/firefox-esr"),
        version="6.2.3.2056",
        fast_startup=False,
    ),
    "Debian 12, Zoom removed and its menu entry left behind": Computer(
        "linux",
        {"video-app": "missing", **WELL},
        ZOOM_PROFILE,
        files={**DEBIAN, **FIREFOX, **ZOOM_ENTRY},
        programs=("usr/bin/firefox-esr",),
        fast_startup=False,
    ),
    "Debian 12 after an upgrade, on for a week": Computer(
        "linux",
        {"video-app": "browser-ok", "restart": "pending", "computer": "good"},
        EITHER,
        uptime_hours=170.0,
        files={**DEBIAN, **FIREFOX, "run/reboot-required": "*** System restart required ***\n"},
        programs=("usr/bin/firefox-esr",),
        fast_startup=False,
    ),
    "Debian 12 without a desktop": Computer(
        "linux",
        {"video-app": "no-browser", **WELL},
        BROWSER,
        files=DEBIAN,
        fast_startup=False,
    ),
    "Fedora 41, Teams by Flatpak for one user": Computer(
        "linux",
        {"video-app": "installed", **WELL},
        TEAMS_PROFILE.replace("24000", "1.0"),
        files={
            **FEDORA,
            "home/pat/.local/share/flatpak/exports/share/applications/"
            "com.github.IsmaelMartinez.teams_for_linux.desktop": ENTRY.format(
                name="Teams for Linux",
                command="/usr/bin/flatpak run com.github.IsmaelMartinez.teams_for_linux",
                mime="",
            ),
            "home/pat/.local/share/flatpak/app/com.github.IsmaelMartinez.teams_for_linux/current/active/files/share/"
            "metainfo/com.github.IsmaelMartinez.teams_for_linux.metainfo.xml": '<release version="1.12.5"/>',
        },
        version="1.12.5",
        fast_startup=False,
    ),
    "Fedora 41, which the clinic refuses, on a laptop that runs low": Computer(
        "linux",
        {"video-app": "browser-ok", "restart": "recent", "computer": "battery", "also": "old-system"},
        BROWSER + '[systems.oldest]\nfedora = "42"\n',
        files={
            **FEDORA,
            **FIREFOX,
            f"{_SUPPLY}/BAT0/type": "Battery\n",
            f"{_SUPPLY}/BAT0/capacity": "14\n",
            f"{_SUPPLY}/BAT0/status": "Discharging\n",
            f"{_SUPPLY}/AC/type": "Mains\n",
            f"{_SUPPLY}/AC/online": "0\n",
        },
        programs=("usr/bin/firefox-esr",),
        fast_startup=False,
    ),
    "Debian 12 whose disk and memory are full while it encodes a film": Computer(
        "linux",
        {"video-app": "browser-ok", "restart": "recent", "computer": "busy", "also": "memory disk"},
        BROWSER,
        memory_percent=97.0,
        disk_free_gb=0.2,
        busy={"ffmpeg": 80.0},
        files={**DEBIAN, **FIREFOX},
        programs=("usr/bin/firefox-esr",),
        fast_startup=False,
    ),
    "a rolling release, nothing readable, broken menu entries": Computer(
        "linux",
        {"video-app": "no-browser", "restart": "unreadable", "computer": "good"},
        BROWSER + '[systems.oldest]\narch = "2024"\n',
        uptime_hours=None,
        files={
            "etc/os-release": "ID=arch\nNAME=<b>Arch\n=\n#\n",
            "usr/share/applications/a.desktop": "[Desktop Entry\nExec=/usr/bin/it\nMimeType=x-scheme-handler/https\n",
            f"{_SUPPLY}/BAT0/type": "Battery\n",
            f"{_SUPPLY}/BAT0/capacity": "full\n",
        },
        fast_startup=False,
    ),
}

COMPUTERS: dict[str, Computer] = {**WINDOWS, **MACOS, **LINUX}
