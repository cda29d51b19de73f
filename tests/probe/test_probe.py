"""What becomes of a child, by real children: every end has its own value, and none is left behind."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from readiness.core.check import Sample
from readiness.core.setup import Setup
from readiness.probe import child_process, conversation, devices, parent
from readiness.probe.outcomes import Crashed, End, Hung, Measured, Raised
from readiness.probe.parent import Probe
from tests.places import WINDOWS
from tests.probe.faulty import Count, FaultyCheck
from tests.processes import children

ROOT = Path(__file__).resolve().parents[2]


def command(mode: str) -> list[str]:
    return [sys.executable, "-m", "tests.probe.faulty", mode, str(os.getpid())]


def alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)


def run(mode: str, setup: Setup | None = None) -> tuple[End, list[Sample[Any]]]:
    samples: list[Sample[Any]] = []
    end = asyncio.run(Probe(FaultyCheck(mode), setup or Setup(), command(mode)).run(samples.append))
    assert children() == []
    return end, samples


def test_the_last_reading_wins_and_live_parts_arrive() -> None:
    end, samples = run("count")
    assert end == Measured(Count(3))
    assert [s.reading for s in samples] == [Count(0), Count(1), Count(2), Count(3)]
    assert samples[1].live is not None and samples[1].live.done == pytest.approx(1 / 3)


@pytest.mark.parametrize("mode", ["hang", "hang-deaf"])
def test_a_probe_that_hangs_is_stopped_at_its_deadline_even_if_deaf_to_sigterm(mode: str) -> None:
    started = time.monotonic()
    end, _ = run(mode)
    assert isinstance(end, Hung)
    assert time.monotonic() - started < FaultyCheck.deadline_s + 2 * child_process.GRACE_S + 3


def test_a_probe_that_falls_silent_is_not_waited_for_to_its_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FaultyCheck, "deadline_s", 30.0)
    started = time.monotonic()
    assert isinstance(run("hang")[0], Hung)
    assert time.monotonic() - started < FaultyCheck.silence_s + 2 * child_process.GRACE_S + 3


def test_a_probe_that_only_chatters_is_stopped_at_its_deadline() -> None:
    started = time.monotonic()
    assert isinstance(run("chatter")[0], Hung)
    assert FaultyCheck.deadline_s <= time.monotonic() - started < FaultyCheck.deadline_s + 2 * child_process.GRACE_S + 3


def test_a_probe_that_babbles_is_stopped_at_its_deadline_and_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert isinstance(run("babble")[0], Hung)
    strange = [record for record in caplog.records if "none of ours" in record.getMessage()]
    assert len(strange) == conversation.STRANGE_LINES


def test_a_probe_that_never_says_hello_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parent, "START_DEADLINE_S", 1.0)
    end, samples = run("mute")
    assert isinstance(end, Hung)
    assert samples == []


def test_what_a_probe_had_started_goes_with_it() -> None:
    end, samples = run("hang-with-grandchild")
    assert isinstance(end, Hung)
    assert samples[-1].reading is not None
    grandchild = samples[-1].reading.number
    until = time.monotonic() + 2
    while alive(grandchild) and time.monotonic() < until:
        time.sleep(0.02)
    assert not alive(grandchild)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("abort", Crashed(None, 0xC0000409) if WINDOWS else Crashed(signal.SIGABRT, None)),
        ("exit", Crashed(None, 7)),
        ("raise", Raised("ValueError")),
        ("no-reading", Raised("NoReading")),
    ],
)
def test_each_end_is_told_apart(mode: str, expected: End) -> None:
    assert run(mode)[0] == expected


def test_noise_on_stdout_does_not_reach_the_stream() -> None:
    end, samples = run("noise")
    assert end == Measured(Count(3))
    assert len(samples) == 4


def test_a_program_that_cannot_be_started_is_an_end_too() -> None:
    end = asyncio.run(Probe(FaultyCheck(), Setup(), ["/proc/nonexistent/readiness"]).run(lambda sample: None))
    assert end == Raised("FileNotFoundError")


def test_asked_to_stop_it_keeps_what_it_has_measured() -> None:
    async def stop_after_a_while() -> End:
        probe = Probe(FaultyCheck("forever"), Setup(watching=True), command("forever"))
        seen = asyncio.Event()
        running = asyncio.create_task(probe.run(lambda sample: seen.set()))
        await seen.wait()
        await asyncio.sleep(0.2)
        probe.stop()
        return await running

    end = asyncio.run(stop_after_a_while())
    assert isinstance(end, Measured)
    assert end.reading.number > 3
    assert children() == []


@pytest.mark.parametrize("mode", ["forever", "hang-deaf"])
def test_cancelling_twice_still_leaves_no_child(mode: str) -> None:
    async def cancel() -> None:
        seen = asyncio.Event()
        probe = Probe(FaultyCheck(mode), Setup(watching=True), command(mode))
        running = asyncio.create_task(probe.run(lambda sample: seen.set()))
        await seen.wait()
        running.cancel()
        await asyncio.sleep(0.05)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancel())
    assert children() == []


@pytest.mark.parametrize("steps", range(6))
def test_cancelled_while_the_child_is_being_started(steps: int) -> None:
    async def cancel() -> None:
        running = asyncio.create_task(Probe(FaultyCheck("forever"), Setup(), command("forever")).run(lambda s: None))
        for _ in range(steps):
            await asyncio.sleep(0)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running

    asyncio.run(cancel())
    gc.collect()  # a transport that nobody closed would warn here
    assert children() == []


SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[str]:
    """Shell words that start what leaves the child's group and holds its pipes, as a driver's daemon may."""
    number = tmp_path / "pid"
    yield f"setsid sleep 60 & echo $! > {number}; "
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(number.read_text(encoding="utf-8")), signal.SIGKILL)


@pytest.mark.linux("a daemon leaves its parent's group; nothing leaves a job")
def test_the_end_of_a_child_whose_pipes_somebody_else_holds_is_not_missed(holder: str) -> None:
    started = time.monotonic()
    end = asyncio.run(Probe(FaultyCheck(), Setup(), ["sh", "-c", f"{holder} exit 7"]).run(lambda sample: None))
    assert end == Crashed(None, 7)
    assert time.monotonic() - started < 4 * child_process.GRACE_S + 3


class _Untouched:
    """What nothing of ours reaches."""

    endings = (lambda: None,)

    def release(self) -> None:
        pass


def test_a_child_that_no_signal_reaches_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As one that waits in a driver for what never comes: it cannot be made here, so no signal is sent."""
    monkeypatch.setattr(child_process, "group_of", lambda child: _Untouched())
    monkeypatch.setattr(parent, "START_DEADLINE_S", 0.5)

    async def until_left_behind() -> tuple[End, float]:
        started = time.monotonic()
        probe = Probe(FaultyCheck(), Setup(), SLEEP)
        end = await probe.run(lambda sample: None)
        seconds = time.monotonic() - started
        assert probe.child.process is not None
        await probe.child.process.wait()  # closing its pipes did end this one
        return end, seconds

    end, seconds = asyncio.run(until_left_behind())
    assert isinstance(end, Hung)
    assert seconds < 0.5 + 4 * child_process.GRACE_S + 3
    assert "left behind" in caplog.text


@pytest.mark.linux("a daemon leaves its parent's group; nothing leaves a job")
def test_a_list_of_devices_that_hangs_is_given_up_whoever_holds_its_pipes(
    holder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "command", lambda: ("sh", "-c", f"{holder} sleep 60"))
    _is_given_up(monkeypatch)


def test_a_list_of_devices_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "command", lambda: SLEEP)
    _is_given_up(monkeypatch)


def _is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "WITHIN_S", 0.5)
    started = time.monotonic()
    assert asyncio.run(devices.list_devices()) is None
    assert time.monotonic() - started < 0.5 + child_process.GRACE_S + 3
    assert children() == []


PARENT = """
import asyncio, sys
from readiness.core.setup import Setup
from readiness.probe.parent import Probe
from tests.probe.faulty import FaultyCheck
import os
command = [sys.executable, "-m", "tests.probe.faulty", sys.argv[1], str(os.getpid())]
asyncio.run(Probe(FaultyCheck("x"), Setup(watching=True), command).run(lambda s: print(s.reading.number, flush=True)))
"""


@pytest.mark.parametrize("mode", ["forever", "hang-deaf"])
def test_after_sigkill_of_the_parent_no_child_is_left(mode: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, mode], stdout=subprocess.PIPE, cwd=ROOT) as program:
        assert program.stdout is not None
        program.stdout.readline()
        left = psutil.Process(program.pid).children(recursive=True)
        assert left
        program.kill()
        program.wait()
        program.stdout.close()
    gone, alive = psutil.wait_procs(left, timeout=2.0)
    assert alive == []
    assert gone


def test_without_the_death_signal_the_end_of_stdin_is_enough() -> None:
    """What keeps orphans away on Windows and macOS: our own listening on stdin, whatever the measurement does."""
    read, write = os.pipe()
    pipe = subprocess.PIPE
    with subprocess.Popen(command("hang-deaf"), stdin=read, stdout=pipe, stderr=pipe, cwd=ROOT) as child:
        os.close(read)
        assert child.stdout is not None and child.stderr is not None
        try:
            os.write(write, b"{}\n")
            assert b"hello" in child.stdout.readline(), child.stderr.read()
            os.close(write)
            assert child.wait(timeout=4) == 0, child.stderr.read()
        finally:
            child.kill()


@pytest.mark.parametrize("mode", ["chatter", "forever", "no-reading"])
def test_a_child_whose_reader_has_gone_ends_well_and_says_nothing(mode: str) -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(command(mode), stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT) as child:
        assert child.stdin is not None and child.stdout is not None and child.stderr is not None
        try:
            child.stdin.write(b"{}\n")
            child.stdin.flush()
            assert b"hello" in child.stdout.readline()
            child.stdout.close()
            assert child.wait(timeout=20) == 0, child.stderr.read()
            assert child.stderr.read() == b""
        finally:
            child.kill()
