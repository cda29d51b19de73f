"""Every English word that the window, the card and the result show to patients: grade 6 or below on each page.

Sentences alone are counted: a page's short labels must not make up for a hard one.
"""

from __future__ import annotations

import re
from collections import defaultdict

from PySide6.QtWidgets import QWidget

from readiness.core.verdict import Verdict
from readiness.report.card import Card
from readiness.wizard.style.printing import card_document
from readiness.wizard.style.theme import Appearance, Theme
from readiness.wizard.widgets.basic import Button, Label, Link
from readiness.wizard.widgets.sidebar import Sidebar
from scripts.catalogues import said
from tests.readability import grade
from tests.reports import card, line, rendering, report
from tests.wizard.gallery import Stage, pictures, scenes

HIGHEST = 6.0
SENTENCE = 4
"""Words that a sentence has at least; less is a label."""
NAMES = (
    *("Atkinson Hyperlegible Next (SIL Open Font License)", "Lucide (ISC)", "Qt (LGPL)"),
    *("Apache License 2.0", "Speedtest by Ookla", "Visit Readiness", "Readiness", "Sample Clinic"),
)
"""Names of things and of licences, which nobody can put more simply."""
_NOT_FOR_PATIENTS = ("readiness/wizard/staff/window.py", "readiness/support/")


def plain(text: str) -> str:
    """Without the names of our list, and with an easy one for each value."""
    for name in NAMES:
        text = text.replace(name, "Zoom")
    return re.sub(r"\{[a-z_]+\}", "Zoom", text)


def sentences(texts: list[str]) -> str:
    """Those of the texts that are more than labels."""
    whole = [plain(text).strip() for text in texts]
    return " ".join(text if text[-1:] in ".!?:" else f"{text}." for text in whole if len(text.split()) >= SENTENCE)


def test_a_hard_sentence_is_not_hidden_by_labels_and_names() -> None:
    hard = "Institutional responsibilities necessitate considerable administrative communication."
    assert grade(sentences(["Back", "Next", "Try again", hard])) > HIGHEST
    assert sentences(["Back", "Try again", "This is {name} by Apache License 2.0"]) == "This is Zoom by Zoom."


SAMPLE = 100
"""Words that a formula for reading ease is made for: R. Flesch, A new readability yardstick, 1948. A file that says
less is read together with the others of its folder, as the person does."""


def parts_of(by_file: dict[str, list[str]]) -> dict[str, list[str]]:
    """The words of each file that says enough, and of each folder that has one that does not."""
    small = {file for file, texts in by_file.items() if len(sentences(texts).split()) < SAMPLE}
    parts = {file: texts for file, texts in by_file.items() if file not in small}
    for folder in {file.rpartition("/")[0] for file in small}:
        parts[folder] = [text for file, texts in by_file.items() if file.rpartition("/")[0] == folder for text in texts]
    return parts


def test_what_each_part_of_the_program_says_reads_at_grade_six() -> None:
    """Also what is seldom seen: refusals, dialogs, notices."""
    by_file: dict[str, list[str]] = defaultdict(list)
    for text in said():
        if not text.staff and not text.file.startswith(_NOT_FOR_PATIENTS):
            by_file[text.file].append(text.message)
    grades = {part: round(grade(sentences(texts)), 1) for part, texts in parts_of(by_file).items()}
    assert {part: each for part, each in grades.items() if each > HIGHEST} == {}
    assert len(grades) > 30


def seen_on(page: QWidget) -> list[str]:
    """The words in sight, without the sidebar's, which are on every page."""
    found = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisibleTo(page) or any(isinstance(each, Sidebar) for each in above(widget)):
            continue
        if isinstance(widget, Label | Button):
            found.append(widget.words)
        elif isinstance(widget, Link):
            found.append(widget.text())
    return found


def above(widget: QWidget) -> list[QWidget]:
    parents = []
    while (parent := widget.parentWidget()) is not None:
        parents.append(parent)
        widget = parent
    return parents


def test_every_page_in_every_state_reads_at_grade_six(look: Appearance) -> None:
    assert look.family
    hard, counted = {}, 0
    for name, widget in scenes(Stage(theme=Theme.LIGHT), pictures()):
        reads = round(grade(sentences(seen_on(widget))), 1)
        if reads > HIGHEST:
            hard[name] = reads
        counted += 1
        widget.window().hide()
        widget.window().deleteLater()
    assert hard == {}
    assert counted > 45


def test_the_card_reads_at_grade_six(look: Appearance) -> None:
    assert look.family
    made: list[Card] = [card(rendering(report(), phone=""))]
    for tip in ("internet", "camera", "sound", "computer", "restart", "video-app", "room", "phone", "visit"):
        check = rendering(report()).checks[tip]
        bad = [f.name for f in check.findings() if f.verdict in (Verdict.FAIL, Verdict.WARN, Verdict.UNKNOWN)]
        made += [card(rendering(report(line(tip, name))), camera="Camera", program="Zoom") for name in bad]
    hard = []
    for each in made:
        words = card_document(each).toPlainText()
        said_there = sentences([part.strip() for part in re.split(r"[\n\u2029]", words)])
        if grade(said_there) > HIGHEST:
            hard.append(said_there)
    assert hard == []
    assert len(made) > 60
