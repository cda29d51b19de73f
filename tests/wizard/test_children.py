"""No child outlives its page or the window, however hastily somebody clicks."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace

import psutil
import pytest
from PySide6.QtCore import Qt

from readiness.core.clinic import Relay
from readiness.tips.internet.measure import CALLING
from readiness.wizard.navigation import RESULT, WELCOME
from tests.processes import children
from tests.wizard.conftest import Open
from tests.wizard.driver import demonstration, probes


def test_leaving_the_camera_page_ends_its_process(opened: Open) -> None:
    driver = opened()
    driver.window.controller.go("camera")
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
    assert driver.window.controller.session.mark("camera") == "pass"
    driver.click("Back")
    driver.wait(lambda: len(probes("camera")) == 1, 5)
    driver.wait(lambda: not picture.empty, 10)


def test_a_camera_that_dies_is_told_and_comes_back_by_itself(opened: Open) -> None:
    driver = opened()
    driver.window.controller.go("camera")
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
    controller = driver.window.controller
    for place in ("camera", "sound", "camera", "room", "camera", "sound"):
        controller.go(place)
        if place == "sound":
            driver.enter()
        driver.wait(lambda: True)
    controller.back()
    controller.forward()
    controller.retry("room")
    controller.retry("room")
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
    controller = driver.window.controller
    controller.go(RESULT)
    driver.click("Do not wait")
    driver.wait(lambda: driver.place == RESULT, 5)
    assert not psutil.Process().children() or not probes("internet")


def test_try_again_pressed_in_quick_succession_measures_once(opened: Open) -> None:
    driver = opened()
    driver.window.controller.go("internet")
    driver.wait(lambda: probes("internet"), 10)
    for _ in range(8):
        driver.window.controller.retry("internet")
        driver.press(Qt.Key.Key_R, Qt.KeyboardModifier.AltModifier)
    driver.wait(lambda: len(probes("internet")) == 1, 5, "one measurement")
    for _ in range(4):
        driver.click(driver.tip.next)
        driver.window.controller.back()
        driver.window.controller.retry(driver.place)
    assert driver.close() < 4.0
    assert children() == []


@pytest.mark.linux("calls through coturn")
def test_closing_during_the_practice_call_leaves_no_child(opened: Open) -> None:
    """Through a real relay, whose connections and threads are open at that moment."""
    with relay() as url:
        setup = demonstration()
        relays = (Relay((url,), "check", "practice"),)
        internet = replace(setup.profile.internet, relays=relays)
        driver = opened(replace(setup, profile=replace(setup.profile, internet=internet)))
        driver.window.controller.go("internet")
        live = driver.window.controller.session.tips["internet"]
        driver.wait(lambda: live.live.doing == CALLING and (live.live.done or 0) > 0.65, 30, "the practice call")
        assert len(probes("internet")) == 1
        own = set(children()) - {probes("internet")[0]}
        assert driver.close() < 4.0
        assert set(children()) <= own


@contextlib.contextmanager
def relay() -> Iterator[str]:
    """coturn on this computer's loopback; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    turnserver = shutil.which("turnserver")
    assert turnserver is not None, "coturn is missing"
    command = [turnserver, "-n", "--log-file=/dev/null", "--lt-cred-mech", "--realm=clinic.example", "--no-dtls"]
    command += ["--no-tls", "--user=check:practice", "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1"]
    command += [f"--listening-port={port}", "--pidfile=/dev/null", "--db=/dev/null", "--no-cli"]
    command += ["--allow-loopback-peers", "--min-port=51000", "--max-port=51100"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield f"turn:127.0.0.1:{port}"
        finally:
            server.terminate()
