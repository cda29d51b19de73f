"""The report on paper: laid out by Qt, each page with its number and the support code; to a printer or as PDF."""

from __future__ import annotations

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

from readiness.report import Rendering
from readiness.report.words import FOR_STAFF
from readiness.text import ENGLISH
from readiness.wizard.theme import FALLBACKS, FAMILY

BODY_PT: Final = 11.0
FOOT_PT: Final = 9.0
MARGIN_MM: Final = 16.0
FOOT_MM: Final = 9.0
DOTS_PER_INCH: Final = 300
LETTER_REGIONS: Final = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "PR"})
"""Where paper is US Letter; elsewhere it is A4."""


def page_size(region: str) -> QPageSize:
    """The paper that the clinic's region uses."""
    return QPageSize(QPageSize.PageSizeId.Letter if region.upper() in LETTER_REGIONS else QPageSize.PageSizeId.A4)


def _font(size_pt: float) -> QFont:
    font = QFont([FAMILY, *FALLBACKS])
    font.setPointSizeF(size_pt)
    return font


def document(rendering: Rendering, scale: float = 1.0) -> QTextDocument:
    """Every word of the report, as it is shown before it is kept and as it is printed."""
    content = rendering.content()
    made = QTextDocument()
    made.setDefaultFont(_font(BODY_PT * scale))
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if content.right_to_left else Qt.LayoutDirection.LeftToRight)
    made.setDefaultTextOption(option)
    made.setMetaInformation(QTextDocument.MetaInformation.DocumentTitle, content.title)
    made.setHtml(rendering.as_paper(scale))
    return made


def print_on(rendering: Rendering, device: QPagedPaintDevice, region: str) -> int:
    """Paint the pages; how many."""
    device.setPageSize(page_size(region))
    device.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM), QPageLayout.Unit.Millimeter)
    paper = document(rendering)
    with QPainter(device) as painter:
        per_mm = device.logicalDpiY() / 25.4
        width, height = float(device.width()), float(device.height())
        body = height - FOOT_MM * per_mm
        paper.documentLayout().setPaintDevice(device)
        paper.setDocumentMargin(0)
        paper.setPageSize(QSizeF(width, body))
        content = rendering.content()
        headings = {content.to_do, content.everything, content.on_the_day, ENGLISH.say(FOR_STAFF)}
        _keep_together(paper, body, headings)
        pages = paper.pageCount()
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette.setColor(QPalette.ColorRole.Text, QColor("#1C2B33"))
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
            painter.setFont(_font(FOOT_PT))
            painter.setPen(QColor("#50616B"))
            foot = QRectF(0, body, width, height - body)
            painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, rendering.code)
            painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, f"{page + 1} / {pages}")
    return pages


def _keep_together(paper: QTextDocument, page: float, headings: set[str]) -> None:
    """No paragraph is torn by the end of a page, and no heading is left below without what it stands over."""
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


def as_pdf(rendering: Rendering, region: str) -> bytes:
    """The pages as a PDF file's content."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(DOTS_PER_INCH)
    writer.setTitle(rendering.content().title)
    writer.setCreator("Readiness")
    print_on(rendering, writer, region)
    del writer  # closes the file in the buffer
    content = bytes(buffer.data().data())
    buffer.close()
    return content
