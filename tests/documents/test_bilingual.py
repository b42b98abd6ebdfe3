"""A letter in two languages as a Word document."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from jitdesk.documents.body import printable
from jitdesk.documents.word import write
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.structure import runs
from jitdesk.system import resources
from tests.documents.sample import ENGLISH, LHC, TODAY, request, witness, wording


@pytest.mark.parametrize("second", ["fr", "es", "ar"])
def test_a_letter_in_two_languages_is_a_document_of_two_columns(second: str) -> None:
    case = Case(request(), witness(), LHC, TODAY)
    made = bilingual(case, findings(case), ENGLISH, wording(second))
    document = Document(BytesIO(write(made, resources.read_bytes("templates/letter.docx"))))
    text = "".join(node.text or "" for node in document.element.body.iter(qn("w:t")))
    for part in (*made.sections, made.annexes):
        assert part.title in text
        assert [run.text for run in runs(part.blocks) if printable(run.text) not in text] == []
    columns = [table for table in document.tables if len(table.columns) == 2 and table.rows[0].cells[0].text == "English"]
    assert len(columns) > len(made.sections) / 2
    assert all(len(row.cells) == 2 and all(cell.text for cell in row.cells) for table in columns for row in table.rows)
