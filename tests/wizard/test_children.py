"""No child outlives its page or the window, however hastily somebody clicks."""

from __future__ import annotations

import psutil

from readiness.wizard.session import RESULT, WELCOME
from tests.wizard.conftest import Open
from tests.wizard.driver import children, probes


def test_leaving_the_camera_page_ends_its_process(opened: Open) -> None:
    driver = opened()
    driver.window.conductor.go("camera")
    driver.wait(lambda: driver.finding, 15, "the camera's finding")
    watching = probes("camera")
    assert len(watching) == 1
    picture = driver.tip.picture
    assert picture is not None
    before = picture.shown
    took = driver.wait(lambda: picture.shown - before >= 30, 10, "30 pictures")
    assert 30 / took >= 15, f"{30 / took:.1f} pictures per second"
    driver.click("Next")
    assert driver.wait(lambda: not watching[0].is_running() or not probes("camera"), 3.0) < 3.0
    # What was seen is kept.
    assert driver.window.conductor.session.mark("camera") == "pass"
    driver.click("Back")
    driver.wait(lambda: len(probes("camera")) == 1, 5)
    driver.wait(lambda: not picture.empty, 10)


def test_a_camera_that_dies_is_told_and_comes_back_by_itself(opened: Open) -> None:
    driver = opened()
    driver.window.conductor.go("camera")
    driver.wait(lambda: driver.finding == "camera.good", 15)
    picture = driver.tip.picture
    assert picture is not None
    probes("camera")[0].kill()
    driver.wait(lambda: driver.finding == "camera.crashed", 3)
    assert picture.empty, "an old picture must not pass for a new one"
    driver.wait(lambda: driver.finding == "camera.good", 15)


def test_next_back_and_close_in_quick_succession_leave_no_child(opened: Open) -> None:
    driver = opened()
    driver.click("Start the check")
    conductor = driver.window.conductor
    for place in ("camera", "sound", "camera", "room", "camera", "sound"):
        conductor.go(place)
        if place == "sound":
            driver.enter()
        driver.wait(lambda: True)
    conductor.back()
    conductor.forward()
    conductor.retry("room")
    conductor.retry("room")
    assert driver.close() < 4.0
    assert children() == []


def test_closing_in_the_middle_of_everything_is_quick(opened: Open) -> None:
    driver = opened()
    driver.click("Check everything for me")
    driver.wait(lambda: len(children()) >= 3, 10)
    assert driver.close() < 4.0
    assert children() == []


def test_closing_at_once_after_the_start(opened: Open) -> None:
    driver = opened()
    assert driver.close() < 4.0
    assert children() == []


def test_stopping_everything_goes_back_and_ends_what_can_be_noticed(opened: Open) -> None:
    driver = opened()
    driver.click("Check everything for me")
    driver.wait(lambda: probes("camera") and probes("sound"), 10)
    driver.click("Stop and go back")
    assert driver.place == WELCOME
    driver.wait(lambda: not probes("camera") and not probes("sound"), 4)
    conductor = driver.window.conductor
    conductor.go(RESULT)
    driver.click("Do not wait")
    driver.wait(lambda: driver.place == RESULT, 5)
    assert not psutil.Process().children() or not probes("internet")
