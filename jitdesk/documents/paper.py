"""A paper, any document beside the letter, as a Word document."""

from __future__ import annotations

from collections.abc import Iterator

from jitdesk.documents import page
from jitdesk.documents.body import Body
from jitdesk.documents.styles import Named
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.papers.paper import Paper


def write(paper: Paper, template: bytes, letterhead: Package | None = None) -> bytes:
    """The paper as .docx bytes on the template of our letters, or on an authority's letterhead; the same gives the same bytes."""
    on = page.sheet(template, letterhead, paper.letterhead)
    body = Body(paper.language)
    return page.written(on, body, _body(body, paper), paper.marks, paper.title, paper.made_on)


def _body(body: Body, paper: Paper) -> Iterator[str]:
    yield from (body.paragraph(part, Named.LETTERHEAD) for part in paper.letterhead)
    if paper.particulars.rows:
        yield body.particulars(paper.particulars)
    yield body.line(paper.title, Named.TITLE)
    yield body.line(paper.subtitle, Named.SUBTITLE)
    for part in paper.parts:
        yield body.line(part.title, Named.UNNUMBERED) + body.blocks(part.blocks)
    if paper.signature.rows:
        yield body.line(paper.signature_title, Named.UNNUMBERED)
        yield body.particulars(paper.signature, Named.SIGNATURE, Named.SIGNATURE)
    if paper.slip:
        yield body.line(paper.slip.title, Named.ANNEX_LABEL) + body.blocks(paper.slip.blocks)
