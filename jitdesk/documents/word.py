"""A letter as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from jitdesk.documents.body import blocks, field, line, paragraph, particulars, printable, run
from jitdesk.documents.package import describe, seal
from jitdesk.documents.styles import Named
from jitdesk.drafting.structure import Letter, PageMarks

_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA"}
_TAB = "\t"


def write(letter: Letter, template: bytes) -> bytes:
    """The letter as .docx bytes on our template (resources/templates/letter.docx); the same letter gives the same bytes."""
    document = Document(BytesIO(template))
    page = document.sections[0]
    _fill(page.header.part.element, _header(letter.marks))
    _fill(page.footer.part.element, _footer(letter.marks))
    title = printable(f"{letter.marks.reference}: {letter.cover.title}")
    describe(document, title, _TAGS.get(letter.language, letter.language), letter.made_on)
    return seal(document, "".join(_body(letter)))


def _body(letter: Letter) -> Iterator[str]:
    cover = letter.cover
    yield from (paragraph(part, Named.LETTERHEAD) for part in cover.letterhead)
    yield particulars(cover.particulars)
    yield line(cover.title, Named.TITLE)
    yield line(cover.subtitle, Named.SUBTITLE)
    yield paragraph(cover.opening)
    for section in letter.sections:
        yield line(section.title, Named.SECTION) + blocks(section.blocks)
    yield line(letter.annexes.title, Named.UNNUMBERED) + blocks([*letter.annexes.blocks, letter.closing])
    yield line(letter.signature_title, Named.UNNUMBERED)
    yield particulars(letter.signature, Named.SIGNATURE, Named.SIGNATURE)
    for annex in letter.enclosures:
        yield line(annex.label, Named.ANNEX_LABEL) + line(annex.title, Named.ANNEX_TITLE) + blocks(annex.blocks)


def _header(marks: PageMarks) -> str:
    first = _edges(Named.HEADER, run(marks.handling, Named.STRONG), run(marks.reference))
    return first + (line(marks.draft, Named.DRAFT) if marks.draft else "")


def _footer(marks: PageMarks) -> str:
    before, _, rest = marks.pages.partition("{page}")
    between, _, after = rest.partition("{pages}")
    pages = run(before) + field("PAGE") + run(between) + field("NUMPAGES") + run(after)
    return _edges(Named.FOOTER, run(marks.version), pages)


def _edges(style: Named, left: str, right: str) -> str:
    """A line with something at its left edge and something at its right."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{left}{run(_TAB)}{right}</w:p>'


def _fill(element: BaseOxmlElement, content: str) -> None:
    element[:] = list(parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>"))
