"""Every page at many sizes of the window, one after another: `python -m tests.wizard.sizes`.

A layout that never settles uses the stack up and ends the process, so this is one of its own. It prints the sizes.
"""

from __future__ import annotations

import os
from itertools import product

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtWidgets import QApplication

from readiness.core.tip_list import TIPS
from readiness.wizard.app import dress
from readiness.wizard.navigation import RESULT, WELCOME
from readiness.wizard.style.theme import Appearance
from tests.wizard.driver import Driver, demonstration


def main() -> None:
    """Show them. The camera's page, whose picture is as high as it is wide, in small steps."""
    application = QApplication([])
    look = Appearance()
    dress(application, look)
    driver = Driver(look, demonstration())
    for place in (WELCOME, *TIPS, RESULT):
        driver.window.controller.go(place)
        if place == "camera":
            driver.wait(lambda: driver.finding == "camera.good", 30)
        fine = place == "camera"
        for width, height in product(range(640, 1300, 17 if fine else 110), range(440, 1000, 5 if fine else 35)):
            print(f"{place} {width}x{height}", flush=True)
            driver.window.resize(width, height)
            application.processEvents()
    driver.close()
    print("settled", flush=True)


if __name__ == "__main__":
    main()
