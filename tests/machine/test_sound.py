"""What the system says about its sound, from recorded answers."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from readiness.machine.base import SoundOutput
from readiness.machine.commands import read_sound_tool
from readiness.machine.linux import sound as linux
from readiness.machine.macos import sound as macos
from readiness.machine.windows.computer import Windows
from tests.machine.windows.registry_tree import RegistryTree

PULSE = {
    "get-sink-mute": "Mute: yes\n",
    "get-sink-volume": "Volume: front-left: 26214 /  40% / -23.88 dB,   front-right: 26214 /  40% / -23.88 dB\n",
}
MAC = "output volume:0, input volume:75, alert volume:100, output muted:false\n"


def test_pulse_audio_says_muted_and_volume() -> None:
    assert linux.read_output(lambda command: PULSE[command[1]]) == SoundOutput(True, 40)
    assert linux.read_output(lambda _: None) is None


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (MAC, SoundOutput(False, 0)),
        (MAC.replace(":0", ":56").replace("false", "true"), SoundOutput(True, 56)),
        (MAC.replace("volume:0", "volume:missing value").replace("false", "missing value"), SoundOutput(None, None)),
    ],
)
def test_a_mac_says_muted_and_volume(said: str, expected: SoundOutput) -> None:
    assert macos.read_output(lambda _: said) == expected


def test_off_is_muted_or_nothing_left() -> None:
    assert SoundOutput(True, 40).off and SoundOutput(False, 0).off
    assert not SoundOutput(False, 40).off and not SoundOutput(None, None).off
    assert Windows(RegistryTree({})).sound_output() is None


def test_a_command_that_is_not_there_fails_or_hangs_says_nothing() -> None:
    assert read_sound_tool(("no-such-program",)) is None
    assert read_sound_tool((sys.executable, "-c", "raise SystemExit(1)")) is None
    assert read_sound_tool((sys.executable, "-c", "import time; time.sleep(9)")) is None


@pytest.mark.parametrize(
    ("states", "held"),
    [
        ([], False),
        (["closed"], False),
        (["state: RUNNING\nowner_pid   : 4711\n"], True),
        (["state: RUNNING\n", "closed\n"], False),
        (["state: SETUP\n", "state: RUNNING\n"], True),
    ],
)
def test_a_card_whose_every_input_is_in_use_is_held(tmp_path: Path, states: list[str], held: bool) -> None:
    for number, state in enumerate(states):
        folder = tmp_path / "card0" / "pcm0c" / f"sub{number}"
        folder.mkdir(parents=True)
        (folder / "status").write_text(state, encoding="utf-8")
    playing = tmp_path / "card0" / "pcm0p" / "sub0"
    playing.mkdir(parents=True)
    (playing / "status").write_text("state: RUNNING\n", encoding="utf-8")  # an output is no microphone
    assert linux.is_microphone_held(sound=tmp_path) is held


@pytest.mark.parametrize(
    ("wanted", "held"),
    [
        ("USB Audio: Mic (hw:1,0)", True),
        ("hw:1,0", True),
        ("usb audio", True),
        ("HDA Intel PCH: ALC257 Analog (hw:0,0)", False),
        ("HDA", False),
        ("Something else", False),
        ("1", False),  # a number in PortAudio's list, not a card's
        (None, False),
    ],
)
def test_the_chosen_microphone_is_held_though_another_one_is_free(
    tmp_path: Path, wanted: str | None, held: bool
) -> None:
    (tmp_path / "cards").write_text(
        " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n                      HDA Intel PCH at 0x94318000 irq 153\n"
        " 1 [Audio          ]: USB-Audio - USB Audio\n                      Some maker USB Audio at usb-0000:00-3\n",
        encoding="utf-8",
    )
    for card, name, state in ((0, "ALC257 Analog", "closed"), (1, "Mic", "state: RUNNING\nowner_pid   : 4711")):
        folder = tmp_path / f"card{card}" / "pcm0c" / "sub0"
        folder.mkdir(parents=True)
        (folder.parent / "info").write_text(
            f"card: {card}\ndevice: 0\nstream: CAPTURE\nid: {name}\nname: {name}\n", encoding="utf-8"
        )
        (folder / "status").write_text(state, encoding="utf-8")
    assert linux.is_microphone_held(wanted, tmp_path) is held
