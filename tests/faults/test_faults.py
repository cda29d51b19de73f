"""Every fault through the command line once, ten and more in the window; some kills at random moments."""

from __future__ import annotations

import os

import pytest

from tests.faults.fault import Fault
from tests.faults.in_window import run_in_window
from tests.faults.kills import kill_at_random
from tests.faults.page import render
from tests.faults.run import Outcome, run, run_all
from tests.faults.table import FAULTS

# Most of the time is waiting for deadlines; more at once would be waiting for processors.
SIDE_BY_SIDE = 3 * (os.cpu_count() or 2)
IN_WINDOW = tuple(fault for fault in FAULTS if fault.window)


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Outcome]:
    """The whole table, side by side."""
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
