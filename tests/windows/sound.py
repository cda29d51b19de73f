"""Sound on the lab's Windows: its own PortAudio over WASAPI, MME and DirectSound, from a sound server on this machine.

`python -m tests.windows.sound DIR [WORD ...]` plays the scenes whose name holds a word. What the program finds is told
by the real command line; the server's microphone hears what a scene plays into it. Wine stands for Windows' audio
engine and PulseAudio for the driver: what a driver of a real device does is not shown here.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from readiness.instruments.sound.analysis.levels import Samples
from tests.recordings import noise, voice, wav
from tests.sound_server import SoundServer, sound_server
from tests.windows.lab.build import ROOT
from tests.windows.lab.run import start

_RATE: Final = 16_000
_LONGEST_S: Final = 60.0
_LISTENS_WITHIN_S: Final = 30.0
_STAYS: Final = 4
"""Looks in a row at which a stream is there."""
_TROUBLES: Final = (OSError, ValueError, LookupError, AssertionError, subprocess.SubprocessError)
"""Of a server that does not start, or a program that writes no report."""
_MME: Final = "Wine Sound Mapper - Input"
_SPEAKER: Final = "PulseAudio Output"
_KINDS: Final = ("microphone", "speaker")
_TO_SERVER: Final = {"PULSE_SERVER": "unix:/share/native"}
Do = Callable[["Stage"], None]


class _Variables(dict[str, str]):
    """The variables that lead to the server."""

    def setenv(self, name: str, value: str) -> None:
        self[name] = value


@dataclass(slots=True)
class Stage:
    """One scene's server and folder."""

    server: SoundServer
    folder: Path

    def hear(self, sound: Samples) -> None:
        """Play this into the microphone, from now on."""
        self.server.speak(Path(wav(self.folder / "heard.wav", sound, _RATE)))

    def wait_for_listening(self) -> None:
        """Wait until the program records."""
        before, until, seen = self.server.recorders(), time.monotonic() + _LISTENS_WITHIN_S, 0
        while seen < _STAYS and time.monotonic() < until:
            # Wine opens and closes one to try formats while its driver is loaded.
            seen = seen + 1 if self.server.recorders() > before else 0
            time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens, and what the program must find."""

    name: str
    finds: str
    also: frozenset[str] = frozenset()
    options: Sequence[str] = ()
    before: Do = field(default=lambda stage: None)
    listening: Do = field(default=lambda stage: None)
    """Done as soon as the program records."""
    heard: bool = False
    """Must something have been heard before?"""


def _room() -> Samples:
    return noise("pink", 3 * _RATE, _RATE, -60)


def _say(stage: Stage) -> None:
    stage.hear(np.concatenate([_room(), voice(_RATE, -25), voice(_RATE, -25)]))


def _say_nothing(stage: Stage) -> None:
    stage.hear(noise("pink", 14 * _RATE, _RATE, -60))


def _mute(stage: Stage) -> None:
    stage.server.control("set-source-mute", "mic", "1")


def _unplug_while_speaking(stage: Stage) -> None:
    _say(stage)
    time.sleep(4.0)
    stage.server.unplug()


def _join_speaker_and_microphone(stage: Stage) -> None:
    stage.server.control("set-default-sink", "micsrc")


def _plug(stage: Stage, name: str, shown: str) -> None:
    """Plug in another microphone that hears the same."""
    stage.server.control(
        *("load-module", "module-remap-source", "master=micsrc.monitor", f"source_name={name}"),
        f"source_properties=device.description={shown}",
    )


def _have_two_of_one_name(stage: Stage) -> None:
    _plug(stage, "twin1", "Twin")
    _plug(stage, "twin2", "Twin")


SCENES: Final = (
    Scene("a voice, over WASAPI", "good", listening=_say),
    Scene("a voice, over MME", "good", options=("--microphone", _MME), listening=_say),
    Scene("a quiet room and no voice", "no-speech", listening=_say_nothing),
    Scene("muted by the system", "muted", before=_mute, listening=_say),
    Scene("unplugged in mid-speech", "not-responding", listening=_unplug_while_speaking, heard=True),
    Scene(
        "the microphone hears the chime, as loud as it is played",
        "echo",
        also=frozenset({"heard-by-microphone"}),
        options=("--speaker", _SPEAKER),
        before=_join_speaker_and_microphone,
        listening=_say,
    ),
    Scene("two of one name", "good", options=("--microphone", "Twin"), before=_have_two_of_one_name, listening=_say),
    Scene("a name that nothing has", "no-microphone", options=("--microphone", "No such thing")),
)


def play(lab: Path, scene: Scene) -> str:
    """Play this scene. What is wrong; empty where the program found what it must."""
    command = ["check", "sound", "--unattended", "--json", *scene.options]
    with _server() as stage:
        scene.before(stage)

        def meanwhile() -> None:
            stage.wait_for_listening()
            scene.listening(stage)

        [tip] = _run(lab, stage.folder, command, meanwhile)["tips"]
    found, also = tip["finding"].partition(".")[2], {each.partition(".")[2] for each in tip["also"]}
    print(f"  {scene.name}: {', '.join((found, *sorted(also)))}", flush=True)
    heard = not scene.heard or tip["reading"]["duration_s"] > 1
    return "" if found == scene.finds and scene.also <= also and heard else f"{found}, {tip['reading']}"


def plug_in(lab: Path) -> str:
    """List the devices, plug one in, list them again, as an open page does. What is wrong; empty where all is well."""
    with _server() as stage:
        before = _run(lab, stage.folder, ["devices", "--serve"])
        _plug(stage, "headset", "Headset")
        after = _run(lab, stage.folder, ["devices", "--serve"])
    new = [{each["name"] for each in after[kind]} - {each["name"] for each in before[kind]} for kind in _KINDS]
    print(f"  plugged in between two lists: {new}", flush=True)
    return "" if new == [{"Headset"}, set()] else f"{before}, {after}"


def have_none(lab: Path) -> str:
    """Check where no sound device is plugged in at all. What is wrong; empty where all is well."""
    with tempfile.TemporaryDirectory() as folder:
        listed = _run(lab, Path(folder), ["devices", "--serve"], environment={})
        [tip] = _run(lab, Path(folder), ["check", "sound", "--unattended", "--json"], environment={})["tips"]
    print(f"  no sound device at all: {tip['finding']}", flush=True)
    none = all(listed[kind] == [] for kind in _KINDS)
    return "" if none and tip["finding"] == "sound.no-microphone" else f"{listed}, {tip}"


@contextlib.contextmanager
def _server() -> Iterator[Stage]:
    variables = _Variables()
    with sound_server(variables) as server:
        folder = Path(variables["HOME"])
        folder.chmod(0o755)
        yield Stage(server, folder)


def _run(
    lab: Path,
    share: Path,
    command: Sequence[str],
    meanwhile: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] = _TO_SERVER,
) -> Any:
    """Run the program there; the JSON that it wrote. TimeoutExpired where it came to no end; ValueError."""
    with tempfile.TemporaryFile() as written, tempfile.TemporaryFile() as said:
        program = start(
            lab,
            ["python", "-m", "readiness", *command],
            source=ROOT,
            share=share,
            environment=dict(environment),
            stdout=written.fileno(),
            stderr=said.fileno(),
        )
        try:
            meanwhile()
            program.wait(_LONGEST_S)
        finally:
            assert program.stdin is not None
            program.stdin.close()  # which ends it, also where it runs as root
            program.wait()
        for file in (written, said):
            file.seek(0)
        out, told = written.read().decode("utf-8"), said.read().decode("utf-8", "replace")
        if not out:
            raise ValueError(f"it wrote no JSON, but “{told[-400:]}”")
        return json.loads(out)


def _try(name: str, act: Callable[[], str]) -> str:
    try:
        wrong = act()
    except _TROUBLES as error:
        wrong = f"{type(error).__name__}: {error}"
    return f"{name}: {wrong}" if wrong else ""


def play_all(lab: Path, words: Sequence[str] = ()) -> list[str]:
    """Play every scene whose name holds one of these words, or all. What is wrong with them.

    What depends on the moment may go wrong on a loaded machine: what does is done once more, and named.
    """
    print("Sound, over Windows' own ways:", flush=True)
    acts: dict[str, Callable[[], str]] = {scene.name: partial(play, lab, scene) for scene in SCENES}
    acts["plugged in"] = partial(plug_in, lab)
    acts["none at all"] = partial(have_none, lab)
    wrongs = []
    for name, act in acts.items():
        if not words or any(word in name for word in words):
            wrong = _try(name, act)
            if wrong:
                print(f"  once more, as that was not well: {wrong}", flush=True)
                wrong = _try(name, act)
            wrongs.append(wrong)
    return [each for each in wrongs if each]


if __name__ == "__main__":
    for each in (told := play_all(Path(sys.argv[1]).resolve(), sys.argv[2:])):
        print(f"Not well: {each}")
    sys.exit(1 if told else 0)
