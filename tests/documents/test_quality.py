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
from lxml import etree
from openxml_audit import OpenXmlValidator

from jitdesk.documents import reading
from jitdesk.documents.body import printable
from jitdesk.documents.controls import FIELDS
from jitdesk.documents.references import References
from jitdesk.documents.untrusted import opened
from jitdesk.documents.word import write
from jitdesk.drafting.bilingual import bilingual
from jitdesk.drafting.case import Case
from jitdesk.drafting.checks import findings
from jitdesk.drafting.letter import letter
from jitdesk.drafting.structure import Letter, Paragraph, lines
from jitdesk.system import resources
from tests.documents.files import edited, parts
from tests.documents.sample import ENGLISH, LHC, TODAY, bare, letter_of, request, witness, wording

TEMPLATE = resources.read_bytes("templates/letter.docx")
SAMPLE = letter_of(request(), witness())
ARABIC = replace(letter_of(request(facts="احتُجز الشاهد W-0412\nThe witness was held.\n1994"), witness()), language="ar")


def in_two(second: str) -> Letter:
    """The sample in English and a second language, with its reason for urgency stated elsewhere."""
    case = Case(request(), witness(), LHC, TODAY)
    return bilingual(case, findings(case), ENGLISH, wording(second))


IN_TWO = in_two("fr")
# What is said in one language only, by where it stands: a title, a sentence, a label, the head of a column, the opening.
FIRST = {"Legal basis", "Our reference", "English"}
SECOND = {
    "fr": {"Fondement juridique", "La présente demande est urgente.", "Notre référence", "Français", "Heure locale"},
    "ar": {"الأساس القانوني", "هذا الطلب عاجل.", "العربية"},
}
LETTERS = {
    "full": SAMPLE,
    "bare": letter_of(bare(), None),
    "final": letter_of(request(status="final", handling="none"), witness()),
    "right to left": ARABIC,
    "two languages": IN_TWO,
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
    assert "Time limit" in named  # “The reason is stated in part …”
    numbers = [node.get(qn("w:id")) for node in body.iter(qn("w:bookmarkStart"))]
    assert len(numbers) == len(set(numbers)) == len(list(body.iter(qn("w:bookmarkEnd"))))
    controls = [node.get(qn("w:val")) for node in body.iter(qn("w:id"))]
    assert len(controls) == len(set(controls))


def test_a_part_is_named_with_its_number_and_the_list_of_annexes_counts_pages() -> None:
    said = fields(write(SAMPLE, TEMPLATE))
    number = next(part.number for part in SAMPLE.sections if part.key == "time_limit")
    assert (rf"REF _Ref_part_{number} \r \h", str(number)) in said
    assert [(code, text) for code, text in said if "PAGEREF" in code] == [(rf"PAGEREF _Ref_annex_{n} \h", "…") for n in (1, 2, 3)]


def test_in_two_languages_each_title_has_its_bookmark_and_each_sentence_leads_to_its_own() -> None:
    made = write(IN_TWO, TEMPLATE)
    body = Document(BytesIO(made)).element.body
    names = [node.get(qn("w:name")) for node in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    said = [
        (code.split()[1], text) for code, text in fields(made) if code.startswith("REF") and text in ("Time limit", "Délai d’exécution")
    ]
    number = next(part.number for part in IN_TWO.sections if part.key == "time_limit")
    assert set(said) == {(f"_Ref_part_{number}", "Time limit"), (f"_Ref_part_{number}_2", "Délai d’exécution")}
    assert {code.split()[1] for code, _ in fields(made)} <= set(names)


def test_what_a_word_processor_counted_is_no_change_of_the_letter() -> None:
    def counted(xml: str) -> str:
        return xml.replace("…</w:t>", "14</w:t>")

    made = write(SAMPLE, TEMPLATE)
    assert reading.read(opened(edited(made, counted), "x")).outside == reading.read(opened(made, "x")).outside


@pytest.mark.parametrize("second", ["fr", "ar"])
def test_each_run_of_a_letter_in_two_languages_says_its_own(second: str) -> None:
    made, seen = in_two(second), set()
    for paragraph in Document(BytesIO(write(made, TEMPLATE))).element.body.iter(qn("w:p")):
        for run in paragraph.iter(qn("w:r")):
            text = "".join(node.text or "" for node in run.iter(qn("w:t")))
            if text in SECOND[second]:
                attributes = run.find(f"{qn('w:rPr')}/{qn('w:lang')}").attrib
                said = {"fr": {qn("w:val"): "fr-FR", qn("w:eastAsia"): "fr-FR"}, "ar": {qn("w:bidi"): "ar-SA"}}[second]
                assert dict(attributes) == said, text
                seen.add(text)
            elif text in FIRST:
                assert run.find(f"{qn('w:rPr')}/{qn('w:lang')}") is None, text
    assert seen == SECOND[second]


def test_what_a_person_wrote_is_in_the_language_in_which_the_request_was_drawn_up() -> None:
    case = Case(request(facts="The witness was held.", language="en"), witness(), LHC, TODAY)
    body = Document(BytesIO(write(letter(case, findings(case), wording("fr")), TEMPLATE))).element.body
    tags = {
        "".join(node.text or "" for node in run.iter(qn("w:t"))): run.find(f"{qn('w:rPr')}/{qn('w:lang')}") for run in body.iter(qn("w:r"))
    }
    assert tags["The witness was held."].get(qn("w:val")) == "en-GB"
    assert tags["Exposé sommaire des faits"] is None


def test_a_language_from_elsewhere_harms_no_document() -> None:
    case = Case(request(language='x" w:evil="1'), witness(), LHC, TODAY)
    etree.fromstring(parts(write(letter(case, findings(case), ENGLISH), TEMPLATE))["word/document.xml"])


def fields(document: bytes) -> list[tuple[str, str]]:
    """Code and result of every field of a document's body."""
    found: list[tuple[str, str]] = []
    for node in Document(BytesIO(document)).element.body.iter(qn("w:instrText"), qn("w:fldChar"), qn("w:t")):
        if node.tag == qn("w:instrText"):
            found.append((node.text.strip(), ""))
            inside = True
        elif node.tag == qn("w:fldChar"):
            inside = node.get(qn("w:fldCharType")) == "separate"
        elif found and inside:
            found[-1] = (found[-1][0], found[-1][1] + node.text)
    return found


def test_only_whole_names_are_references_and_no_text_is_lost() -> None:
    names = References({"Annex A": "a", "Annex AB": "ab"}, parts={"Costs": "c"}, numbers={"Costs": 7})
    text = "Annex A, Annex AB and Annex ABC; Costs; “Costs” and « Costs »; part 7, “Costs”; 17, “Costs”; 7 and “Costs”."
    pieces = list(names.split(text))
    assert "".join(piece for piece, _ in pieces) == text
    assert [(piece, code) for piece, code in pieces if code] == [
        ("Annex A", r"REF a \h"),
        ("Annex AB", r"REF ab \h"),
        ("Costs", r"REF c \h"),
        ("Costs", r"REF c \h"),
        ("7", r"REF c \r \h"),
        *[("Costs", r"REF c \h")] * 3,
    ]


@given(st.text(), st.lists(st.text(min_size=1), max_size=3), st.lists(st.text(min_size=1), max_size=3))
def test_a_text_cut_at_its_references_is_the_same_text(text: str, labels: list[str], titles: list[str]) -> None:
    parts = {title: "p" for title in titles}
    names = References({label: "a" for label in labels}, parts=parts, numbers=dict.fromkeys(titles, 7))
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


def test_numbers_from_right_to_left_stand_within_the_margin_whichever_side_is_which() -> None:
    for made, side in ((ARABIC, "center"), (SAMPLE, "left")):
        numbering = Document(BytesIO(write(made, TEMPLATE))).part.numbering_part.element
        headings = [level for level in numbering.iter(qn("w:lvl")) if level.find(qn("w:pStyle")).get(qn("w:val")).startswith("Heading")]
        assert [level.find(qn("w:lvlJc")).get(qn("w:val")) for level in headings] == [side] * 2


def test_headings_stay_with_what_follows_and_rows_are_whole() -> None:
    document = Document(BytesIO(write(SAMPLE, TEMPLATE)))
    for name in ("Heading 1", "Heading 2", "Annex Label", "Annex Title", "Title"):
        assert document.styles[name].element.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in document.element.body.iter(qn("w:tr")))
