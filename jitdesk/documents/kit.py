"""A sheet of a recovery kit as a Word document: one page to print, with the code in words and as a QR code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.shared import Mm
from lxml import etree

from jitdesk.documents.body import grid, line, paragraph, particulars, printable
from jitdesk.documents.package import describe, seal
from jitdesk.documents.styles import TEXT_WIDTH, Named
from jitdesk.drafting.structure import Cell, Mark, Paragraph, Run, Table
from jitdesk.drafting.structure import paragraph as plain

_COLUMNS = 4
_QR_SIDE = Mm(50)
_LABELS = 42  # millimetres
_MODULE = 8  # pixels of the picture for one square of the code


@dataclass(frozen=True)
class Sheet:
    """What stands on one sheet; `words` is the code, `parts` are a heading and its sentences each."""

    title: str
    subtitle: str
    particulars: tuple[tuple[str, str], ...]
    words_title: str
    words: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    footer: str
    language: str
    made_on: date


def write(sheet: Sheet, template: bytes) -> bytes:
    """The sheet as .docx bytes on the template of our letters."""
    document = Document(BytesIO(template))
    page = document.sections[0]
    page.top_margin, page.bottom_margin = Mm(18), Mm(16)
    page.footer.part.element[:] = list(parse_xml(f"<w:body {nsdecls('w')}>{line(sheet.footer, Named.FOOTER)}</w:body>"))
    describe(document, printable(sheet.title), sheet.language, sheet.made_on)
    body = [
        line(sheet.title, Named.LETTERHEAD),
        line(sheet.subtitle, Named.SUBTITLE),
        particulars(_particulars(sheet)),
        line(sheet.words_title, Named.UNNUMBERED),
        grid(_words(sheet)),
        _picture(document, qr(sheet.words), sheet.words_title),
        *(paragraph(Paragraph((Run(f"{heading} ", Mark.STRONG), Run(text))), Named.CELL) for heading, text in sheet.parts),
    ]
    return seal(document, "".join(body))


def qr(words: tuple[str, ...]) -> bytes:
    """The words as the picture of a QR code (PNG), in capitals: so it needs fewer and larger squares."""
    import segno  # needed for a kit only: the program starts without it

    out = BytesIO()
    segno.make_qr(" ".join(words).upper(), error="m").save(out, kind="png", scale=_MODULE)
    return out.getvalue()


def _particulars(sheet: Sheet) -> Table:
    rows = tuple(((plain(label),), (plain(value),)) for label, value in sheet.particulars)
    return Table((_LABELS, TEXT_WIDTH - _LABELS), rows)


def _words(sheet: Sheet) -> Table:
    """The words in columns, numbered downwards."""
    rows = -(-len(sheet.words) // _COLUMNS)
    cells = [_word(number, word) for number, word in enumerate(sheet.words, start=1)]
    return Table((TEXT_WIDTH // _COLUMNS,) * _COLUMNS, tuple(tuple(cells[row::rows]) for row in range(rows)))


def _word(number: int, word: str) -> Cell:
    return (Paragraph((Run(f"{number}\u2002"), Run(word, Mark.STRONG))),)


def _picture(document: Open, png: bytes, said: str) -> str:
    inline = document.part.new_pic_inline(BytesIO(png), width=_QR_SIDE, height=_QR_SIDE)
    inline.docPr.set("descr", printable(said))
    drawing = f"<w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing>"
    return f'<w:p><w:pPr><w:spacing w:before="120" w:after="80"/><w:jc w:val="center"/></w:pPr><w:r>{drawing}</w:r></w:p>'
