"""The window never says “ready” for what was not shown: by mouse and by keyboard, in every way that once was green."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from readiness.core.clinic import VisitKind
from readiness.core.tip_list import TIPS
from readiness.core.verdict import Overall, Verdict
from readiness.support.evidence import from_code
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import RESULT, WELCOME, Mark
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.widgets.basic import Button
from readiness.wizard.window import Window
from tests.core.test_verdict import NEEDED, OWN, SAME, contract
from tests.wizard.conftest import Open
from tests.wizard.driver import Driver, demonstration, live
from tests.wizard.gallery import StagedSession

WITHOUT_CAMERA = "I don’t use a camera"
WITHOUT_SOUND = "I don’t use sound"
BY_PHONE = "I will join by phone"
TELEPHONE = "Will you speak and listen on a telephone during the video visit?"
PASSED = {
    **{"video-app": "installed", "internet": "good", "restart": "recent", "computer": "good", "camera": "good"},
    **{"sound": "good", "room": "good", "phone": "ready", "visit": "ready"},
}
GREEN = ("Ready", "is ready for your video visit")


def result(driver: Driver) -> ResultPage:
    page = driver.page
    assert isinstance(page, ResultPage)
    return page


def words(page: ResultPage) -> str:
    return f"{page.heading.words}. {page.summary.words}"


def by_mouse(driver: Driver, button: str) -> None:
    driver.click(button)


def by_keyboard(driver: Driver, button: str) -> None:
    driver.tab_to(button)
    driver.enter()


Press = Callable[[Driver, str], None]
BOTH = pytest.mark.parametrize("press", [by_mouse, by_keyboard])


def staged(driver: Driver, **shown: str) -> StagedSession:
    """All is well in this window but for these findings; nothing is measured."""
    controller: Controller = driver.window.controller
    session = StagedSession(controller.setup)
    for tip, name in {**PASSED, **{tip.replace("_", "-"): name for tip, name in shown.items()}}.items():
        session.show(tip, name)
    controller.session = session
    return session


@BOTH
def test_by_phone_is_no_ready(opened: Open, press: Press) -> None:
    driver = opened()
    press(driver, "Start the check")
    driver.window.controller.go("internet")
    press(driver, BY_PHONE)
    assert driver.place == "phone", "what a visit by phone needs as well comes next"
    for button in [b for b in driver.tip.findChildren(Button) if b.words == "Yes" and b.isVisible()]:
        driver.click(button)
    press(driver, "Next")
    assert driver.place == "visit"
    press(driver, "Next")
    page = result(driver)
    report = driver.window.controller.session.report()
    assert report.overall is Overall.BY_PHONE
    assert words(page).startswith("Your visit will be by phone.")
    assert not any(green in words(page) for green in GREEN)
    assert page.number.text() == "617-555-0142"
    live(50)
    seen = " ".join(label.text() for label in page.findChildren(type(page.heading)) if label.isVisible())
    for told in ("Please call me at the time of my visit", "Have these ready", "Your questions and your medicines"):
        assert told in seen
    assert "Choose the same camera" not in seen
    assert driver.window.controller.session.mark("internet") is Mark.BY_PHONE
    driver.wait(lambda: not driver.window.controller.session.running(), 10, "nothing more is measured")
    assert from_code(page.code.text()).verdict is Overall.BY_PHONE
    saved = json.loads(page.rendering().as_json())
    assert saved["verdict"] == "by-phone"
    assert not [tip for tip in saved["tips"] if tip["finding"].endswith(".skipped")], "nobody has skipped anything"
    # And back to video: the internet is looked at.
    press(driver, "I want to try video after all")
    assert driver.place == "internet"
    assert not driver.window.controller.session.by_phone
    driver.wait(lambda: driver.finding, 40)
    assert driver.finding == "internet.good"


def choose_phone(driver: Driver) -> None:
    driver.window.controller.go("internet")
    driver.click(BY_PHONE)


def test_by_phone_is_undone_by_its_own_button_alone(opened: Open) -> None:
    driver = opened()
    choose_phone(driver)
    controller = driver.window.controller
    assert driver.place == "phone"
    driver.click("Back")
    assert driver.place == "internet", "not the room, with its microphone"
    assert not {"Skip this step", "Try again"} & set(driver.buttons())
    controller.go(WELCOME)
    driver.click("Start the check")
    assert controller.session.by_phone
    assert driver.place == "phone"
    controller.go("internet")
    live(QApplication.doubleClickInterval() + 50)
    driver.click("I want to try video after all")
    assert not controller.session.by_phone


def test_a_result_in_doubt_offers_the_phone(opened: Open) -> None:
    driver = opened()
    staged(driver, camera="covered")
    driver.window.controller.go(RESULT)
    assert driver.verdict is Overall.NOT_READY
    driver.click(BY_PHONE)
    assert driver.window.controller.session.by_phone
    assert words(result(driver)).startswith("Your visit will be by phone.")
    driver.window.controller.go(WELCOME)
    staged(driver)
    driver.window.controller.go(RESULT)
    assert BY_PHONE not in driver.buttons()


@pytest.mark.parametrize("first", ["internet", "sound"])
def test_who_needs_the_phone_cannot_do_without_it(opened: Open, first: str) -> None:
    driver = opened()
    controller = driver.window.controller
    controller.go("phone")
    driver.click("I don’t use a phone")
    assert controller.session.tips["phone"].decided == "not-needed"
    if first == "internet":
        choose_phone(driver)
    else:
        controller.go("sound")
        driver.click(WITHOUT_SOUND)
        driver.click("Yes")
    assert controller.session.tips["phone"].decided == "", "it is asked again"
    controller.go("phone")
    assert "I don’t use a phone" not in driver.buttons()


def test_what_was_broken_off_for_the_phone_was_not_stopped_by_anybody(opened: Open) -> None:
    driver = opened()
    controller = driver.window.controller
    controller.start()
    choose_phone(driver)
    controller.go(RESULT)
    driver.wait(lambda: not any(state.run for state in controller.session.tips.values()), 20)
    names = {each.tip: each.found.main.name for each in controller.session.report().lines}
    assert "cancelled" not in names.values()
    assert names["camera"] == "not-needed"


def test_who_chose_the_phone_is_asked_again_at_the_next_start(opened: Open) -> None:
    driver = opened()
    controller = driver.window.controller
    kept: list[tuple[tuple[str, ...], str]] = []
    controller.resumption._stopped = lambda done, place: kept.append((tuple(done), place))
    controller.go("internet")
    driver.wait(lambda: driver.finding == "internet.good", 40)
    choose_phone(driver)
    driver.close()
    done, place = kept[-1]
    assert place == "internet"
    assert "internet" not in done


@BOTH
@pytest.mark.parametrize("without", [("camera",), ("sound",), ("camera", "sound")])
def test_without_a_camera_or_sound_it_says_so(opened: Open, press: Press, without: tuple[str, ...]) -> None:
    driver = opened()
    controller = driver.window.controller
    staged(driver, **dict.fromkeys(without, "skipped"))
    for tip in without:
        controller.go(tip)
        press(driver, WITHOUT_CAMERA if tip == "camera" else WITHOUT_SOUND)
        if tip == "sound":
            assert driver.place == "sound", "it is asked first"
            assert not controller.session.tips["sound"].decided
            press(driver, f"{TELEPHONE} Yes" if press is by_keyboard else "Yes")
        assert driver.place != tip
        assert controller.session.mark(tip) is Mark.NOT_NEEDED
    controller.go(RESULT)
    said = words(result(driver))
    assert controller.session.report().overall is Overall.READY_WITH_ADVICE
    assert not said.startswith("Ready."), said
    assert ("will not see you" in said) == ("camera" in without)
    assert ("telephone" in said) == ("sound" in without)
    assert result(driver).verdict is Verdict.WARN


@BOTH
@pytest.mark.parametrize("answer", ["No", "Not sure"])
def test_no_sound_and_no_telephone_is_not_let_through(opened: Open, press: Press, answer: str) -> None:
    driver = opened()
    driver.window.controller.go("sound")
    press(driver, WITHOUT_SOUND)
    press(driver, f"{TELEPHONE} {answer}" if press is by_keyboard else answer)
    assert driver.place == "sound"
    assert driver.window.controller.session.tips["sound"].decided == ""
    assert "call your clinic" in driver.tip.hint.words
    assert driver.tip.start.isVisible(), "the way to do it is still there"


@BOTH
def test_a_visit_on_a_web_page_needs_a_browser(opened: Open, press: Press) -> None:
    driver = opened()
    controller = driver.window.controller
    controller.go("video-app")
    driver.wait(lambda: driver.finding == "video-app.installed", 20)
    press(driver, "My visit opens on a web page")
    assert driver.place == "video-app"
    driver.wait(lambda: driver.finding in ("video-app.browser-ok", "video-app.no-browser"), 20)
    assert controller.session.setup.profile.visit.kind is VisitKind.BROWSER
    live(QApplication.doubleClickInterval() + 50)  # sooner it would be the second half of the press before
    press(driver, "I use a video program")
    driver.wait(lambda: driver.finding == "video-app.installed", 20)
    assert controller.session.setup.profile.visit.kind is not VisitKind.BROWSER


def test_where_there_is_no_browser_the_web_page_is_a_problem(opened: Open) -> None:
    driver = opened()
    session = staged(driver, video_app="no-browser")
    driver.window.controller.go(RESULT)
    assert session.report().overall is Overall.NOT_READY


@pytest.mark.parametrize("tip", ["restart", "computer", "room"])
def test_what_is_for_everybody_cannot_be_left_as_not_for_me(opened: Open, tip: str) -> None:
    driver = opened()
    driver.window.controller.go(tip)
    assert "This is not for me" not in driver.buttons()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
@pytest.mark.parametrize("tip", ["internet", "computer", "video-app"])
def test_try_again_twice_tries_again_once(opened: Open, tip: str, key: Qt.Key) -> None:
    driver = opened()
    controller = driver.window.controller
    controller.go(tip)
    driver.wait(lambda: driver.finding and not controller.session.tips[tip].run, 40)
    button = driver.tip.again
    button.setFocus()
    QTest.keyClick(button, key)
    run = controller.session.tips[tip].run
    assert run
    focused = driver.window.focusWidget()
    assert focused is button, "the pressed button keeps the focus while it works"
    QTest.keyClick(focused, key)
    assert controller.session.tips[tip].run == run, "one run"
    assert (driver.place, controller.session.tips[tip].decided) == (tip, "")
    driver.wait(lambda: not controller.session.tips[tip].run or controller.session.tips[tip].watching, 40)
    assert driver.window.focusWidget() is button, "and after"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_start_twice_starts_once_and_skips_nothing(opened: Open, key: Qt.Key) -> None:
    driver = opened()
    controller = driver.window.controller
    controller.go("sound")
    live(100)
    driver.tip.start.setFocus()
    QTest.keyClick(driver.tip.start, key)
    for _ in range(3):
        live(30)
        focused = driver.window.focusWidget()
        QTest.keyClick(focused or driver.window, key)
    assert driver.place == "sound"
    assert controller.session.tips["sound"].decided == ""
    assert controller.session.tips["sound"].run, "it is still being measured"


BUTTONS = ("Print or save", "Close this check")
"""They open a dialog, or end it all."""
QUICK_MS = 60


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_every_button_pressed_twice_does_what_once_does(
    opened: Open, key: Qt.Key, request: pytest.FixtureRequest
) -> None:
    """Place, decisions and answers after two quick presses are those after one."""
    before = QApplication.doubleClickInterval()
    QApplication.setDoubleClickInterval(QUICK_MS)  # so that nobody has to wait for the end of each
    request.addfinalizer(lambda: QApplication.setDoubleClickInterval(before))
    driver = opened()
    live(100)
    tried = 0
    for place in (WELCOME, *TIPS, RESULT):
        show(driver, place)
        names = [b.words for b in driver.window.stack.findChildren(Button) if b.isVisible() and b.words not in BUTTONS]
        for name in dict.fromkeys(names):
            once, twice = (press_often(driver, place, name, key, times) for times in (1, 2))
            assert once == twice, (place, name)
            tried += 1
    assert tried > 40


def show(driver: Driver, place: str) -> None:
    """Open this page, everything being known and nothing decided."""
    controller = driver.window.controller
    for tip in controller.session.running():
        controller._measuring.cancel(tip)
    controller.session.setup = driver.window.controller._measuring._first_setup
    session = staged(driver, internet="offline", camera="covered", sound="muted", computer="busy")
    for tip in TIPS:
        session.tips[tip].visited = True
    controller.go(WELCOME if place != WELCOME else "phone")
    controller.go(place)
    live(QUICK_MS + 5)


def press_often(driver: Driver, place: str, name: str, key: Qt.Key, times: int) -> tuple[object, ...]:
    """Press this button so often, as fast as may be, wherever the focus is then; what has come of it."""
    show(driver, place)
    controller = driver.window.controller
    buttons = driver.window.stack.findChildren(Button)
    button = next(each for each in buttons if each.isVisible() and each.words == name)
    button.setFocus()
    for _ in range(times):
        QTest.keyClick(driver.window.focusWidget() or driver.window, key)
    states = controller.session.tips.values()
    return (
        controller.place,
        [state.decided for state in states],
        [dict(state.answers) for state in states],
        controller.session.on_web_page,
        isinstance(driver.window.focusWidget(), QAbstractButton),
    )


def test_thirty_results_in_the_window(opened: Open) -> None:
    """Of the ten thousand, any thirty: what the window says, shows and saves is the contract's."""
    driver = opened()
    every = list(itertools.product(*((*OWN[tip], *SAME) for tip in NEEDED)))
    for names in random.Random(17).sample(every, 30):
        chosen: dict[str, str] = dict(zip(NEEDED, names, strict=True))
        session = staged(driver, **chosen)
        driver.window.controller.go(WELCOME)
        driver.window.controller.go(RESULT)
        page, expected = result(driver), contract(chosen)
        assert session.report().overall == expected
        assert json.loads(page.rendering().as_json())["verdict"] == expected
        assert from_code(page.code.text()).verdict == expected
        assert page.heading.words.startswith("Ready") == expected.startswith("ready"), (chosen, page.heading.words)
        green = page.verdict is Verdict.PASS
        assert green == (expected == "ready")
        assert (page.heading.words == "Ready") == green


def test_another_language_says_it_too(opened: Open) -> None:
    setup = demonstration()
    driver = opened(replace(setup, language="es"))
    staged(driver, camera="not-needed")
    driver.window.controller.go(RESULT)
    window: Window = driver.window
    assert window.words.language == "es"
    assert "sin cámara" in result(driver).heading.words
