"""Where the chosen microphone is silent: does another one hear something?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from readiness.core.check import Commands
from readiness.instruments.sound.devices.portaudio import (
    OPEN_WITHIN_S,
    PortAudio,
    choose_device,
    find_recognizable,
    with_hosts,
)
from readiness.instruments.sound.listening import ListeningPlan, ListeningStep, listen_to_room_and_voice
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState

EACH_S: Final = 2.0
AT_MOST: Final = 3
_AUDIBLE_DBFS: Final = -85.0
"""A quieter microphone may be open to nothing: the electronics alone."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another microphone: the source that names it, what a person knows it by, and what it heard."""

    source: str
    name: str
    heard: SoundLevels

    def merit(self, speaking: bool) -> float | None:
        """Rate it: the higher the better; None where it hears nothing. While somebody speaks, speech is what counts."""
        if self.heard.microphone is not MicrophoneState.SOUND:
            return None
        if speaking:
            return self.heard.speech_dbfs
        level = self.heard.noise_dbfs
        return level if level is not None and level > _AUDIBLE_DBFS else None


def other_microphones(portaudio: PortAudio, chosen: str | None) -> list[tuple[str, str]]:
    """List the others that a person would recognize, as (source, name). Empty where they cannot be listed."""
    try:
        devices = portaudio.call(with_hosts, OPEN_WITHIN_S)
        apis = portaudio.call(lambda sounddevice: sounddevice.query_hostapis(), OPEN_WITHIN_S)
    except AudioTroubleError:
        return []
    taken = choose_device(devices, apis, "input", chosen)
    own = None if taken is None else taken["name"]
    return [(name, shown) for name, shown in find_recognizable(devices, "input").items() if name != own][:AT_MOST]


def try_others(
    portaudio: PortAudio, chosen: str | None, commands: Commands, *, speaking: bool
) -> Iterator[ListeningStep | Candidate]:
    """Listen to each of the others for 2 s; at the end the best one that hears something, if there is one."""
    best: tuple[float, Candidate] | None = None
    # While somebody speaks nothing is quiet: all of it may be speech.
    plan = ListeningPlan(EACH_S, room_s=0.0) if speaking else ListeningPlan(0.0, room_s=EACH_S)
    for source, name in other_microphones(portaudio, chosen):
        if commands.stopped:
            return
        for moment in listen_to_room_and_voice(portaudio, source, plan, commands):
            yield moment
            if moment.heard is not None:
                other = Candidate(source, name, moment.heard)
        merit = other.merit(speaking)
        if merit is not None and (best is None or merit > best[0]):
            best = merit, other
    if best is not None:
        yield best[1]
