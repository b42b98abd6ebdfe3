"""A letter as a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.documents import page
from jitdesk.documents.body import Body
from jitdesk.documents.references import references
from jitdesk.documents.styles import Named
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.structure import Letter


def write(letter: Letter, template: bytes, letterhead: Package | None = None) -> bytes:
    """The letter as .docx bytes on our template (resources/templates/letter.docx), or on an authority's letterhead.

    The same letter on the same paper gives the same bytes. Raises Refused where the letterhead holds what a letter cannot.
    """
    on = page.sheet(template, letterhead, letter.cover.letterhead)
    body = Body(letter.language, references(letter))
    return page.written(on, body, _body(body, letter), letter.marks, letter.cover.title, letter.made_on)


def _body(body: Body, letter: Letter) -> Iterator[str]:
    cover, marks = letter.cover, body.references
    yield from (body.paragraph(part, Named.LETTERHEAD) for part in cover.letterhead)
    yield body.particulars(cover.particulars)
    yield body.line(cover.title, Named.TITLE)
    yield body.line(cover.subtitle, Named.SUBTITLE)
    yield body.blocks([cover.opening])
    for section in letter.sections:
        yield body.line(section.title, Named.SECTION, marks.parts) + body.blocks(section.blocks)
    yield body.line(letter.annexes.title, Named.UNNUMBERED) + body.blocks([*letter.annexes.blocks, letter.closing])
    yield body.line(letter.signature_title, Named.UNNUMBERED)
    yield body.particulars(letter.signature, Named.SIGNATURE, Named.SIGNATURE)
    for annex in letter.enclosures:
        label = body.line(annex.label, Named.ANNEX_LABEL, marks.annexes)
        yield label + body.line(annex.title, Named.ANNEX_TITLE) + body.blocks(annex.blocks)
