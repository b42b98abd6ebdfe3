"""A letter on an authority's own paper: what is theirs is kept, what is ours is added, and nobody is betrayed by it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as Open
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator

from jitdesk.documents import reading
from jitdesk.documents.pictures import bare
from jitdesk.documents.untrusted import opened
from jitdesk.documents.word import write
from jitdesk.kernel import words
from jitdesk.kernel.errors import Refused
from jitdesk.system import resources
from tests.documents import letterheads
from tests.documents.files import edited, parts
from tests.documents.letterheads import ADDRESS, NAME
from tests.documents.sample import letter_of, request, witness

TEMPLATE = resources.read_bytes("templates/letter.docx")
SAMPLE = letter_of(request(), witness())
MAKERS = [letterheads.plain, letterheads.several_heads, letterheads.german, letterheads.numbered, letterheads.empty]
every = pytest.mark.parametrize("make", MAKERS, ids=[make.__name__ for make in MAKERS])


def on(letterhead: bytes) -> bytes:
    return write(SAMPLE, TEMPLATE, opened(letterhead, "paper.docx"))


def document(data: bytes) -> Open:
    return Document(BytesIO(data))


@every
def test_the_letter_is_a_valid_document_that_says_the_same(make: Callable[[], bytes], tmp_path: Path) -> None:
    made = on(make())
    assert made == on(make())
    file = tmp_path / "letter.docx"
    file.write_bytes(made)
    assert not OpenXmlValidator().validate(str(file)).errors
    ours, theirs = (reading.read(opened(data, "x")) for data in (write(SAMPLE, TEMPLATE), made))
    assert {name: [one.text for one in those] for name, those in ours.controls.items()} == {
        name: [one.text for one in those] for name, those in theirs.controls.items()
    }
    assert theirs.outside[-len(ours.outside) :] == ours.outside


@every
def test_every_style_that_is_used_is_there_once_and_so_is_its_name(make: Callable[[], bytes]) -> None:
    made = document(on(make()))
    ids = [style.get(qn("w:styleId")) for style in made.styles.element.iter(qn("w:style"))]
    names = [style.find(qn("w:name")).get(qn("w:val")) for style in made.styles.element.iter(qn("w:style"))]
    assert (len(ids), len(names)) == (len(set(ids)), len(set(names)))
    page = made.sections[0]
    for root in (made.element, made.styles.element, page.header.part.element, page.footer.part.element):
        for node in root.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"), qn("w:basedOn"), qn("w:next")):
            assert node.get(qn("w:val")) in ids
    parents = {
        style.get(qn("w:styleId")): base.get(qn("w:val"))
        for style in made.styles.element.iter(qn("w:style"))
        if (base := style.find(qn("w:basedOn"))) is not None
    }
    for id in parents:  # no style is based on itself
        seen = [id]
        while parents.get(seen[-1]):
            seen.append(parents[seen[-1]])
            assert len(seen) == len(set(seen))


@every
def test_nothing_tells_who_made_the_letterhead_or_where(make: Callable[[], bytes]) -> None:
    made = parts(on(make()))
    assert all(name.startswith(("word/", "_rels/", "docProps/core.xml", "[Content_Types]")) for name in made)
    for name, content in made.items():
        assert not re.search(rb"(?i)zornberg|rsid|python-docx|Normal\.dotm|creator|lastModifiedBy|C:\\", content), name


def test_head_foot_and_logo_are_theirs_with_our_lines_below() -> None:
    made = document(on(letterheads.plain()))
    page = made.sections[0]
    assert [p.text for p in page.header.paragraphs] == [NAME, "CONFIDENTIAL BY AGREEMENT\tJIT-SR/2026/014", "DRAFT 1, not for transmission"]
    assert page.footer.paragraphs[0].text == ADDRESS
    assert page.footer.paragraphs[1].text.endswith("Page 1 of 1")
    [picture] = page.header.part.element.iter(qn("wp:docPr"))
    assert picture.get("descr") == "Specialised Prosecutor's Office, Section for International Crimes"
    [image] = [part for part in page.header.part.related_parts.values() if part.partname.startswith("/word/media")]
    assert image.blob == letterheads.logo()
    # One tab leads to the right edge, whatever tabs their own lines have.
    style = made.styles["Letter Header"].element
    assert {tab.get(qn("w:val")) for tab in style.iter(qn("w:tab"))} == {"clear", "right"}


def test_their_styles_win_and_ours_are_added() -> None:
    theirs, made = document(letterheads.plain()), document(on(letterheads.plain()))
    for name in ("Heading 1", "Title", "Normal"):
        looks = [one.styles[name].element.find(qn("w:rPr")) for one in (theirs, made)]
        assert [
            None if look is None else [(node.tag, dict(node.attrib)) for node in look if node.tag != qn("w:lang")] for look in looks[:1]
        ] == [None if look is None else [(node.tag, dict(node.attrib)) for node in look] for look in looks[1:]]
    assert made.styles["Letter Gap"]
    numbers = [made.styles[name].element.find(f".//{qn('w:numId')}").get(qn("w:val")) for name in ("Heading 1", "Heading 2")]
    abstract = made.part.numbering_part.element.find(f"{qn('w:num')}[@{qn('w:numId')}='{numbers[0]}']/{qn('w:abstractNumId')}")
    levels = made.part.numbering_part.element.find(f"{qn('w:abstractNum')}[@{qn('w:abstractNumId')}='{abstract.get(qn('w:val'))}']")
    assert numbers[0] == numbers[1]
    assert [node.get(qn("w:val")) for node in levels.iter(qn("w:lvlText"))] == ["%1", "%1.%2"]


def test_headings_that_have_numbers_of_their_own_keep_them() -> None:
    made = document(on(letterheads.numbered()))
    assert made.styles["Heading 1"].element.find(f".//{qn('w:numId')}").get(qn("w:val")) == "1"


def test_every_kind_of_page_bears_our_marks_and_the_page_is_theirs() -> None:
    made = document(on(letterheads.several_heads()))
    page = made.sections[0]
    for head, foot in (
        (page.header, page.footer),
        (page.first_page_header, page.first_page_footer),
        (page.even_page_header, page.even_page_footer),
    ):
        assert [p.text for p in head.paragraphs][-1] == "DRAFT 1, not for transmission"
        assert "Page 1 of 1" in foot.paragraphs[-1].text
    assert page.first_page_header.paragraphs[0].text == "FIRST PAGE OF " + NAME
    assert made.settings.odd_and_even_pages_header_footer
    assert round(page.page_width.mm) == 216
    assert made.paragraphs[0].text == "Our own first line"
    for table in made.element.body.iter(qn("w:tbl")):
        width = sum(int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol")))
        assert width == pytest.approx(136 / 25.4 * 1440, abs=4)


def test_styles_of_another_language_are_found_by_their_names() -> None:
    made = document(on(letterheads.german()))
    headings = [p.text for p in made.paragraphs if p.style is not None and p.style.style_id == "berschrift1"]
    assert headings == [part.title for part in SAMPLE.sections]
    assert made.styles["Amtstext"].style_id == "LetterBody"
    assert made.styles["Letter Body"].style_id == "JitLetterBody"


def changed(before: str, after: str, part: str = "word/header1.xml") -> bytes:
    return edited(letterheads.plain(), lambda xml: xml.replace(before, after, 1), part)


def computed(code: str) -> bytes:
    return changed("</w:p>", f'<w:fldSimple w:instr="{code}"><w:r><w:t>x</w:t></w:r></w:fldSimple></w:p>')


REFUSED: dict[str, tuple[str, Callable[[], bytes]]] = {
    "insertion": ("letterhead.tracked", lambda: changed("<w:r>", '<w:ins w:id="1" w:author="x"><w:r><w:t>y</w:t></w:r></w:ins><w:r>')),
    "file name": ("letterhead.computes", lambda: computed("FILENAME \\p")),
    "author": ("letterhead.computes", lambda: computed(" author ")),
    "date": ("letterhead.computes", lambda: computed("DATE")),
    "link into a network": ("letterhead.computes", lambda: computed("HYPERLINK &quot;ftp://x.example&quot;")),
    "chart": ("letterhead.unusable", lambda: changed('r:embed="', 'r:embed="no')),
    "no section": (
        "letterhead.no_page",
        lambda: edited(letterheads.plain(), lambda xml: re.sub(r"<w:sectPr.*</w:sectPr>", "", xml, flags=re.S)),
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_stand_in_a_letter_is_refused(what: str) -> None:
    key, make = REFUSED[what]
    with pytest.raises(Refused) as refused:
        on(make())
    assert refused.value.key == key
    assert words.known(key)
    assert "paper.docx" in str(refused.value)


def test_page_numbers_and_links_to_the_web_may_stand() -> None:
    assert "PAGE" in "".join(node.get(qn("w:instr"), "") for node in document(on(computed("PAGE"))).sections[0].header.part.element.iter())


def test_a_photograph_loses_its_notes_and_keeps_its_pixels() -> None:
    def segment(kind: int, data: bytes) -> bytes:
        return b"\xff" + bytes([kind]) + (len(data) + 2).to_bytes(2) + data

    pixels = segment(0xE0, b"JFIF\0") + segment(0xDB, b"\x01\xff\xe1") + b"\xff\xda\x00\x04ab\xff\xe1\x00\x04cd\xff\xd9"
    assert bare(b"\xff\xd8" + segment(0xE1, b"Exif\0\0place") + segment(0xFE, b"who") + pixels) == b"\xff\xd8" + pixels


@given(st.binary(max_size=200))
def test_a_picture_of_any_bytes_stays_one(data: bytes) -> None:
    for start in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n"):
        assert bare(bare(start + data)) == bare(start + data)
        assert bare(start + data).startswith(start[:2])


@pytest.mark.needs("soffice", "pdftotext")
@pytest.mark.parametrize("make", [letterheads.plain, letterheads.several_heads, letterheads.german])
def test_a_word_processor_prints_both_on_every_page(make: Callable[[], bytes], tmp_path: Path) -> None:
    file = tmp_path / "letter.docx"
    file.write_bytes(on(make()))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "letter.pdf"), "-"], check=True, capture_output=True, text=True)
    pages = read.stdout.split("\f")[:-1]
    assert len(pages) > 5
    assert all("DRAFT 1, not for transmission" in page for page in pages)
    assert [int(re.findall(r"Page (\d+) of", page)[0]) for page in pages] == list(range(1, len(pages) + 1))
    assert NAME in pages[2]
    for part in SAMPLE.sections:
        assert re.search(rf"^\s*{part.number}\s+{re.escape(part.title[:30])}", read.stdout, re.MULTILINE), part.title
