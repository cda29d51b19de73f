"""Files as microphones, the choice of a device, and PortAudio's refusals and silences."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soundfile

from readiness.core.check import NoCommands
from readiness.instruments.sound.analysis.levels import Samples, peak_dbfs, rms_dbfs
from readiness.instruments.sound.chime import make_chime
from readiness.instruments.sound.devices.capture_gaps import CaptureGaps
from readiness.instruments.sound.devices.microphone import DeviceMicrophone, open_microphone
from readiness.instruments.sound.devices.portaudio import PortAudio, choose_device, open_stream
from readiness.instruments.sound.devices.speaker import play_sound
from readiness.instruments.sound.devices.wav import NotAWavFileError, WavMicrophone
from readiness.instruments.sound.listening import ListeningPlan, listen_to_room_and_voice
from readiness.instruments.sound.sound_levels import SoundLevels
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState, SpeakerState
from tests.recordings import ROOM_S, noise, spoken, wav
from tests.spoken import a_weighted_dbfs


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read without waiting for their own pace."""
    monkeypatch.setattr("readiness.instruments.sound.devices.wav.time.sleep", lambda _: None)


def heard(path: Path) -> SoundLevels:
    last = [
        moment.heard
        for moment in listen_to_room_and_voice(PortAudio(), f"file:{path}", ListeningPlan(45), NoCommands())
    ][-1]
    assert last is not None
    return last


FORMATS = ("PCM_16", "PCM_24", "PCM_32", "FLOAT")


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("rate", "subtype"), [*itertools.product((8000, 16000, 44100, 48000, 96000), FORMATS)])
def test_levels_survive_every_kind_of_file(tmp_path: Path, rate: int, subtype: str) -> None:
    mono = spoken(rate, -30, -55)
    for channels in (1, 2, 6):
        pair = np.zeros((mono.size, channels), np.float32)  # all but the last one are dead
        pair[:, -1] = mono
        result = heard(wav(tmp_path / f"{channels}.wav", pair, rate, subtype))
        assert result.microphone is MicrophoneState.SOUND
        assert result.rate_hz == rate
        assert result.noise_unweighted_dbfs == pytest.approx(-55, abs=0.5)
        weighted_dbfs = a_weighted_dbfs(mono[: ROOM_S * rate], rate)
        assert result.noise_dbfs == pytest.approx(weighted_dbfs, abs=0.3)
        assert result.speech_dbfs == pytest.approx(-30, abs=0.5)
        assert result.snr_db == pytest.approx(-30 - weighted_dbfs, abs=0.7)


def test_a_file_plays_at_its_own_pace(tmp_path: Path) -> None:
    path = wav(tmp_path / "short.wav", noise("pink", 16000, 16000, -40), 16000)
    started = time.monotonic()
    blocks = [*WavMicrophone(str(path)).blocks(NoCommands())]
    assert time.monotonic() - started == pytest.approx(1.0, abs=0.25)
    assert len(blocks) == 20


@pytest.mark.usefixtures("at_once")
def test_a_short_file_says_what_it_can(tmp_path: Path) -> None:
    result = heard(wav(tmp_path / "short.wav", noise("pink", 16000, 16000, -40), 16000))
    assert result.noise_unweighted_dbfs == pytest.approx(-40, abs=0.5)
    assert (result.speech_dbfs, result.duration_s, result.waited_s) == (None, 1.0, 0.0)


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x10\0\0\0WAVEfmt "])
def test_what_is_no_wav_is_refused_with_one_exception(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.wav"
    path.write_bytes(content)
    with pytest.raises(NotAWavFileError), open_microphone(PortAudio(), f"file:{path}"):
        pass


def test_a_missing_file_another_format_and_an_odd_rate_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "voice.flac", noise("pink", 8000, 16000, -40), 16000)
    soundfile.write(tmp_path / "slow.wav", noise("pink", 8000, 16000, -40), 4000)
    soundfile.write(tmp_path / "empty.wav", np.empty(0, np.float32), 16000)
    for name in ("missing.wav", "voice.flac", "slow.wav", "empty.wav"):
        with pytest.raises(NotAWavFileError):
            WavMicrophone(str(tmp_path / name))


def test_the_chime_is_soft_loud_enough_and_written_whole(tmp_path: Path) -> None:
    for rate in (8000, 44100, 48000):
        sound = make_chime(rate)
        assert sound.dtype == np.float32
        assert len(sound) == round(1.2 * rate)
        assert rms_dbfs(sound) == pytest.approx(-20, abs=0.1)
        assert (peak_dbfs(sound) or 0) < -3
        assert abs(sound[0]) < 0.001 and abs(sound[-1]) < 0.001
    path = tmp_path / "chime.wav"
    assert play_sound(PortAudio(), f"file:{path}", make_chime, NoCommands()).state is SpeakerState.WRITTEN
    written, rate = soundfile.read(path, dtype="float32")
    assert rms_dbfs(written) == pytest.approx(-20, abs=0.1)
    assert rate == 48000
    with pytest.raises(OSError, match="could not be written"):
        play_sound(PortAudio(), f"file:{tmp_path}", make_chime, NoCommands())


def device(index: int, name: str, inputs: int, outputs: int, hostapi: int = 0) -> dict[str, Any]:
    return {
        "index": index,
        "name": name,
        "hostapi": hostapi,
        "max_input_channels": inputs,
        "max_output_channels": outputs,
        "default_samplerate": 44100.0,
    }


# As PortAudio lists a Windows computer: the same things twice, MME's names cut at 31 characters.
WINDOWS = [
    device(0, "Microphone (USB Audio Device wi", 2, 0),
    device(1, "Speakers (Realtek(R) Audio)", 0, 2),
    device(2, "Speakers (Realtek(R) Audio)", 0, 2, 1),
    device(3, "Microphone (USB Audio Device with a long name)", 1, 0, 1),
    device(4, "Line In (Realtek(R) Audio)", 2, 0, 1),
]
WINDOWS_APIS = [
    {"name": "MME", "default_input_device": 0, "default_output_device": 1},
    {"name": "Windows WASAPI", "default_input_device": 3, "default_output_device": 2},
]
LINUX = [device(0, "HD-Audio: ALC256 (hw:0,0)", 2, 2), device(1, "pulse", 32, 32), device(2, "default", 32, 32)]
LINUX_APIS = [{"name": "ALSA", "default_input_device": 2, "default_output_device": 2}]


@pytest.mark.parametrize(
    ("devices", "apis", "direction", "wanted", "index"),
    [
        (WINDOWS, WINDOWS_APIS, "input", None, 3),
        (WINDOWS, WINDOWS_APIS, "output", None, 2),
        (WINDOWS, WINDOWS_APIS, "output", "Speakers (Realtek(R) Audio)", 2),
        (WINDOWS, WINDOWS_APIS, "input", "line in", 4),
        (WINDOWS, WINDOWS_APIS, "input", "realtek", 4),
        (WINDOWS, WINDOWS_APIS, "input", "Microphone", None),  # two names have it
        (WINDOWS, WINDOWS_APIS, "input", "0", 0),
        (WINDOWS, WINDOWS_APIS, "input", "1", None),  # a speaker
        (LINUX, LINUX_APIS, "input", None, 2),
        (LINUX, LINUX_APIS, "input", "hw:0,0", 0),
        (LINUX, LINUX_APIS, "output", "PULSE", 1),
        (LINUX, LINUX_APIS, "input", "webcam", None),
        (LINUX[:1], [{"name": "ALSA", "default_input_device": -1, "default_output_device": -1}], "input", None, 0),
        ([], [], "input", None, None),
    ],
)
def test_a_device_is_chosen_by_name_index_or_the_system(
    devices: list[Any], apis: list[Any], direction: Any, wanted: str | None, index: int | None
) -> None:
    chosen = choose_device(devices, apis, direction, wanted)
    assert (None if chosen is None else chosen["index"]) == index


class FakeStream:
    """Delivers one block as soon as it is started."""

    active = True

    def __init__(self, samplerate: int, channels: int, callback: Callable[..., None], **_: Any) -> None:
        self.samplerate, self.channels, self._callback = float(samplerate), channels, callback

    def start(self) -> None:
        self._callback(np.full((10, self.channels), 0.5, np.float32), 10, None, None)

    def abort(self, ignore_errors: bool) -> None:
        pass

    close = abort


class FakeSoundDevice:
    """A device that takes only some rates and channel counts."""

    class PortAudioError(Exception):
        pass

    def __init__(self, *taken: tuple[int, int]) -> None:
        self._taken = taken

    def query_devices(self) -> list[Any]:
        return LINUX

    def query_hostapis(self) -> list[Any]:
        return LINUX_APIS

    def InputStream(self, **options: Any) -> FakeStream:
        if (options["samplerate"], options["channels"]) not in self._taken:
            raise self.PortAudioError("Invalid sample rate")
        return FakeStream(**options)


@pytest.mark.parametrize("taken", [(44100, 2), (48000, 1), (16000, 2)])
def test_a_refused_rate_or_channel_count_is_followed_by_the_next(taken: tuple[int, int]) -> None:
    stream = open_stream(FakeSoundDevice(taken), "input", None, lambda *_: None, lambda: None)
    assert (stream.samplerate, stream.channels) == taken


def test_a_stream_that_opens_but_does_not_start_is_in_nobodys_way() -> None:
    """As on an ALSA device of its own, which takes one stream at a time."""

    class Exclusive(FakeSoundDevice):
        opened = 0

        def InputStream(self, **options: Any) -> FakeStream:
            if self.opened:
                raise self.PortAudioError("Device unavailable")
            self.opened += 1
            stream = FakeStream(**options)
            stream.start = self._start(stream)  # type: ignore[method-assign]
            stream.close = self._close  # type: ignore[method-assign]
            return stream

        def _start(self, stream: FakeStream) -> Callable[[], None]:
            def start() -> None:
                if (stream.samplerate, stream.channels) not in self._taken:
                    raise self.PortAudioError("Unanticipated host error")

            return start

        def _close(self, ignore_errors: bool) -> None:
            self.opened -= 1

    device = Exclusive((16000, 2))
    stream = open_stream(device, "input", None, lambda *_: None, lambda: None)
    assert (stream.samplerate, stream.channels, device.opened) == (16000, 2, 1)


def test_a_device_that_refuses_everything_has_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice())
    with pytest.raises(AudioTroubleError, match="failed"):
        DeviceMicrophone(PortAudio(), None)


def test_an_error_in_the_callback_comes_out_of_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice((44100, 2)))
    source = DeviceMicrophone(PortAudio(), None)
    assert next(source.blocks(NoCommands())).tolist() == [0.5] * 10
    source._arrived(None, 10, None, None)  # type: ignore[arg-type]
    with pytest.raises(AudioTroubleError, match="AttributeError"):
        next(source.blocks(NoCommands()))
    source.close()


def test_what_is_taken_late_was_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judging what was heard so far takes longer than the sound does on a slow computer."""
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice((44100, 2)))
    source = DeviceMicrophone(PortAudio(), None)
    source._late = CaptureGaps()
    now_s = 100.0
    monkeypatch.setattr("readiness.instruments.sound.devices.microphone.time", SimpleNamespace(monotonic=lambda: now_s))
    tenth = np.full((4410, 2), 0.5, np.float32)
    blocks = source.blocks(NoCommands())
    for turn in range(60):
        now_s += 0.1
        source._arrived(tenth, len(tenth), None, None)
        if turn < 20 or turn % 3:
            next(blocks)
    assert source.lost_s == 0
    source.close()


def test_a_call_that_never_returns_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakeSoundDevice())
    portaudio = PortAudio()
    started = time.monotonic()
    for _ in range(2):  # …and the next one does not wait for it either
        with pytest.raises(AudioTroubleError) as trouble:
            portaudio.call(lambda _: time.sleep(2), 0.2)
        assert trouble.value.state is MicrophoneState.NOTHING
    assert time.monotonic() - started < 1


def test_a_computer_without_portaudio_lacks_a_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    moments = [*listen_to_room_and_voice(PortAudio(), None, ListeningPlan(4), NoCommands())]
    assert [moment.heard for moment in moments] == [SoundLevels(MicrophoneState.MISSING_PART)]
    assert play_sound(PortAudio(), None, make_chime, NoCommands()).state is SpeakerState.MISSING_PART


def test_the_louder_channel_is_followed() -> None:
    from readiness.instruments.sound.devices.microphone import _LoudestChannel

    loudest = _LoudestChannel()
    dead: Samples = np.zeros(100, np.float32)
    alive = noise("white", 100, 16000, -30)
    assert loudest.of(np.stack([dead, dead], axis=1)).any() == np.False_
    assert np.array_equal(loudest.of(np.stack([dead, alive], axis=1)), alive)
    assert np.array_equal(loudest.of(np.stack([alive * np.float32(1.2), alive], axis=1)), alive)  # no hopping
