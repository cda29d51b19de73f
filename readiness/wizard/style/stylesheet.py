"""The style sheet of the window, from the look's colours and sizes."""

from __future__ import annotations

from collections.abc import Callable

from readiness.core.verdict import Verdict
from readiness.report.palette import Tokens, verdict_colours
from readiness.wizard.style.language import is_mirrored
from readiness.wizard.style.theme import Appearance

Scale = Callable[[float], int]
"""Pixels at the present text size."""


def style_sheet(look: Appearance) -> str:
    """Write all that Qt's style sheets can say; what they cannot is painted by the widgets."""
    t, px = look.tokens, look.px
    parts = (_surfaces(t, px, look.family), _texts(t, px), _cards(t, px), _findings(t, px), _buttons(t, px))
    return "".join((*parts, _fields(t, px), _scroll_bars(t, px)))


def _surfaces(t: Tokens, px: Scale, family: str) -> str:
    """Style what everything lies on."""
    end = "left" if is_mirrored() else "right"
    return f"""
* {{ font-family: "{family}"; font-size: {px(18)}px; color: {t.ink}; }}
QWidget#window, QDialog, QStackedWidget, QScrollArea, QWidget[role="ground"] {{ background: {t.ground}; }}
QScrollArea {{ border: none; }}
QWidget#sidebar {{ background: {t.sidebar}; border: none; border-{end}: 1px solid {t.line}; }}
QWidget[role="sidebar"] {{ background: {t.sidebar}; }}
QWidget#bar {{ border-top: {f"2px solid {t.ink}" if t.high_contrast else "none"}; }}
QWidget#bar, QWidget#bar QLabel {{ background: {t.bar}; color: {t.bar_ink}; }}
"""


def _texts(t: Tokens, px: Scale) -> str:
    """Style labels by what they are."""
    return f"""
QLabel {{ background: transparent; }}
QLabel[role="brand"] {{ font-size: {px(20)}px; font-weight: bold; }}
QLabel[role="hero"] {{ font-size: {px(44)}px; font-weight: bold; }}
QLabel[role="title"] {{ font-size: {px(32)}px; font-weight: bold; }}
QLabel[role="verdict"] {{ font-size: {px(36)}px; font-weight: bold; }}
QLabel[role="lead"] {{ font-size: {px(21)}px; }}
QLabel[role="finding"] {{ font-size: {px(22)}px; font-weight: bold; }}
QLabel[role="prompt"] {{ font-size: {px(28)}px; font-weight: bold; }}
QLabel[role="strong"] {{ font-weight: bold; }}
QLabel[role="soft"] {{ color: {t.soft}; }}
QLabel[role="small"] {{ color: {t.soft}; font-size: {px(16)}px; }}
QLabel[role="number"] {{ font-size: {px(34)}px; font-weight: bold; }}
QLabel[role="code"] {{ font-size: {px(21)}px; font-weight: bold; }}
QLabel[role="bar-number"] {{ font-size: {px(21)}px; font-weight: bold; }}
QLabel[role="error"] {{ color: {t.fail}; font-weight: bold; }}
QLabel#banner {{ background: {t.warn_ground}; color: {t.warn}; font-size: {px(16)}px; font-weight: bold;
  padding: {px(8)}px {px(24)}px; border-bottom: 1px solid {t.warn}; }}
QLabel#notice {{ background: {t.good_ground}; color: {t.ink}; font-weight: bold;
  padding: {px(10)}px {px(24)}px; border-bottom: 1px solid {t.line}; }}
"""


def _cards(t: Tokens, px: Scale) -> str:
    """Style frames around what belongs together."""
    return f"""
QFrame[role="card"] {{ background: {t.card}; border: 1px solid {t.line}; border-radius: {px(12)}px; }}
QFrame[role="calm"] {{ background: {t.good_ground}; border-radius: {px(12)}px;
  border: {f"2px solid {t.good}" if t.high_contrast else "none"}; }}
QFrame[role="rule"] {{ background: {t.line}; }}
"""


def _findings(t: Tokens, px: Scale) -> str:
    """Style a finding's card by its verdict."""
    return "\n".join(
        f'QFrame[role="finding"][verdict="{verdict.value}"] {{ background: {ground}; border-radius: {px(12)}px;'
        f" border: {f'2px solid {colour}' if t.high_contrast else 'none'}; }}"
        f' QLabel[ink="{verdict.value}"] {{ color: {colour}; }}'
        for verdict in Verdict
        for colour, ground in [verdict_colours(t, verdict)]
    )


def _buttons(t: Tokens, px: Scale) -> str:
    """Style buttons by kind and state."""
    return f"""
QPushButton {{ font-size: {px(18)}px; font-weight: bold; border-radius: {px(11)}px; min-height: {px(44)}px;
  padding: 0 {px(20)}px; border: 2px solid {t.accent}; background: transparent; color: {t.accent}; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:focus {{ border: 4px solid {t.ink}; padding: 0 {px(18)}px; }}
QPushButton:disabled {{ color: {t.soft}; border-color: {t.line}; }}
QPushButton[working="yes"] {{ color: {t.soft}; }}
QPushButton[kind="main"], QPushButton[kind="second"] {{ font-size: {px(19)}px; min-height: {px(48)}px;
  padding: 0 {px(24)}px; }}
QPushButton[kind="main"] {{ background: {t.accent}; color: {t.on_accent}; }}
QPushButton[kind="main"]:disabled {{ background: {t.line}; border-color: {t.line}; color: {t.soft}; }}
QPushButton[kind="main"]:focus, QPushButton[kind="second"]:focus {{ padding: 0 {px(22)}px; }}
QPushButton[kind="text"] {{ border: 2px solid transparent; padding: 0 {px(10)}px; }}
QPushButton[kind="text"]:focus {{ border: 4px solid {t.ink}; padding: 0 {px(8)}px; }}
QPushButton[kind="answer"] {{ color: {t.ink}; border: 2px solid {t.soft}; background: {t.card};
  padding: 0 {px(14)}px; }}
QPushButton[kind="answer"]:checked {{ background: {t.accent}; border-color: {t.accent}; color: {t.on_accent}; }}
QPushButton[kind="answer"]:focus {{ border: 4px solid {t.ink}; padding: 0 {px(12)}px; }}
QPushButton[kind="bar"] {{ border: 2px solid transparent; color: {t.bar_ink}; font-size: {px(16)}px;
  font-weight: normal; padding: 0 {px(10)}px; }}
QPushButton[kind="bar"]:hover {{ background: transparent; text-decoration: underline; }}
QPushButton[kind="bar"]:focus {{ border: 3px solid {t.bar_ink}; padding: 0 {px(9)}px; }}
"""


def _fields(t: Tokens, px: Scale) -> str:
    """Style the fields where something is typed or chosen."""
    return f"""
QLineEdit, QComboBox {{ background: {t.card}; border: 1px solid {t.soft}; border-radius: {px(10)}px;
  min-height: {px(44)}px; padding: 0 {px(14)}px; selection-background-color: {t.accent};
  selection-color: {t.on_accent}; }}
QLineEdit:focus, QComboBox:focus {{ border: 3px solid {t.accent}; padding: 0 {px(12)}px; }}
QComboBox::drop-down {{ border: none; width: {px(34)}px; }}
QComboBox QAbstractItemView {{ background: {t.card}; border: 1px solid {t.soft}; outline: none;
  selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QMenu {{ background: {t.card}; border: 1px solid {t.soft}; padding: {px(6)}px; }}
QMenu::item {{ padding: {px(10)}px {px(22)}px; border-radius: {px(6)}px; }}
QMenu::item:selected {{ background: {t.accent}; color: {t.on_accent}; }}
"""


def _scroll_bars(t: Tokens, px: Scale) -> str:
    return f"""
QScrollBar:vertical {{ background: transparent; width: {px(14)}px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {t.soft}; border-radius: {px(5)}px; min-height: {px(40)}px;
  margin: 2px; }}
QScrollBar::handle:vertical:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
