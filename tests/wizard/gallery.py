"""A PNG of every page in every state, theme, text size and language: `python -m tests.wizard.gallery [FOLDER] [PART]`.

PART narrows it: `es/`, `en/dark-100/`, `en/light-200/camera`. Ends with 1 where something is cut, lies on something
else or is faint, and says what.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain, product
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from readiness.core.assets import find_asset
from readiness.core.check import Live
from readiness.core.clinic import Languages
from readiness.core.finding import Judgement
from readiness.core.question import Answer
from readiness.core.report import TipResult
from readiness.core.setup import Setup
from readiness.core.text import Text
from readiness.core.tip_list import TIPS
from readiness.core.translation import Words, list_languages
from readiness.core.verdict import BY_PHONE, Verdict
from readiness.instruments.sound.states import MicrophoneState, SpeakerState
from readiness.probe.listed_devices import Devices, ListedDevice
from readiness.probe.outcomes import Measured
from readiness.probe.runner import Outcome
from readiness.profile.reader import read_profile
from readiness.tips import load_check
from readiness.tips.sound.measure import HEARING, SPEAK
from readiness.tips.sound.reading import SoundReading
from readiness.wizard.app import dress
from readiness.wizard.flow.controller import Controller
from readiness.wizard.flow.session import Session
from readiness.wizard.memory.launch import StartPlan
from readiness.wizard.navigation import PROGRESS, RESULT
from readiness.wizard.pages.result import ResultPage
from readiness.wizard.pages.tip import TipPage
from readiness.wizard.style.language import apply_language
from readiness.wizard.style.theme import FAMILY, SCALES, Appearance, Theme
from readiness.wizard.window import Window
from tests.wizard.seen import look_over

VALUES: dict[str, object] = {
    "app": "Zoom",
    "download_page": "https://zoom.us/download",
    "percent": 18,
    "programs": "Backup, Photos",
    "system": "Windows 10",
    "work": "updates",
    "browsers": "Firefox or Chrome",
}
DEVICES = Devices(
    camera=(ListedDevice("Built-in HD Camera", "a"), ListedDevice("USB Webcam", "b")),
    microphone=(ListedDevice("USB Headset", "a"), ListedDevice("Built-in Microphone", "b")),
    speaker=(ListedDevice("USB Headset", "a"), ListedDevice("Built-in Speakers", "b")),
)


class StagedSession(Session):
    """A session whose findings are put on the stage, not measured."""

    def __init__(self, setup: Setup) -> None:
        super().__init__([load_check(tip) for tip in TIPS], setup)
        self.staged: dict[str, Judgement] = {}

    def stage(self, tip: str, verdict: Verdict) -> bool:
        """The first finding of this verdict in the tip's table. False where it has none."""
        check = self.tips[tip].check
        for finding in check.findings():
            if finding.verdict is verdict:
                self.show(tip, finding.name)
                return True
        return False

    def show(self, tip: str, *names: str) -> None:
        """These findings."""
        self.staged[tip] = self.tips[tip].check.make_judgement(*names, values=VALUES)
        self.tips[tip].outcome = Outcome(None, 1.0)

    def judgement_of(self, tip: str) -> Judgement | None:
        return self.staged.get(tip)

    def line(self, tip: str, *, final: bool = True) -> TipResult:
        if self.tips[tip].decided:
            return super().line(tip, final=final)
        check = self.tips[tip].check
        found = self.staged.get(tip) or check.make_judgement("skipped")
        return TipResult(tip, check.required, found, None, {}, 1.0)


class Stage:
    """One window, staged anew for each picture."""

    def __init__(self, *, theme: Theme, scale: float = 1.0, language: str = "en", demo: bool = False) -> None:
        self.look = Appearance(theme=theme, scale=scale)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        dress(application, self.look)
        family = QFontInfo(self.look.font(18)).family()
        assert family == FAMILY, f"the bundled typeface is not there, but {family!r}"
        self._language = language
        profile = "demonstration.toml" if demo else "gallery"
        self.setup = replace(_setup(profile), language=language, demo=demo)

    def window(self, setup: Setup | None = None) -> tuple[Window, StagedSession]:
        """A new window at its welcome page, nothing measured, no thread started."""
        setup = setup or self.setup
        controller = Controller(TIPS, setup)
        session = StagedSession(setup)
        controller.session = session
        window = Window(self.look, Words(self._language), controller)
        window.show()
        return window, session


def _setup(profile: str) -> Setup:
    chosen = read_profile(find_asset("profiles", "demonstration.toml"))
    if profile == "gallery":
        answers = read_profile(find_asset("profiles", "dana-farber-example.toml")).questions_and_answers
        chosen = replace(chosen, questions_and_answers=answers, internet=read_profile(_default()).internet)
    chosen = replace(chosen, languages=Languages(unreviewed=True))
    return Setup(profile=chosen, attended=True)


def _default() -> Path:
    return find_asset("profiles", "default.toml")


def pictures() -> dict[str, bytes]:
    """The demonstration's face as it is, and in the dark."""
    import cv2

    _, image = cv2.VideoCapture(str(find_asset("demo", "face.mp4"))).read()
    shown: Any = {"good": image, "dark": (image * 0.33).astype("uint8"), "black": (image * 0).astype("uint8")}
    return {name: bytes(cv2.imencode(".jpg", each)[1]) for name, each in shown.items()}


def open_page(window: Window, place: str) -> None:
    """Show this page without starting anything."""
    session = window.controller.session
    window.controller.place = place
    for tip in session.tips:
        session.tips[tip].visited = True
        if tip == place:
            break
    window._visited |= {tip for tip, state in session.tips.items() if state.visited}
    window._go(place)


def scenes(stage: Stage, faces: dict[str, bytes]) -> Iterator[tuple[str, QWidget]]:
    """Every page in every state, by name."""
    window, session = stage.window()
    yield "welcome", window
    without = replace(
        stage.setup, profile=replace(stage.setup.profile, clinic=replace(stage.setup.profile.clinic, visit_phone=""))
    )
    yield "welcome-no-number", stage.window(without)[0]
    window, _ = stage.window()
    window.controller.resumption.offer = StartPlan(place="sound", offered=True)
    window.page.refresh()
    yield "welcome-go-on", window
    for at, tip in enumerate(TIPS):
        for verdict in (None, Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.UNKNOWN):
            window, session = stage.window()
            window.controller.selection.devices = DEVICES
            for earlier in TIPS[:at]:
                session.stage(earlier, Verdict.PASS)
            state = session.tips[tip]
            if verdict is None:
                if not state.only_questions:
                    state.run = 1
                    state.live = _live(tip)
            elif not session.stage(tip, verdict):
                continue
            if tip == "camera" and verdict is Verdict.WARN:
                session.show(tip, "dark")
            if verdict is Verdict.PASS:
                for question in state.check.questions(session.setup):
                    state.answers[question.id] = Answer.YES
            if tip == "camera" and verdict in (Verdict.PASS, Verdict.WARN, Verdict.FAIL):
                name = {Verdict.PASS: "good", Verdict.WARN: "dark"}.get(verdict, "black")
                if verdict is Verdict.FAIL:
                    session.show(tip, "covered")
                state.run, state.watching, state.live = 1, True, Live(picture_jpeg=faces[name])
                state.so_far = session.staged[tip]
            open_page(window, tip)
            page = window.page
            assert isinstance(page, TipPage)
            page.show_live()
            yield f"{tip}-{'measuring' if verdict is None else verdict.value}", window
    yield from _ready_to_start(stage)
    yield from _progress(stage)
    yield from _results(stage)
    yield from _dialogs(stage)


def _live(tip: str) -> Live:
    if tip == "sound":
        return Live(
            level_dbfs=-24.0,
            done=0.6,
            prompt=SPEAK,
            doing=HEARING,
            step=2,
            steps=4,
        )
    if tip == "room":
        return Live(level_dbfs=-48.0, done=0.4, prompt=Text("Please be quiet for a moment. We listen to your room."))
    return Live(done=0.4, doing=Text("Measuring how fast your internet receives …") if tip == "internet" else None)


def _ready_to_start(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    window, session = stage.window()
    for tip in TIPS[:5]:
        session.stage(tip, Verdict.PASS)
    open_page(window, "sound")
    yield "sound-before", window
    window, session = stage.window()
    window.controller.selection.devices = DEVICES
    state = session.tips["sound"]
    session.show("sound", "good", "heard-by-microphone")
    played = SoundReading(
        MicrophoneState.SOUND, speaker=SpeakerState.PLAYED, voice_played=True, speaker_name="USB Headset"
    )
    played = replace(played, speech_dbfs=-24.0)
    state.outcome = Outcome(Measured(played), 20.0)
    session.staged["sound"] = state.check.judge(played, stage.setup, {})
    open_page(window, "sound")
    yield "sound-questions", window
    window, session = stage.window()
    window.controller.selection.devices = DEVICES
    state = session.tips["sound"]
    silent = SoundReading(
        MicrophoneState.ZEROS,
        speaker=SpeakerState.NOT_TRIED,
        asked_to_speak=True,
        other_microphone="b",
        other_name="Built-in Microphone",
    )
    state.outcome = Outcome(Measured(silent), 20.0)
    session.staged["sound"] = state.check.judge(silent, stage.setup, {})
    open_page(window, "sound")
    yield "sound-another-microphone", window


def _progress(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    window, session = stage.window()
    for tip in ("video-app", "restart", "computer"):
        session.stage(tip, Verdict.PASS)
    for tip in ("internet", "sound"):
        session.tips[tip].run, session.tips[tip].live = 1, _live(tip)
    session.tips["camera"].run, session.tips["camera"].live = 1, Live(done=0.7)
    open_page(window, PROGRESS)
    yield "progress", window


def _results(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    for name, wrong in {
        "ready": {},
        "advice": {"restart": "long-ago", "camera": "dark"},
        "not-ready": {"internet": "audio-only", "restart": "long-ago", "visit": "to-do"},
        "could-not-check": {"internet": "server-down"},
        "without": {"camera": "not-needed", "sound": "not-needed", "computer": "busy"},
        "by-phone": {"internet": BY_PHONE, "phone": "not-at-hand"},
    }.items():
        window, session = stage.window()
        session.tips["internet"].decided = BY_PHONE if name == BY_PHONE else ""
        for tip in TIPS:
            if tip in wrong:
                session.show(tip, wrong[tip])
            else:
                session.stage(tip, Verdict.PASS)
            session.tips[tip].visited = True
        open_page(window, RESULT)
        yield f"result-{name}", window
    typed = replace(stage.setup.profile, clinic=replace(stage.setup.profile.clinic, visit_phone="", name=""))
    window, session = stage.window(replace(stage.setup, profile=typed))
    for tip in TIPS:
        session.stage(tip, Verdict.PASS)
    open_page(window, RESULT)
    yield "result-no-number", window


def _dialogs(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    window, _ = stage.window()
    window.help()
    yield "help", window.findChildren(QDialog)[0]
    window, _ = stage.window()
    window.ask_number()
    yield "number", window.findChildren(QDialog)[0]
    window, session = stage.window()
    for tip in TIPS:
        session.stage(tip, Verdict.PASS)
    open_page(window, RESULT)
    page = window.page
    assert isinstance(page, ResultPage)
    page.keep.click()
    yield "keep", window.findChildren(QDialog)[0]


def draw(folder: Path, language: str, theme: Theme, scale: float, only: str) -> list[str]:
    """One language, theme and text size; what is wrong with what was drawn."""
    apply_language(Words(language))
    faces = pictures()
    place = folder / language / f"{theme}-{round(100 * scale)}"
    found = []
    demo = [("demonstration", Stage(theme=theme, scale=scale, language=language, demo=True).window()[0])]
    for name, widget in chain(scenes(Stage(theme=theme, scale=scale, language=language), faces), demo):
        if only in f"{place.relative_to(folder)}/{name}":
            picture, wrong = look_over(widget)
            place.mkdir(parents=True, exist_ok=True)
            assert picture.save(str(place / f"{name}.png"))
            found += [f"{place.relative_to(folder)}/{name}: {each}" for each in wrong]
        widget.window().hide()
        widget.window().deleteLater()
    return found


def _one(folder: Path, language: str, theme: Theme, scale: float, only: str) -> list[str]:
    command = [sys.executable, "-m", "tests.wizard.gallery", str(folder), only, language, theme, str(scale)]
    ended = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    found = [each for each in ended.stdout.splitlines() if each]
    return found if ended.returncode in (0, 1) else [*found, f"{language} {theme} {scale}: {ended.stderr[-400:]}"]


def main(folder: Path, only: str) -> int:
    """Every language, theme and text size, side by side on every core; 1 where something does not fit or is faint."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = [each.code for each in list_languages(unreviewed=True)]
    wanted = [
        (language, theme, scale)
        for language, theme, scale in product(codes, Theme, SCALES)
        if f"{language}/{theme}-{round(100 * scale)}/".startswith(only.rpartition("/")[0])
    ]
    found: list[str] = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, wrong in enumerate(pool.map(lambda each: _one(folder, each[0], each[1], each[2], only), wanted), 1):
            found += wrong
            print("".join(f"\n{each}" for each in wrong), end="")
            print(f"\r{done} of {len(wanted)} languages, themes and text sizes", end="", flush=True)
    print(f"\n{len(list(folder.rglob('*.png')))} pictures in {folder}/")
    print(f"{len(found)} words or controls that do not fit or are faint")
    return 1 if found else 0


if __name__ == "__main__":
    arguments = sys.argv[1:] or ["gallery"]
    target, part = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    if len(arguments) < 5:
        sys.exit(main(target, part))
    application = QApplication([])
    wrong_here = draw(target, arguments[2], Theme(arguments[3]), float(arguments[4]), part)
    print("\n".join(wrong_here))
    sys.exit(1 if wrong_here else 0)
