"""Nothing is cut, covered or faint: over every page and state, in the hardest languages, sizes and themes.

`make gallery` does the same for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from readiness.core.translation import PSEUDO, Words
from readiness.report.palette import LIGHT, Tokens
from readiness.wizard.style.colours import CONTRAST_DARK, CONTRAST_LIGHT, DARK, contrast_ratio
from readiness.wizard.style.language import apply_language
from readiness.wizard.style.theme import Appearance, Theme
from readiness.wizard.widgets.basic import Button, make_label
from tests.wizard.gallery import Stage, pictures, scenes
from tests.wizard.seen import look_over


@pytest.fixture(autouse=True)
def _turned_back(qapp: QApplication) -> Iterator[None]:
    yield
    apply_language(Words("en"))


@pytest.mark.parametrize(
    ("language", "scale", "size", "theme"),
    [
        (PSEUDO, 2.0, (1280, 720), Theme.DARK),
        ("ar", 2.0, (1366, 768), Theme.CONTRAST),
        ("es", 1.0, (1280, 720), Theme.LIGHT),
    ],
)
def test_every_page_shows_all_of_itself(
    language: str, scale: float, size: tuple[int, int], theme: Theme, qapp: QApplication
) -> None:
    apply_language(Words(language))
    found = []
    seen = 0
    for name, widget in scenes(Stage(theme=theme, scale=scale, language=language), pictures()):
        if widget.objectName() == "window":
            widget.resize(*size)
        found += [f"{name}: {each}" for each in look_over(widget)[1]]
        seen += 1
        widget.window().hide()
        widget.window().deleteLater()
    assert found == []
    assert seen > 45


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST_LIGHT, CONTRAST_DARK])
def test_the_colours_are_far_enough_apart(tokens: Tokens) -> None:
    pairs = [("ink", "ground"), ("ink", "card"), ("soft", "ground"), ("soft", "card"), ("soft", "sidebar")]
    pairs += [
        ("on_accent", "accent"),
        ("accent", "ground"),
        ("accent", "card"),
        ("accent", "hover"),
        ("bar_ink", "bar"),
    ]
    pairs += [(name, f"{name}_ground") for name in ("good", "warn", "fail", "unknown")]
    pairs += [("ink", f"{name}_ground") for name in ("good", "warn", "fail", "unknown")]
    near = {pair: round(contrast_ratio(getattr(tokens, pair[0]), getattr(tokens, pair[1])), 2) for pair in pairs}
    assert {pair: each for pair, each in near.items() if each < 4.5} == {}


def test_the_eye_itself_sees_what_is_wrong(look: Appearance) -> None:
    """A page with one fault of each kind."""
    page = QWidget()
    page.setStyleSheet("QWidget { background: white } QLabel { color: #999999 }")
    page.resize(300, 200)
    cut = make_label("These words are cut because they need far more room than they are given here")
    cut.setParent(page)
    cut.setGeometry(0, 0, 100, 20)
    faint_one = make_label("faint")
    faint_one.setParent(page)
    faint_one.setGeometry(100, 100, 100, 30)
    on_it = make_label("upon it")
    on_it.setParent(page)
    on_it.setGeometry(110, 105, 100, 30)
    small = Button(look, "Go", "second")
    small.setParent(page)
    small.setGeometry(200, 150, 90, 20)
    page.show()
    _, found = look_over(page)
    for kind in ("cut: “These", "overlap: “faint” and “upon it”", "small: “Go”", "“faint” 2.8"):
        assert any(each.startswith(kind) for each in found), (kind, found)
    page.hide()
