"""The restart that resumes: what is saved and arranged before, how the next starts go, cut off anywhere."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest

from readiness.machine.base import Machine
from readiness.machine.process import program_command
from readiness.wizard.memory.launch import RestartReadiness, StartPlan
from readiness.wizard.memory.progress import Progress, ProgressStore
from readiness.wizard.memory.resume import (
    after_restart,
    decide_start,
    has_restarted,
    own_command,
    prepare_restart,
    withdraw_restart,
)

NOW_S = 2_000_000_000.0
DONE = ("video-app", "internet")
HOUR_S = 3600.0


class Login:
    """An arrangement that remembers, and that may be stuck."""

    def __init__(self, *, writable: bool = True) -> None:
        self.writable = writable
        self.command: list[str] | None = None

    @property
    def arranged(self) -> bool:
        return self.command is not None

    def arrange(self, command: Sequence[str]) -> bool:
        if self.writable:
            self.command = list(command)
        return self.writable

    def withdraw(self) -> bool:
        if self.writable:
            self.command = None
        return not self.arranged


class Computer:
    """As much of a machine as a restart needs."""

    def __init__(self, *, uptime_hours: float | None = 0.01) -> None:
        self.login = Login()
        self.uptime = uptime_hours

    def login_start(self) -> Login:
        return self.login

    def uptime_hours(self) -> float | None:
        return self.uptime


@pytest.fixture
def store(tmp_path: Path) -> ProgressStore:
    return ProgressStore(tmp_path)


@pytest.fixture
def computer() -> Computer:
    return Computer()


def saved_before(store: ProgressStore, computer: Computer, ago_s: float = 120.0) -> None:
    """The person chose to restart so long ago."""
    prepared = prepare_restart(cast(Machine, computer), store, Progress(done=DONE, place="restart", at_s=NOW_S - ago_s))
    assert prepared == RestartReadiness(saved=True, arranged=True)


def start(store: ProgressStore, computer: Computer, *, by_system: bool) -> StartPlan:
    return decide_start(cast(Machine, computer), store, by_system=by_system, now_s=lambda: NOW_S)


def shown(store: ProgressStore) -> None:
    """The window has come up: it forgets what it went on from."""
    store.forget()


RESUMED = StartPlan(place="computer", done=DONE, restarted=True)
ORDINARY = StartPlan()
NOTHING = StartPlan(opens=False)


def test_it_resumes_once_and_the_third_start_is_an_ordinary_one(store: ProgressStore, computer: Computer) -> None:
    saved_before(store, computer)
    assert computer.login.command is not None and computer.login.command[-1] == "--resume"
    assert start(store, computer, by_system=True) == RESUMED
    assert not computer.login.arranged
    shown(store)
    assert start(store, computer, by_system=False) == ORDINARY


def test_the_arrangement_is_gone_before_anything_else_can_go_wrong(store: ProgressStore, computer: Computer) -> None:
    saved_before(store, computer)

    def broken() -> float:
        raise RuntimeError("cut off here")

    with pytest.raises(RuntimeError):
        decide_start(cast(Machine, computer), store, by_system=True, now_s=broken)
    assert not computer.login.arranged


def test_a_start_that_was_cut_off_is_tried_once_more_by_hand_then_never_again(
    store: ProgressStore, computer: Computer
) -> None:
    saved_before(store, computer)
    assert start(store, computer, by_system=True) == RESUMED  # and crashes before its window
    assert start(store, computer, by_system=False) == RESUMED  # and crashes, too
    assert start(store, computer, by_system=False) == ORDINARY
    assert store.read() is None


def test_an_arrangement_that_cannot_be_taken_back_starts_no_second_window(
    store: ProgressStore, computer: Computer
) -> None:
    saved_before(store, computer)
    computer.login.writable = False
    assert start(store, computer, by_system=True) == RESUMED
    assert computer.login.arranged
    assert start(store, computer, by_system=True) == NOTHING, "cut off before its window"
    shown(store)
    assert start(store, computer, by_system=True) == NOTHING, "at any later login"
    assert start(store, computer, by_system=False) == ORDINARY


def test_where_neither_can_be_recorded_nothing_opens_by_itself(
    store: ProgressStore, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved_before(store, computer)
    computer.login.writable = False
    monkeypatch.setattr(store, "write", lambda _: False)
    assert start(store, computer, by_system=True) == NOTHING
    computer.login.writable = True
    assert start(store, computer, by_system=True) == RESUMED, "the arrangement itself is gone, that is enough"


def test_cut_off_between_saving_and_arranging_the_person_goes_on_by_hand(
    store: ProgressStore, computer: Computer
) -> None:
    store.write(Progress(done=DONE, at_s=NOW_S - 60, restarting=True))
    assert start(store, computer, by_system=False) == RESUMED


@pytest.mark.parametrize(
    ("ago_s", "uptime_hours", "expected"),
    [
        (120.0, 0.01, RESUMED),
        (10 * HOUR_S, 0.01, RESUMED),  # switched off, and on again in the morning
        (120.0, 300.0, StartPlan(place="restart", done=DONE)),  # only logged out, or Windows' Shut down
        (120.0, None, StartPlan(place="restart", done=DONE)),  # nobody knows: it is looked at
        (120.0, -5.0, StartPlan(place="restart", done=DONE)),
        (25 * HOUR_S, 0.01, ORDINARY),
        (30 * 24 * HOUR_S, 0.01, ORDINARY),
        (-600.0, 0.01, ORDINARY),  # a clock that was set back
    ],
)
def test_what_the_next_login_opens(
    store: ProgressStore, computer: Computer, ago_s: float, uptime_hours: float | None, expected: StartPlan
) -> None:
    saved_before(store, computer, ago_s)
    computer.uptime = uptime_hours
    assert start(store, computer, by_system=True) == expected
    assert not computer.login.arranged


def test_a_start_by_the_system_that_nothing_is_known_of_opens_nothing(store: ProgressStore, computer: Computer) -> None:
    computer.login.command = ["readiness", "--resume"]
    assert start(store, computer, by_system=True) == NOTHING
    assert not computer.login.arranged
    store.write(Progress(done=DONE, at_s=NOW_S - 60))
    assert start(store, computer, by_system=True) == NOTHING, "what was kept for a later day is no restart"
    assert store.read() is not None


def test_going_on_without_a_restart_takes_all_of_it_back(store: ProgressStore, computer: Computer) -> None:
    saved_before(store, computer)
    withdraw_restart(cast(Machine, computer), store)
    assert not computer.login.arranged
    assert store.read() is None
    kept = Progress(done=DONE, at_s=NOW_S)
    store.write(kept)
    withdraw_restart(cast(Machine, computer), store)
    assert store.read() == kept, "what was kept for another reason stays"


def test_what_cannot_be_made_ready_is_told(
    store: ProgressStore, computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    computer.login.writable = False
    assert prepare_restart(cast(Machine, computer), store, Progress(done=DONE)) == RestartReadiness(
        saved=True, arranged=False
    )
    computer.login.writable = True
    monkeypatch.setattr(store, "write", lambda _: False)
    assert prepare_restart(cast(Machine, computer), store, Progress(done=DONE)) == RestartReadiness(
        saved=False, arranged=False
    )
    assert not computer.login.arranged, "no start without anything to go on from"


@pytest.mark.parametrize(
    ("ahead_s", "resumes"),
    [(30.0, True), (90.0, False), (30 * 365 * 86400.0, False), (-90.0, True), (-30 * 365 * 86400.0, False)],
    ids=["set back a little", "set back", "was wrong by years", "went on", "is wrong by years"],
)
def test_a_clock_that_jumps_in_the_restart_opens_the_window_in_any_case(
    ahead_s: float, resumes: bool, store: ProgressStore, computer: Computer
) -> None:
    """What lies in the future or long ago is no beginning to go on from; nothing of it stays."""
    computer.uptime = 0.005
    saved_before(store, computer, ago_s=-ahead_s)
    beginning = start(store, computer, by_system=True)
    assert beginning == (RESUMED if resumes else ORDINARY)
    assert not computer.login.arranged
    assert (store.read() is None) is not resumes


@pytest.mark.parametrize(
    ("ahead_s", "offered"),
    [
        (0.0, True),
        (30.0, True),
        (3600.0, False),
        (1e12, False),
        (-86400.0, False),
        (-1e12, False),
        (float("nan"), False),
    ],
)
def test_what_was_stopped_at_another_days_time_is_not_offered(
    ahead_s: float, offered: bool, store: ProgressStore, computer: Computer
) -> None:
    noon_s = datetime.datetime(2026, 11, 30, 12).timestamp()
    store.write(Progress(done=DONE, place="camera", at_s=noon_s + ahead_s))
    beginning = decide_start(cast(Machine, computer), store, by_system=False, now_s=lambda: noon_s)
    assert beginning.offered is offered
    assert (store.read() is not None) is offered


def test_the_profile_and_the_options_come_along(store: ProgressStore, computer: Computer) -> None:
    saved = Progress(done=DONE, at_s=NOW_S - 60, profile="/clinic.toml", starts=7)
    prepare_restart(cast(Machine, computer), store, saved, ["--language", "es"])
    assert computer.login.command is not None and computer.login.command[-3:] == ["--language", "es", "--resume"]
    beginning = start(store, computer, by_system=True)
    assert (beginning.place, beginning.profile) == ("computer", "/clinic.toml")


def test_which_tip_is_next() -> None:
    assert after_restart(()) == "computer"
    assert after_restart(("computer", "camera", "room")) == "sound"
    assert after_restart(("computer", "camera", "sound", "room", "phone", "visit")) == ""


def test_a_clock_that_is_set_right_at_the_start_is_no_lost_restart() -> None:
    assert has_restarted(20.0, 50 / 3600)
    assert not has_restarted(20.0, 100 / 3600)


def test_the_command_starts_this_program() -> None:
    assert own_command(("--profile", "/a b.toml")) == [*program_command(), "--profile", "/a b.toml", "--resume"]


@pytest.mark.linux("arranges a start by a desktop file")
def test_started_by_the_system_with_nothing_to_go_on_from_no_window_opens(tmp_path: Path) -> None:
    """The whole program: what was arranged is taken back even so."""
    entry = tmp_path / ".config/autostart/readiness-resume.desktop"
    entry.parent.mkdir(parents=True)
    entry.touch()
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-m", "readiness", "--resume"],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": root, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert not entry.exists()
