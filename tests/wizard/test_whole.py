"""The whole wizard, offscreen, to each of the four results: by mouse and by keyboard, with good and faulty sources."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PySide6.QtCore import Qt

from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall
from readiness.wizard.dialogs.report import save_to
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME, Mark
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.widgets.basic import Button
from tests.processes import children
from tests.wizard.conftest import Open
from tests.wizard.driver import Driver

DEAD_SERVER = "http://127.0.0.1:9/"


@pytest.fixture(scope="session")
def black(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A camera behind a cover: black, with a sensor's noise."""
    path = tmp_path_factory.mktemp("clips") / "black.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 24.0, (640, 480))
    noise = np.random.default_rng(1)
    for _ in range(48):
        writer.write(noise.integers(0, 6, (480, 640, 3), dtype=np.uint8))
    writer.release()
    return f"file:{path}"


def mark(driver: Driver, tip: str) -> Mark:
    return driver.window.controller.session.mark(tip)


def settled(driver: Driver, tip: str) -> bool:
    return mark(driver, tip) not in (Mark.OPEN, Mark.RUNNING)


def test_by_mouse_page_by_page_to_ready(opened: Open, tmp_path: Path) -> None:
    driver = opened()
    driver.click("Start the check")
    for tip in TIPS:
        assert driver.place == tip
        shown = driver.tip
        assert driver.window.bar.number.text() == "617-555-0142"
        if shown.start.isVisible():
            driver.click("Start")
        state = driver.window.controller.session.tips[tip]
        driver.wait(
            lambda p=shown, s=state: p.questions.isVisible() or (driver.finding and (s.watching or not s.run)),  # type: ignore[misc]
            40,
            tip,
        )
        for button in [b for b in shown.findChildren(Button) if b.words == "Yes" and b.isVisible()]:
            driver.click(button)
        driver.wait(lambda t=tip: mark(driver, t) is Mark.PASS, 20, f"{tip} is good")  # type: ignore[misc]
        driver.click("Next")
    driver.to_result()
    assert driver.verdict is Overall.READY
    page = driver.page
    assert isinstance(page, ResultPage)
    assert page.qr.isVisible()
    assert page.number.text() == "617-555-0142"
    said = save_to(page.rendering(), driver.window.words, tmp_path / "visit.json")
    assert "visit.json" in said
    saved = json.loads((tmp_path / "visit.json").read_text(encoding="utf-8"))
    assert (saved["verdict"], saved["demo"], saved["code"]) == ("ready", True, page.code.text())
    # A sidebar item leads back to its page, and Next from there on.
    driver.click(driver.window.sidebar.items["restart"])
    assert driver.place == "restart"
    assert driver.finding == "restart.recent"


def test_by_keyboard_with_check_everything_to_advice(opened: Open) -> None:
    driver = opened()
    driver.tab_to("Check everything for me")
    driver.press(Qt.Key.Key_Space)
    assert driver.place == PROGRESS
    driver.wait(lambda: driver.place != PROGRESS, 60, "all measured")
    # Where the demonstration finds no speaker, nobody is asked about what was not played.
    assert driver.place in ("sound", "room")
    asked = []
    while driver.place != RESULT:
        asked.append(driver.place)
        for question in driver.window.controller.session.open_questions(driver.place):
            answer = "No" if question.id == "questions-written" else "Yes"
            driver.tab_to(f"{question.says.message} {answer}")
            driver.press(Qt.Key.Key_Space)
        driver.tab_to("Next")
        driver.enter()
    assert asked[-3:] == ["room", "phone", "visit"]
    assert driver.verdict is Overall.READY_WITH_ADVICE
    driver.press(Qt.Key.Key_Escape)
    assert driver.place == RESULT  # nobody is taken from the result by a key
    assert driver.window.sidebar.items["camera"].isEnabled()  # seen by "Check everything", so there is a page for it


def test_a_covered_camera_is_not_ready(opened: Open, black: str) -> None:
    driver = opened(camera=black)
    driver.enter()  # the main button, with the focus on the heading
    while driver.place != "camera":
        driver.wait(lambda: settled(driver, driver.place), 30)
        driver.enter()
    driver.wait(lambda: driver.finding == "camera.covered", 15, "covered")
    assert not driver.tip.picture.empty  # type: ignore[union-attr]
    driver.enter()
    for _ in ("sound", "room", "phone", "visit"):
        driver.click("Skip this step")
    driver.to_result()
    assert driver.verdict is Overall.NOT_READY
    page = driver.page
    assert isinstance(page, ResultPage)
    assert page.main is page.test


def test_a_dead_server_could_not_be_checked_and_is_never_the_patients_fault(opened: Open) -> None:
    driver = opened(server=DEAD_SERVER)
    driver.click("Start the check")
    while driver.place != RESULT:
        if driver.place == PROGRESS:
            driver.to_result()
            break
        if driver.place in ("camera", "sound"):
            driver.click({"camera": "I don’t use a camera", "sound": "Skip this step"}[driver.place])
        elif driver.place == "internet":
            driver.wait(lambda: settled(driver, "internet"), 40)
            assert driver.finding == "internet.server-down"
            driver.click("Next")
        else:
            driver.click("Skip this step")
    # The video program is required, too; skipped, it could not be checked either.
    assert driver.verdict is Overall.COULD_NOT_CHECK
    assert mark(driver, "camera") is Mark.NOT_NEEDED
    assert mark(driver, "visit") is Mark.SKIPPED
    assert driver.window.sidebar.items["internet"].accessibleName() == "Internet, step 2 of 9. Not checked"
    driver.click("Start from the beginning")
    assert driver.place == WELCOME
    assert mark(driver, "camera") is Mark.OPEN


def test_no_is_no_dead_end(opened: Open, tmp_path: Path) -> None:
    """The chime was not heard: steps, Try again, and a way on."""
    import soundfile

    from readiness.core.assets import find_asset

    voice, rate = soundfile.read(str(find_asset("demo", "voice.wav")))
    short = tmp_path / "voice.wav"
    soundfile.write(str(short), voice[: int(5.5 * rate)], rate)
    driver = opened(microphone=f"file:{short}", speaker=f"file:{tmp_path / 'chime.wav'}")
    driver.window.controller.go("sound")
    driver.enter()
    driver.wait(driver.tip.questions.isVisible, 30, "the question")
    driver.tab_to("Did you hear the chime? No")
    driver.press(Qt.Key.Key_Space)
    assert driver.finding == "sound.not-heard"
    assert driver.tip.steps.isVisible()
    assert {"Try again", "Next", "Back", "Skip this step"} <= set(driver.buttons())
    driver.tab_to("Did you hear the chime? Yes")
    driver.press(Qt.Key.Key_Space)
    assert driver.finding != "sound.not-heard"


def test_the_demonstration_says_so_on_every_page(opened: Open) -> None:
    driver = opened()
    banner = next(w for w in driver.window.findChildren(type(driver.page.heading)) if w.objectName() == "banner")
    for place in (WELCOME, *TIPS, RESULT):
        driver.window.controller.go(place)
        assert banner.isVisible()
        assert driver.window.windowTitle()
        assert driver.window.focusWidget() is driver.page.heading
    driver.close()
    assert children() == []
