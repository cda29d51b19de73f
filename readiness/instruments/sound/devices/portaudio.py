"""The one thread that calls PortAudio, and how a device is chosen from its list.

PortAudio is not thread-safe, and with a frozen sound server its calls never return. So every call is made
by one daemon thread, and callers wait for a limited time. sounddevice is imported in that thread alone.
"""

from __future__ import annotations

import queue
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, Literal, TypeVar

from readiness.core.characters import make_visible
from readiness.instruments.sound.states import AudioTroubleError, MicrophoneState

T = TypeVar("T")
Direction = Literal["input", "output"]
Device = Mapping[str, Any]

# Where a system offers several, the one that keeps whole names and shares the device. Never run on a real Windows.
_PREFERRED_HOST_APIS: Final = ("Windows WASAPI",)
OPEN_WITHIN_S: Final = 6.0
CLOSE_WITHIN_S: Final = 1.0
_ALSA_INPUT_S: Final = 0.1
"""How much sound ALSA may keep for us: three times its own, which is lost where a slow computer lets us wait longer.
Blocks are a quarter of it, and a meter needs 20 a second."""
FALLBACK_RATES_HZ: Final = (48000, 44100, 16000)


class PortAudio:
    """Runs jobs in its own thread. A job gets the sounddevice module."""

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._stuck = False

    def call(self, job: Callable[[Any], T], within_s: float) -> T:
        """Return the job's result. AudioTroubleError where PortAudio is missing, refuses or gives no answer in time."""
        if self._stuck:
            raise AudioTroubleError(MicrophoneState.NOTHING, "PortAudio is still busy with an earlier call")
        if self._thread is None:
            # A daemon: a call that never returns must not keep the process.
            self._thread = threading.Thread(target=self._work, daemon=True, name="portaudio")
            self._thread.start()
        results: queue.SimpleQueue[T | BaseException] = queue.SimpleQueue()

        def run() -> None:
            try:
                results.put(_with_sounddevice(job))
            except BaseException as error:  # handed over to the caller that waits
                results.put(error)

        self._jobs.put(run)
        try:
            result = results.get(timeout=within_s)
        except queue.Empty:
            self._stuck = True
            raise AudioTroubleError(MicrophoneState.NOTHING, f"no answer from PortAudio in {within_s} s") from None
        if isinstance(result, BaseException):
            raise result
        return result

    def _work(self) -> None:
        while True:
            self._jobs.get()()


def _with_sounddevice(job: Callable[[Any], T]) -> T:
    try:
        import sounddevice  # noqa: PLC0415  55 ms, and PortAudio may be missing
    except OSError as error:  # the package is there, the library that it wraps is not
        raise AudioTroubleError(MicrophoneState.MISSING_PART, str(error)) from error
    try:
        return job(sounddevice)
    except sounddevice.PortAudioError as error:
        raise AudioTroubleError(MicrophoneState.FAILED, str(error)) from error


def choose_device(
    devices: Sequence[Device], host_apis: Sequence[Device], direction: Direction, wanted: str | None
) -> Device | None:
    """Find the device for this direction by name, index or the system's choice; None where there is none of that kind.

    A name fits whole, else as a part (without regard to case) of exactly one name.
    """
    usable = [device for device in devices if device[f"max_{direction}_channels"] > 0]
    if wanted is None:
        return _default_device(usable, host_apis, direction)
    # The same device appears under several host APIs: the preferred one first, else in PortAudio's order.
    usable.sort(key=lambda device: host_apis[device["hostapi"]]["name"] not in _PREFERRED_HOST_APIS)
    for device in usable:
        if device["name"] == wanted:
            return device
    if wanted.isdecimal():
        return next((device for device in usable if device["index"] == int(wanted)), None)
    part = [device for device in usable if wanted.casefold() in device["name"].casefold()]
    return part[0] if len({device["name"] for device in part}) == 1 else None


def _default_device(usable: Sequence[Device], host_apis: Sequence[Device], direction: Direction) -> Device | None:
    ordered = sorted(host_apis, key=lambda api: api["name"] not in _PREFERRED_HOST_APIS)
    for host_api in ordered:
        index = host_api[f"default_{direction}_device"]
        for device in usable:
            if device["index"] == index:
                return device
    return usable[0] if usable else None


_CARD: Final = re.compile(r"\s*\(hw:\d+(,\d+)?\)$")
# What ALSA's own configuration defines: ways to mix and to convert, and names for "whatever is the default".
_ALSA_OWN: Final = re.compile(
    r"(default|sysdefault|pulse|pipewire|jack|oss|null|cards|front|rear|center_lfe|side|surround\d+|iec958|spdif|hdmi"
    r"|dmix|dsnoop|dsp\d*|modem|phoneline|usbstream|samplerate\w*|speex\w*|upmix|vdownmix|lavrate\w*)(:.*)?$"
)


def find_recognizable(devices: Iterable[Device], direction: Direction) -> dict[str, str]:
    """Find the devices that a person would recognize, each once: the name to open it by, and the name to show.

    Each device has its host API's name as "host". ALSA's own names for mixing ("dmix", "surround51") are none.
    Windows lists each device under several host APIs: WASAPI's has the whole name.
    """
    usable = [device for device in devices if device[f"max_{direction}_channels"] > 0]
    hosts = {device["host"] for device in usable}
    if "Windows WASAPI" in hosts:
        usable = [device for device in usable if device["host"] == "Windows WASAPI"]
    usable = [device for device in usable if device["host"] != "ALSA" or not _ALSA_OWN.match(device["name"])]
    return {device["name"]: make_visible(_CARD.sub("", device["name"])) for device in usable}


def with_hosts(sounddevice: Any) -> list[Device]:
    """List all devices with their host API's name. A PortAudio job."""
    hosts = sounddevice.query_hostapis()
    return [{**device, "host": hosts[device["hostapi"]]["name"]} for device in sounddevice.query_devices()]


def open_stream(
    sounddevice: Any,
    direction: Direction,
    wanted: str | None,
    callback: Callable[..., None],
    finished: Callable[[], None],
) -> Any:
    """Start a stream on the chosen device, at the first rate and channel count that it takes. A PortAudio job.

    Where the system's own choice takes none, the other host APIs' own choices are tried.
    AudioTroubleError(NO_DEVICE) where there is none; sounddevice.PortAudioError where none of them opens.
    """
    host_apis = sounddevice.query_hostapis()
    devices = sounddevice.query_devices()
    chosen = choose_device(devices, host_apis, direction, wanted)
    if chosen is None:
        raise AudioTroubleError(MicrophoneState.NO_DEVICE, f"no {direction} device for {wanted!r}")
    others = [] if wanted is not None else [api[f"default_{direction}_device"] for api in host_apis]
    refused: Exception | None = None
    for index in dict.fromkeys((chosen["index"], *(other for other in others if other >= 0))):
        device = next(each for each in devices if each["index"] == index)
        host = host_apis[device["hostapi"]]["name"]
        shared = host in _PREFERRED_HOST_APIS
        latency_s = _ALSA_INPUT_S if host == "ALSA" and direction == "input" else None
        extra = sounddevice.WasapiSettings(exclusive=False, auto_convert=True) if shared else None
        kind = sounddevice.InputStream if direction == "input" else sounddevice.OutputStream
        for rate, channels in _list_formats(device, direction):
            try:
                return _start_stream(
                    sounddevice,
                    kind(
                        device=index,
                        samplerate=rate,
                        channels=channels,
                        dtype="float32",
                        latency=latency_s,
                        callback=callback,
                        finished_callback=finished,
                        extra_settings=extra,
                    ),
                )
            except sounddevice.PortAudioError as error:
                refused = error
    assert refused is not None
    raise refused


def _start_stream(sounddevice: Any, stream: Any) -> Any:
    """Start an opened stream. One that does not start is closed: it would keep the device from the next try."""
    try:
        stream.start()
    except sounddevice.PortAudioError:
        stream.close(ignore_errors=True)
        raise
    return stream


def _list_formats(device: Device, direction: Direction) -> list[tuple[int, int]]:
    """List the rates and channel counts to try, the device's own rate first."""
    # Two channels at most: enough to find the living one of a pair; a 32-channel interface would only cost time.
    counts = dict.fromkeys((min(2, device[f"max_{direction}_channels"]), 1))
    rates = dict.fromkeys((int(device["default_samplerate"]), *FALLBACK_RATES_HZ))
    return [(rate, channels) for rate in rates for channels in counts]


def close_stream(stream: Any) -> None:
    """Abort and close, whatever state it is in. A PortAudio job."""
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)


def shown_name(sounddevice: Any, stream: Any) -> str | None:
    """Find what a person knows this stream's device by; None for "whatever is the default". A PortAudio job."""
    try:
        device = sounddevice.query_devices(stream.device)
        host = sounddevice.query_hostapis(device["hostapi"])["name"]
    except (sounddevice.PortAudioError, AttributeError, TypeError, ValueError):
        return None
    direction: Direction = "input" if device["max_input_channels"] > 0 else "output"
    return next(iter(find_recognizable([{**device, "host": host}], direction).values()), None)
