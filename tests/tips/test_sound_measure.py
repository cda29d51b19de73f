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

from readiness.core.assets import find_asset
from readiness.core.check import Sample
from readiness.core.finding import Pane
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.probe.parent import make_launch
from readiness.probe.runner import Outcome, Runner, conclude
from readiness.tips.sound import SoundCheck
from readiness.tips.sound.rule import HEARD_CHIME
from tests.bench.sound_server import SPOKEN, errors_db
from tests.recordings import wav
from tests.sound_server import SoundServer, sound_server
from tests.tips.test_sound_live import measure

CHECK = SoundCheck()
VOICE = find_asset("demo", "voice.wav")


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
    setup: Setup, at_first_sound: Callable[[], None], command: Callable[[str], Sequence[str]] = make_launch
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


def test_a_speaker_that_the_microphone_hears_is_proven_and_a_loud_one_echoes(server: SoundServer) -> None:
    server.control("load-module", "module-loopback", "source=speaker.monitor", "sink=micsrc", "latency_msec=60")
    server.control("set-sink-volume", "speaker", str(round(65536 * 3.0 ** (1 / 3))))
    setup = Setup(attended=True)
    outcome, _, _ = guided(setup, lambda: server.speak(VOICE))
    reading = reading_of(outcome)
    assert reading.speaker == "played" and reading.chime_found
    assert codes(outcome, setup, Answer.YES) == ["echo", "heard", "heard-by-microphone"], reading
    assert reading.noise_unweighted_dbfs == pytest.approx(-62, abs=1)
    # Only its first two seconds were listened to: another part of the sentence has another level.
    assert reading.speech_dbfs == pytest.approx(-24, abs=3)


def test_where_the_chosen_microphone_is_muted_another_one_is_offered(server: SoundServer, tmp_path: Path) -> None:
    server.control("set-source-mute", "mic", "1")
    sentence, rate = soundfile.read(VOICE, dtype="float32")
    long = wav(tmp_path / "long.wav", np.concatenate([sentence, *[sentence[3 * rate :]] * 4]), rate)
    setup = Setup(attended=True)
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


def test_a_voice_through_the_server_is_good_and_its_levels_are_within_a_decibel(
    server: SoundServer, tmp_path: Path
) -> None:
    """One of the twelve that `make bench` tries."""
    errors, found = errors_db(server, tmp_path, SPOKEN[0])
    assert all(abs(off_db) <= 1 for off_db in errors.values()), errors
    assert found == ["good"]


_WRITING = re.compile(r"O_WRONLY|O_RDWR|O_CREAT|creat\(")
# What a client of a sound server (PulseAudio, JACK) opens: cookie, its shared memory, devices that keep nothing; and
# where a process tells the kernel that a core of it shall hold nothing.
_HARMLESS = re.compile(
    r'"/dev/(null|tty|urandom)"|pulse[^"]*cookie"|"/dev/shm/(pulse-shm-|jack)|memfd:pulse|O_DIRECTORY|"/proc/self/coredump_filter"'
)


def test_the_guided_minute_and_no_sample_goes_to_a_disk_or_to_the_internet(server: SoundServer, tmp_path: Path) -> None:
    server.control("set-sink-mute", "speaker", "1")
    traced = tmp_path / "trace"
    calls = "trace=open,openat,openat2,creat,socket,socketpair,connect,sendto,sendmsg,rename,truncate,ftruncate,mknod"

    def strace(tip: str) -> Sequence[str]:
        # -D: the probe stays our own child, as it must.
        return ("strace", "-D", "-f", "--seccomp-bpf", "-qq", "-o", str(traced), "-e", calls, *make_launch(tip))

    setup = Setup(attended=True)
    outcome, prompts, levels = guided(setup, lambda: server.speak(VOICE), strace)
    said = [prompt.message for prompt in prompts]
    assert [each.partition(" ")[0] for each in said] == ["Please", "Please", "Now", "Now"], said
    reading = reading_of(outcome)
    assert reading.voice_played and reading.speaker == "played"
    assert not reading.chime_found and reading.echo_db is None  # the microphone does not hear the sink `speaker`
    assert len(levels) >= 15 * reading.duration_s  # a meter's worth
    assert "heard" in codes(outcome, setup, Answer.YES)  # under strace a busy machine may lose sound
    assert reading.output_off
    found = conclude(CHECK, outcome, setup, {HEARD_CHIME: Answer.NO}).found
    assert found.main.name == "not-heard" and "switched off" in found.main.says.message

    lines = traced.read_text(errors="replace", encoding="utf-8").splitlines()
    assert any("native" in line and "connect(" in line for line in lines)  # it did see the sound server
    written = [line for line in lines if _WRITING.search(line) and not _HARMLESS.search(line) and " = -1 " not in line]
    assert written == []
    assert [line for line in lines if "AF_INET" in line] == []
