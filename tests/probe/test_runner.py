"""One way to run a check: side by side where they may, one at a time where they must, and always to an end."""

from __future__ import annotations

import asyncio
import sys
import time
from typing import Any, ClassVar

import pytest

from readiness.core.check import Check, Resource
from readiness.core.finding import Judgement
from readiness.core.question import Answers
from readiness.core.setup import Setup
from readiness.probe.outcomes import Cancelled, Crashed, End, Hung, Measured, Raised
from readiness.probe.runner import Outcome, Runner, conclude
from tests.probe.faulty import Count, FaultyCheck
from tests.processes import children


class First(FaultyCheck):
    id: ClassVar[str] = "sound"
    uses: ClassVar[frozenset[Resource]] = frozenset({Resource.MICROPHONE})


class Second(FaultyCheck):
    id: ClassVar[str] = "room"
    uses: ClassVar[frozenset[Resource]] = frozenset({Resource.MICROPHONE})
    after: ClassVar[tuple[str, ...]] = ("sound",)


def test_a_judge_that_fails_is_our_fault_and_not_a_traceback() -> None:
    class Careless(FaultyCheck):
        def judge(self, reading: Count | None, setup: Setup, answers: Answers) -> Judgement:
            raise ZeroDivisionError

    line = conclude(Careless(), Outcome(Measured(Count(3)), 1.0), Setup(), {})
    assert line.found.main.code == "camera.error"


MODES: dict[str, str] = {}
STARTED: list[str] = []
"""What each child was started for."""


def launch(tip: str) -> list[str]:
    import os

    STARTED.append(tip)
    modes = ",".join(MODES.get(each, "count") for each in tip.split(","))
    return [sys.executable, "-m", "tests.probe.faulty", modes, str(os.getpid())]


@pytest.mark.parametrize(
    ("end", "name", "has_reading"),
    [
        (Measured(Count(3)), "good", True),
        (Hung(9.0), "not-responding", False),
        (Crashed(11, None), "crashed", False),
        (Crashed(None, 1), "crashed", False),
        (Raised("OSError"), "error", False),
        (Cancelled(), "cancelled", False),
    ],
)
def test_each_end_is_its_own_finding(end: End, name: str, has_reading: bool) -> None:
    line = conclude(FaultyCheck(), Outcome(end, 1.0), Setup(), {})
    assert line.found.main.code == f"camera.{name}"
    assert (line.reading is not None) is has_reading


def measure_all(checks: list[Check[Any]], **modes: str) -> tuple[dict[str, tuple[Outcome, Setup]], list[str]]:
    MODES.clear()
    MODES.update(modes)
    order: list[str] = []

    def done(check: Check[Any], outcome: Outcome, setup: Setup) -> None:
        order.append(check.id)

    runner = Runner(launch=launch)
    outcomes = asyncio.run(runner.measure_all(checks, Setup(), lambda check, sample: None, done))
    assert children() == []
    return outcomes, order


def test_a_check_is_told_the_readings_of_those_it_comes_after() -> None:
    outcomes, order = measure_all([Second(), First()])
    assert order == ["sound", "room"]
    _, setup = outcomes["room"]
    assert setup.known == {"sound": {"number": 3}}
    _, setup = outcomes["sound"]
    assert setup.known == {}


def test_one_that_crashes_does_not_stop_those_that_come_after() -> None:
    outcomes, _ = measure_all([First(), Second()], sound="abort")
    assert isinstance(outcomes["sound"][0].end, Crashed)
    assert isinstance(outcomes["room"][0].end, Measured)
    assert outcomes["room"][1].known == {}


def test_exclusive_ones_take_turns_and_others_run_side_by_side() -> None:
    class Other(FaultyCheck):
        id: ClassVar[str] = "computer"

    class Same(FaultyCheck):
        id: ClassVar[str] = "camera"
        uses: ClassVar[frozenset[Resource]] = frozenset({Resource.MICROPHONE})

    started = time.monotonic()
    outcomes, _ = measure_all([First(), Same(), Other()], sound="hang", camera="hang", computer="hang")
    took = time.monotonic() - started
    assert all(isinstance(outcome.end, Hung) for outcome, _ in outcomes.values())
    assert 2 * FaultyCheck.silence_s < took < 2 * FaultyCheck.silence_s + 4
    # What waiting for the device took is not counted as the check's own time.
    assert all(outcome.seconds < FaultyCheck.silence_s + 2.5 for outcome, _ in outcomes.values())


def test_cancelled_in_the_middle_every_check_still_has_an_end() -> None:
    MODES.update(sound="hang", room="count")

    async def cancel() -> dict[str, tuple[Outcome, Setup]]:
        runner = Runner(launch=launch)
        seen = asyncio.Event()
        running = asyncio.create_task(
            runner.measure_all([First(), Second()], Setup(), lambda c, s: seen.set(), lambda c, o, s: None)
        )
        await seen.wait()
        running.cancel()
        return await running

    outcomes = asyncio.run(cancel())
    assert all(isinstance(outcome.end, Cancelled) for outcome, _ in outcomes.values())
    assert children() == []


def test_cancelled_before_the_first_step() -> None:
    async def cancel() -> dict[str, tuple[Outcome, Setup]]:
        running = asyncio.create_task(
            Runner(launch=launch).measure_all([First()], Setup(), lambda c, s: None, lambda c, o, s: None)
        )
        await asyncio.sleep(0)
        running.cancel()
        return await running

    outcomes = asyncio.run(cancel())
    assert isinstance(outcomes["sound"][0].end, Cancelled)


class A(FaultyCheck):
    id: ClassVar[str] = "video-app"
    cheap: ClassVar[bool] = True


class B(A):
    id: ClassVar[str] = "restart"


class C(A):
    id: ClassVar[str] = "computer"


def share(**modes: str) -> dict[str, End | None]:
    """What became of three cheap checks and one that is not; STARTED says who was started with whom."""
    MODES.clear()
    MODES.update({key.replace("_", "-"): mode for key, mode in modes.items()})
    STARTED.clear()
    seen: list[str] = []
    runner = Runner(launch=launch, together=True)
    outcomes = asyncio.run(
        runner.measure_all(
            [A(), B(), C(), First()], Setup(), lambda check, _: seen.append(check.id), lambda c, o, s: None
        )
    )
    assert children() == []
    assert {"video-app", "sound"} <= set(seen)
    return {tip: outcome.end for tip, (outcome, _) in outcomes.items()}


TOGETHER = "video-app,restart,computer"


def test_cheap_checks_share_a_child() -> None:
    assert set(share().values()) == {Measured(Count(3))}
    assert sorted(STARTED) == ["sound", TOGETHER]


def test_one_that_raises_leaves_the_others_theirs() -> None:
    ends = share(restart="raise")
    assert ends["restart"] == Raised("ValueError")
    assert ends["video-app"] == ends["computer"] == Measured(Count(3))
    assert sorted(STARTED) == ["sound", TOGETHER]


@pytest.mark.parametrize(("mode", "kind"), [("abort", Crashed), ("hang", Hung), ("exit", Crashed)])
def test_one_that_takes_the_child_down_costs_the_others_a_child_of_their_own(mode: str, kind: type[End]) -> None:
    ends = share(restart=mode)
    assert isinstance(ends["restart"], kind)
    assert ends["video-app"] == ends["computer"] == Measured(Count(3))
    assert sorted(STARTED) == sorted(["sound", TOGETHER, "restart", "computer"])


def test_sharing_can_be_cancelled() -> None:
    MODES.clear()
    MODES.update({"restart": "hang"})

    async def cancel() -> dict[str, tuple[Outcome, Setup]]:
        seen = asyncio.Event()
        runner = Runner(launch=launch, together=True)
        running = asyncio.create_task(
            runner.measure_all([A(), B(), C()], Setup(), lambda c, s: seen.set(), lambda c, o, s: None)
        )
        await seen.wait()
        running.cancel()
        return await running

    outcomes = asyncio.run(cancel())
    assert set(outcomes) == set(TOGETHER.split(","))
    assert isinstance(outcomes["computer"][0].end, Cancelled)
    assert children() == []
