"""One whole run in a real window, with a real start: `python -m tests.wizard.real` on a display."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from readiness.wizard.app import dress
from readiness.wizard.navigation import PROGRESS, RESULT
from readiness.wizard.process.single_instance import Instance
from readiness.wizard.process.window_socket import find_socket_name
from readiness.wizard.style.theme import Appearance
from tests.processes import children
from tests.wizard.driver import Driver, demonstration


def main() -> None:
    """Everything by keyboard; No to one question, so that there is advice."""
    application = QApplication([])
    look = Appearance()
    dress(application, look)
    instance = Instance(find_socket_name())
    assert instance.claim()
    driver = Driver(look, demonstration())
    asked: list[bool] = []
    instance.wanted.connect(lambda: asked.append(True))
    instance.wanted.connect(driver.window.to_front)
    driver.wait(driver.window.isVisible)
    print("open", flush=True)
    driver.wait(lambda: asked, 30, "a second start")
    print("fronted", flush=True)
    driver.tab_to("Check everything for me")
    driver.enter()
    driver.wait(lambda: driver.place != PROGRESS, 60, "all measured")
    while driver.place != RESULT:
        for question in driver.window.controller.session.open_questions(driver.place):
            driver.tab_to(f"{question.says.message} {'No' if question.id == 'portal-account' else 'Yes'}")
            driver.press(Qt.Key.Key_Space)
        driver.press(Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    print(driver.verdict, flush=True)
    driver.close()
    assert children() == []
    print("closed", flush=True)


if __name__ == "__main__":
    main()
