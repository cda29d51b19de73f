"""Every fault through the command line once, ten and more in the window; some kills at random moments.

Two minutes of a monkey on the window go on beside them: both wait more than they work.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.faults.fault import Fault
from tests.faults.in_window import run_in_window
from tests.faults.kills import kill_at_random
from tests.faults.page import render
from tests.faults.run import Outcome, run, run_all
from tests.faults.scene import PYTHON, ROOT
from tests.faults.table import FAULTS

# Most of the time is waiting for deadlines; more at once would be waiting for processors.
SIDE_BY_SIDE = 3 * (os.cpu_count() or 2)
IN_WINDOW = tuple(fault for fault in FAULTS if fault.window)


MONKEY_S = 120
SEED = 11


@pytest.fixture(scope="module")
def monkey() -> Iterator[subprocess.Popen[str]]:
    """Let loose before the faults, asked afterwards."""
    words = [PYTHON, "-m", "tests.soak.monkey", str(MONKEY_S), str(SEED)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as process:
        yield process
        process.kill()


@pytest.fixture(scope="module")
def outcomes(monkey: subprocess.Popen[str]) -> dict[str, Outcome]:
    """The whole table, side by side."""
    del monkey
    return {outcome.fault.id: outcome for outcome in run_all(FAULTS, SIDE_BY_SIDE)}


@pytest.fixture(scope="module")
def in_window(outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """Those that the window meets, too; not at the same time."""
    return {outcome.fault.id: outcome for outcome in run_all(IN_WINDOW, SIDE_BY_SIDE // 2, one=run_in_window)}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)
def test_through_the_command_line(fault: Fault, outcomes: dict[str, Outcome]) -> None:
    assert outcomes[fault.id].complaints == ()


@pytest.mark.parametrize("fault", IN_WINDOW, ids=lambda fault: fault.id)
def test_in_the_window(fault: Fault, in_window: dict[str, Outcome]) -> None:
    assert in_window[fault.id].complaints == ()


def test_killed_at_random_moments() -> None:
    assert kill_at_random(16, SIDE_BY_SIDE, lambda _: None) == []


def test_two_minutes_of_a_monkey_on_the_window(outcomes: dict[str, Outcome], monkey: subprocess.Popen[str]) -> None:
    del outcomes  # first they, then this one's answer
    out, _ = monkey.communicate(timeout=MONKEY_S + 60)
    told = json.loads(out.splitlines()[-1])
    assert told["complaints"] == []
    assert told["acts"] > 200
    assert monkey.returncode == 0


def test_the_table_is_wide_enough() -> None:
    assert len({fault.id for fault in FAULTS}) == len(FAULTS) >= 60
    assert len(IN_WINDOW) >= 10


def test_the_page_says_what_each_patient_reads(outcomes: dict[str, Outcome]) -> None:
    page = render(list(outcomes.values()))
    for outcome in outcomes.values():
        assert outcome.fault.id in page
    assert "<script" not in page


def test_a_fault_that_is_not_found_is_told() -> None:
    """The harness itself: a wrong expectation, a false pass and a late end are complaints."""
    from dataclasses import replace

    good = next(fault for fault in FAULTS if fault.id == "camera-chatters")
    wrong = run(replace(good, finds=("camera.frozen",), exits=1, within_s=0.1))
    assert any("FALSE PASS" in complaint for complaint in wrong.complaints)
    assert any("too late" in complaint for complaint in wrong.complaints)
    assert any("exit code 0, not 1" in complaint for complaint in wrong.complaints)
