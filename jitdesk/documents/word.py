"""A letter as a Word document."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from jitdesk.documents.body import Body, field_of_text, printable, run
from jitdesk.documents.controls import bookmarked
from jitdesk.documents.letterhead import Paper, paper
from jitdesk.documents.package import describe, seal
from jitdesk.documents.references import references
from jitdesk.documents.styles import Named
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.structure import Letter, PageMarks

_TAGS = {"en": "en-GB", "fr": "fr-FR", "es": "es-ES", "ar": "ar-SA"}
_RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")
# What may stand behind the direction of a page: the order counts.
_AFTER_BIDI = {qn(f"w:{name}") for name in ("rtlGutter", "docGrid", "printerSettings", "sectPrChange")}


def write(letter: Letter, template: bytes, letterhead: Package | None = None) -> bytes:
    """The letter as .docx bytes on our template (resources/templates/letter.docx), or on an authority's letterhead.

    The same letter on the same paper gives the same bytes. Raises Refused where the letterhead holds what a letter cannot.
    """
    authority = printable("".join(part.text for paragraph in letter.cover.letterhead[:1] for part in paragraph.runs))
    on = paper(letterhead, template, authority) if letterhead else Paper(template)
    body = Body(letter.language in _RIGHT_TO_LEFT, references(letter))
    document = Document(BytesIO(on.data))
    for edge, content in ((_heads(document), _header(body, letter.marks)), (_feet(document), _footer(body, letter.marks))):
        for element in edge:
            _add(element, on.fitted(content))
    _speak(document, _TAGS.get(letter.language, letter.language), right_to_left=body.right_to_left)
    title = printable(f"{letter.marks.reference}: {letter.cover.title}")
    describe(document, title, _TAGS.get(letter.language, letter.language), letter.made_on)
    return seal(document, on.fitted("".join(_body(body, letter))))


def _body(body: Body, letter: Letter) -> Iterator[str]:
    cover, marks = letter.cover, body.references
    yield from (body.paragraph(part, Named.LETTERHEAD) for part in cover.letterhead)
    yield body.particulars(cover.particulars)
    yield body.line(cover.title, Named.TITLE)
    yield body.line(cover.subtitle, Named.SUBTITLE)
    yield body.paragraph(cover.opening)
    for section in letter.sections:
        yield _target(marks.parts.get(section.title), body.line(section.title, Named.SECTION)) + body.blocks(section.blocks)
    yield body.line(letter.annexes.title, Named.UNNUMBERED) + body.blocks([*letter.annexes.blocks, letter.closing])
    yield body.line(letter.signature_title, Named.UNNUMBERED)
    yield body.particulars(letter.signature, Named.SIGNATURE, Named.SIGNATURE)
    for annex in letter.enclosures:
        label = _target(marks.annexes.get(annex.label), Body(body.right_to_left).line(annex.label, Named.ANNEX_LABEL))
        yield label + body.line(annex.title, Named.ANNEX_TITLE) + body.blocks(annex.blocks)


def _target(bookmark: str | None, heading: str) -> str:
    return bookmarked(bookmark, heading) if bookmark else heading


def _header(body: Body, marks: PageMarks) -> str:
    first = body.edges(Named.HEADER, run(marks.handling, Named.STRONG), run(marks.reference))
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


def _speak(document: Open, tag: str, *, right_to_left: bool) -> None:
    """Say the language of the document, and mirror its page where that runs from right to left."""
    for node in document.styles.element.iter(qn("w:rPrDefault")):
        look = node.find(qn("w:rPr"))
        if look is None:
            look = parse_xml(f"<w:rPr {nsdecls('w')}/>")
            node.append(look)
        for old in look.findall(qn("w:lang")):
            look.remove(old)
        look.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="{tag}" w:eastAsia="{tag}" w:bidi="{tag if right_to_left else "ar-SA"}"/>'))
    for node in document.settings.element.iter(qn("w:themeFontLang")):
        node.set(qn("w:val"), tag)
    if right_to_left:
        page = next(document.element.body.iter(qn("w:sectPr")))
        at = next((page.index(node) for node in page if node.tag in _AFTER_BIDI), len(page))
        page.insert(at, parse_xml(f"<w:bidi {nsdecls('w')}/>"))
