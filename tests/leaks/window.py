"""A run through the window to be looked at from below: `python -m tests.leaks.window [OPTIONS]`, offscreen."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from readiness.terminal.parser import parser_for
from readiness.terminal.setup_options import setup_from
from readiness.wizard.app import dress
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.process.single_instance import Instance
from readiness.wizard.process.window_socket import find_socket_name
from readiness.wizard.style.theme import Appearance
from tests.wizard.driver import Driver

SECONDS = 100.0
"""Under strace everything takes its time."""


def main(*options: str) -> None:
    """The live picture for a while, then everything at once, then the result."""
    application = QApplication([])
    look = Appearance()
    dress(application, look)
    instance = Instance(find_socket_name())
    assert instance.claim()
    driver = Driver(look, setup_from(parser_for(options).parse_args(options)))
    controller = driver.window.controller
    controller.go("camera")
    picture = driver.tip.picture
    assert picture is not None
    driver.wait(lambda: picture.shown > 30, SECONDS, "the live picture")
    controller.go(WELCOME)
    driver.click("Check everything for me")
    driver.wait(lambda: driver.place != PROGRESS, SECONDS, "all measured")
    controller.go(RESULT)
    driver.close()
    instance.release()


if __name__ == "__main__":
    main(*sys.argv[1:])
