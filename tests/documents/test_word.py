from __future__ import annotations

import re
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from jitdesk.documents.body import printable
from jitdesk.documents.template import template
from jitdesk.documents.word import write
from jitdesk.domain.records import Record
from jitdesk.drafting import structure
from jitdesk.drafting.structure import Block, Letter
from jitdesk.system import resources
from tests.documents.sample import bare, letter_of, request, witness

TEMPLATE = resources.read_bytes("templates/letter.docx")
SAMPLE = letter_of(request(), witness())


def opened(made: Letter) -> Open:
    return Document(BytesIO(write(made, TEMPLATE)))


def parts(document: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(document)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def paragraphs(document: Open) -> list[Paragraph]:
    """Every paragraph in reading order, those in tables and content controls too."""
    return [Paragraph(node, document._body) for node in document.element.body.iter(qn("w:p"))]


def texts(document: Open) -> list[str]:
    """The text of every paragraph in reading order, those in tables too."""
    return ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in document.element.body.iter(qn("w:p"))]


def written(made: Letter) -> list[str]:
    blocks: list[Block] = [*made.cover.letterhead, made.cover.particulars, made.cover.opening]
    for part in (*made.sections, made.annexes):
        blocks += part.blocks
    blocks += [made.closing, made.signature]
    for annex in made.enclosures:
        blocks += annex.blocks
    return ["".join(run.text for run in paragraph.runs) for block in blocks for paragraph in lines_of(block)]


def lines_of(block: Block) -> list[structure.Paragraph]:
    """The paragraphs of a block, those of a table by its rows."""
    return [block] if isinstance(block, structure.Paragraph) else [part for row in block.rows for cell in row for part in cell]


def test_the_template_in_the_tree_is_the_one_that_the_script_makes() -> None:
    assert template() == TEMPLATE


def test_the_same_letter_gives_the_same_bytes_and_no_clock_is_read() -> None:
    first = write(SAMPLE, TEMPLATE)
    assert first == write(letter_of(request(), witness()), TEMPLATE)
    with ZipFile(BytesIO(first)) as zipped:
        assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert zipped.namelist()[0] == "[Content_Types].xml"
    assert write(letter_of(request(costs="None."), witness()), TEMPLATE) != first


def test_everything_the_letter_holds_stands_in_the_document_in_its_order() -> None:
    shown = iter(texts(opened(SAMPLE)))
    assert all(text in shown for text in written(SAMPLE))


def test_headings_carry_words_real_numbering_and_it_agrees_with_the_letters() -> None:
    document = opened(SAMPLE)
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.style and paragraph.style.name == "Heading 1"]
    assert headings == [part.title for part in SAMPLE.sections]
    number = document.styles["Heading 1"].element.find(f".//{qn('w:numId')}").get(qn("w:val"))
    numbering = document.part.numbering_part.element
    abstract = numbering.find(f"{qn('w:num')}[@{qn('w:numId')}='{number}']/{qn('w:abstractNumId')}").get(qn("w:val"))
    levels = numbering.findall(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{abstract}']/{qn('w:lvl')}")
    assert [(level.find(qn("w:pStyle")).get(qn("w:val")), level.find(qn("w:lvlText")).get(qn("w:val"))) for level in levels] == [
        ("Heading1", "%1"),
        ("Heading2", "%1.%2"),
    ]


def test_every_look_comes_from_a_named_style_of_the_template() -> None:
    document = opened(letter_of(bare(urgent=True, identity_mode="in_letter"), witness()))
    known = {style.style_id for style in document.styles}
    for node in document.element.body.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle")):
        assert node.get(qn("w:val")) in known
    looks = {child.tag for node in document.element.body.iter(qn("w:rPr")) for child in node}
    layout = {child.tag for node in document.element.body.iter(qn("w:pPr")) for child in node}
    assert (looks, layout) == ({qn("w:rStyle")}, {qn("w:pStyle")})


def test_tables_repeat_their_header_row_and_fill_the_width_of_the_text() -> None:
    document = opened(SAMPLE)
    for table in document.tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.iter(qn("w:gridCol"))]
        assert sum(widths) == pytest.approx(160 / 25.4 * 1440, abs=3)
        for row in table._tbl.findall(qn("w:tr")):
            assert [int(cell.find(f".//{qn('w:tcW')}").get(qn("w:w"))) for cell in row.findall(qn("w:tc"))] == widths
    headed = [table for table in document.tables if table.style and table.style.name == "Letter Table"]
    assert len(headed) == 9
    assert all(len(table._tbl.findall(f".//{qn('w:tblHeader')}")) == 1 for table in headed)


def test_every_page_bears_handling_reference_draft_mark_version_and_page() -> None:
    section = opened(SAMPLE).sections[0]
    head = [paragraph.text for paragraph in section.header.paragraphs]
    assert head == ["CONFIDENTIAL BY AGREEMENT\tJIT-SR/2026/014", "DRAFT 1, not for transmission"]
    (foot,) = section.footer.paragraphs
    assert re.fullmatch(r"Version 1 of 25 November 2026 · [0-9a-f]{12}\tPage 1 of 1", foot.text)
    assert [code.text.strip() for code in foot._p.iter(qn("w:instrText"))] == ["PAGE", "NUMPAGES"]
    final = opened(letter_of(request(status="final", handling="none"), witness())).sections[0]
    assert [paragraph.text for paragraph in final.header.paragraphs] == ["\tJIT-SR/2026/014"]


def test_gaps_blanks_and_what_is_sealed_have_character_styles() -> None:
    document = opened(letter_of(request(facts=None), witness()))
    by_style = {run.style.name: run.text for paragraph in paragraphs(document) for run in paragraph.runs if run.style}
    assert by_style["Letter Gap"] == "[to be completed: summary of the facts, Art. 25(2)(c)]"
    assert by_style["Letter Sealed"].startswith("The identity, the whereabouts")


def test_the_page_is_a4_and_the_language_british_english() -> None:
    document = opened(SAMPLE)
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == "en-GB"


def test_properties_and_parts_carry_no_trace_of_who_made_the_document_or_with_what() -> None:
    made = write(SAMPLE, TEMPLATE)
    properties = Document(BytesIO(made)).core_properties
    assert properties.title == "JIT-SR/2026/014: Request for mutual legal assistance in criminal matters: hearing by video conference"
    assert properties.created == properties.modified == datetime.fromisoformat("2026-11-25T00:00:00+00:00")
    assert (properties.author, properties.last_modified_by, properties.comments, properties.keywords) == ("", "", "", "")
    assert "docProps/app.xml" not in parts(made)
    for name, content in parts(made).items():
        assert not re.search(rb"python-docx|rsid|Normal\.dotm|creator|lastModifiedBy|Macintosh", content), name


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=()), max_size=60), st.text(st.characters(exclude_categories=()), min_size=1, max_size=20))
def test_any_text_is_written_without_harm_to_the_document(text: str, name: str) -> None:
    asked = request(facts=f"<{text}>", related_requests=text, requesting_authority=text, reference=name, questions=text, annexes=text)
    made = write(letter_of(asked, witness(code=name)), TEMPLATE)
    for part, content in parts(made).items():
        if part.endswith((".xml", ".rels")):
            etree.fromstring(content)
    shown = "\n".join(texts(Document(BytesIO(made))))
    lines = [line.strip(" \t") for line in f"<{text}>".replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    assert all(printable(line).replace("\t", "") in shown for line in lines)


@pytest.mark.parametrize(
    ("given", "seen"),
    [
        ("a\x00b", "a␀b"),
        ("a\x1fb", "a␟b"),
        ("a\x7fb", "a␡b"),
        ("a\x85b", "a�b"),
        ("a\ud800b", "a�b"),
        ("a\uffffb", "a�b"),
        ("a\u2028b", "a�b"),
    ],
)
def test_a_character_that_no_reader_would_see_is_shown(given: str, seen: str) -> None:
    assert seen in texts(opened(letter_of(request(purpose=given), witness())))


def test_markup_in_a_text_stays_text() -> None:
    hostile = '</w:t></w:r><w:r><w:instrText>INCLUDETEXT "/etc/passwd"</w:instrText></w:r> &amp; <!-- {state} %s'
    document = opened(letter_of(request(facts=hostile), witness()))
    assert hostile in texts(document)
    assert not [
        code for code in document.element.body.iter(qn("w:instrText")) if not re.fullmatch(r" (PAGE)?REF \w+ (\\r )?\\h ", code.text)
    ]


def test_a_text_that_begins_in_arabic_runs_from_right_to_left() -> None:
    document = opened(letter_of(request(facts="احتُجز الشاهد W-0412\nThe witness was held."), witness()))
    arabic, english = (next(p for p in paragraphs(document) if p.text.startswith(start)) for start in ("احتُجز", "The witness was"))
    assert arabic._p.find(f".//{qn('w:bidi')}") is not None
    assert arabic._p.find(f".//{qn('w:rtl')}") is not None
    assert english._p.find(f".//{qn('w:bidi')}") is None


@pytest.mark.needs("soffice", "pdftotext")
@pytest.mark.parametrize(("name", "asked"), [("full", request()), ("bare", bare())])
def test_a_word_processor_opens_it_and_numbers_it_as_we_do(name: str, asked: Record, tmp_path: Path) -> None:
    made = letter_of(asked, witness() if name == "full" else None)
    file = tmp_path / "letter.docx"
    file.write_bytes(write(made, TEMPLATE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "letter.pdf"), "-"], check=True, capture_output=True, text=True)
    for part in made.sections:
        assert re.search(rf"^\s*{part.number}\s+{re.escape(part.title)}", read.stdout, re.MULTILINE), part.title
    pages = re.findall(r"Page (\d+) of (\d+)", read.stdout)
    assert [int(page) for page, _ in pages] == list(range(1, int(pages[0][1]) + 1))
    assert read.stdout.count("DRAFT 1, not for transmission") == len(pages)
