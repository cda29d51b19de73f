"""A whole run, in the terminal and in the window, seen from below: what is written where, who is spoken to."""

from __future__ import annotations

import fnmatch
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.islands import OWN, Island
from tests.faults.run import DOCUMENTED, command, options
from tests.faults.running import Running
from tests.faults.scene import PYTHON, ROOT, Scene, scene
from tests.leaks.canary import PICTURE_HEADS, clip, patterns_of_picture, patterns_of_sound, tone
from tests.leaks.trace import STRACE, Trace, Write, read_trace

WITHIN_S = 120.0
SAVED = "report.json"
# Folders on the way to what is kept, and what is written beside it before it takes its place.
ON_THE_WAY = (
    *("home/.local", "home/.local/share", "home/.local/share/readiness", "home/.local/share/readiness/reports"),
    *("home/.local/share/readiness/.progress*", "home/.local/share/readiness/reports/.*.json.*"),
    *("run/.??????", "run/.??????/s"),  # how Qt makes its socket
    *("run/pulse", "/dev/dsp*", "/dev/shm/jack_db-*"),  # where PortAudio looks for PulseAudio, OSS and JACK
)


@dataclass(frozen=True, slots=True)
class Seen:
    """One run's trace."""

    trace: Trace
    folder: Path
    server: str
    patterns: dict[str, bytes]

    def outside(self) -> list[Write]:
        """The writes that leave the program's own processes: to files, to the internet.

        A process that tells the kernel that a core of it shall hold nothing (a “0”) keeps that to itself.
        """
        own = re.compile(r"/proc/\d+/coredump_filter")
        return [
            write
            for write in self.trace.writes
            if not write.within and not (own.fullmatch(write.to) and write.data == b"0")
        ]


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("canary")
    return clip(folder / "canary.avi"), tone(folder / "canary.wav")


def patterns(media: tuple[Path, Path]) -> dict[str, bytes]:
    heads = {f"a coded picture ({head[:5]!r})": head for head in PICTURE_HEADS}
    return patterns_of_picture(media[0]) | patterns_of_sound(media[1]) | heads


def carried(data: bytes, known: dict[str, bytes]) -> list[str]:
    """Which of the canary's forms are in here."""
    return [name for name, pattern in known.items() if pattern in data]


def traced(made: Scene, words: list[str], media: tuple[Path, Path], server: str) -> Seen:
    out = made.path("trace")
    made.prefix = [*made.prefix, *STRACE, "-o", str(out)]
    made.environment |= {"PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}
    ended = Running(made, words).end(WITHIN_S, 1.0)
    assert ended.code is not None, ended.errors
    assert not ended.left
    return Seen(read_trace(out), made.folder, server, patterns(media))


def on_island(made: Scene) -> str:
    """A network with the clinic's servers alone, found by name; its speed server's address."""
    island = Island(made)
    island.cable()
    island.put("/etc/resolv.conf", f"nameserver {OWN}\n")
    island.serve("names")
    port = island.serve("speed").rpartition(":")[2]
    made.profile = (
        f'servers = ["http://speed.clinic.example:{port}/"]\n'
        f'portal_probe = "http://portal.clinic.example:{port}/generate_204"\n'
    )
    return f"{OWN}:{port}"


@pytest.fixture(scope="module")
def terminal(media: tuple[Path, Path]) -> Iterator[Seen]:
    """Every tip, the clinic's servers by name, a report saved."""
    with scene() as made:
        server = on_island(made)
        made.check("--camera", f"file:{media[0]}", "--microphone", f"file:{media[1]}")
        made.save_here(SAVED)
        yield traced(made, command(made), media, server)


@pytest.fixture(scope="module")
def window(media: tuple[Path, Path]) -> Iterator[Seen]:
    """The camera's page with its live picture, then everything else that the window measures by itself."""
    with scene() as made:
        server = on_island(made)
        made.arguments = ["--camera", f"file:{media[0]}", "--microphone", f"file:{media[1]}"]
        yield traced(made, [PYTHON, "-m", "tests.leaks.window", *options(made)], media, server)


@pytest.fixture(params=["terminal", "window"])
def seen(request: pytest.FixtureRequest) -> Seen:
    found: Seen = request.getfixturevalue(request.param)
    return found


def test_no_picture_and_no_sound_goes_to_a_file_or_an_ip_socket(seen: Seen) -> None:
    leaks = [(write.who, write.to, form) for write in seen.outside() for form in carried(write.data, seen.patterns)]
    assert leaks == []


def test_who_looks_and_listens_writes_to_nobody_but_the_program(seen: Seen) -> None:
    for tip in ("camera", "sound", "room"):
        assert any(write.who == f"probe {tip}" for write in seen.trace.writes), f"{tip} was not measured"
        assert [write.to for write in seen.outside() if write.who == f"probe {tip}"] == []
        assert {to for who, to in seen.trace.spoken_to if who == f"probe {tip}"} == set()


def test_the_detector_sees_the_picture_where_it_may_be(window: Seen) -> None:
    """The live picture does go from the camera's process to the window: a blind detector would miss that."""
    own = [write for write in window.trace.writes if write.who == "probe camera" and write.within]
    assert any("coded picture" in form for write in own for form in carried(write.data, window.patterns))


def test_only_the_internet_check_speaks_to_anybody_and_only_to_whom_the_profile_names(seen: Seen) -> None:
    assert {who for who, _ in seen.trace.spoken_to} == {"probe internet"}
    spoken = {to for _, to in seen.trace.spoken_to}
    assert spoken == {f"TCP {seen.server}", f"UDP {OWN}:53"}


def test_the_files_that_are_touched_are_those_that_are_documented(seen: Seen) -> None:
    allowed = (*DOCUMENTED, *ON_THE_WAY, f"stage/{SAVED}", f"stage/.{SAVED}.*")
    touched = {path.removeprefix(f"{seen.folder}/") for path in seen.trace.changed | seen.trace.mapped}
    strange = [
        path
        for path in touched
        if path not in ("/dev/null", "/dev/tty", "/dev/ptmx")
        and not path.startswith(("/proc/", "/memfd:"))
        and not any(fnmatch.fnmatch(path, known) for known in allowed)
    ]
    assert sorted(strange) == []
    assert seen.trace.strange == set()


def test_nothing_personal_is_read(seen: Seen) -> None:
    """In the person's own folder: only where programs are listed, and how sound and fonts are set up."""
    home = f"{seen.folder}/home/"
    known = (
        *(".local/share/applications*", ".local/share/flatpak/*", ".local/share/readiness*", ".config/mimeapps.list"),
        *(".asoundrc", ".config/alsa/*", ".config/pulse*", ".pulse*", ".fonts*", ".config/fontconfig*", ".cache*"),
        *(".local/share/fonts*", ".local/share/icons*", ".icons*", ".config/*mimeapps.list", ".local/share/mime*"),
        *(".config/qt*", ".config/Qt*", ".config/kdeglobals", ".Xauthority", ".local/lib/python*", ""),
    )
    read = [path.removeprefix(home) for path in seen.trace.read if path.startswith(home)]
    assert [path for path in read if not any(fnmatch.fnmatch(path, each) for each in known)] == []


def test_the_document_names_what_is_touched() -> None:
    page = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    for pattern in DOCUMENTED:
        name = pattern.replace("home/", "~/").replace("run/", "$XDG_RUNTIME_DIR/").replace("*.json", "")
        assert f"`{name}`" in page, name


LEAK = """
import socket, sys, cv2, soundfile
from pathlib import Path
_, frame = cv2.VideoCapture(sys.argv[1]).read()
Path(sys.argv[3]).write_bytes(frame.tobytes())
sound, _ = soundfile.read(sys.argv[2], dtype="float32")
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
    out.sendto(sound[-4000:].tobytes(), ("127.0.0.1", 9))
"""


def test_a_leak_would_be_seen(media: tuple[Path, Path], tmp_path: Path) -> None:
    """The proof itself: a program that does write a picture to a file and sound to a socket is caught."""
    words = [*STRACE, "-o", f"{tmp_path}/trace", sys.executable, "-c", LEAK, *map(str, media), f"{tmp_path}/leaked"]
    subprocess.run(words, check=True, timeout=60, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)})
    trace = read_trace(tmp_path / "trace")
    known = patterns(media)
    caught = {form for write in trace.writes if not write.within for form in carried(write.data, known)}
    assert {"BGR pixels", "float32 samples"} <= caught
    assert str(tmp_path / "leaked") in trace.changed
    assert any(to == "UDP 127.0.0.1:9" for _, to in trace.spoken_to)
