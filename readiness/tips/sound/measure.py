"""The guided minute: be quiet, say a sentence, hear yourself, hear a chime. Runs in the probe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Final

import numpy as np

from readiness.core.check import Commands, Live, Sample
from readiness.core.setup import Setup, file_source
from readiness.core.text import Text
from readiness.instruments.sound.analysis.levels import Samples, at_rate
from readiness.instruments.sound.chime import make_chime
from readiness.instruments.sound.devices.other_microphones import Candidate, try_others
from readiness.instruments.sound.devices.portaudio import PortAudio
from readiness.instruments.sound.devices.speaker import Played, play_and_listen, play_sound
from readiness.instruments.sound.listening import ListeningPlan, ListeningStep, listen_to_room_and_voice
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.machine import here, machine_for
from readiness.machine.browser_policies import find_forbidding_browser
from readiness.tips.sound.reading import SPEAK_AT_MOST_S, SoundReading

_ENOUGH_SPEECH_S: Final = 2.0
_UNATTENDED_S: Final = 4.0
_FILE_AT_MOST_S: Final = 45.0
"""A longer recording is judged by this much of it; the room's 3 s and this stay within the deadline."""
_PLAYED_AT_MOST_S: Final = 5.0
_PLAYED_DBFS: Final = -20.0
_LIFTED_AT_MOST_DB: Final = 20.0
_LOUDEST: Final = 0.9

QUIET: Final = Text("Please be quiet for a moment.")
SPEAK: Final = Text("Please say out loud: “Hello, this is my microphone. Can you hear me?”")
KEEP_TALKING: Final = Text("Please keep talking. We are trying your other microphones.")
LISTEN_SELF: Final = Text("Now listen. You will hear your own voice.")
LISTEN_CHIME: Final = Text("Now listen for a chime.")
HEARING: Final = Text("We can hear you. Please keep talking.")
LISTENING: Final = Text("Listening to the microphone …")
_STEPS: Final = 4
_SILENT: Final = frozenset({MicrophoneState.ZEROS, MicrophoneState.NOTHING, MicrophoneState.FAILED})


def measure(setup: Setup, commands: Commands) -> Iterator[Sample[SoundReading]]:
    """Yield what is known so far, with prompts where a person is there and the microphone is no file."""
    portaudio = PortAudio()
    source = setup.sources.microphone
    asked = setup.attended and file_source(source) is None
    browser = find_forbidding_browser(machine_for(setup.sources.facts), setup.profile.visit, camera=False)
    last: ListeningStep | None = None
    heard: SoundLevels | None = None
    for moment in listen_to_room_and_voice(portaudio, source, _make_plan(setup), commands):
        last, heard = moment, moment.heard or heard
        reading = None if moment.heard is None else _reading_of(moment.heard, asked, browser)
        yield Sample(reading, _live_of(moment, asked, speaking=bool(heard is not None and heard.speech_s > 0)))
    assert last is not None and heard is not None
    if file_source(source) is None and heard.microphone is not MicrophoneState.SOUND:
        heard = replace(heard, microphone=_why_silent(heard.microphone, setup))
    reading = replace(_reading_of(heard, asked, browser), microphone_name=last.name)
    if commands.stopped or reading.microphone is MicrophoneState.NOT_A_RECORDING:
        return
    if file_source(source) is None and (heard.microphone in _SILENT or (asked and heard.speech_dbfs is None)):
        yield from _try_other_microphones(portaudio, setup, reading, commands, speaking=asked)
        return
    if not (setup.attended or setup.sources.speaker is not None):
        yield Sample(reading, Live(done=1.0))
        return
    yield from _play_back(portaudio, setup, reading, last.voice, commands)


def _why_silent(state: MicrophoneState, setup: Setup) -> MicrophoneState:
    """Find out whether it is forbidden, or not listed because another program holds it."""
    if state is not MicrophoneState.MISSING_PART and not machine_for(setup.sources.facts).microphone_allowed():
        return MicrophoneState.BLOCKED
    if state is MicrophoneState.NO_DEVICE and here().microphone_held(setup.sources.microphone):
        return MicrophoneState.FAILED
    return state


def _make_plan(setup: Setup) -> ListeningPlan:
    if file_source(setup.sources.microphone) is not None:
        return ListeningPlan(_FILE_AT_MOST_S)
    return ListeningPlan(SPEAK_AT_MOST_S if setup.attended else _UNATTENDED_S, _ENOUGH_SPEECH_S)


def _live_of(moment: ListeningStep, asked: bool, *, speaking: bool) -> Live:
    live = Live(level_dbfs=moment.level_dbfs, done=moment.done)
    if not asked:
        return replace(live, doing=LISTENING)
    if moment.quiet:
        return replace(live, prompt=QUIET, step=1, steps=_STEPS)
    return replace(live, prompt=SPEAK, step=2, steps=_STEPS, doing=HEARING if speaking else None)


def _reading_of(heard: SoundLevels, asked: bool, browser: str) -> SoundReading:
    levels = {each.name: getattr(heard, each.name) for each in fields(heard)}
    # Where the system itself lets nobody listen, a browser's rule is not what stands in the way.
    forbidden_in = browser if heard.microphone is MicrophoneState.SOUND else ""
    return SoundReading(**levels, asked_to_speak=asked, forbidden_in=forbidden_in)


def _try_other_microphones(
    portaudio: PortAudio, setup: Setup, reading: SoundReading, commands: Commands, *, speaking: bool
) -> Iterator[Sample[SoundReading]]:
    """Try whether another microphone hears something, as the chosen one is silent."""
    yield Sample(reading, Live(done=1.0))
    for each in try_others(portaudio, setup.sources.microphone, commands, speaking=speaking):
        if isinstance(each, Candidate):
            reading = replace(reading, other_microphone=each.source, other_name=each.name)
        else:
            prompt = KEEP_TALKING if speaking else None
            step = 2 if speaking else None
            yield Sample(None, Live(level_dbfs=each.level_dbfs, done=each.done, prompt=prompt, step=step, steps=_STEPS))
    if setup.attended and not commands.stopped:
        # A microphone that is silent says nothing about the speaker; the visit needs both.
        yield Sample(reading, Live(done=1.0))
        yield from _play_and_report_chime(portaudio, setup, reading, commands)
        return
    yield Sample(reading, Live(done=1.0))


def _play_back(
    portaudio: PortAudio, setup: Setup, reading: SoundReading, voice: Samples | None, commands: Commands
) -> Iterator[Sample[SoundReading]]:
    """Play the person's own voice, from memory, then the chime."""
    if setup.attended and reading.speech_dbfs is not None and voice is not None and reading.asked_to_speak:
        rate = reading.rate_hz or 1
        own = _to_be_heard(voice, rate, reading.speech_dbfs)
        yield Sample(reading, Live(done=1.0, prompt=LISTEN_SELF, step=3, steps=_STEPS))
        played = play_sound(portaudio, setup.sources.speaker, lambda to: at_rate(own, rate, to), commands)
        reading = replace(reading, voice_played=played.state is SpeakerState.PLAYED)
        del own, voice
    if not commands.stopped:
        yield from _play_and_report_chime(portaudio, setup, reading, commands)


def _to_be_heard(voice: Samples, rate: int, speech_dbfs: float) -> Samples:
    """Make the last seconds of a voice as loud as other speech on this computer, and never clipped."""
    part = voice[-round(_PLAYED_AT_MOST_S * rate) :]
    part = part - np.float32(part.mean())
    gain = 10 ** (min(_LIFTED_AT_MOST_DB, _PLAYED_DBFS - speech_dbfs) / 20)
    peak = float(np.abs(part).max()) * gain
    out: Samples = (part * np.float32(gain * min(1.0, _LOUDEST / max(peak, 1e-9)))).astype(np.float32)
    return out


def _play_and_report_chime(
    portaudio: PortAudio, setup: Setup, reading: SoundReading, commands: Commands
) -> Iterator[Sample[SoundReading]]:
    step = _STEPS if reading.asked_to_speak else None
    yield Sample(reading, Live(done=1.0, prompt=LISTEN_CHIME if setup.attended else None, step=step, steps=_STEPS))
    live = file_source(setup.sources.microphone) is None and file_source(setup.sources.speaker) is None
    if live and not setup.demo:
        system = here().sound_output()
        reading = replace(reading, output_off=system is not None and system.off)
    played = _play_chime(portaudio, setup, commands, listening=live and reading.microphone is MicrophoneState.SOUND)
    headset = here().is_headset(played.name) if live and played.name else None
    reading = replace(reading, speaker=played.state, speaker_name=played.name, headset=headset)
    if setup.demo and setup.sources.speaker is None and played.state is not SpeakerState.PLAYED:
        # A demonstration says nothing about the computer that it runs on.
        reading = replace(reading, speaker=SpeakerState.NOT_TRIED)
    yield Sample(_with_return(reading, played), Live(done=1.0))


def _play_chime(portaudio: PortAudio, setup: Setup, commands: Commands, *, listening: bool) -> Played:
    speaker = setup.sources.speaker
    if listening:
        return play_and_listen(portaudio, speaker, setup.sources.microphone, make_chime, commands)
    return play_sound(portaudio, speaker, make_chime, commands)


def _with_return(reading: SoundReading, played: Played) -> SoundReading:
    """Add what the microphone heard of the chime. That it heard nothing is no finding: there may be headphones."""
    if played.heard is None:
        return reading
    found, score = played.heard.found, round(played.heard.score, 1)
    echo_db = None
    if found and reading.speech_dbfs is not None:
        echo_db = round(_PLAYED_DBFS + played.heard.gain_db - reading.speech_dbfs, 1)
    return replace(reading, chime_score=score, chime_found=found, echo_db=echo_db)
