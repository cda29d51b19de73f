"""One fault in the real window: `python -m tests.faults.window TIP FINDING SECONDS [OPTIONS]` says what a patient saw.

Offscreen, driven by the widgets that are in sight. One JSON line on stdout.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel

from readiness.terminal.parser import parser_for
from readiness.terminal.setup_options import setup_from
from readiness.wizard.app import dress
from readiness.wizard.navigation import RESULT
from readiness.wizard.style.theme import Appearance
from tests.faults.fault import NUMBER
from tests.processes import children
from tests.wizard.driver import Driver, live, probes

TICK_MS = 20


def _number_in_sight(driver: Driver) -> bool:
    """Is the number to call readable somewhere on what is open?"""
    return any(NUMBER in label.text() for label in driver.window.findChildren(QLabel) if label.isVisible())


def main(tip: str, wanted: str, within_s: str, *options: str) -> None:
    """Open this tip's page as a patient comes to it, wait for the finding, then close in the middle of things."""
    application = QApplication([])
    look = Appearance()
    dress(application, look)
    driver = Driver(look, setup_from(parser_for(options).parse_args(options)))
    worst, last = 0.0, time.monotonic()

    def tick() -> None:
        nonlocal worst, last
        worst, last = max(worst, time.monotonic() - last), time.monotonic()

    watchdog = QTimer()
    watchdog.timeout.connect(tick)
    watchdog.start(TICK_MS)
    number = _number_in_sight(driver)
    driver.window.controller.go(tip)
    began = time.monotonic()
    if driver.window.controller.session.tips[tip].check.prompts:
        driver.enter()
    seen: list[str] = []
    measuring = False
    while time.monotonic() - began < float(within_s):
        live(TICK_MS)
        picture = driver.tip.picture
        if not measuring and (probes(tip) if picture is None else not picture.empty):
            measuring = True
            print("picture", file=sys.stderr, flush=True)
        finding = driver.finding
        if finding and finding not in seen[-1:]:
            seen.append(finding)
        if finding == wanted:
            break
    seconds = time.monotonic() - began
    says = [label.text() for label in driver.tip.card.findChildren(QLabel) if label.isVisible() and label.text()]
    number = number and _number_in_sight(driver)
    driver.window.controller.go(RESULT)
    live(100)
    number = number and _number_in_sight(driver)
    closed_s = driver.close()
    told = {"seen": seen, "seconds": seconds, "says": says, "number": number, "worst_s": worst, "closed_s": closed_s}
    print(json.dumps({**told, "left": len(children())}), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
