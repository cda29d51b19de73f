"""The report on paper: laid out by Qt, each page with its number and the support code; to a printer or as PDF.

The card as well, which is always one page.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QColor,
    QFont,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextBlock,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextOption,
)

from readiness.core.translation import ENGLISH
from readiness.report.card import MOST_FIXES, TITLE, Card
from readiness.report.palette import LIGHT
from readiness.report.phrases import FOR_STAFF
from readiness.report.rendering import LocalizedReport
from readiness.wizard.style.theme import FALLBACKS, FAMILY

BODY_PT: Final = 11.0
FOOT_PT: Final = 9.0
MARGIN_MM: Final = 16.0
FOOT_MM: Final = 9.0
DOTS_PER_INCH: Final = 300
LETTER_REGIONS: Final = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "PR"})
"""Where paper is US Letter; elsewhere it is A4."""


def page_size(region: str) -> QPageSize:
    """Return the paper size that the clinic's region uses."""
    return QPageSize(QPageSize.PageSizeId.Letter if region.upper() in LETTER_REGIONS else QPageSize.PageSizeId.A4)


def _make_font(size_pt: float) -> QFont:
    font = QFont([FAMILY, *FALLBACKS])
    font.setPointSizeF(size_pt)
    return font


def _laid_out(paper: str, size_pt: float, title: str, *, right_to_left: bool) -> QTextDocument:
    made = QTextDocument()
    made.setDefaultFont(_make_font(size_pt))
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    made.setDefaultTextOption(option)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, title)
    made.setHtml(paper)
    return made


def make_document(rendering: LocalizedReport, scale: float = 1.0) -> QTextDocument:
    """Lay out every word of the report, as it is shown before it is kept and as it is printed."""
    content = rendering.content()
    paper, size = rendering.as_paper(scale), BODY_PT * scale
    return _laid_out(paper, size, content.title, right_to_left=content.right_to_left)


def card_document(card: Card, scale: float = 1.0, most_fixes: int = MOST_FIXES) -> QTextDocument:
    """Lay out the words of the card, as they are shown before it is printed."""
    words = card.rendering.words
    paper = card.as_paper(scale, most_fixes)
    return _laid_out(paper, BODY_PT * scale, words.say(TITLE), right_to_left=words.right_to_left)


def print_on(rendering: LocalizedReport, device: QPagedPaintDevice, region: str) -> int:
    """Paint the pages; how many."""
    device.setPageSize(page_size(region))
    device.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    paper = make_document(rendering)
    with QPainter(device) as painter:
        per_mm = device.logicalDpiY() / 25.4
        width, height = float(device.width()), float(device.height())
        body = height - FOOT_MM * per_mm
        paper.documentLayout().setPaintDevice(device)
        paper.setDocumentMargin(0)
        paper.setPageSize(QSizeF(width, body))
        content = rendering.content()
        headings = {content.to_do, content.everything, content.preparing, ENGLISH.say(FOR_STAFF)} - {""}
        _keep_together(paper, body, headings)
        pages = paper.pageCount()
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.ink))
        for page in range(pages):
            if page:
                device.newPage()
            part = QRectF(0, page * body, width, body)
            painter.save()
            painter.translate(0, -part.top())
            painter.setClipRect(part)
            context.clip = part
            paper.documentLayout().draw(painter, context)
            painter.restore()
            painter.setFont(_make_font(FOOT_PT))
            painter.setPen(QColor(LIGHT.soft))
            foot = QRectF(0, body, width, height - body)
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, rendering.code)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{page + 1} / {pages}")
    return pages


def _keep_together(paper: QTextDocument, page: float, headings: set[str]) -> None:
    """Break pages so that no paragraph is torn and no heading is left below without what it stands over."""
    layout = paper.documentLayout()

    def pages(block: QTextBlock) -> tuple[int, int]:
        shape = layout.blockBoundingRect(block)
        return int(shape.top() // page), int((shape.bottom() - 1) // page)

    paper.pageCount()  # Qt lays out by and by; what is asked for before the end is not yet true
    block = paper.begin()
    while block.isValid():
        following = block.next()
        first, last = pages(block)
        alone = block.text() in headings and following.isValid() and pages(following)[1] > last
        if (first != last or alone) and QTextCursor(block).currentTable() is None:
            way = block.blockFormat()
            way.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
            QTextCursor(block).setBlockFormat(way)
            paper.pageCount()
        block = following


# From large letters with every word to small ones with the first step to mend each thing.
_FITS: Final = (
    *((scale, MOST_FIXES) for scale in (1.4, 1.25, 1.15, 1.05, 0.95, 0.85)),
    *((scale, 1) for scale in (0.95, 0.85, 0.75)),
    *((scale, 0) for scale in (0.9, 0.8, 0.7)),
)


def print_card(card: Card, device: QPagedPaintDevice, region: str) -> float:
    """Paint the card, all of it on one page in the largest letters that let it fit; their scale."""
    device.setPageSize(page_size(region))
    device.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    with QPainter(device) as painter:
        width, height = float(device.width()), float(device.height())
        for scale, most_fixes in _FITS:
            paper = card_document(card, scale, most_fixes)
            paper.documentLayout().setPaintDevice(device)
            paper.setDocumentMargin(0)
            paper.setTextWidth(width)
            if paper.size().height() <= height:
                break
        else:  # rather small than cut off
            scale *= height / paper.size().height()
            painter.scale(height / paper.size().height(), height / paper.size().height())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor(LIGHT.ink))
        paper.documentLayout().draw(painter, context)
    return scale


def as_pdf(rendering: LocalizedReport, region: str) -> bytes:
    """Render the report's pages as a PDF file's content."""
    return _make_pdf(rendering.content().title, lambda writer: print_on(rendering, writer, region))


def card_as_pdf(card: Card, region: str) -> bytes:
    """Render the card as a PDF file's content."""
    return _make_pdf(card.rendering.words.say(TITLE), lambda writer: print_card(card, writer, region))


def _make_pdf(title: str, paint: Callable[[QPdfWriter], object]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(title)
    writer.setCreator("Readiness")
    paint(writer)
    del writer  # closes the file in the buffer
    content = bytes(buffer.data().data())
    buffer.close()
    return content
