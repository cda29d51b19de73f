"""Faults of processes: killed, frozen, started twice, left alone."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tests.faults import media
from tests.faults.fault import Fault, Part, Stage
from tests.faults.run import whole_json
from tests.faults.running import Running
from tests.faults.scene import Scene
from tests.planted import PlantedFolder

_P: Final = Part.PROCESSES


def _looking(meanwhile: Callable[[Running], None], *more: str) -> Stage:
    """The camera is looked at, and then this happens."""

    def stage(scene: Scene) -> None:
        scene.check("camera", *more, "--camera", f"file:{media.FACE}")
        scene.meanwhile = meanwhile

    return stage


def _to_the_probe(number: signal.Signals) -> Callable[[Running], None]:
    def meanwhile(running: Running) -> None:
        running.told("picture")
        running.signal(number, *running.probing("camera"))

    return meanwhile


def _to_the_program(number: signal.Signals) -> Callable[[Running], None]:
    def meanwhile(running: Running) -> None:
        running.told("picture")
        running.signal(number, running.process.pid)

    return meanwhile


def _to_the_program_deaf(scene: Scene) -> None:
    """Its child hangs in a driver and hears nothing when the program is killed."""
    scene.double("camera-deaf")
    scene.check("camera")

    def meanwhile(running: Running) -> None:
        running.probing("camera")
        running.wait(lambda: False, 1.5)
        running.signal(signal.SIGKILL, running.process.pid)

    scene.meanwhile = meanwhile


def _probe_by_hand(scene: Scene) -> None:
    """A measurement by hand whose reader leaves."""
    scene.own_profile, scene.as_json = True, False
    scene.arguments = ["probe", "camera", "--camera", f"file:{media.FACE}"]
    scene.shell = '"$@" | head -n 3; exit 0'


def _twice(scene: Scene) -> None:
    """Two at once, looking at the same things and saving to the same place."""
    place = scene.path("report.json")
    scene.leaves.add("report.json")
    scene.check(
        "camera", "sound", "--camera", f"file:{media.FACE}", "--microphone", f"file:{media.VOICE}", "--save", place
    )
    scene.shell = '"$@" >/dev/null & "$@"; code=$?; wait; exit $code'
    scene.afterwards.append(lambda _: "" if whole_json(place) else "the report is half-written")


def _while_saving(scene: Scene) -> None:
    """Many at once over one report: whoever is last wins, and it is whole at every moment."""
    place = scene.path("report.json")
    scene.leaves.add("report.json")
    scene.check("visit", "--save", place)
    scene.shell = 'for i in 1 2 3 4 5; do "$@" >/dev/null 2>&1 & done; "$@"; code=$?; wait; exit $code'
    seen: list[str] = []

    def meanwhile(running: Running) -> None:
        running.wait(lambda: _broken(place, seen), 12)

    scene.meanwhile = meanwhile
    scene.afterwards.append(lambda _: "; ".join(seen))


def _broken(place: Path, seen: list[str]) -> bool:
    if place.exists() and not whole_json(place):
        seen.append("the report was half-written for a moment")
    return bool(seen)


def _no_children(scene: Scene) -> None:
    """No child can be started: the interpreter's own file has gone in the middle."""
    scene.check("camera", "restart", "--camera", f"file:{media.FACE}")
    scene.double("python-no-children")


def _planted(scene: Scene) -> None:
    """Somebody has put modules of the program's names into the folder that is open; each leaves a mark when run."""
    scene.check("camera", "computer", "--camera", f"file:{media.FACE}")
    folder = PlantedFolder(scene.folder, scene.folder / "work")
    scene.leaves |= {"*.py", "was-run"}
    scene.afterwards.append(lambda _: folder.run)


def _cores(scene: Scene) -> None:
    """A crash may leave as large a core file as there is; the folder that is open would hold it."""
    _looking(_to_the_probe(signal.SIGSEGV))(scene)
    scene.shell = 'ulimit -c "$(ulimit -H -c)"; exec "$@"'


FAULTS: Final = (
    Fault(id="proc-probe-killed", part=_P, what="the measuring process is killed", stage=_looking(_to_the_probe(signal.SIGKILL)), finds=("camera.crashed",), exits=3, within_s=7, window=True),
    Fault(id="proc-probe-terminated", part=_P, what="the measuring process is asked to go by somebody else", stage=_looking(_to_the_probe(signal.SIGTERM)), finds=("camera.crashed",), exits=3, within_s=7),
    Fault(id="proc-probe-core", part=_P, what="the measuring process crashes where core files are kept", stage=_cores, finds=("camera.crashed",), exits=3, within_s=7),
    Fault(id="proc-planted", part=_P, what="somebody has planted modules in the folder that is open", stage=_planted, finds=("camera.good", "computer.good|computer.busy|computer.memory|computer.disk"), within_s=12),
    Fault(id="proc-probe-frozen", part=_P, what="the measuring process stands still", stage=_looking(_to_the_probe(signal.SIGSTOP)), finds=("camera.not-responding",), exits=3, within_s=24, window=True),
    Fault(id="proc-terminated", part=_P, what="the program is asked to go", stage=_looking(_to_the_program(signal.SIGTERM)), finds=("camera.cancelled",), exits=3, within_s=8),
    Fault(id="proc-hung-up", part=_P, what="the session ends", stage=_looking(_to_the_program(signal.SIGHUP)), exits=None, within_s=8),
    Fault(id="proc-killed", part=_P, what="the program is killed: its children go with it", stage=_looking(_to_the_program(signal.SIGKILL)), exits=None, within_s=8),
    Fault(id="proc-killed-deaf", part=_P, what="the program is killed while its child hangs in a driver", stage=_to_the_program_deaf, exits=None, within_s=10),
    Fault(id="proc-reader-leaves", part=_P, what="whoever reads a measurement by hand has gone", stage=_probe_by_hand, within_s=8),
    Fault(id="proc-twice", part=_P, what="two at once, on the same devices", stage=_twice, finds=("camera.good", "sound.good"), within_s=20),
    Fault(id="proc-six-savers", part=_P, what="six at once save the same report", stage=_while_saving, finds=("visit.not-asked",), within_s=14),
    Fault(id="proc-no-children", part=_P, what="no process can be started", stage=_no_children, finds=("camera.error", "restart.error"), exits=3, within_s=6),
)  # fmt: skip
