"""One letter: from the request to the bytes of the document, beside bare python-docx writing the same content."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any

from docx import Document

from benchmarks.measuring import pair, seconds
from benchmarks.proof import Figure
from jitdesk import bootstrap
from jitdesk.documents import word
from jitdesk.documents.styles import Named
from jitdesk.domain.records import Record
from jitdesk.drafting import checks
from jitdesk.drafting.basis import Basis
from jitdesk.drafting.case import Case
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import Block, Letter, Paragraph, paragraph
from jitdesk.drafting.wording import Wording
from jitdesk.system import resources

MOST = 1.5


def figure() -> Figure:
    """Twenty letters each time, findings and drafting included in ours."""
    bootstrap.start("worker")
    template = resources.read_bytes("templates/letter.docx")
    drafted = _draft()
    return pair(
        lambda: seconds(lambda: [word.write(_draft(), template) for _ in range(20)]),
        lambda: seconds(lambda: [bare(drafted, template) for _ in range(20)]),
    ).figure(MOST, "bare python-docx")


@cache
def _sample() -> tuple[Record, Record, Basis, Wording]:
    data = tomllib.loads(resources.read_text("demo/request.toml"))
    witness = Record("1" * 32, "witness", "", data["witness"])
    request = Record("2" * 32, "request", "", {**data["request"], "witness": witness.id})
    basis = Basis.build(tomllib.loads(resources.read_text("treaties/lhc.toml")))
    words = Wording.build("en", [tomllib.loads(text) for text in resources.read_all("letters/en", ".toml")])
    return request, witness, basis, words


def _draft() -> Letter:
    request, witness, basis, words = _sample()
    case = Case(request, witness, basis, date(2026, 11, 25))
    return letter(case, checks.findings(case), words)


def bare(drafted: Letter, template: bytes) -> bytes:
    """What python-docx itself writes of a letter: its paragraphs in one style, its tables cell by cell."""
    document: Any = Document(io.BytesIO(template))
    styles = {style.name: style for style in document.styles}
    body = next(style for name, style in styles.items() if name in {named.value for named in Named})
    for block in _blocks(drafted):
        if isinstance(block, Paragraph):
            _paragraph(document.add_paragraph(style=body), block)
            continue
        header = tuple((paragraph(text),) for text in block.header)
        rows = [*([header] if header else []), *block.rows]
        table = document.add_table(len(rows), len(block.widths))
        for cells, row in zip(rows, table.rows, strict=True):
            for content, cell in zip(cells, row.cells, strict=True):
                for number, entry in enumerate(content):
                    _paragraph(cell.paragraphs[0] if number == 0 else cell.add_paragraph(), entry)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(made: Any, content: Paragraph) -> None:
    for run in content.runs:
        made.add_run(run.text)


def _blocks(drafted: Letter) -> Iterator[Block]:
    yield from _lines(drafted.cover.title, drafted.cover.subtitle)
    yield from drafted.cover.letterhead
    yield drafted.cover.particulars
    yield drafted.cover.opening
    for section in (*drafted.sections, drafted.annexes):
        yield from _lines(section.title)
        yield from section.blocks
    yield drafted.closing
    yield from _lines(drafted.signature_title)
    yield drafted.signature
    for annex in drafted.enclosures:
        yield from _lines(annex.label, annex.title)
        yield from annex.blocks


def _lines(*texts: str) -> Iterable[Block]:
    return [paragraph(text) for text in texts]
