"""What others ask of the processor, by counters; and that the real counters of this computer can be read."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import NoReturn

import psutil
import pytest

from readiness.machine.base import Load, Power
from readiness.machine.load import Process, PsutilMachine, Snapshot, family, load_between, process_names, snapshot

INIT = Process(0, "init", 1.0, 5.0)


def test_a_family_is_a_process_and_all_below_it() -> None:
    processes = {
        1: INIT,
        10: Process(1, "readiness", 2.0, 0.0),
        11: Process(10, "probe", 3.0, 0.0),
        12: Process(11, "helper", 3.0, 0.0),
        20: Process(1, "other", 2.0, 0.0),
        30: Process(31, "a loop", 2.0, 0.0),
        31: Process(30, "of parents", 2.0, 0.0),
    }
    assert family(processes, (10, 11, 999)) == {10, 11, 12}
    assert family(processes, (30,)) == {30, 31}
    assert family(processes, ()) == frozenset()


def test_our_own_load_is_not_the_computers() -> None:
    before = Snapshot(100.0, 10.0, {1: INIT, 10: Process(1, "readiness", 2.0, 1.0), 11: Process(10, "probe", 2.0, 3.0)})
    after = Snapshot(
        110.0,
        18.0,
        {
            1: INIT,
            # The probe ended after 4 s, and its time is now with its parent, together with its own dead children's.
            10: Process(1, "readiness", 2.0, 1.5, ended_children_s=4.0),
            12: Process(10, "probe", 4.0, 1.0),
            20: Process(1, "chrome", 3.0, 2.0),
        },
    )
    load = load_between(before, after, (10,))
    assert load.cpu_percent == pytest.approx((8.0 - (1.5 + 4.0 + 1.0 - 4.0)) / 10.0 * 100)
    assert load.programs == ("Google Chrome",)


def test_programs_are_named_by_what_they_used_in_between() -> None:
    before = Snapshot(
        0.0,
        0.0,
        {5: Process(1, "old", 1.0, 90.0), 6: Process(1, "b.exe", 1.0, 1.0), 7: Process(1, "number reused", 1.0, 50.0)},
    )
    after = Snapshot(
        100.0,
        100.0,
        {
            5: Process(1, "old", 1.0, 91.0),
            6: Process(1, "b.exe", 1.0, 31.0),
            7: Process(1, "c", 2.0, 20.0),
            8: Process(1, "c", 2.0, 20.0),
            9: Process(1, "d\x1b[31m", 2.0, 10.0),
            10: Process(1, "e", 2.0, 9.0),
        },
    )
    assert load_between(before, after, ()).programs == ("c", "b", "d[31m")


def test_what_nobody_can_close_is_told_apart() -> None:
    kernel = {2: Process(0, "kthreadd", 1.0, 0.0), 30: Process(2, "kworker/0:1+events", 1.0, 50.0)}
    processes = {
        **kernel,
        0: Process(0, "System Idle Process", 0.0, 90.0),
        5: Process(1, "packagekitd", 1.0, 20.0),
        6: Process(1, "MsMpEng.exe", 1.0, 30.0),
        7: Process(1, "chrome", 1.0, 40.0),
    }
    load = load_between(Snapshot(0.0, 0.0), Snapshot(200.0, 150.0, processes), ())
    assert (load.programs, load.work) == (("Google Chrome",), "virus-scan")


def test_where_other_processes_are_hidden_the_whole_still_tells() -> None:
    """Their names are not ours to see; what they take is."""
    own = {10: Process(1, "readiness", 2.0, 1.0)}
    later = {10: Process(1, "readiness", 2.0, 2.0)}
    assert load_between(Snapshot(0.0, 0.0, own), Snapshot(10.0, 9.0, later), (10,)) == Load(80.0, ())


@pytest.mark.parametrize(
    ("total", "busy", "expected"),
    [(0.0, 0.0, None), (-1.0, 5.0, None), (4.0, 9.0, 100.0), (4.0, -1.0, 0.0), (4.0, 1.0, 25.0)],
)
def test_counters_that_jump_give_no_nonsense(total: float, busy: float, expected: float | None) -> None:
    assert load_between(Snapshot(0.0, 0.0), Snapshot(total, busy), (1,)).cpu_percent == expected


def test_this_computers_counters() -> None:
    first = snapshot()
    assert first is not None
    assert first.total_s >= first.busy_s >= 0
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as child:
        later = snapshot()
        assert later is not None
        assert {os.getpid(), child.pid} <= family(later.processes, (os.getpid(),))


def test_a_process_that_ends_while_it_is_asked_is_left_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(facts: object) -> NoReturn:
        raise OSError(22, "The parameter is incorrect", None, 87)

    gone = SimpleNamespace(pid=4_000_000, as_dict=ended)
    there = list(psutil.process_iter())
    monkeypatch.setattr(psutil, "process_iter", lambda: iter((gone, *there)))
    seen, names = snapshot(), process_names()
    assert seen is not None and names is not None
    assert os.getpid() in seen.processes
    assert gone.pid not in seen.processes
    assert psutil.Process().name().casefold() in names


def test_a_computer_that_hides_its_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    def hidden(*_: object, **__: object) -> None:
        raise psutil.AccessDenied

    for name in ("cpu_times", "virtual_memory", "sensors_battery", "boot_time"):
        monkeypatch.setattr(psutil, name, hidden, raising=False)
    machine = PsutilMachine()
    assert machine.watch_load(0).so_far() == Load()
    assert machine.memory_percent() is None
    assert machine.power() == Power()
    assert machine.uptime_hours() is None


def test_battery_and_boot_time_come_from_psutil(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        psutil, "sensors_battery", lambda: SimpleNamespace(percent=20, power_plugged=False), raising=False
    )
    monkeypatch.setattr(psutil, "boot_time", lambda: time.time() - 7200)
    assert PsutilMachine().power() == Power(20, False)
    assert PsutilMachine().uptime_hours() == pytest.approx(2.0, abs=0.01)
    monkeypatch.setattr(psutil, "sensors_battery", lambda: None, raising=False)
    assert PsutilMachine().power() == Power()


def test_memory_and_disk_of_this_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    memory, disk = PsutilMachine().memory_percent(), PsutilMachine().disk_free_gb()
    assert memory is not None and 0 < memory <= 100
    assert disk is not None and disk >= 0
    monkeypatch.setenv("HOME", "/no/such/home")
    assert PsutilMachine().disk_free_gb() is not None
