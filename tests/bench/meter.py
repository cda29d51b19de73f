"""What the sound page costs while the meter moves at 20 updates a second: `make bench`."""

from __future__ import annotations

import math
import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from readiness.core.check import Live
from readiness.tips.sound.measure import SPEAK
from readiness.wizard.app import dress
from readiness.wizard.pages.tip import TipPage
from readiness.wizard.style.theme import Appearance, Theme
from tests.wizard.driver import live
from tests.wizard.gallery import Stage, open_page

SECONDS = 10
AT_MOST_PERCENT = 5.0


def main() -> int:
    """Run and print."""
    application = QApplication([])
    dress(application, Appearance())
    window, session = Stage(theme=Theme.LIGHT).window()
    state = session.tips["sound"]
    state.run = 1
    open_page(window, "sound")
    page = window.page
    assert isinstance(page, TipPage)
    shown = 0

    def update() -> None:
        nonlocal shown
        level = -35 + 20 * math.sin(shown / 3)
        state.live = Live(level_dbfs=level, done=shown / (20 * SECONDS), prompt=SPEAK, step=2, steps=4)
        page.show_live()
        shown += 1

    live(500)
    before = time.process_time()
    live(3000)
    idle = (time.process_time() - before) / 3
    timer = QTimer()
    timer.timeout.connect(update)
    timer.start(50)
    before, began = time.process_time(), time.monotonic()
    live(SECONDS * 1000)
    percent = 100 * ((time.process_time() - before) / (time.monotonic() - began) - idle)
    print(f"the meter: {shown / SECONDS:.1f} updates/s, {percent:.1f} % of a core (idle {100 * idle:.1f} %)")
    return 0 if percent < AT_MOST_PERCENT and shown >= 19 * SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
