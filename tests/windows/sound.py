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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
_MME: Final = "Wine Sound Mapper - Input"
_SPEAKER: Final = "PulseAudio Output"
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
        before, until = self.server.recorders(), time.monotonic() + _LISTENS_WITHIN_S
        while self.server.recorders() <= before and time.monotonic() < until:
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
    Scene("unplugged in mid-speech", "not-responding", listening=_unplug_while_speaking),
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

        told = _run(lab, stage, command, meanwhile)
    if told is None:
        return f"{scene.name}: it came to no end"
    [tip] = told["tips"]
    found, also = tip["finding"].partition(".")[2], {each.partition(".")[2] for each in tip["also"]}
    print(f"  {scene.name}: {', '.join((found, *sorted(also)))}", flush=True)
    return "" if found == scene.finds and scene.also <= also else f"{scene.name}: {found}, {tip['reading']}"


def plug_in(lab: Path) -> str:
    """List the devices, plug one in, list them again, as an open page does. What is wrong; empty where all is well."""
    with _server() as stage:
        before = _run(lab, stage, ["devices", "--serve"])
        _plug(stage, "headset", "Headset")
        after = _run(lab, stage, ["devices", "--serve"])
    new = [
        {each["name"] for each in (after or {}).get(kind, ())} - {each["name"] for each in (before or {}).get(kind, ())}
        for kind in ("microphone", "speaker")
    ]
    print(f"  plugged in between two lists: {new}", flush=True)
    return "" if new == [{"Headset"}, set()] else f"plugged in between two lists: {before}, {after}"


@contextlib.contextmanager
def _server() -> Iterator[Stage]:
    variables = _Variables()
    with sound_server(variables) as server:
        folder = Path(variables["HOME"])
        folder.chmod(0o755)
        yield Stage(server, folder)


def _run(lab: Path, stage: Stage, command: Sequence[str], meanwhile: Callable[[], None] = lambda: None) -> Any | None:
    """Run the program there; the JSON that it wrote, None where it came to no end."""
    with tempfile.TemporaryFile() as written:
        program = start(
            lab,
            ["python", "-m", "readiness", *command],
            source=ROOT,
            share=stage.folder,
            environment={"PULSE_SERVER": "unix:/share/native", "PULSE_LATENCY_MSEC": "60"},
            stdout=written.fileno(),
            stderr=subprocess.DEVNULL,
        )
        meanwhile()
        try:
            program.wait(_LONGEST_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
            return None
        written.seek(0)
        return json.loads(written.read().decode("utf-8"))


def play_all(lab: Path, words: Sequence[str] = ()) -> list[str]:
    """Play every scene whose name holds one of these words, or all. What is wrong with them.

    What depends on the moment may go wrong on a loaded machine: a scene that does is played once more, and named.
    """
    print("Sound, over Windows' own ways:", flush=True)
    wrongs = []
    for scene in SCENES:
        if not words or any(word in scene.name for word in words):
            wrong = play(lab, scene)
            if wrong:
                print(f"  once more, as that was not well: {wrong}", flush=True)
                wrong = play(lab, scene)
            wrongs.append(wrong)
    return [each for each in (*wrongs, "" if words else plug_in(lab)) if each]


if __name__ == "__main__":
    for each in (told := play_all(Path(sys.argv[1]).resolve(), sys.argv[2:])):
        print(f"Not well: {each}")
    sys.exit(1 if told else 0)
