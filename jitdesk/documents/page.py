"""The page on which our documents are written: our template or an authority's letterhead, marks at head and foot, language, direction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO

from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from jitdesk.documents import languages
from jitdesk.documents.body import Body, field_of_text, printable, run
from jitdesk.documents.letterhead import Paper, paper
from jitdesk.documents.package import describe, seal
from jitdesk.documents.styles import NUMBER_MIDDLE, NUMBER_WIDTH, Named
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.structure import PageMarks, Paragraph
from jitdesk.drafting.wording import right_to_left

# What may stand behind the direction of a page: the order counts.
_AFTER_BIDI = {qn(f"w:{name}") for name in ("rtlGutter", "docGrid", "printerSettings", "sectPrChange")}


def sheet(template: bytes, letterhead: Package | None, authority: Iterable[Paragraph]) -> Paper:
    """What to write on: our template, or an authority's letterhead; raises Refused where that holds what a document of ours cannot."""
    named = printable("".join(part.text for paragraph in list(authority)[:1] for part in paragraph.runs))
    return paper(letterhead, template, named) if letterhead else Paper(template)


def written(on: Paper, body: Body, content: Iterable[str], marks: PageMarks, title: str, made_on: date) -> bytes:
    """A document as .docx bytes: its content between our lines at head and foot; the same on the same paper gives the same bytes."""
    document = Document(BytesIO(on.data))
    for edge, lines in ((_heads(document), _header(body, marks)), (_feet(document), _footer(body, marks))):
        for element in edge:
            _add(element, on.fitted(lines))
    _speak(document, body.language)
    describe(document, printable(": ".join(filter(None, (marks.reference, title)))), languages.tag(body.language), made_on)
    return seal(document, on.fitted("".join(content)))


def _header(body: Body, marks: PageMarks) -> str:
    first = body.edges(Named.HEADER, body.marks(marks.handling, Named.STRONG), run(marks.reference))
    return first + (body.line(marks.draft, Named.DRAFT) if marks.draft else "")


def _footer(body: Body, marks: PageMarks) -> str:
    before, _, rest = marks.pages.partition("{page}")
    between, _, after = rest.partition("{pages}")
    page, pages = (field_of_text(code, run("1")) for code in ("PAGE", "NUMPAGES"))
    return body.edges(Named.FOOTER, run(marks.version), run(before) + page + run(between) + pages + run(after))


def _heads(document: Open) -> Iterator[BaseOxmlElement]:
    page = document.sections[0]
    heads = (page.header, page.first_page_header, page.even_page_header)
    yield from (head.part.element for head in heads if not head.is_linked_to_previous)


def _feet(document: Open) -> Iterator[BaseOxmlElement]:
    page = document.sections[0]
    feet = (page.footer, page.first_page_footer, page.even_page_footer)
    yield from (foot.part.element for foot in feet if not foot.is_linked_to_previous)


def _add(element: BaseOxmlElement, content: str) -> None:
    """Our lines behind what stands in a head or foot; an empty line at its end is room that they take."""
    while len(element) and element[-1].tag == qn("w:p") and not len(element[-1].findall(f".//{qn('w:r')}")):
        element.remove(element[-1])
    element.extend(list(parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")))


def _speak(document: Open, language: str) -> None:
    """Say the language of the document, and mirror its page where that runs from right to left."""
    for node in document.styles.element.iter(qn("w:rPrDefault")):
        look = node.find(qn("w:rPr"))
        if look is None:
            look = parse_xml(f"<w:rPr {nsdecls('w')}/>")
            node.append(look)
        for old in look.findall(qn("w:lang")):
            look.remove(old)
        look.append(parse_xml(f"<w:lang {nsdecls('w')} {languages.of_document(language)}/>"))
    for node in document.settings.element.iter(qn("w:themeFontLang")):
        node.set(qn("w:val"), languages.tag(language))
    if right_to_left(language):
        page = next(document.element.body.iter(qn("w:sectPr")))
        at = next((page.index(node) for node in page if node.tag in _AFTER_BIDI), len(page))
        page.insert(at, parse_xml(f"<w:bidi {nsdecls('w')}/>"))
        _centre_numbers(document)


def _centre_numbers(document: Open) -> None:
    """Centre the numbers of our headings: word processors disagree on which side of its place a number from right to left begins."""
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        indent, side = level.find(f"{qn('w:pPr')}/{qn('w:ind')}"), level.find(qn("w:lvlJc"))
        if indent is not None and side is not None and indent.get(qn("w:hanging")) == str(NUMBER_WIDTH):
            indent.set(qn("w:hanging"), str(NUMBER_WIDTH - NUMBER_MIDDLE))
            side.set(qn("w:val"), "center")
