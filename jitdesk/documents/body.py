"""Blocks of a letter as WordprocessingML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from itertools import groupby

from jitdesk.documents.controls import control, field_of
from jitdesk.documents.styles import MILLIMETRE, Named
from jitdesk.drafting.structure import Block, Cell, Mark, Paragraph, Run, Style, Table

_RUN_STYLES = {Mark.STRONG: Named.STRONG, Mark.GAP: Named.GAP, Mark.BLANK: Named.BLANK, Mark.SEALED: Named.SEALED}
_PARAGRAPH_STYLES = {Style.BODY: Named.BODY, Style.HEADING: Named.SUBSECTION, Style.ITEM: Named.ITEM}
# What XML 1.0 cannot hold or no reader would see: control characters but tab, surrogates, noncharacters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def blocks(content: Iterable[Block]) -> str:
    """Paragraphs and tables in their order."""
    parts, after_table = [], False
    for field, those in groupby(content, field_of):
        inner = []
        for block in those:
            if isinstance(block, Table):
                inner.append(grid(block))
            else:
                inner.append(paragraph(block, Named.AFTER_TABLE if after_table and block.style is Style.BODY else None))
            after_table = isinstance(block, Table)
        parts.append(control(field, "".join(inner)))
    return "".join(parts)


def paragraph(content: Paragraph, style: Named | None = None) -> str:
    """A paragraph, in the style of its kind or in the one given; right to left where its first letter is."""
    right_to_left = _is_right_to_left("".join(part.text for part in content.runs))
    bidi = "<w:bidi/>" if right_to_left else ""
    inner = "".join(run(part.text, _RUN_STYLES.get(part.mark), right_to_left=right_to_left) for part in content.runs)
    return f'<w:p><w:pPr><w:pStyle w:val="{style or _PARAGRAPH_STYLES[content.style]}"/>{bidi}</w:pPr>{inner}</w:p>'


def line(text: str, style: Named) -> str:
    """A paragraph of plain text in a style."""
    return paragraph(Paragraph((Run(text),)), style)


def grid(content: Table) -> str:
    """A table with a header row that repeats on every page, rows that do not break, and rules between them."""
    head = _row([line(text, Named.COLUMN_HEAD) for text in content.header], content.widths, "<w:tblHeader/>")
    rows = (_row([_cell(cell, Named.CELL) for cell in row], content.widths) for row in content.rows)
    return _table(Named.GRID, content.widths, head + "".join(rows))


def particulars(content: Table, label: Named = Named.LABEL, value: Named = Named.PARTICULAR) -> str:
    """A table of labels and values without rules."""
    rows = (_row([_cell(left, label), _cell(right, value)], content.widths) for left, right in content.rows)
    return _table(Named.PARTICULARS, content.widths, "".join(rows))


def printable(text: str) -> str:
    """Text without what XML cannot hold: such a character is shown by its picture, or as U+FFFD."""
    return _UNPRINTABLE.sub(_picture, text)


def field(code: str) -> str:
    """A field that the word processor computes, with 1 as its text until then."""
    begin, separate, end = (f'<w:fldChar w:fldCharType="{step}"/>' for step in ("begin", "separate", "end"))
    steps = (begin, f'<w:instrText xml:space="preserve"> {code} </w:instrText>', separate, "<w:t>1</w:t>", end)
    return "".join(f"<w:r>{step}</w:r>" for step in steps)


def run(text: str, style: Named | None = None, *, right_to_left: bool = False) -> str:
    """A run of text, a tab where the text has one."""
    properties = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:rtl/>" if right_to_left else "")
    parts = (f'<w:t xml:space="preserve">{escape(part, quote=False)}</w:t>' if part else "" for part in printable(text).split("\t"))
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{look}{'<w:tab/>'.join(parts)}</w:r>"


def _picture(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def _is_right_to_left(text: str) -> bool:
    if text.isascii():
        return False
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)


def _cell(content: Cell, style: Named) -> str:
    fields = groupby(content, field_of)
    return "".join(control(field, "".join(paragraph(part, style) for part in those)) for field, those in fields) or line("", style)


def _row(cells: list[str], widths: Iterable[int], kind: str = "") -> str:
    if not cells:
        return ""
    inner = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{kind}</w:trPr>{inner}</w:tr>"


def _table(style: Named, widths: tuple[int, ...], rows: str) -> str:
    columns = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    first = int("<w:tblHeader/>" in rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{0x20 * first:04X}" w:firstRow="{first}" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
    )


def _twips(millimetres: int) -> int:
    return round(millimetres * MILLIMETRE)
