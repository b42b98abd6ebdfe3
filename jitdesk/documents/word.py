"""A letter as a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.documents import page
from jitdesk.documents.body import Body
from jitdesk.documents.controls import bookmarked
from jitdesk.documents.references import references
from jitdesk.documents.styles import Named
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.structure import Letter
from jitdesk.drafting.wording import right_to_left


def write(letter: Letter, template: bytes, letterhead: Package | None = None) -> bytes:
    """The letter as .docx bytes on our template (resources/templates/letter.docx), or on an authority's letterhead.

    The same letter on the same paper gives the same bytes. Raises Refused where the letterhead holds what a letter cannot.
    """
    on = page.sheet(template, letterhead, letter.cover.letterhead)
    body = Body(right_to_left(letter.language), references(letter))
    return page.written(on, body, _body(body, letter), letter.marks, letter.cover.title, letter.language, letter.made_on)


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
