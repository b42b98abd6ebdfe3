"""A Word document as bytes that depend on nothing but its content: no clock, no author, no program."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart

from jitdesk.documents.controls import numbered

_MAIN = "word/document.xml"
_END = b"<w:sectPr"


def seal(document: Document, content: str = "") -> bytes:
    """The document as a file, `content` last in its body: the same parts, order and dates, whenever and wherever it is written."""
    raw = BytesIO()
    document.save(raw)
    with ZipFile(raw) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    # As text: the library moves nodes into its tree in a time that grows with the square of their number.
    before, end, page = parts[_MAIN].rpartition(_END)
    parts[_MAIN] = before + numbered(content).encode() + end + page
    return packed(parts)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Parts as a file that bears no date and no name of a system."""
    sealed = BytesIO()
    with ZipFile(sealed, "w") as out:
        for name, data in parts.items():
            # An entry made so bears the first day a zip can name, not today.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            out.writestr(entry, data)
    return sealed.getvalue()


def describe(document: Document, title: str, language: str, made_on: date) -> None:
    """Set the properties a document shows about itself: title, language, the given day; nobody's name."""
    core = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES)
    if isinstance(core, XmlPart):
        core.element.clear()
    properties = document.core_properties
    properties.title = title
    properties.language = language
    properties.created = properties.modified = datetime(made_on.year, made_on.month, made_on.day)
