"""A Word document as bytes that depend on nothing but its content: no clock, no author, no program."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import XmlPart

from jitdesk.documents.controls import numbered

_MAIN = "word/document.xml"
_BODY = b"<w:body>"


def seal(document: Document, content: str = "") -> bytes:
    """The document as a file, `content` first in its body: the same parts, order and dates, whenever and wherever it is written."""
    raw, sealed = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as parts, ZipFile(sealed, "w") as out:
        for name in parts.namelist():
            # An entry made so bears the first day a zip can name, not today.
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0
            data = parts.read(name)
            if name == _MAIN:
                # As text: the library moves nodes into its tree in a time that grows with the square of their number.
                data = data.replace(_BODY, _BODY + numbered(content).encode(), 1)
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
