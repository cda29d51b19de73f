"""The guided minute with a real sound server: what is heard, what is offered, and that nothing is kept or sent."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from readiness.assets import asset
from readiness.checks.sound import HEARD_CHIME, SoundCheck
from readiness.model import Answer, Pane, Sample, Setup, Text
from readiness.probe.parent import launch
from readiness.runner import Outcome, Runner, conclude
from tests.checks.test_sound_live import measure
from tests.recordings import resampled, wav
from tests.sound_server import SoundServer, sound_server
from tests.spoken import ESPEAK_HZ, a_weighted_dbfs, active_level_dbfs, around, voice_at

CHECK = SoundCheck()
VOICE = asset("demo", "voice.wav")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server(monkeypatch) as running:
        running.start("parec", "-d", "speaker.monitor")  # a null sink that somebody listens to plays in good time
        yield running


def reading_of(outcome: Outcome) -> Any:
    return outcome.end.reading  # type: ignore[union-attr]


def codes(outcome: Outcome, setup: Setup, answer: Answer | None = None) -> list[str]:
    found = conclude(CHECK, outcome, setup, {HEARD_CHIME: answer}).found
    return [found.main.name, *(finding.name for finding in found.also)]


def guided(
    setup: Setup, at_first_sound: Callable[[], None], command: Callable[[str], Sequence[str]] = launch
) -> tuple[Outcome, list[Text], list[float]]:
    """The whole minute; what it came to, the prompts in their order, the levels that were shown."""
    prompts: list[Text] = []
    levels: list[float] = []

    def watch(sample: Sample[Any]) -> None:
        live = sample.live
        if live is None:
            return
        if live.level_dbfs is not None:
            if not levels:
                at_first_sound()
            levels.append(live.level_dbfs)
        if live.prompt is not None and (not prompts or prompts[-1] != live.prompt):
            prompts.append(live.prompt)

    outcome = asyncio.run(Runner(command).measure(CHECK, setup, watch))
    return outcome, prompts, levels


def test_whoever_speaks_hears_themselves_and_a_chime(server: SoundServer) -> None:
    setup = Setup(attended=True)
    outcome, prompts, levels = guided(setup, lambda: server.speak(VOICE))
    said = [prompt.message for prompt in prompts]
    assert [each.partition(" ")[0] for each in said] == ["Please", "Please", "Now", "Now"], said
    reading = reading_of(outcome)
    assert reading.voice_played and reading.speaker == "played" and not reading.output_off
    assert not reading.chime_found and reading.echo_db is None  # the sink `speaker` is not heard by the microphone
    assert codes(outcome, setup, Answer.YES) == ["good", "heard"]
    assert len(levels) >= 15 * reading.duration_s  # a meter's worth


@pytest.mark.parametrize(("volume", "expected"), [(0.1, ["good", "heard-by-microphone"]), (3.0, ["echo"])])
def test_a_speaker_that_the_microphone_hears_is_proven_and_a_loud_one_echoes(
    server: SoundServer, volume: float, expected: list[str]
) -> None:
    server.control("load-module", "module-loopback", "source=speaker.monitor", "sink=micsrc", "latency_msec=60")
    server.control("set-sink-volume", "speaker", str(round(65536 * volume ** (1 / 3))))
    setup = Setup(attended=True)
    outcome, _, _ = guided(setup, lambda: server.speak(VOICE))
    assert codes(outcome, setup)[: len(expected)] == expected, reading_of(outcome)
    assert reading_of(outcome).chime_found


def test_an_output_that_is_muted_is_named(server: SoundServer) -> None:
    server.control("set-sink-mute", "speaker", "1")
    setup = Setup(attended=True)
    outcome, _, _ = guided(setup, lambda: server.speak(VOICE))
    assert reading_of(outcome).output_off
    found = conclude(CHECK, outcome, setup, {HEARD_CHIME: Answer.NO}).found
    assert found.main.name == "not-heard" and "switched off" in found.main.says.message


@pytest.mark.parametrize("attended", [True, False])
def test_where_the_chosen_microphone_is_muted_another_one_is_offered(
    server: SoundServer, tmp_path: Path, attended: bool
) -> None:
    server.control("set-source-mute", "mic", "1")
    sentence, rate = soundfile.read(VOICE, dtype="float32")
    long = wav(tmp_path / "long.wav", np.concatenate([sentence, *[sentence[3 * rate :]] * 4]), rate)
    setup = Setup(attended=attended)
    outcome = measure(CHECK, setup, lambda: server.speak(long))
    found = conclude(CHECK, outcome, setup, {}).found
    assert found.main.name == "muted"
    assert reading_of(outcome).other_microphone == "second"
    assert found.main.fixes[0].pane is Pane.OTHER_MICROPHONE


def test_a_microphone_that_is_unplugged_midway_does_not_respond(server: SoundServer) -> None:
    def unplug() -> None:
        server.control("unload-module", "module-remap-source")
        server.control("unload-module", "module-null-sink")

    setup = Setup()
    assert codes(measure(CHECK, setup, unplug), setup) == ["not-responding"]


@pytest.mark.parametrize(
    "spoken",
    [
        ("en-us", "", 48000, "pink", -26, 30),
        ("es", "f2", 44100, "fan", -20, 20),
        ("de", "m3", 16000, "white", -35, 25),
        ("fr-fr", "", 22050, "babble", -24, 20),
        ("ru", "f3", 8000, "pink", -30, 30),
        ("cmn", "m1", 96000, "fan", -18, 40),
        ("hi", "f1", 48000, "white", -28, 12),
        ("it", "m4", 16000, "hum", -26, 25),
        ("pl", "f4", 44100, "brown", -32, 20),
        ("ar", "", 48000, "pink", -22, 10),
        ("vi", "f5", 32000, "babble", -26, 25),
        ("tr", "m6", 48000, "fan", -40, 22),
    ],
)
def test_levels_through_the_server_are_within_a_decibel(
    server: SoundServer, tmp_path: Path, spoken: tuple[str, str, int, str, float, float]
) -> None:
    language, variant, rate, noise, speech_dbfs, snr_db = spoken
    # The same words again and again, so that the level is the same wherever it is listened to.
    words = np.tile(voice_at(speech_dbfs, rate, language, variant)[: round(1.2 * rate)], 7)
    slow = min(rate, ESPEAK_HZ)
    truth_dbfs = active_level_dbfs(resampled(words, rate, slow), slow)
    before = 4 * rate
    sound = around(noise, before + words.size, rate, truth_dbfs - snr_db)
    noise_dbfs = a_weighted_dbfs(sound[:before], rate)
    sound[before:] += words
    path = wav(tmp_path / "voice.wav", sound, rate, "PCM_24")
    outcome = measure(CHECK, Setup(), lambda: server.speak(path))
    reading = reading_of(outcome)
    assert reading.noise_dbfs == pytest.approx(noise_dbfs, abs=1), reading
    assert reading.speech_dbfs == pytest.approx(truth_dbfs, abs=1), reading
    assert reading.snr_db == pytest.approx(truth_dbfs - noise_dbfs, abs=1)


_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|creat\(")
# What a client of a sound server (PulseAudio, JACK) opens: cookie, its shared memory, devices that keep nothing.
_HARMLESS = re.compile(
    r'"/dev/(null|tty|urandom)"|pulse[^"]*cookie"|"/dev/shm/(pulse-shm-|jack)|memfd:pulse|O_DIRECTORY'
)


def test_no_sample_goes_to_a_disk_or_to_the_internet(server: SoundServer, tmp_path: Path) -> None:
    traced = tmp_path / "trace"
    calls = "trace=open,openat,openat2,creat,socket,socketpair,connect,sendto,sendmsg,rename,truncate,ftruncate,mknod"

    def strace(tip: str) -> Sequence[str]:
        # -D: the probe stays our own child, as it must.
        return ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", str(traced), "-e", calls, *launch(tip))

    setup = Setup(attended=True)
    outcome, _, _ = guided(setup, lambda: server.speak(VOICE), strace)
    assert reading_of(outcome).voice_played and reading_of(outcome).speech_dbfs is not None
    lines = traced.read_text(errors="replace").splitlines()
    assert sum("native" in line and "connect(" in line for line in lines) >= 1  # it did see the sound server
    written = [line for line in lines if _WRITING.search(line) and not _HARMLESS.search(line)]
    written = [line for line in written if " = -1 " not in line]
    assert written == []
    assert [line for line in lines if "AF_INET" in line] == []
