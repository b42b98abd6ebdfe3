"""Blocks of a letter as WordprocessingML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from jitdesk.documents import languages
from jitdesk.documents.controls import bookmarked_run, control, field_of
from jitdesk.documents.references import References
from jitdesk.documents.styles import MILLIMETRE, Named
from jitdesk.drafting.structure import BETWEEN, Block, Cell, Mark, Paragraph, Run, Style, Table, pieces
from jitdesk.drafting.wording import right_to_left

_RUN_STYLES = {Mark.STRONG: Named.STRONG, Mark.GAP: Named.GAP, Mark.BLANK: Named.BLANK, Mark.SEALED: Named.SEALED}
_PARAGRAPH_STYLES = {Style.BODY: Named.BODY, Style.HEADING: Named.SUBSECTION, Style.ITEM: Named.ITEM}
# What XML 1.0 cannot hold or no reader would see: control characters but tab, surrogates, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True)
class Body:
    """Writes blocks for one document; `language` is its own (a BCP 47 tag), `references` what its sentences refer to."""

    language: str = ""
    references: References = field(default_factory=References)

    @property
    def right_to_left(self) -> bool:
        """Whether the document runs from right to left."""
        return right_to_left(self.language)

    def blocks(self, content: Iterable[Block]) -> str:
        """Paragraphs and tables in their order, what stands in a field of the request in its control."""
        parts, after_table = [], False
        for name, those in groupby(content, field_of):
            inner = []
            for block in those:
                if isinstance(block, Table):
                    if after_table:
                        inner.append(self.line("", Named.CELL))  # two tables that touch are one to a word processor
                    inner.append(self.grid(block))
                else:
                    style = Named.AFTER_TABLE if after_table and block.style is Style.BODY else None
                    inner.append(self.paragraph(block, style))
                after_table = isinstance(block, Table)
            parts.append(control(name, "".join(inner)))
        return "".join(parts)

    def paragraph(self, content: Paragraph, style: Named | None = None) -> str:
        """A paragraph, in the style of its kind or in the one given; it runs as its first letter does."""
        mirrored = _runs_right_to_left("".join(part.text for part in content.runs), self.right_to_left)
        bidi = "<w:bidi/>" if mirrored else ""
        inner = "".join(self._run(part, right_to_left=mirrored, own=not content.field) for part in content.runs)
        return f'<w:p><w:pPr><w:pStyle w:val="{style or _PARAGRAPH_STYLES[content.style]}"/>{bidi}</w:pPr>{inner}</w:p>'

    def line(self, text: str, style: Named, bookmarks: Mapping[str, str] | None = None) -> str:
        """A paragraph of plain text in a style, in two languages if need be; what it says in either has its bookmark, if it has one."""
        mirrored = _runs_right_to_left(text, self.right_to_left)
        said = (self._said(part, right_to_left=mirrored, bookmark=(bookmarks or {}).get(part.text, "")) for part in pieces(text))
        inner = run(BETWEEN).join(said)
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{"<w:bidi/>" if mirrored else ""}</w:pPr>{inner}</w:p>'

    def marks(self, text: str, style: Named | None = None) -> str:
        """The runs of a line, each in its language."""
        return run(BETWEEN).join(run(part.text, style, language=self._other(part)) for part in pieces(text))

    def edges(self, style: Named, left: str, right: str) -> str:
        """A line of runs with something where it begins and something at its far edge."""
        bidi = "<w:bidi/>" if self.right_to_left else ""
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{bidi}</w:pPr>{left}{run(chr(9))}{right}</w:p>'

    def grid(self, content: Table) -> str:
        """A table with a header row that repeats on every page, rows that do not break, and rules between them."""
        head = _row([self.line(text, Named.COLUMN_HEAD) for text in content.header], content.widths, "<w:tblHeader/>")
        rows = (_row([self._cell(cell, Named.CELL) for cell in row], content.widths) for row in content.rows)
        return self._table(Named.GRID, content.widths, head + "".join(rows))

    def particulars(self, content: Table, label: Named = Named.LABEL, value: Named = Named.PARTICULAR) -> str:
        """A table of labels and values without rules."""
        rows = (_row([self._cell(left, label), self._cell(right, value)], content.widths) for left, right in content.rows)
        return self._table(Named.PARTICULARS, content.widths, "".join(rows))

    def _run(self, part: Run, *, right_to_left: bool, own: bool) -> str:
        style = _RUN_STYLES.get(part.mark)
        language = self._other(part)

        def said(text: str) -> str:
            return run(text, style, right_to_left=right_to_left, language=language)

        if part.mark is Mark.PAGE and part.field in self.references.letters:
            return field_of_text(f"PAGEREF {self.references.letters[part.field]} \\h", said(part.text))
        if not own or part.mark is not Mark.TEXT:
            return said(part.text)
        split = self.references.split(part.text)
        return "".join(field_of_text(code, said(text)) if code else said(text) for text, code in split)

    def _said(self, part: Run, *, right_to_left: bool, bookmark: str) -> str:
        said = run(part.text, right_to_left=right_to_left, language=self._other(part))
        return bookmarked_run(bookmark, said) if bookmark else said

    def _other(self, part: Run) -> str:
        """The language of a run where it is another one than that of the document."""
        return "" if part.language == self.language else part.language

    def _cell(self, content: Cell, style: Named) -> str:
        fields = groupby(content, field_of)
        parts = (control(name, "".join(self.paragraph(part, style) for part in those)) for name, those in fields)
        return "".join(parts) or self.line("", style)

    def _table(self, style: Named, widths: tuple[int, ...], rows: str) -> str:
        columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
        first = int("<w:tblHeader/>" in rows)
        mirrored = "<w:bidiVisual/>" if self.right_to_left else ""
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/>{mirrored}<w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{0x20 * first:04X}" w:firstRow="{first}" w:lastRow="0" w:firstColumn="0" '
            f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
        )


_PLAIN = Body()
blocks, paragraph, line, grid, particulars = _PLAIN.blocks, _PLAIN.paragraph, _PLAIN.line, _PLAIN.grid, _PLAIN.particulars


def printable(text: str) -> str:
    """Text without what XML cannot hold: such a character is shown by its picture, or as U+FFFD."""
    return _UNPRINTABLE.sub(_picture, text)


def field_of_text(code: str, result: str) -> str:
    """A field that the word processor computes, with a run as what it shows until then."""
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{step}"/></w:r>' for step in ("begin", "separate", "end"))
    return f'{begin}<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>{separate}{result}{end}'


def run(text: str, style: Named | None = None, *, right_to_left: bool = False, language: str = "") -> str:
    """A run of text, a tab where the text has one; letters of a left-to-right script keep their own look among others.

    `language` is that of the run where it is not that of the document.
    """
    rtl = "<w:rtl/>" if _runs_right_to_left(text, right_to_left) else ""
    spoken = languages.of_run(language) if language else ""
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + rtl + spoken
    parts = (f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' if part else "" for part in printable(text).split("\t"))
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{'<w:tab/>'.join(parts)}</w:r>"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _runs_right_to_left(text: str, otherwise: bool) -> bool:
    """Whether the first letter of a text runs from right to left; of a text without letters, what is given."""
    strong = (kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL"))
    return next(strong, otherwise)


def _row(cells: list[str], widths: Iterable[int], kind: str = "") -> str:
    if not cells:
        return ""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{kind}</w:trPr>{inner}</w:tr>"


def _twips(millimetres: int) -> int:
    return round(millimetres * MILLIMETRE)
