"""Keeping the report: every word before anything is saved, paper as it is shown, and nothing sent by the program."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from readiness.core.translation import Words
from readiness.report.rendering import LocalizedReport
from readiness.support import history
from readiness.wizard.dialogs.report import ReportDialog, save_to
from readiness.wizard.memory.history_writer import HistoryWriter
from readiness.wizard.style.printing import as_pdf, make_document
from readiness.wizard.style.theme import Appearance
from tests.places import DATA
from tests.report.test_rendering import Arabic, Page
from tests.reports import card, line, rendering, report

Make = Callable[[LocalizedReport], ReportDialog]
WORDS = Words("en")
ADVICE = rendering(report(line("camera", "dark"), line("internet", "slow-up", reading={"up_mbps": 0.4})))


@pytest.fixture
def keep_dialog(look: Appearance) -> Iterator[Make]:
    parent = QWidget()
    yield lambda made: ReportDialog(parent, look, WORDS, made, card(made))
    parent.deleteLater()


def said(text: str) -> set[str]:
    return {word for word in text.split() if not re.fullmatch(r"[•◦·]|\d\.|\(?[a-z.-]+,?\)?", word)}


def test_the_preview_shows_every_word_of_the_page_and_of_the_data(keep_dialog: Make) -> None:
    dialog = keep_dialog(ADVICE)
    shown = said(dialog.preview.toPlainText())
    saved = said(" ".join(Page(ADVICE.as_html()).words))
    assert saved <= shown
    assert shown <= saved
    assert dialog.data.toPlainText() == ADVICE.as_json()
    assert dialog.preview.isReadOnly()
    assert dialog.data.isReadOnly()


@pytest.mark.linux("reads the printed page by pdftotext")
def test_paper_holds_what_the_preview_shows(look: Appearance, tmp_path: Path) -> None:
    """Read back from the PDF by another program."""
    assert look.family
    for made in (ADVICE, rendering(report(line("camera", "covered"), demo=True))):
        path = tmp_path / "visit.pdf"
        assert "visit.pdf" in save_to(made, WORDS, path)
        command = ["pdftotext", "-layout", str(path), "-"]
        text = subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout
        # Qt's PDF has no Unicode for a font's glyph 1, which is the “A” here: it is drawn, but not read back.
        missing = {word for word in said(make_document(made).toPlainText()) if "A" not in word} - said(text)
        assert not missing
        assert made.code.replace("A", "") in text.replace("A", "")
        assert re.search(r"1\s*/\s*[12]\b", text)


def test_paper_is_as_large_as_the_clinics_country_uses(look: Appearance) -> None:
    assert look.family
    sizes = []
    for region in ("US", "DE"):
        pdf = as_pdf(ADVICE, region)
        assert pdf.startswith(b"%PDF")
        box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
        assert box is not None
        sizes.append((round(float(box[1])), round(float(box[2]))))
    assert sizes == [(612, 792), (595, 842)]


def test_long_reports_go_over_several_pages(look: Appearance) -> None:
    assert look.family
    wrong = [("camera", "dark"), ("computer", "memory"), ("sound", "silent"), ("internet", "audio-only")]
    many = rendering(report(*(line(tip, name) for tip, name in wrong)))
    assert as_pdf(many, "US").count(b"/Type /Page\n") >= 2


@pytest.mark.linux("reads the printed page by pdftotext")
def test_every_word_is_on_some_page_in_every_language(look: Appearance, tmp_path: Path) -> None:
    """Also where headings and paragraphs were moved to the next page, so as not to be torn."""
    assert look.family
    wrong = [
        ("camera", "dark"),
        ("computer", "memory"),
        ("sound", "silent"),
        ("internet", "audio-only"),
        ("room", "noisy"),
    ]
    for language in ("en", "es", "ar", "zh_CN"):
        for count in range(1, len(wrong) + 1):
            made = rendering(report(*(line(tip, name) for tip, name in wrong[:count])), Words(language))
            path = tmp_path / "visit.pdf"
            save_to(made, WORDS, path)
            text = subprocess.run(
                ["pdftotext", str(path), "-"], capture_output=True, check=True, encoding="utf-8"
            ).stdout
            pages = text.count("\f")
            assert f"{pages}/{pages}" in "".join(text.split())
            for row in made.content().staff:
                assert row.code in text, f"{language}, {count}"
            assert text.count(made.code.replace("A", "")) == pages + 1 or "A" in made.code


def test_a_right_to_left_report_is_laid_out_from_the_right(look: Appearance) -> None:
    assert look.family
    made = make_document(rendering(report(line("camera", "dark")), Arabic()))
    made.setTextWidth(600)
    block = made.begin()
    assert block.textDirection().name == "RightToLeft"
    assert made.lastBlock().textDirection().name == "LeftToRight", "the staff's part is English"


def test_where_it_cannot_be_saved_it_says_so(tmp_path: Path, look: Appearance) -> None:
    assert look.family
    for ending in (".pdf", ".html", ".json"):
        told = save_to(ADVICE, WORDS, tmp_path / "no" / f"visit{ending}")
        assert "another place" in told
    assert "visit.html" in save_to(ADVICE, WORDS, tmp_path / "visit")


def test_the_mail_is_only_opened_never_sent(keep_dialog: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []

    def open_url(url: QUrl) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    dialog = keep_dialog(ADVICE)
    dialog.mail()
    [url] = opened
    assert url.scheme() == "mailto"
    assert url.path() == ""
    assert ADVICE.code in url.query()
    assert "send it yourself" in dialog.told.text()


def test_without_a_mail_program_the_words_are_on_the_clipboard(
    keep_dialog: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _: False)
    dialog = keep_dialog(ADVICE)
    dialog.mail()
    assert QGuiApplication.clipboard().text().strip() == ADVICE.as_text().strip()
    assert "paste" in dialog.told.text()


def test_a_result_is_kept_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATA, str(tmp_path))
    lately = HistoryWriter()
    for made in (ADVICE, ADVICE, rendering(report())):
        lately.keep(made)
        assert lately.writing is not None
        lately.writing.join(10)
    assert len(history.list_entries()) == 2
