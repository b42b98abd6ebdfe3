from __future__ import annotations

import re
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from lxml import etree
from openxml_audit import OpenXmlValidator

from jitdesk.documents.paper import write
from jitdesk.drafting.case import Case
from jitdesk.drafting.structure import runs
from jitdesk.system import resources
from tests.documents.papers import LANGUAGES, NAMES, SECRETS, STATION, case, made
from tests.documents.sample import LHC, TODAY, bare

TEMPLATE = resources.read_bytes("templates/letter.docx")
EVERY = [(language, name) for language in LANGUAGES for name in NAMES]


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def texts(data: bytes) -> list[str]:
    """The text of every paragraph in reading order, those in tables too."""
    body = Document(BytesIO(data)).element.body
    return ["".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))]


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_every_paper_in_every_language_is_valid_and_the_same_again(language: str, name: str, tmp_path: Path) -> None:
    data = write(made(name, language), TEMPLATE)
    assert data == write(made(name, language), TEMPLATE)
    file = tmp_path / "paper.docx"
    file.write_bytes(data)
    checked = OpenXmlValidator().validate(str(file))
    assert checked.is_valid, checked.errors


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_what_a_paper_holds_is_read_back_in_its_order_under_its_headings(language: str, name: str) -> None:
    paper = made(name, language)
    document = Document(BytesIO(write(paper, TEMPLATE)))
    by_style = {style: [p.text for p in document.paragraphs if p.style and p.style.name == style] for style in ("Title", "Letter Heading")}
    assert by_style["Title"] == [paper.title]
    assert by_style["Letter Heading"] == [part.title for part in paper.parts] + ([paper.signature_title] if paper.signature.rows else [])
    shown = iter(texts(write(paper, TEMPLATE)))
    slip = paper.slip.blocks if paper.slip else ()
    content = (block for part in paper.parts for block in part.blocks)
    for block in (*paper.letterhead, paper.particulars, *content, paper.signature, *slip):
        assert all(run.text in shown for run in runs([block]))


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_byte_of_any_paper_but_the_sealed_annex_holds_an_identity(language: str, name: str) -> None:
    data = b"\n".join(parts(write(made(name, language), TEMPLATE)).values()).decode()
    found = [secret for secret in (*SECRETS, STATION) if secret in data]
    assert bool(found) == (name == "identity_annex")


@pytest.mark.parametrize("name", NAMES)
def test_every_page_bears_handling_reference_draft_mark_hash_and_page(name: str) -> None:
    section = Document(BytesIO(write(made(name), TEMPLATE))).sections[0]
    head = [paragraph.text for paragraph in section.header.paragraphs]
    assert "CONFIDENTIAL BY AGREEMENT" in head[0]
    assert head[0].endswith("\t" if name == "summons" else "\tJIT-SR/2026/014")
    assert head[1] == "DRAFT 1, not for transmission"
    (foot,) = section.footer.paragraphs
    assert re.fullmatch(r"25 November 2026 · [0-9a-f]{12}\tPage 1 of 1", foot.text)


@pytest.mark.parametrize(("language", "tag"), [("en", "en-GB"), ("fr", "fr-FR"), ("es", "es-ES")])
def test_the_document_says_its_language_and_nobodys_name(language: str, tag: str) -> None:
    data = write(made("minutes", language), TEMPLATE)
    document = Document(BytesIO(data))
    assert document.styles.element.find(f".//{qn('w:lang')}").get(qn("w:val")) == tag
    properties = document.core_properties
    assert (properties.language, properties.author, properties.last_modified_by) == (tag, "", "")
    assert properties.created == properties.modified == datetime.fromisoformat("2026-11-25T00:00:00+00:00")


def test_the_summons_does_not_bear_the_reference_in_its_properties() -> None:
    assert b"JIT-SR" not in b"".join(parts(write(made("summons"), TEMPLATE)).values())


def test_the_receipt_slip_begins_a_page_of_its_own_after_the_signature() -> None:
    document = Document(BytesIO(write(made("identity_annex"), TEMPLATE)))
    titles = [p.text for p in document.paragraphs if p.style and p.style.name in ("Letter Heading", "Annex Label")]
    assert titles[-2:] == ["Signature", "Receipt slip"]


@pytest.mark.parametrize("name", NAMES)
def test_tables_fill_the_width_of_the_text_and_never_touch(name: str) -> None:
    for of in (case(), Case(bare(), None, LHC, TODAY)):
        body = Document(BytesIO(write(made(name, of=of), TEMPLATE))).element.body
        for table in body.iter(qn("w:tbl")):
            assert table.getnext().tag != qn("w:tbl")
            assert sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))) == pytest.approx(160 / 25.4 * 1440, abs=3)


def test_markup_in_a_text_stays_text() -> None:
    hostile = '</w:t></w:r><w:r><w:instrText>INCLUDETEXT "x"</w:instrText></w:r> &amp; \x00 <!-- {code} %s'
    data = write(made("jit_request", of=case(facts=hostile)), TEMPLATE)
    for part, content in parts(data).items():
        if part.endswith((".xml", ".rels")):
            etree.fromstring(content)
    assert hostile.replace("\x00", "␀") in texts(data)


@pytest.mark.needs("soffice", "pdftotext")
@pytest.mark.parametrize("name", ["minutes", "summons"])
def test_a_word_processor_opens_it(name: str, tmp_path: Path) -> None:
    file = tmp_path / "paper.docx"
    file.write_bytes(write(made(name), TEMPLATE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(convert, check=True, capture_output=True, timeout=120)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "paper.pdf"), "-"], check=True, capture_output=True, text=True)
    for part in made(name).parts:
        assert part.title in read.stdout
    pages = re.findall(r"Page (\d+) of (\d+)", read.stdout)
    assert pages
    assert all(pair == (str(n), str(len(pages))) for n, pair in enumerate(pages, 1))
