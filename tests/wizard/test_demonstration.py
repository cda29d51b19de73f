"""“See a demonstration” in the middle of a check: the check waits, gives back camera and sound, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from readiness.core.check import Resource
from readiness.core.question import Answer
from readiness.core.setup import Setup
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.probe.outcomes import Measured
from readiness.probe.runner import Outcome
from readiness.tips.sound.reading import SoundReading
from readiness.tips.video_app.reading import VideoAppReading
from readiness.wizard.app import WindowApplication
from readiness.wizard.dialogs.help import DEMONSTRATION, HelpDialog
from readiness.wizard.memory.start import COMES_BACK
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.widgets.basic import Button
from readiness.wizard.window import Window
from tests.places import DATA
from tests.wizard.driver import demonstration, live, probes, wait_until

MADE_UP, OWN = "617-555-0142", "(617) 555-0199"
Begin = Callable[..., WindowApplication]


def own_check(visit_phone: str = "", typed: str = "") -> Setup:
    """A check of this computer, without what takes long."""
    setup = replace(demonstration(), demo=False, typed_phone=typed)
    clinic = replace(setup.profile.clinic, visit_phone=visit_phone, name="Own clinic")
    tips = replace(setup.profile.tips, leave_out=("internet",))
    return replace(setup, profile=replace(setup.profile, clinic=clinic, tips=tips))


@pytest.fixture
def quits(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    asked: list[bool] = []
    monkeypatch.setattr(qapp, "quit", lambda: asked.append(True))
    return asked


@pytest.fixture
def begin(qapp: QApplication, quits: list[bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Begin]:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv(DATA, str(tmp_path / "data"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    made: list[WindowApplication] = []

    def start(setup: Setup | None = None) -> WindowApplication:
        made.append(WindowApplication(qapp, setup or own_check()))
        live(20)
        return made[-1]

    yield start
    for each in made:
        for window in shown():
            if window is not each.window:
                window.close()
        if isValid(each.window):
            quits.clear()
            each.window.close()
            wait_until(lambda: quits)


def shown() -> list[Window]:
    """The program's windows in sight."""
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Window) and each.isVisible()]


def skip_all(window: Window) -> None:
    """To the result without a measurement."""
    for tip in window.controller.tips:
        window.controller.decide(tip, "skipped")
    window.controller.go(RESULT)
    wait_until(lambda: window.controller.place == RESULT)


def demonstrate(application: WindowApplication) -> Window:
    """As a person does: Help, then the button."""
    words = application.window.words
    application.window.help()
    dialog = application.window.findChildren(HelpDialog)[-1]
    [button] = [each for each in dialog.findChildren(Button) if each.words == words.say(DEMONSTRATION)]
    button.click()
    live(20)
    assert application.window.findChildren(HelpDialog) == []
    [window] = shown()
    return window


def test_the_check_is_hidden_and_comes_back_with_all_it_knew(begin: Begin, quits: list[bool]) -> None:
    application = begin()
    own = application.window
    controller = own.controller
    session = controller.session
    session.tips["video-app"].outcome = Outcome(Measured(VideoAppReading(found_names=("Zoom",))), 1.0)
    controller.go("phone")
    for question in session.questions("phone"):
        controller.answer("phone", question.id, Answer.YES)
    controller.decide("visit", "skipped")
    controller.go("phone")
    window = demonstrate(application)
    assert window is not own
    assert window.controller.setup.demo
    assert window.notice.text() == COMES_BACK.message
    window.close()
    assert shown() == [own], "at once, not when the demonstration's children are gone"
    wait_until(lambda: not window.controller._measuring._working or window.controller.wait(0.0))
    live(100)
    assert quits == [], "only the person's own window ends the program"
    assert own.controller is controller and controller.session is session
    assert controller.place == "phone"
    assert session.tips["video-app"].outcome is not None
    assert session.tips["visit"].decided == "skipped"
    assert not session.open_questions("phone")
    own.close()
    wait_until(lambda: quits)
    live(1)  # it is deleted


@pytest.mark.parametrize(
    ("clinic", "typed", "number"),
    [("617-555-0177", "", "617-555-0177"), ("", OWN, OWN), ("", "", MADE_UP)],
)
def test_the_real_number_stays_in_sight(clinic: str, typed: str, number: str, begin: Begin) -> None:
    window = demonstrate(begin(own_check(clinic, typed)))
    assert window.bar.number.text() == number
    skip_all(window)
    page = window.page
    assert isinstance(page, ResultPage)
    assert page.number.text() == number


def test_no_camera_is_held_behind_the_demonstration(begin: Begin) -> None:
    application = begin()
    controller = application.window.controller
    controller.go("camera")
    assert controller.session.tips["camera"].run
    window = demonstrate(application)
    wait_until(lambda: not controller.session.tips["camera"].run)
    wait_until(lambda: not probes("camera"))
    live(2500)  # a camera that is not there is looked for again every two seconds, but not now
    assert not controller.session.tips["camera"].run and not probes("camera")
    window.close()
    assert controller.place == "camera"
    assert controller.session.tips["camera"].run, "its page is open again, so it is looked at again"


def test_what_was_being_measured_goes_on_afterwards(begin: Begin) -> None:
    application = begin()
    controller = application.window.controller
    session = controller.session
    for tip in ("video-app", "restart", "computer"):
        session.decide(tip, "not-needed")
    controller.everything()
    assert controller.place == PROGRESS
    window = demonstrate(application)
    noticed = [tip for tip, state in session.tips.items() if state.check.uses & {Resource.CAMERA, Resource.MICROPHONE}]
    wait_until(lambda: not any(session.tips[tip].run for tip in noticed))
    window.close()
    assert controller.place == PROGRESS
    assert session.tips["camera"].run
    assert all(session.tips[tip].decided == "not-needed" for tip in ("video-app", "restart", "computer"))


def test_the_result_comes_back_as_it_was(begin: Begin) -> None:
    application = begin()
    controller = application.window.controller
    skip_all(application.window)
    page = application.window.page
    assert isinstance(page, ResultPage)
    before = (page.heading.text(), page.code.text())
    demonstrate(application).close()
    assert controller.place == RESULT and application.window.page is page
    assert (page.heading.text(), page.code.text()) == before


def test_a_sound_that_was_measured_is_not_asked_for_anew(begin: Begin) -> None:
    application = begin()
    session = application.window.controller.session
    reading = SoundReading(MicrophoneState.SOUND, speaker=SpeakerState.PLAYED, speech_dbfs=-24.0, voice_played=True)
    session.tips["sound"].outcome = Outcome(Measured(reading), 20.0)
    application.window.controller.go("sound")
    demonstrate(application).close()
    assert session.tips["sound"].outcome is not None and not session.tips["sound"].run


def test_a_language_chosen_in_it_is_kept(begin: Begin) -> None:
    application = begin()
    application.window.speak("es")
    window = demonstrate(application)
    assert window.words.language == "es", "in the language that is spoken now, not in the one of the start"
    window.speak("en")
    window.close()
    assert application.window.words.language == "en"
    assert application.window.controller.place == WELCOME


def test_a_second_start_brings_the_demonstration_to_the_front_while_it_is_open(begin: Begin) -> None:
    application = begin()
    window = demonstrate(application)
    application.to_front()
    assert shown() == [window]
    window.closeEvent(QCloseEvent())
    window.closeEvent(QCloseEvent())  # a system that ends the session asks again
    application.to_front()
    assert shown() == [application.window]
