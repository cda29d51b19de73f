"""What every page of the window can be asked, and the making of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol

from PySide6.QtWidgets import QLabel, QWidget

from readiness.core.text import Text
from readiness.core.translation import Words
from readiness.wizard.flow.controller import Controller
from readiness.wizard.navigation import PROGRESS, RESULT, WELCOME
from readiness.wizard.style.theme import Appearance
from readiness.wizard.widgets.basic import Button

RESULT_NAME: Final = Text("Your result")


class Page(Protocol):
    """What the window asks of every page."""

    title: str
    heading: QLabel

    @property
    def main(self) -> Button | None:
        """The button that Enter presses where no button has the focus; None: it presses nothing then."""
        ...

    def opened(self) -> None:
        """Start afresh: the page has come into view."""
        ...

    def refresh(self) -> None:
        """Show the state as it is now."""
        ...

    def show_live(self) -> None:
        """Show what is being measured now."""
        ...


def make_page(
    place: str, look: Appearance, words: Words, controller: Controller, device_names: Mapping[str, str]
) -> QWidget:
    """Make the page of this place. `device_names`: of every device that was listed, by its source."""
    # Each is loaded when it is opened: the first page need not wait for the others.
    if place == WELCOME:
        from readiness.wizard.pages.welcome import WelcomePage  # noqa: PLC0415  1 ms, as the others

        return WelcomePage(look, words, controller)
    if place == PROGRESS:
        from readiness.wizard.pages.progress import ProgressPage  # noqa: PLC0415  3 ms

        return ProgressPage(look, words, controller)
    if place == RESULT:
        from readiness.wizard.pages.result import ResultPage  # noqa: PLC0415  56 ms

        return ResultPage(look, words, controller)
    from readiness.wizard.pages.tip import TipPage  # noqa: PLC0415  49 ms

    return TipPage(look, words, controller, place, device_names)
