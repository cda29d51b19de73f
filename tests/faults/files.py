"""Faults of files and streams: disks that are full or read-only, what is killed while it writes, hostile files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.faults.fault import NUMBER, Fault, Part, Stage
from tests.faults.islands import Island
from tests.faults.run import whole_json
from tests.faults.running import Ended, Running
from tests.faults.scene import Scene
from tests.faults.stages import unchanged

_F: Final = Part.FILES
_VISIT: Final = ("visit.not-asked",)
_OLD: Final = b'{"kept": "from before"}'


def _over_an_old_one(scene: Scene) -> Path:
    """A report is to be saved over one of last week."""
    scene.check("visit")
    place = scene.save_here()
    place.write_bytes(_OLD)
    return place


def _full_disk(scene: Scene) -> None:
    island = Island(scene)
    place = scene.path("full/report.json")
    island.folder(place.parent, "16k")
    island.run("sh", "-c", f"printf %s '{_OLD.decode()}' > {place}; head -c 1m /dev/zero > {place.parent}/rest || true")
    scene.check("visit", "--save", place)
    scene.afterwards.append(lambda _: _inside(island, place))


def _inside(island: Island, place: Path) -> str:
    try:
        island.run("sh", "-c", f"grep -q kept {place} && test $(ls -A {place.parent} | wc -l) = 2")
    except Exception:
        return "the old report was not left alone on the full disk"
    return ""


def _read_only(scene: Scene) -> None:
    place = _over_an_old_one(scene)
    Island(scene).read_only(place.parent)
    scene.afterwards.append(unchanged(place, _OLD))


def _folder_goes(scene: Scene) -> None:
    scene.check("restart", "visit", "--save", scene.path("soon gone/report.json"))
    scene.profile = "[limits]\nrestart_hours_warn = 1000000\n"

    def meanwhile(running: Running) -> None:
        running.probing("restart")
        shutil.rmtree(scene.path("soon gone"))

    scene.meanwhile = meanwhile


def _a_folder(scene: Scene) -> None:
    scene.path("report.json/x").touch()
    scene.check("visit", "--save", scene.path("report.json"))


def _injected(what: str, *, lost: bool = False) -> Stage:
    """strace makes a system call fail, or kills the program at it: `fsync:error=ENOSPC`, `rename:signal=KILL`."""
    calls = what.partition(":")[0]

    def stage(scene: Scene) -> None:
        place = _over_an_old_one(scene)
        scene.prefix = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={what}"]
        scene.environment["PYTHONUNBUFFERED"] = "1"

        def whole(_: Ended) -> str:
            return (
                "" if place.read_bytes() == _OLD or (not lost and whole_json(place)) else "the report is half-written"
            )

        scene.afterwards.append(whole)
        if lost:  # what a killed program had begun lies beside the old one; that one is as it was
            scene.leaves |= {".report.json.*", ".*.json.*"}

    return stage


def _streams(shell: str, json: bool = True) -> Stage:
    def stage(scene: Scene) -> None:
        scene.check("visit")
        scene.shell, scene.as_json = shell, json

    return stage


def _profile(make: Callable[[Path], object]) -> Stage:
    def stage(scene: Scene) -> None:
        path = scene.path("clinic.toml")
        make(path)
        scene.own_profile, scene.as_json = True, False
        scene.arguments = ["profile", str(path)]

    return stage


def _profile_text(text: str | bytes) -> Stage:
    return _profile(lambda path: path.write_bytes(text.encode() if isinstance(text, str) else text))


def _huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 40 << 20)


def _support(make: Callable[[Path], object]) -> Stage:
    def stage(scene: Scene) -> None:
        path = scene.path("sent.json")
        make(path)
        scene.own_profile, scene.as_json = True, False
        scene.arguments = ["support", str(path)]

    return stage


def _support_text(text: str | bytes) -> Stage:
    return _support(lambda path: path.write_bytes(text.encode() if isinstance(text, str) else text))


def _hostile_report(scene: Scene) -> None:
    path = scene.path("sent.json")
    path.write_text(
        '{"schema": 1, "version": "\\u001b[2J<script>", "verdict": "javascript:alert(1)", "phone": "\\u202e911", "tips": ['
        '{"id": "camera", "verdict": "pass", "finding": "camera.\\u001b]0;gone\\u0007", "also": [1, null, "x.<b>"],'
        ' "reading": {"\\u001b[31mluma": 1e308, "fps": true}}, {"id": "../../etc"}, 7, null]}',
        encoding="utf-8",
    )
    scene.own_profile, scene.as_json = True, False
    scene.arguments = ["support", str(path)]
    scene.afterwards.append(
        lambda ended: "a character that steers the terminal" if "\x1b" in ended.out + ended.errors else ""
    )


def _unknown_finding(scene: Scene) -> None:
    """A covered camera, called ready, beside a finding that nobody knows."""
    tips = (
        '{"id": "video-app", "finding": "video-app.from-the-future"}, {"id": "camera", "finding": "camera.covered"}, '
        '{"id": "sound", "finding": "sound.good"}, {"id": "internet", "finding": "internet.good"}'
    )
    _support_text(f'{{"schema": 1, "version": "99.0.0", "verdict": "ready", "tips": [{tips}]}}')(scene)


def _wrong_clock(scene: Scene) -> None:
    """Twenty reports were kept while the clock was wrong."""
    scene.check("visit")
    place = scene.home / ".local/share/readiness/reports"
    place.mkdir(parents=True)
    for at in range(20):
        (place / f"2093-01-01T00-00-00.{at:03}-abcd.json").write_text("{}", encoding="utf-8")
    scene.afterwards.append(
        lambda _: "" if any(not path.name.startswith("2093") for path in place.iterdir()) else "the new one is gone"
    )


def _save_to(make: Callable[[Path], object]) -> Stage:
    def stage(scene: Scene) -> None:
        make(scene.path("report.json"))
        scene.check("visit", "--save", scene.path("report.json"))

    return stage


def _steering_name(scene: Scene) -> None:
    scene.own_profile, scene.as_json = True, False
    scene.arguments = ["support", str(scene.path("sent\x1b[2J\r\nVerdict: ready.json"))]
    scene.afterwards.append(lambda ended: "the name steers" if {"\x1b", "\r"} & set(ended.out + ended.errors) else "")


FAULTS: Final = (
    # ---- a disk that takes nothing
    Fault(id="file-disk-full", part=_F, what="the disk is full: the report is shown, the old one is kept", stage=_full_disk, finds=_VISIT, says="could not be saved", within_s=6),
    Fault(id="file-read-only", part=_F, what="the folder may only be read", stage=_read_only, says="cannot be saved|could not be saved", exits=2, within_s=6),
    Fault(id="file-folder-goes", part=_F, what="the folder is deleted in the middle", stage=_folder_goes, finds=("restart.recent", "visit.not-asked"), says="could not be saved", within_s=8),
    Fault(id="file-a-folder", part=_F, what="a folder bears the report's name", stage=_a_folder, says="cannot be saved", exits=2, within_s=4),
    Fault(id="file-no-room-at-the-end", part=_F, what="no room is left when the report is made safe", stage=_injected("fsync:error=ENOSPC"), finds=_VISIT, says="could not be saved", within_s=12),
    Fault(id="file-disk-fails", part=_F, what="the disk fails when the report is put in place", stage=_injected("rename,renameat,renameat2:error=EIO"), finds=_VISIT, says="could not be saved", within_s=12),
    Fault(id="file-killed-writing", part=_F, what="killed while it writes: the old report is whole", stage=_injected("fsync:signal=KILL", lost=True), exits=None, within_s=12),
    Fault(id="file-killed-replacing", part=_F, what="killed while it puts the report in place: the old one is whole", stage=_injected("rename,renameat,renameat2:signal=KILL", lost=True), exits=None, within_s=12),
    # ---- streams
    Fault(id="file-no-stdout", part=_F, what="no stdout", stage=_streams('exec "$@" >&-'), exits=0, within_s=4),
    Fault(id="file-no-stderr", part=_F, what="no stderr", stage=_streams('exec "$@" 2>&-', json=False), says="NOT DONE YET", within_s=4),
    Fault(id="file-no-stdin", part=_F, what="no stdin", stage=_streams('exec "$@" <&-'), finds=_VISIT, within_s=4),
    Fault(id="file-no-streams", part=_F, what="no stream at all", stage=_streams('exec "$@" <&- >&- 2>&-'), exits=0, within_s=4),
    Fault(id="file-stdout-full", part=_F, what="stdout leads to a full disk", stage=_streams('exec "$@" >/dev/full'), says="could not be written", exits=3, within_s=4),
    Fault(id="file-reader-gone", part=_F, what="whoever reads stdout has gone", stage=_streams('"$@" | true; exit 0', json=False), within_s=4),
    # ---- hostile profiles
    Fault(id="profile-missing", part=_F, what="a profile that is not there", stage=_profile(lambda path: None), says="no such file", exits=2, within_s=4),
    Fault(id="profile-folder", part=_F, what="a folder in place of a profile", stage=_profile(Path.mkdir), says="a folder", exits=2, within_s=4),
    Fault(id="profile-pipe", part=_F, what="a pipe in place of a profile: nobody writes to it", stage=_profile(os.mkfifo), says="not a file", exits=2, within_s=4),
    Fault(id="profile-endless", part=_F, what="a device that never ends in place of a profile", stage=_profile(lambda path: path.symlink_to("/dev/zero")), says="not a file", exits=2, within_s=4),
    Fault(id="profile-huge", part=_F, what="a profile of 40 megabytes", stage=_profile(_huge), says="too large", exits=2, within_s=4),
    Fault(id="profile-binary", part=_F, what="a program in place of a profile", stage=_profile_text(b"\x7fELF\xff\xfe" * 100), says="UTF-8", exits=2, within_s=4),
    Fault(id="profile-deep", part=_F, what="a list in a list in a list, 100,000 deep", stage=_profile_text("a = " + "[" * 100_000), says="not valid", exits=2, within_s=4),
    Fault(id="profile-steers", part=_F, what="a name that would steer the terminal", stage=_profile_text('[clinic]\nname = "\\u001b[2JGone"\n'), says="cannot be shown", exits=2, within_s=4),
    Fault(id="profile-dots", part=_F, what="3,000 keys with dots in one another", stage=_profile_text(".".join(["a"] * 3000) + " = 1\n"), says="not valid", exits=2, within_s=4),
    Fault(id="profile-keys", part=_F, what="90,000 keys that nobody knows", stage=_profile_text("".join(f"k{at}=1\n" for at in range(90_000))), says="too large|more than", exits=2, within_s=4),
    Fault(id="profile-many", part=_F, what="3,900 keys that nobody knows: a page of mistakes", stage=_profile_text("".join(f"k{at} = 1\n" for at in range(3900))), says="and 3880 more", exits=2, within_s=4),
    Fault(id="profile-hosts", part=_F, what="2,000 computers to try, a look round in a network", stage=_profile_text("[internet]\nhosts = [" + ", ".join(f'"10.0.{at // 250}.{at % 250}"' for at in range(2000)) + "]\n"), says="internet.hosts: This names 2000", exits=2, within_s=4),
    Fault(id="profile-page", part=_F, what="a page to download from that only looks like Zoom's", stage=_profile_text("[[visit.applications]]\nid = 'zoom'\ndownload_page = 'https://zoom.us@evil.example/'\n"), says="before an @", exits=2, within_s=4),
    Fault(id="profile-metadata", part=_F, what="a speed server that tells a rented computer's secrets", stage=_profile_text("[internet]\nservers = ['http://169.254.169.254/']\n"), says="Name the visit's own computer", exits=2, within_s=4),
    Fault(id="profile-forwards", part=_F, what="an emergency number that forwards all calls", stage=_profile_text("[clinic]\nemergency_number = '**21*6175550142#'\n"), says="clinic.emergency_number", exits=2, within_s=4),
    Fault(id="profile-premium", part=_F, what="a visit number that costs by the minute", stage=_profile_text("[clinic]\nvisit_phone = '1-900-234-5678'\n"), says="premium-rate", exits=2, within_s=4),
    Fault(id="profile-forges", part=_F, what="opening hours that forge a line below the number", stage=_profile_text('[clinic]\nhours = "9 to 5\\nor call 900"\n'), says="one line", exits=2, within_s=4),
    Fault(id="profile-looks", part=_F, what="a program's sign that asks whether a file exists", stage=_profile_text("[[visit.applications]]\nname = 'x'\nlinux.programs = ['/etc/shadow']\n"), says="without a folder", exits=2, within_s=4),
    Fault(id="profile-lax", part=_F, what="limits at which every line is good", stage=_profile_text("[limits]\nrtt_ms_warn = 4000\nrtt_ms_fail = 4000\nup_mbps_warn = 0.01\n"), says="limits.rtt_ms_fail: .*between 100 and 800", exits=2, within_s=4),
    Fault(id="profile-nan", part=_F, what="a limit that is no number", stage=_profile_text("[limits]\nup_mbps_warn = nan\n"), says="finite", exits=2, within_s=4),
    Fault(id="profile-markup", part=_F, what="markup in a clinic's name is shown as it is", stage=_profile_text(f'[clinic]\nname = "<b>&amp;</b>"\nvisit_phone = "{NUMBER}"\n'), says="<b>&amp;</b>", exits=0, within_s=4),
    # ---- hostile reports and codes
    Fault(id="report-binary", part=_F, what="a picture in place of a report", stage=_support_text(b"\x89PNG\r\n\x1a\n" * 50), says="not a report", exits=2, within_s=4),
    Fault(id="report-cut", part=_F, what="a report that was cut short", stage=_support_text('{"schema": 1, "tips": [{"id": "cam'), says="end of this report is missing", exits=2, within_s=4),
    Fault(id="report-newer", part=_F, what="a report from a newer version", stage=_support_text('{"schema": 99, "tips": []}'), says="newer", exits=2, within_s=4),
    Fault(id="report-deep", part=_F, what="a list in a list in a list, a million deep", stage=_support_text("[" * 1_000_000), says="not a report", exits=2, within_s=4),
    Fault(id="report-pipe", part=_F, what="a pipe in place of a report: nobody writes to it", stage=_support(os.mkfifo), says="This is a pipe", exits=2, within_s=4),
    Fault(id="report-endless", part=_F, what="a device that never ends in place of a report", stage=_support(lambda path: path.symlink_to("/dev/zero")), says="too large", exits=2, within_s=4),
    Fault(id="report-not-known", part=_F, what="a covered camera called ready beside a finding that nobody knows", stage=_unknown_finding, says="Verdict: not ready", exits=0, within_s=4),
    Fault(id="report-name-steers", part=_F, what="a report's name that would steer the terminal", stage=_steering_name, says="no such file", exits=2, within_s=4),
    Fault(id="file-clock-was-wrong", part=_F, what="twenty reports dated in the future: the new one stays", stage=_wrong_clock, finds=_VISIT, within_s=6),
    Fault(id="file-save-to-pipe", part=_F, what="the report is to be saved onto a pipe", stage=_save_to(os.mkfifo), says="cannot be saved", exits=2, within_s=4),
    Fault(id="file-save-to-device", part=_F, what="the report is to be saved onto a device", stage=_save_to(lambda path: path.symlink_to("/dev/zero")), says="cannot be saved", exits=2, within_s=4),
    Fault(id="report-hostile", part=_F, what="markup, steering characters and wrong types in a report", stage=_hostile_report, says="report", exits=2, within_s=4),
)  # fmt: skip
