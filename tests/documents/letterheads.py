"""Letterheads as authorities have them, made with the library and marked with what a real one carries along."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

from docx import Document
from docx.document import Document as Open
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt

ADDRESS = "Kotnik Quay 9, Ljubljana"
NAME = "Specialised Prosecutor's Office"
_RSID = "00AB12CD"


def logo(note: bytes = b"") -> bytes:
    """A small picture (PNG), with a note of its author in it if one is given."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([20, 40, 90]) * 8 for _ in range(8))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    noted = chunk(b"tEXt", b"Author\0" + note) if note else b""
    return b"\x89PNG\r\n\x1a\n" + head + noted + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def plain() -> bytes:
    """Head with a logo and a name, foot with an address; styles of the library; all sorts of traces."""
    return _saved(_document())


def several_heads() -> bytes:
    """Another head on the first page and on even pages, on US paper with wide margins, and a line of text of its own."""
    document = _document()
    page = document.sections[0]
    page.page_width, page.page_height, page.left_margin, page.right_margin = Mm(216), Mm(279), Mm(40), Mm(40)
    page.different_first_page_header_footer = True
    page.first_page_header.paragraphs[0].text = "FIRST PAGE OF " + NAME
    document.settings.odd_and_even_pages_header_footer = True
    document.add_paragraph("Our own first line").paragraph_format.space_after = Pt(6)
    document.add_paragraph("")
    return _saved(document)


def german() -> bytes:
    """Built-in styles under the ids that another language of Word gives them; an own style has the id of one of ours."""
    document = _document()
    names = {"Heading1": "berschrift1", "Heading2": "berschrift2", "Header": "Kopfzeile", "Normal": "Standard", "Title": "Titel"}
    for style in document.styles.element.iter(qn("w:style")):
        style.set(qn("w:styleId"), names.get(style.get(qn("w:styleId")), style.get(qn("w:styleId"))))
    for node in document.styles.element.iter(qn("w:basedOn"), qn("w:next"), qn("w:link")):
        node.set(qn("w:val"), names.get(node.get(qn("w:val")), node.get(qn("w:val"))))
    for node in document.sections[0].header.part.element.iter(qn("w:pStyle")):
        node.set(qn("w:val"), names.get(node.get(qn("w:val")), node.get(qn("w:val"))))
    own = document.styles.add_style("Amtstext", WD_STYLE_TYPE.PARAGRAPH)
    own.element.set(qn("w:styleId"), "LetterBody")
    return _saved(document)


def numbered() -> bytes:
    """Its headings have numbers of their own."""
    document = _document()
    for name in ("Heading 1", "Heading 2"):
        properties = document.styles[name].element.get_or_add_pPr()
        properties.insert(2, parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="1"/></w:numPr>'))
    return _saved(document)


def empty() -> bytes:
    """No head, no foot, no styles of ours: the least that a Word document is."""
    document = Document()
    document.element.body[:-1] = []
    return _saved(document)


def _document() -> Open:
    document = Document()
    core = document.core_properties
    core.author, core.last_modified_by, core.comments = "Zornberg Author", "Zornberg Editor", "Zornberg comment"
    header, footer = document.sections[0].header, document.sections[0].footer
    header.paragraphs[0].text = NAME
    header.paragraphs[0].add_run().add_picture(BytesIO(logo(b"zornberg")), height=Mm(12))
    for node in header.part.element.iter(qn("wp:docPr"), "{http://schemas.openxmlformats.org/drawingml/2006/picture}cNvPr"):
        node.set("descr", "C:\\Users\\zornberg\\logo.png")
        node.set("name", "C:\\Users\\zornberg\\logo.png")
    footer.paragraphs[0].text = ADDRESS
    for paragraph in document.element.body.iter(qn("w:p"), qn("w:sectPr")):
        paragraph.set(qn("w:rsidR"), _RSID)
    header.part.element[0].set(qn("w:rsidR"), _RSID)
    settings = document.settings.element
    settings.append(parse_xml(f'<w:rsids {nsdecls("w")}><w:rsidRoot w:val="{_RSID}"/></w:rsids>'))
    return document


def _saved(document: Open) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()
