"""A paper, any document beside the letter, as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from jitdesk.documents.body import blocks, field, line, paragraph, particulars, printable, run
from jitdesk.documents.package import describe, seal
from jitdesk.documents.styles import Named
from jitdesk.drafting.papers.paper import Paper
from jitdesk.drafting.structure import PageMarks

_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES"}
_TAB = "\t"


def write(paper: Paper, template: bytes) -> bytes:
    """The paper as .docx bytes on the template of our letters; the same paper gives the same bytes."""
    document = Document(BytesIO(template))
    page = document.sections[0]
    _fill(page.header.part.element, _header(paper.marks))
    _fill(page.footer.part.element, _footer(paper.marks))
    tag = _TAGS.get(paper.language, paper.language)
    _speak(document, tag)
    describe(document, printable(": ".join(filter(None, (paper.marks.reference, paper.title)))), tag, paper.made_on)
    return seal(document, "".join(_body(paper)))


def _body(paper: Paper) -> Iterator[str]:
    yield from (paragraph(part, Named.LETTERHEAD) for part in paper.letterhead)
    if paper.particulars.rows:
        yield particulars(paper.particulars)
    yield line(paper.title, Named.TITLE)
    yield line(paper.subtitle, Named.SUBTITLE)
    for part in paper.parts:
        yield line(part.title, Named.UNNUMBERED) + blocks(part.blocks)
    if paper.signature.rows:
        yield line(paper.signature_title, Named.UNNUMBERED)
        yield particulars(paper.signature, Named.SIGNATURE, Named.SIGNATURE)
    if paper.slip:
        yield line(paper.slip.title, Named.ANNEX_LABEL) + blocks(paper.slip.blocks)


def _speak(document: Open, tag: str) -> None:
    """Set the language of the whole text, for spelling and for reading aloud."""
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), tag)


def _header(marks: PageMarks) -> str:
    first = _edges(Named.HEADER, run(marks.handling, Named.STRONG), run(marks.reference))
    return first + (line(marks.draft, Named.DRAFT) if marks.draft else "")


def _footer(marks: PageMarks) -> str:
    before, _, rest = marks.pages.partition("{page}")
    between, _, after = rest.partition("{pages}")
    pages = run(before) + field("PAGE") + run(between) + field("NUMPAGES") + run(after)
    return _edges(Named.FOOTER, run(marks.version), pages)


def _edges(style: Named, left: str, right: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{left}{run(_TAB)}{right}</w:p>'


def _fill(element: BaseOxmlElement, content: str) -> None:
    element[:] = list(parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>"))
