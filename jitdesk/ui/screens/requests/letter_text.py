"""Paragraphs and tables of a letter as a text document: plain text with formats of our own, gaps and sealed passages marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableFormat,
)

from jitdesk.services.letters import Block, Mark, Paragraph, Style, Table, paragraph
from jitdesk.ui.look import look
from jitdesk.ui.palette import LIGHT, Colours

SERIF = ["Cambria", "Caladea", "Noto Serif", "Liberation Serif", "DejaVu Serif"]


@dataclass(frozen=True)
class Gap:
    """A mark in the text for something missing: where it stands, and which field of which part it asks for."""

    part: str
    field: str
    text: str
    position: int


@dataclass(frozen=True)
class Face:
    """How the text looks: its font, and the colours it is printed in."""

    font: QFont
    colours: Colours
    spacing: int = 6  # px after a paragraph


def on_screen(font: QFont) -> Face:
    """The letter's words within the window."""
    return Face(font, look().colours)


def on_paper() -> Face:
    """The letter as it will be printed: light in both themes."""
    font = QFont(SERIF)
    font.setPixelSize(15)
    return Face(font, LIGHT)


class LetterText:
    """Writes into a document from its beginning; `gaps` and `starts` tell where gaps and parts stand."""

    def __init__(self, document: QTextDocument, face: Face, mark_gaps: bool = True) -> None:
        document.clear()
        document.setDocumentMargin(0)
        document.setDefaultFont(face.font)
        self._face = face
        self._mark_gaps = mark_gaps
        self._cursor = QTextCursor(document)
        self._fresh = True
        self._part = ""
        self.gaps: list[Gap] = []
        self.starts: dict[str, int] = {}

    def begin(self, part: str) -> None:
        """What follows belongs to this part of the letter."""
        self._part = part
        self.starts.setdefault(part, self._cursor.position() + (0 if self._fresh else 1))

    def line(
        self, text: str, size: float = 1.0, *, bold: bool = False, quiet: bool = False, before: int = 0, new_page: bool = False
    ) -> None:
        """A line of its own: a title or a heading."""
        form = self._spaced(before)
        if new_page:
            form.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        self._next(form)
        self._cursor.insertText(text, self._format(size, bold, self._face.colours.text2 if quiet else ""))

    def title(self, content: Paragraph) -> None:
        """A paragraph as large as a title."""
        self._next(self._spaced())
        self._runs(content, bold=True, size=1.25)

    def blocks(self, content: Iterable[Block]) -> None:
        """Paragraphs and tables in their order."""
        for block in content:
            if isinstance(block, Table):
                self.table(block)
            else:
                self._paragraph(block)

    def table(self, content: Table, *, ruled: bool = True, after: int = 0) -> None:
        """A table, with so many px more than usual after it; where it is not `ruled`, its first column is quiet."""
        rows = [*([_headed(content.header)] if content.header else []), *content.rows]
        if not rows:
            return
        self._next(self._spaced())
        made = self._cursor.insertTable(len(rows), len(content.widths), self._table_format(content.widths, ruled, after))
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                self._fill(made, number, column, cell, bool(content.header) and number == 0, quiet=not ruled and column == 0)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._fresh = True

    def _fill(self, made: QTextTable, row: int, column: int, cell: Sequence[Paragraph], head: bool, quiet: bool) -> None:
        self._cursor = made.cellAt(row, column).firstCursorPosition()
        if head:
            whole = QTextBlockFormat()
            whole.setNonBreakableLines(True)
            self._cursor.setBlockFormat(whole)
        for number, content in enumerate(cell):
            if number:
                self._cursor.insertBlock(QTextBlockFormat())
            self._runs(content, bold=head, quiet=quiet)

    def _paragraph(self, content: Paragraph) -> None:
        form = self._spaced(8 if content.style is Style.HEADING else 0)
        if content.style is Style.ITEM:
            form.setIndent(1)
        self._next(form)
        self._runs(content, bold=content.style is Style.HEADING, item=content.style is Style.ITEM)

    def _runs(self, content: Paragraph, bold: bool = False, quiet: bool = False, item: bool = False, size: float = 1.0) -> None:
        if item:
            self._cursor.insertText("–  ", self._format(1.0))
        for run in content.runs:
            if run.mark is Mark.GAP:
                self.gaps.append(Gap(self._part, run.field, run.text, self._cursor.position()))
            self._cursor.insertText(run.text, self._run_format(run.mark, bold, quiet, size))

    def _run_format(self, mark: Mark, bold: bool, quiet: bool, size: float) -> QTextCharFormat:
        colours = self._face.colours
        if mark is Mark.GAP and self._mark_gaps:
            return self._format(size, bold, colours.warn, colours.warn_bg)
        if mark is Mark.SEALED:
            return self._format(size, bold, colours.seal, colours.seal_bg)
        if mark is Mark.BLANK:
            return self._format(size, bold, colours.text2)
        return self._format(size, bold or mark is Mark.STRONG, colours.text2 if quiet else "")

    def _format(self, size: float, bold: bool = False, ink: str = "", ground: str = "") -> QTextCharFormat:
        font = QFont(self._face.font)
        font.setPixelSize(round(font.pixelSize() * size))
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        found = QTextCharFormat()
        found.setFont(font)
        found.setForeground(QColor(ink or self._face.colours.text))
        if ground:
            found.setBackground(QColor(ground))
        return found

    def _spaced(self, before: int = 0) -> QTextBlockFormat:
        form = QTextBlockFormat()
        form.setTopMargin(before)
        form.setBottomMargin(self._face.spacing)
        form.setLineHeight(125, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        return form

    def _next(self, form: QTextBlockFormat) -> None:
        if self._fresh:
            self._cursor.setBlockFormat(form)
            self._fresh = False
        else:
            self._cursor.insertBlock(form)

    def _table_format(self, widths: Sequence[int], ruled: bool, after: int) -> QTextTableFormat:
        form = QTextTableFormat()
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, 100 * width / sum(widths)) for width in widths])
        form.setCellSpacing(0)
        form.setCellPadding(4 if ruled else 2)
        form.setBorder(1 if ruled else 0)
        form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        form.setBorderCollapse(True)
        form.setBorderBrush(QBrush(QColor(self._face.colours.border)))
        form.setBottomMargin(self._face.spacing + after)
        return form


def _headed(header: Sequence[str]) -> tuple[tuple[Paragraph, ...], ...]:
    return tuple((paragraph(text),) for text in header)
