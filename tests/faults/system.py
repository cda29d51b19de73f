"""Faults of the computer: its clock, its power, its disk, its programs, its limits."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from readiness.probe.speed_server import SpeedServer
from tests.faults import media
from tests.faults.fault import Fault, Part, Stage
from tests.faults.islands import Island
from tests.faults.running import Running
from tests.faults.scene import DRIVERS, Scene
from tests.instruments.network.servers import hosted
from tests.mounts import own_mounts

_Y: Final = Part.SYSTEM
_YEAR_S: Final = 365 * 86_400
# Others work on this computer, too: their load is no part of these faults.
_UNLOADED: Final = "[limits]\ncpu_percent_warn = 100\nmemory_percent_warn = 100\n"


def _island(prepare: Callable[[Island], None], *tips: str) -> Stage:
    def stage(scene: Scene) -> None:
        prepare(Island(scene))
        scene.profile = _UNLOADED
        scene.check(*tips)

    return stage


def _uptime(content: str) -> Stage:
    return _island(lambda island: island.put("/proc/uptime", content), "restart")


def _battery(**facts: str) -> Stage:
    def prepare(island: Island) -> None:
        island.folder("/sys/class/power_supply")
        for name, value in {"type": "Battery", **facts}.items():
            island.write(f"/sys/class/power_supply/BAT0/{name}", value)

    return _island(prepare, "computer")


def _pending(island: Island) -> None:
    island.folder("/run")
    island.write("/run/reboot-required", "")


def _tiny_home(scene: Scene) -> None:
    Island(scene).folder(scene.home, "64k")
    scene.profile = _UNLOADED
    scene.check("computer")


def _without_proc(scene: Scene) -> None:
    Island(scene).folder("/proc")
    scene.profile = _UNLOADED
    scene.check("computer", "restart")


def _busy(scene: Scene) -> None:
    scene.start("sh", "-c", "while :; do :; done")
    scene.profile = "[limits]\ncpu_percent_warn = 5\nmemory_percent_warn = 100\ndisk_free_gb_warn = 0\n"
    scene.check("computer")


def _entries(fill: Callable[[Path], None]) -> Stage:
    """A folder of applications in which nothing is what it should be; the visit needs a program that is not there."""

    def stage(scene: Scene) -> None:
        folder = scene.home / ".local/share/applications"
        folder.mkdir(parents=True)
        fill(folder)
        scene.environment["XDG_DATA_DIRS"] = str(scene.home)
        scene.profile = '[visit]\nkind = "app"\n[[visit.applications]]\nid = "webex"\n'
        scene.check("video-app")

    return stage


def _rubbish(folder: Path) -> None:
    entry = "[Desktop Entry]\nType=Application\nName=Webex\nExec="
    (folder / "binary.desktop").write_bytes(os.urandom(100_000))
    (folder / "huge.desktop").write_text("[Desktop Entry]\n" + "Comment=x\n" * 300_000, encoding="utf-8")
    (folder / "gone.desktop").write_text(entry + "/opt/gone/webex\n", encoding="utf-8")
    (folder / "quotes.desktop").write_text(entry + "\"/opt/un'closed\n", encoding="utf-8")
    (folder / "markup.desktop").write_text(entry.replace("Webex", "<b>Webex</b>") + "/bin/true\n", encoding="utf-8")
    (folder / "latin.desktop").write_bytes(b"[Desktop Entry]\nName=W\xe9bex\nExec=/bin/true\n")
    (folder / "folder.desktop").mkdir()
    (folder / "loop.desktop").symlink_to("loop.desktop")
    os.mkfifo(folder / "pipe.desktop")
    (folder / "again").symlink_to(folder)
    (folder / "mimeapps.list").write_bytes(b"[Default Applications]\nx-scheme-handler/webex=\xff\x00;../../x\n")


def _thousands(folder: Path) -> None:
    for number in range(6000):
        (folder / f"{number:04}.desktop").write_text(
            f"[Desktop Entry]\nType=Application\nName={number}\nExec=/none\n", encoding="utf-8"
        )


def _managed(rule: str, *check: str) -> Stage:
    """Chrome is the person's browser; who manages the computer lets no page of it have this."""

    def stage(scene: Scene) -> None:
        island = Island(scene)
        island.folder("/etc/opt")
        island.write("/etc/opt/chrome/policies/managed/workplace.json", f'{{"{rule}": false}}')
        applications = scene.home / ".local/share/applications"
        applications.mkdir(parents=True)
        entry = "[Desktop Entry]\nType=Application\nName=Google Chrome\nExec=/bin/true %U\n"
        (applications / "google-chrome.desktop").write_text(entry, encoding="utf-8")
        (applications / "mimeapps.list").write_text(
            "[Default Applications]\nx-scheme-handler/https=google-chrome.desktop\n", encoding="utf-8"
        )
        scene.environment["XDG_DATA_DIRS"] = str(scene.home)
        scene.profile = '[visit]\nkind = "browser"\n'
        scene.check(*check)

    return stage


def _clock(scene: Scene, off_s: int) -> Path:
    """The clock is off by this; what the file says later is true at once. The steady clock is right, as always."""
    library = media.made("clock.so", lambda path: scene.run("cc", "-shared", "-fPIC", "-o", path, DRIVERS / "clock.c"))
    told = scene.path("clock")
    told.write_text(str(off_s), encoding="utf-8")
    scene.environment |= {"LD_PRELOAD": str(library), "READINESS_CLOCK": str(told)}
    return told


def _jumps(to_s: int) -> Stage:
    def stage(scene: Scene) -> None:
        told = _clock(scene, 0)
        scene.check("camera", "--camera", f"file:{media.FACE}")

        def meanwhile(running: Running) -> None:
            running.probing("camera")
            running.wait(lambda: False, 1.5)
            told.write_text(str(to_s), encoding="utf-8")

        scene.meanwhile = meanwhile

    return stage


def _long_ago(scene: Scene) -> None:
    _clock(scene, 86_400 - int(time.time()))
    server = scene.closing.enter_context(hosted(SpeedServer(down_mbps=20, up_mbps=10)))
    scene.check("internet", "--server", server.url)


def _sleeps(scene: Scene, during: str, seconds: float) -> None:
    """The lid is closed and opened again: all of the program stands still."""

    def meanwhile(running: Running) -> None:
        running.told(during)
        running.signal(signal.SIGSTOP)
        time.sleep(seconds)
        running.signal(signal.SIGCONT)

    scene.meanwhile = meanwhile


def _sleeping_camera(scene: Scene) -> None:
    scene.check("camera", "--camera", f"file:{media.FACE}")
    _sleeps(scene, "picture", 4.0)


def _sleeping_line(scene: Scene) -> None:
    server = scene.closing.enter_context(hosted(SpeedServer(down_mbps=2, up_mbps=2)))
    scene.check("internet", "--server", server.url)
    _sleeps(scene, "receives", 8.0)


def _no_home(scene: Scene) -> None:
    scene.environment["HOME"] = "/none/such"
    del scene.environment["XDG_RUNTIME_DIR"]
    scene.check("camera", "--camera", f"file:{media.FACE}")


def _all_read_only(scene: Scene) -> None:
    scene.check("camera", "--camera", f"file:{media.FACE}")
    island = Island(scene)
    if "private" in own_mounts():
        island.run("mount", "-o", "remount,ro,bind", "/")
    else:  # a chroot's root is no mount, its folders can be made some
        for folder in ("etc", "home", "opt", "root", "tmp", "usr", "var"):
            island.read_only(Path("/", folder))


def _limited(limit: str) -> Callable[[Scene], None]:
    def stage(scene: Scene) -> None:
        scene.shell = f'{limit}; exec "$@"'
        scene.check("camera", "--camera", f"file:{media.FACE}")

    return stage


def _far_away(scene: Scene) -> None:
    folder = scene.path("Größe und Ñandú 名前 " + "x" * 150) / "Ünï 'quoted' \"name\""
    folder.mkdir(parents=True)
    (folder / "g e s i c h t.mp4").write_bytes(media.FACE.read_bytes())
    scene.environment["HOME"] = str(folder)
    scene.leaves.add("*.json")  # the history of this person, whose home is here
    scene.check("camera", "--camera", f"file:{folder}/g e s i c h t.mp4")


def _ascii(scene: Scene) -> None:
    scene.environment["PYTHONIOENCODING"] = "ascii"
    scene.as_json = False
    scene.check("visit", "restart")


FAULTS: Final = (
    # ---- the clock
    Fault(id="sys-boot-future", part=_Y, what="started in the future", stage=_uptime("-5000.00 1.00\n"), finds=("restart.unreadable",), within_s=6),
    Fault(id="sys-boot-ages-ago", part=_Y, what="started six years ago", stage=_uptime("200000000.00 1.00\n"), finds=("restart.unreadable",), within_s=6),
    Fault(id="sys-boot-rubbish", part=_Y, what="a start time that is no number", stage=_uptime("soon\n"), finds=("restart.unreadable",), within_s=6),
    Fault(id="sys-boot-empty", part=_Y, what="no start time at all", stage=_uptime(""), finds=("restart.unreadable",), within_s=6),
    Fault(id="sys-long-ago", part=_Y, what="last started 30 hours ago", stage=_uptime("108000.00 1.00\n"), finds=("restart.long-ago",), within_s=6),
    Fault(id="sys-pending", part=_Y, what="an update waits for a restart", stage=_island(_pending, "restart"), finds=("restart.pending",), within_s=6),
    Fault(id="sys-clock-forward", part=_Y, what="the clock jumps a year ahead while the camera is looked at", stage=_jumps(_YEAR_S), finds=("camera.good",), within_s=9),
    Fault(id="sys-clock-back", part=_Y, what="the clock jumps a year back while the camera is looked at", stage=_jumps(-_YEAR_S), finds=("camera.good",), within_s=9),
    Fault(id="sys-clock-1970", part=_Y, what="the clock says 1970 while the internet is measured", stage=_long_ago, finds=("internet.good",), within_s=20),
    # ---- sleep
    Fault(id="sys-sleep-camera", part=_Y, what="sleeps four seconds in the middle of the camera's check", stage=_sleeping_camera, finds=("camera.good",), within_s=14),
    Fault(id="sys-sleep-line", part=_Y, what="sleeps eight seconds in the middle of the internet's check, and measures on", stage=_sleeping_line, finds=("internet.good",), within_s=40),
    # ---- power, load, memory, disk
    Fault(id="sys-battery", part=_Y, what="nine percent in the battery, no charger", stage=_battery(capacity="9", status="Discharging"), finds=("computer.battery",), within_s=10),
    Fault(id="sys-battery-rubbish", part=_Y, what="a battery that says minus 300 percent", stage=_battery(capacity="-300", status="?;|"), finds=("computer.good",), within_s=10),
    Fault(id="sys-busy", part=_Y, what="another program works hard", stage=_busy, finds=("computer.busy",), within_s=10),
    Fault(id="sys-disk-full", part=_Y, what="no room left where the person's files are", stage=_tiny_home, finds=("computer.disk",), within_s=10),
    Fault(id="sys-no-proc", part=_Y, what="nothing may be known about processes", stage=_without_proc, finds=("computer.good", "restart.unreadable"), within_s=10),
    # ---- installed programs
    Fault(id="sys-desktop-rubbish", part=_Y, what=".desktop files: binary, huge, a pipe, a loop, a lie", stage=_entries(_rubbish), finds=("video-app.missing",), exits=1, within_s=8, window=True),
    Fault(id="sys-desktop-thousands", part=_Y, what="six thousand .desktop files", stage=_entries(_thousands), finds=("video-app.missing",), exits=1, within_s=10),
    Fault(id="sys-managed-camera", part=_Y, what="the workplace forbids the visit's browser the camera", stage=_managed("VideoCaptureAllowed", "camera", "--camera", f"file:{media.FACE}"), finds=("camera.blocked",), says="Google Chrome is not allowed to use the camera", exits=1, within_s=12, window=True),
    Fault(id="sys-managed-microphone", part=_Y, what="the workplace forbids the visit's browser the microphone", stage=_managed("AudioCaptureAllowed", "sound", "--microphone", f"file:{media.VOICE}"), finds=("sound.blocked",), says="Google Chrome is not allowed to use the microphone", exits=1, within_s=20),
    # ---- limits
    Fault(id="sys-no-home", part=_Y, what="the home folder is not there", stage=_no_home, finds=("camera.good",), within_s=9),
    Fault(id="sys-read-only", part=_Y, what="the whole disk may only be read", stage=_all_read_only, finds=("camera.good",), within_s=9),
    Fault(id="sys-no-descriptors", part=_Y, what="only twelve files may be open", stage=_limited("ulimit -n 12"), finds=("camera.error",), exits=3, within_s=9),
    Fault(id="sys-no-memory", part=_Y, what="memory runs out while the camera's library is loaded", stage=_limited("ulimit -v 150000"), finds=("camera.error|camera.crashed",), says="Close other programs", exits=3, within_s=9),
    Fault(id="sys-far-away", part=_Y, what="a path of 250 letters in three scripts, with quotes and blanks", stage=_far_away, finds=("camera.good",), within_s=9),
    Fault(id="sys-ascii", part=_Y, what="a terminal that has no “✔”", stage=_ascii, says="GOOD SO FAR", within_s=6),
)  # fmt: skip
