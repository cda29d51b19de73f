"""The keyboard in a window: the order of the Tab key, and which letter with Alt presses which button."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtWidgets import QWidget

from readiness.wizard.widgets.basic import Button
from readiness.wizard.widgets.mnemonics import choose_mnemonics


def chain_tab_order(order: Sequence[QWidget]) -> None:
    """Make the Tab key go from each of these to the next."""
    for before, after in pairwise(order):
        QWidget.setTabOrder(before, after)


def assign_mnemonics(window: QWidget) -> None:
    """Give every button in sight a letter. Answers have one only where they are three, so that each has its own."""
    buttons = [b for b in window.findChildren(Button) if b.isVisibleTo(window) and b.property("kind") != "link"]
    # The bar's own first: they are on every page and must stay the same.
    buttons.sort(key=lambda button: button.property("kind") != "bar")
    alone = [button for button in buttons if button.property("kind") != "answer"]
    answers = [button for button in buttons if button.property("kind") == "answer"]
    chosen = [*alone, *(answers if len(answers) == 3 else [])]
    for button, letter in zip(chosen, choose_mnemonics(button.words for button in chosen), strict=True):
        if button.key != letter:
            button.set_key(letter)


def underline_mnemonics(window: QWidget, *, shown: bool) -> None:
    """Show the letters while Alt is held."""
    for button in window.findChildren(Button):
        if button.key:
            button.underline(shown=shown)
