"""Listening to the room, in the probe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from readiness.core.check import Commands, Live, Sample
from readiness.core.setup import Setup, file_source
from readiness.core.text import Text
from readiness.instruments.sound.devices.portaudio import PortAudio
from readiness.instruments.sound.listening import ListeningPlan, listen_to_room_and_voice
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.tips.room.reading import RoomReading

_FILE_AT_MOST_S: Final = 45.0
_QUIET = Text("Please be quiet for a moment. We listen to your room.")


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[RoomReading]]:
    """Listen to the room for three seconds; a file whose speech nobody has measured yet is heard to its end."""
    source = setup.sources.microphone
    read_on = file_source(source) is not None and "sound" not in setup.known
    prompt = _QUIET if setup.attended and file_source(source) is None else None
    for moment in listen_to_room_and_voice(
        PortAudio(), source, ListeningPlan(_FILE_AT_MOST_S if read_on else 0.0), commands
    ):
        yield Sample(
            None if moment.heard is None else _read(moment.heard, setup),
            Live(level_dbfs=moment.level_dbfs, done=moment.done, prompt=prompt if moment.quiet else None),
        )


def _read(heard: SoundLevels, setup: Setup) -> RoomReading:
    speech = heard.speech_dbfs
    known = setup.known.get("sound", {}).get("speech_dbfs")
    if isinstance(known, int | float):
        speech = float(known)
    # Sound's level has its noise taken off already.
    snr = None if speech is None or heard.noise_dbfs is None else round(speech - heard.noise_dbfs, 1)
    return RoomReading(heard.microphone, heard.noise_dbfs, speech, snr, heard.duration_s)
