"""Word files as strangers make them: parts exchanged, added and taken away."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


def parts(document: bytes) -> dict[str, bytes]:
    """The parts of a document by name."""
    with ZipFile(BytesIO(document)) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    """Parts as a document."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as zipped:
        for name, data in content.items():
            zipped.writestr(name, data)
    return out.getvalue()


def with_part(document: bytes, name: str, data: bytes) -> bytes:
    """The document with a part set, or added."""
    return packed({**parts(document), name: data})


def edited(document: bytes, edit: Callable[[str], str], part: str = MAIN) -> bytes:
    """The document with one part edited as text."""
    data = parts(document)[part].decode()
    changed = edit(data)
    assert changed != data, "the edit found nothing to edit"
    return with_part(document, part, changed.encode())


def related(document: bytes, type: str, target: str, mode: str = "Internal", part: str = RELATIONS) -> bytes:
    """The document with one more relationship of its main part."""
    relation = f'<Relationship Id="rId99" Type="http://x/relationships/{type}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return edited(document, lambda xml: xml.replace("</Relationships>", relation), part)
