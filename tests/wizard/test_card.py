"""The card for the patient's own paper: always one page, with the number and the code on it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QTextDocument

from readiness.core.question import Answer
from readiness.core.translation import Words
from readiness.report.card import Card
from readiness.wizard.dialogs.report import save_card
from readiness.wizard.style.printing import card_as_pdf, card_document
from readiness.wizard.style.theme import Appearance
from tests.reports import card, line, profile, rendering, report

LONG = "Wörld’s <b>Longest</b> & Oldest Name " * 9
UNBROKEN = "X" * 300
TURNED = "مستشفى الشفاء التخصصي للأطفال " * 11
WORST = (
    *(("video-app", "missing"), ("internet", "audio-only"), ("restart", "long-ago"), ("computer", "memory")),
    *(("camera", "in-use"), ("sound", "silent"), ("room", "noisy"), ("phone", "not-at-hand"), ("visit", "to-do")),
)
"""Something to mend with every tip."""


def named(made: Words, name: str, region: str, *, wrong: bool) -> Card:
    """A card with this name wherever there is one."""
    places = ("app", "program", "camera", "microphone_name", "speaker_name", "server", "name")
    values: dict[str, object] = dict.fromkeys(places, name)
    answers = dict.fromkeys(("questions-written", "family-invited"), Answer.NO)
    lines = [line(tip, finding, values=values, answers=answers) for tip, finding in WORST] if wrong else []
    clinic = replace(profile().clinic, name=name[:300], hours=name[:300], region=region)
    whole = rendering(report(*lines), made, clinic=clinic)
    return card(whole, program=name[:300], camera=name[:300], microphone=name[:300], speaker=name[:300])


def read_back(pdf: bytes, folder: Path) -> str:
    """The PDF's words, by another program. (Qt's PDF has no Unicode for a font's glyph 1, the “A” of ours.)"""
    path = folder / "card.pdf"
    path.write_bytes(pdf)
    return subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, encoding="utf-8"
    ).stdout


@pytest.mark.linux("reads the printed page by pdftotext")
@pytest.mark.parametrize("language", ["en", "es", "ar", "zh_CN", "en-XA"])
@pytest.mark.parametrize("region", ["US", "DE"])
def test_it_is_one_page_whatever_the_names_are(language: str, region: str, look: Appearance, tmp_path: Path) -> None:
    assert look.family
    for name, wrong in ((LONG, True), (UNBROKEN, True), (TURNED, True), (UNBROKEN, False)):
        made = named(Words(language), name, region, wrong=wrong)
        pdf = card_as_pdf(made, region)
        assert pdf.count(b"/Type /Page\n") == 1
        text = read_back(pdf, tmp_path)
        assert "617-555-0142" in text
        assert made.rendering.code.replace("A", "") in text.replace("A", "")


def words_in(document: QTextDocument) -> str:
    return re.sub(r"\s+", " ", document.toPlainText())


def test_it_says_whom_to_call_what_to_do_what_to_choose_and_how_to_join(look: Appearance) -> None:
    assert look.family
    made = card(rendering(report(line("camera", "dark"))), program="Zoom", camera="HD Camera", microphone="USB Headset")
    said = words_in(card_document(made))
    for words in (
        "If the video stops, call: \u2066617-555-0142\u2069",
        "Ready, with advice",
        "Checked on November 24, 2026.",
        "Turn on a lamp in front of you.",
        "Camera: HD Camera",
        "Microphone: USB Headset",
        "By video in Zoom: open the link",
        "By phone: call 617-555-0142.",
        "send them the link or the phone number",
        f"Support code: {made.rendering.code}",
    ):
        assert words in said
    assert "Speaker" not in said, "none is known"
    assert "Choose the same camera" not in said, "they are named"


def test_where_no_number_is_known_there_is_room_to_write_it(look: Appearance) -> None:
    assert look.family
    said = words_in(card_document(card(rendering(report(), phone=""))))
    assert "Write your clinic’s phone number here: ____" in said
    assert "By phone: call your clinic." in said
    assert "Choose the same camera and microphone in the video program." in said


def test_names_are_plain_words(look: Appearance) -> None:
    assert look.family
    made = card(rendering(report()), camera="<b>&amp;</b> <img src='x'>", program="<i>Z</i>")
    said = words_in(card_document(made))
    assert "Camera: <b>&amp;</b> <img src='x'>" in said
    assert "By video in <i>Z</i>: open" in said


def test_arabic_runs_from_the_right_and_keeps_the_number(look: Appearance) -> None:
    assert look.family
    document = card_document(card(rendering(report(line("camera", "dark")), Words("ar"))))
    block = document.begin()
    while block.isValid():
        assert block.textDirection().name == "RightToLeft"
        block = block.next()
    assert document.toPlainText().count("\u2066617-555-0142\u2069") + document.toPlainText().count(
        "\u2068617-555-0142\u2069"
    ) == len(re.findall("617-555-0142", document.toPlainText()))


def test_where_it_cannot_be_saved_it_says_so(look: Appearance, tmp_path: Path) -> None:
    assert look.family
    made = card(rendering(report()))
    assert "another place" in save_card(made, Words("en"), tmp_path / "no" / "card.pdf")
    assert "card.pdf" in save_card(made, Words("en"), tmp_path / "card")
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")
