"""Faults of what is typed: options, answers, codes, impatience."""

from __future__ import annotations

import signal
from collections.abc import Callable
from typing import Final

from tests.faults import media
from tests.faults.fault import Fault, Part, Stage
from tests.faults.running import Running
from tests.faults.scene import Scene

_I: Final = Part.INPUT


def _command(*arguments: str) -> Stage:
    def stage(scene: Scene) -> None:
        scene.own_profile, scene.as_json = True, False
        scene.arguments = list(arguments)

    return stage


def _check(*arguments: str) -> Stage:
    return lambda scene: scene.check(*arguments)


def _at_a_terminal(tips: tuple[str, ...], person: Callable[[Running], None]) -> Stage:
    """A person sits there and does this."""

    def stage(scene: Scene) -> None:
        scene.attended = True
        scene.check(*tips)
        scene.meanwhile = person

    return stage


def _enter(running: Running) -> None:
    """Nothing but Enter, far too fast and far too often."""
    for _ in range(60):
        running.type("\n")
        running.wait(lambda: False, 0.05)


def _nonsense(running: Running) -> None:
    """Answers that are none, also letters that steer a terminal, also a page of text."""
    for _ in range(6):
        running.told("[y / n", 5)
        for text in ("perhaps\n", "\x1b[A\x1b[B\x7f\x7f\n", "ja\n", "x" * 3000 + "\n", "\n"):
            running.type(text)
            running.wait(lambda: False, 0.05)


def _by_phone(scene: Scene) -> None:
    """No server answers, and the person would rather be called."""

    def person(running: Running) -> None:
        running.told("by phone instead of video", 20)
        running.type("y\n")

    scene.attended = True
    scene.check("internet", "--server", "http://127.0.0.1:9/")
    scene.meanwhile = person


def _end_of_input(running: Running) -> None:
    running.told("[y / n")
    for _ in range(12):
        running.type("\x04")
        running.wait(lambda: False, 0.15)


def _hangs_up(running: Running) -> None:
    running.told("[y / n")
    running.hang_up()


def _interrupts(times: int) -> Callable[[Running], None]:
    def person(running: Running) -> None:
        running.told("picture")
        for _ in range(times):
            running.signal(signal.SIGINT, running.process.pid)
            running.wait(lambda: False, 0.1)

    return person


def _interrupted(times: int) -> Stage:
    def stage(scene: Scene) -> None:
        scene.check("camera", "visit", "--camera", f"file:{media.FACE}")
        scene.meanwhile = _interrupts(times)

    return stage


def _interrupted_while(module: str) -> Stage:
    """Just as this module is looked for: Python's own start, before any line of the program, is not the program's."""

    def stage(scene: Scene) -> None:
        scene.as_json = False
        scene.check("visit")
        scene.double("interrupted", module=module)

    return stage


FAULTS: Final = (
    # ---- options
    Fault(id="type-unknown-tip", part=_I, what="a tip that does not exist", stage=_check("camra"), says="no tip called “camra”", exits=2, within_s=4),
    Fault(id="type-unknown-option", part=_I, what="an option that does not exist", stage=_check("--frobnicate"), says="frobnicate", exits=2, within_s=4),
    Fault(id="type-empty-name", part=_I, what="an empty name for the camera", stage=_check("camera", "--camera", ""), says="needs a name", exits=2, within_s=4),
    Fault(id="type-no-file", part=_I, what="a file that is not there", stage=_check("camera", "--camera", "file:/none/such.mp4"), says="no file", exits=2, within_s=4),
    Fault(id="type-device-as-file", part=_I, what="a device that never ends as the microphone's file", stage=_check("sound", "--microphone", "file:/dev/zero"), says="no file|not a file", exits=2, within_s=4),
    Fault(id="type-no-address", part=_I, what="an address that is none", stage=_check("internet", "--server", "http://[::1"), says="names no computer", exits=2, within_s=4),
    Fault(id="type-strange-scheme", part=_I, what="a server behind javascript:", stage=_check("internet", "--server", "javascript:alert(1)"), says="is not an address that starts with", exits=2, within_s=4),
    Fault(id="type-strange-ending", part=_I, what="a report in a form that there is not", stage=_check("visit", "--save", "report.docx"), says="\\.json", exits=2, within_s=4),
    Fault(id="type-unknown-language", part=_I, what="a language that nobody speaks", stage=_check("visit", "--language", "x-none-such"), finds=("visit.not-asked",), within_s=4),
    # ---- codes
    Fault(id="code-short", part=_I, what="a code that is too short", stage=_command("support", "2WXV-KKGY"), says="16 characters", exits=2, within_s=4),
    Fault(id="code-swapped", part=_I, what="two neighbours of a code swapped", stage=_command("support", "2WXV-KKGY-ZWS0-0H9M"), says="does not add up|[Aa]sk for", exits=2, within_s=4),
    Fault(id="code-strange", part=_I, what="characters that no code has", stage=_command("support", "2WXV-🙂KGY-WZS0-0H9M"), says="not used", exits=2, within_s=4),
    Fault(id="code-endless", part=_I, what="a code of a hundred thousand characters", stage=_command("support", "2" * 100_000), says="16 characters|too long", exits=2, within_s=4),
    # ---- a person at a terminal
    Fault(id="type-enter", part=_I, what="Enter, far too often: nothing is answered", stage=_at_a_terminal(("phone", "visit"), _enter), finds=("phone.not-asked", "visit.not-asked"), within_s=12),
    Fault(id="type-nonsense", part=_I, what="answers that are none", stage=_at_a_terminal(("phone", "visit"), _nonsense), finds=("phone.not-asked", "visit.not-asked"), within_s=20),
    Fault(id="type-by-phone", part=_I, what="the person would rather have the visit by phone", stage=_by_phone, finds=("internet.by-phone",), exits=1, within_s=20),
    Fault(id="type-end-of-input", part=_I, what="the end of input in place of an answer", stage=_at_a_terminal(("visit",), _end_of_input), finds=("visit.not-asked",), within_s=10),
    Fault(id="type-terminal-gone", part=_I, what="the terminal goes away in front of a question", stage=_at_a_terminal(("visit",), _hangs_up), finds=("visit.not-asked",), within_s=10),
    # ---- impatience
    Fault(id="type-interrupt", part=_I, what="Ctrl-C in the middle", stage=_interrupted(1), finds=("camera.cancelled", "visit.not-asked"), exits=3, within_s=8),
    Fault(id="type-interrupt-often", part=_I, what="Ctrl-C again and again", stage=_interrupted(8), exits=None, within_s=8),
    Fault(id="type-interrupt-first", part=_I, what="Ctrl-C at the program's first lines", stage=_interrupted_while("readiness.machine.process"), says="^Stopped.$", exits=3, within_s=4),
    Fault(id="type-interrupt-itself", part=_I, what="Ctrl-C as the program gets ready for Ctrl-C", stage=_interrupted_while("readiness.terminal.signals"), says="^Stopped.$", exits=3, within_s=4),
    Fault(id="type-interrupt-class", part=_I, what="Ctrl-C while a class is made", stage=_interrupted_while("a class"), says="^Stopped.$", exits=3, within_s=4),
    Fault(id="type-interrupt-loading", part=_I, what="Ctrl-C while the check is loaded", stage=_interrupted_while("readiness.terminal.check"), says="^Stopped.$", exits=3, within_s=4),
    Fault(id="type-interrupt-late", part=_I, what="Ctrl-C when all is said", stage=_interrupted_while("the end"), says="no answers about your visit.* Stopped.$", exits=-signal.SIGINT, within_s=4),
)  # fmt: skip
