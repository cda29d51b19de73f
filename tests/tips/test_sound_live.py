"""The real probe against a real sound server: noisy, absent, forbidden, suspended, killed, frozen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from readiness.core.check import Check, Sample
from readiness.core.finding import Pane
from readiness.core.question import Answer
from readiness.core.setup import Setup, Sources
from readiness.probe.parent import make_launch
from readiness.probe.runner import Outcome, Runner, conclude
from readiness.tips.room import RoomCheck
from readiness.tips.sound import SoundCheck
from tests.recordings import noise, wav
from tests.sound_server import SoundServer, no_sound_server, sound_server


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server(monkeypatch) as running:
        yield running


def probes() -> list[psutil.Process]:
    """The probes that we have started and that still run."""
    running = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):  # it may end while we look
            if "probe" in process.cmdline():
                running.append(process)
    return running


def measure(check: Check[Any], setup: Setup, at_first_sound: Callable[[], None] = lambda: None) -> Outcome:
    """Run the real probe; `at_first_sound` is called once, when the microphone delivers. No process is left."""
    heard: list[float] = []

    def watch(sample: Sample[Any]) -> None:
        if not heard and sample.live is not None and sample.live.done is not None and sample.live.done < 1:
            assert probes()
            heard.append(sample.live.done)
            at_first_sound()

    started = time.monotonic()
    outcome = asyncio.run(Runner(make_launch).measure(check, setup, watch))
    assert time.monotonic() - started < check.deadline_s
    assert not probes()
    return outcome


def codes(check: Check[Any], setup: Setup, outcome: Outcome, answers: dict[str, Answer]) -> list[str]:
    found = conclude(check, outcome, setup, answers).found
    return [found.main.name, *(finding.name for finding in found.also)]


@pytest.mark.parametrize(("noise_dbfs", "expected"), [(-60, "good"), (-35, "noisy")])
def test_a_room_is_as_noisy_as_it_is(server: SoundServer, tmp_path: Path, noise_dbfs: float, expected: str) -> None:
    server.speak(wav(tmp_path / "room.wav", noise("pink", 20 * 16000, 16000, noise_dbfs), 16000))
    check, setup = RoomCheck(), Setup(attended=True, known={"sound": {"microphone": "sound", "speech_dbfs": -24.0}})
    outcome = measure(check, setup)
    assert codes(check, setup, outcome, {"private": Answer.YES}) == [expected]
    assert outcome.end.reading.noise_dbfs == pytest.approx(noise_dbfs - 3.1, abs=1)  # type: ignore[union-attr]


def test_without_a_server_there_is_no_microphone(monkeypatch: pytest.MonkeyPatch) -> None:
    with no_sound_server(monkeypatch):
        check, setup = SoundCheck(), Setup(attended=True)
        assert codes(check, setup, measure(check, setup), {}) == ["no-microphone", "no-speaker"]
        room = RoomCheck()
        assert codes(room, setup, measure(room, setup), {}) == ["error", "not-asked"]


def test_a_microphone_that_is_forbidden_is_blocked_not_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    chrome = {
        "browser": {"id": "chrome", "name": "Google Chrome"},
        "browser_policies": {"chrome": {"no_microphone": True}},
    }
    facts.write_text(json.dumps({"system": "linux", "microphone_allowed": False, **chrome}), encoding="utf-8")
    with no_sound_server(monkeypatch):
        check, setup = SoundCheck(), Setup(sources=Sources(facts=str(facts)))
        outcome = measure(check, setup)
        assert codes(check, setup, outcome, {}) == ["blocked"]
        fixes = conclude(check, outcome, setup, {}).found.main.fixes
        assert Pane.MICROPHONE_PRIVACY in [fix.pane for fix in fixes], "the system's matter, not the browser's"


def test_names_that_nothing_has(server: SoundServer) -> None:
    del server
    check, setup = SoundCheck(), Setup(sources=Sources(microphone="No such thing", speaker="No such thing"))
    assert codes(check, setup, measure(check, setup), {}) == ["no-microphone", "no-speaker"]


def test_a_suspended_source_does_not_respond(server: SoundServer) -> None:
    server.control("suspend-source", "mic", "1")
    server.control("suspend-sink", "micsrc", "1")
    check, setup = SoundCheck(), Setup()
    outcome = measure(check, setup)
    assert codes(check, setup, outcome, {}) == ["not-responding"]
    assert outcome.end.reading.other_microphone is None, "another one that hears nothing is not offered"  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSTOP"])
def test_a_server_that_dies_or_freezes_midway_does_not_respond(server: SoundServer, name: str) -> None:
    check, setup = SoundCheck(), Setup(attended=True)
    outcome = measure(check, setup, lambda: server.signal(signal.Signals[name]))
    assert "not-responding" in codes(check, setup, outcome, {})
    assert outcome.seconds < 20
