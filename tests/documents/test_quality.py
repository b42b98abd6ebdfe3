"""What a Word document owes its readers, other programs too: validity, structure, language, direction, references, and every character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import mammoth
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from jitdesk.documents import reading
from jitdesk.documents.body import printable
from jitdesk.documents.controls import FIELDS
from jitdesk.documents.references import References
from jitdesk.documents.untrusted import opened
from jitdesk.documents.word import write
from jitdesk.drafting.structure import Letter, Paragraph, lines
from jitdesk.system import resources
from tests.documents.sample import bare, letter_of, request, witness

TEMPLATE = resources.read_bytes("templates/letter.docx")
SAMPLE = letter_of(request(), witness())
ARABIC = replace(letter_of(request(facts="احتُجز الشاهد W-0412\nThe witness was held.\n1994"), witness()), language="ar")
LETTERS = {
    "full": SAMPLE,
    "bare": letter_of(bare(), None),
    "final": letter_of(request(status="final", handling="none"), witness()),
    "right to left": ARABIC,
    "urgent": letter_of(bare(urgent=True, identity_mode="in_letter"), witness()),
}
WRITTEN = sorted(name for name in FIELDS if name not in ("reference", "basis", "whereabouts", "custody_place"))
ANY = st.text(st.characters(exclude_categories=()), max_size=80)
ODD = st.sampled_from(
    ["\x00\x0b\x1f", "&<>\"']]>", "\u202eabc\u202c\u200f\u2067", "🙂👩‍⚖️🇸🇮", "\ud800", "\ufffe", "a\tb", "\u2028", "]]><!--", " "]
)


def words(letter: Letter) -> Iterator[tuple[str, str]]:
    """The lines of every field that the letter shows, as it shows them."""
    for part in (*letter.sections, letter.annexes, *letter.enclosures):
        for block in part.blocks:
            cells = [(block,)] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]
            for paragraph in (paragraph for cell in cells for paragraph in cell):
                if paragraph.field:
                    yield paragraph.field, "".join(run.text for run in paragraph.runs)


@pytest.mark.parametrize("name", LETTERS)
def test_an_independent_validator_finds_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(write(LETTERS[name], TEMPLATE))
    assert not OpenXmlValidator().validate(str(tmp_path / "letter.docx")).errors


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    document = Document(BytesIO(write(SAMPLE, TEMPLATE)))
    document.element.body.insert(0, document.element.body.makeelement(qn("w:tabs")))
    document.save(str(tmp_path / "letter.docx"))
    assert OpenXmlValidator().validate(str(tmp_path / "letter.docx")).errors


def reads_back_equal(**values: Any) -> bytes:
    """The document of the sample with these values, once all its fields have been found again in it."""
    letter = letter_of(request(**values), witness())
    made = write(letter, TEMPLATE)
    found = reading.read(opened(made, "x"))
    expected: dict[str, list[str]] = {}
    for field, text in words(letter):
        if field not in FIELDS:
            continue  # a column of a group has no control of its own
        expected.setdefault(field, []).extend(lines(printable(text)))
    for field, shown in expected.items():
        assert "\n".join(stretch.text for stretch in found.controls[field]).split("\n") == shown, field
    return made


@settings(max_examples=25, deadline=None)
@example({"assistance": "\u2028"})
@example({"facts": "\x1d\n\u2029 \x85"})
@given(st.dictionaries(st.sampled_from(WRITTEN), st.lists(ANY | ODD, max_size=4).map("\n".join), max_size=6))
def test_any_text_in_any_field_gives_a_document_that_reads_back_equal(values: dict[str, str]) -> None:
    reads_back_equal(**values)


@pytest.mark.parametrize("long", ["Ж" * 100_000, "a b " * 25_000, "line\n" * 20_000, "🙂" * 100_000, "\u200f&\t" * 33_000])
def test_a_hundred_thousand_characters_read_back_equal(long: str) -> None:
    reads_back_equal(facts=long)


def test_odd_texts_are_valid(tmp_path: Path) -> None:
    odd = "\n".join(
        ["\x00\x0b\x1f", "&<>\"']]>", "\u202eabc\u202c\u200f\u2067", "🙂👩‍⚖️🇸🇮", "\ud800", "\ufffe", "a\tb", "\u2028", "]]><!--"]
    )
    (tmp_path / "letter.docx").write_bytes(reads_back_equal(facts=odd, questions=odd, requesting_contact=odd, related_requests=odd))
    assert not OpenXmlValidator().validate(str(tmp_path / "letter.docx")).errors


def test_a_reader_of_another_make_finds_the_same_headings_and_text() -> None:
    made = write(SAMPLE, TEMPLATE)
    html = mammoth.convert_to_html(BytesIO(made)).value
    assert [re.sub("<.*?>", "", heading) for heading in re.findall(r"<h1>(.*?)</h1>", html)] == [part.title for part in SAMPLE.sections]
    text = mammoth.extract_raw_text(BytesIO(made)).value
    found = reading.read(opened(made, "x"))
    flat = re.sub(r"\s+", " ", text)
    assert all(re.sub(r"\s+", " ", line) in flat for stretch in found.stretches for line in lines(stretch.text))


def test_where_a_sentence_names_a_part_or_an_annex_a_field_leads_there() -> None:
    body = Document(BytesIO(write(SAMPLE, TEMPLATE))).element.body
    targets = {node.get(qn("w:name")): node.getparent() for node in body.iter(qn("w:bookmarkStart"))}
    codes = [code.text.split()[1] for code in body.iter(qn("w:instrText"))]
    named = ["".join(text.text for text in targets[code].iter(qn("w:t"))) for code in codes]
    assert {"Annex A", "Annex B", "Annex C"} <= set(named)
    assert "Time limit" in named  # “The reason is stated under …”
    numbers = [node.get(qn("w:id")) for node in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers)) == len(list(body.iter(qn("w:bookmarkEnd"))))
    controls = [node.get(qn("w:val")) for node in body.iter(qn("w:id"))]
    assert len(controls) == len(set(controls))


def test_only_whole_names_are_references_and_no_text_is_lost() -> None:
    names = References({"Annex A": "a", "Annex AB": "ab"}, {"Costs": "c"})
    text = "Annex A, Annex AB and Annex ABC; Costs; “Costs” and « Costs »."
    pieces = list(names.split(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert [(piece, bookmark) for piece, bookmark in pieces if bookmark] == [
        ("Annex A", "a"),
        ("Annex AB", "ab"),
        ("Costs", "c"),
        ("Costs", "c"),
    ]


@given(st.text(), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(min_size=1), max_size=3))
def test_a_text_cut_at_its_references_is_the_same_text(text: str, labels: list[str], titles: list[str]) -> None:
    names = References({label: "a" for label in labels}, {title: "p" for title in titles})
    assert (
        "".join(piece for piece, _ in names.split(f"{text}“{''.join(titles)}”{''.join(labels)}"))
        == f"{text}“{''.join(titles)}”{''.join(labels)}"
    )


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("fr", "fr-FR"), ("es", "es-ES"), ("ar", "ar-SA"), ("sl", "sl")])
def test_the_document_says_its_language(language: str, tag: str) -> None:
    document = Document(BytesIO(write(replace(SAMPLE, language=language), TEMPLATE)))
    assert {node.get(qn("w:val")) for node in document.styles.element.iter(qn("w:lang"))} == {tag}
    assert document.core_properties.language == tag


def test_a_letter_from_right_to_left_is_mirrored_and_keeps_foreign_lines_as_they_run() -> None:
    document = Document(BytesIO(write(ARABIC, TEMPLATE)))
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None
    assert all(table.find(f"{qn('w:tblPr')}/{qn('w:bidiVisual')}") is not None for table in document.element.body.iter(qn("w:tbl")))
    runs = {
        p.findtext(f".//{qn('w:t')}"): p.find(f"{qn('w:pPr')}/{qn('w:bidi')}") is not None for p in document.element.body.iter(qn("w:p"))
    }
    assert (runs["احتُجز الشاهد W-0412"], runs["The witness was held."], runs["1994"]) == (True, False, True)
    english = Document(BytesIO(write(SAMPLE, TEMPLATE))).element
    assert not list(english.iter(qn("w:bidi"), qn("w:bidiVisual"), qn("w:rtl")))
    assert document.sections[0].header.part.element.find(f".//{qn('w:bidi')}") is not None


@pytest.mark.parametrize("language", ["ar-EG", "fa-AF", "ps", "ckb"])
def test_every_language_from_right_to_left_mirrors_the_page(language: str) -> None:
    document = Document(BytesIO(write(replace(ARABIC, language=language), TEMPLATE)))
    assert document.sections[0]._sectPr.find(qn("w:bidi")) is not None


def test_headings_stay_with_what_follows_and_rows_are_whole() -> None:
    document = Document(BytesIO(write(SAMPLE, TEMPLATE)))
    for name in ("Heading 1", "Heading 2", "Annex Label", "Annex Title", "Title"):
        assert document.styles[name].element.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in document.element.body.iter(qn("w:tr")))
