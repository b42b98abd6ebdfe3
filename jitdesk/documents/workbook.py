"""The parts of a workbook (.xlsx) from outside, each read as a stream of tags: no tree is built, no entity expanded."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from jitdesk.kernel.errors import Refused

_UNPACKED = 200_000_000  # bytes of all parts
_PARTS = 2_000
_TEXT = 1_000_000  # characters of one text
_CHUNK = 1 << 16

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "dialogsheet")
_FETCHING = ("/externallinks/", "/connections.xml", "/querytables/")
_EMBEDDED = ("/embeddings/", "activex", "/ctrlprops/", "oleobject")

Attributes = Mapping[str, str]


@dataclass(frozen=True)
class Relation:
    """What a part leads to: the last word of its type, and the name of another part."""

    id: str
    type: str
    target: str


class Tags:
    """What is told of a part while it is read: its tags by their names without prefixes, and the text within those in `spoken`."""

    spoken: frozenset[str] = frozenset()

    def begin(self, tag: str, attributes: Attributes) -> None:
        """A tag begins."""

    def end(self, tag: str, text: str) -> None:
        """A tag ends, and held this text if it is one of `spoken`."""


class Workbook:
    """A workbook that was looked through; `name` is what people call the file."""

    def __init__(self, name: str, parts: ZipFile) -> None:
        self.name = name
        self._parts = parts
        self._names = {entry.filename.lstrip("/"): entry.filename for entry in parts.infolist() if not entry.is_dir()}
        self._look()

    @property
    def main(self) -> str:
        """The name of the part that lists the sheets."""
        found = [relation.target for relation in self.relations("") if relation.type == "officeDocument"]
        if len(found) != 1 or found[0] not in self._names:
            raise Refused("table.damaged", name=self.name)
        return found[0]

    def of_type(self, type: str) -> str:
        """The name of the one part of a type that the workbook leads to, or ""."""
        return next((one.target for one in self.relations(self.main) if one.type == type and one.target in self._names), "")

    def relations(self, part: str) -> list[Relation]:
        """What a part leads to ("": the package itself); raises Refused where that lies outside the file and is no address to click on."""
        folder, base = posixpath.split(part)
        where = posixpath.join(folder, "_rels", f"{base}.rels")
        if where not in self._names:
            return []
        found: list[Relation] = []
        for attributes in self.every(where, "Relationship"):
            type, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
            if attributes.get("TargetMode", "Internal") != "Internal":
                if type != "hyperlink":
                    raise Refused("table.external", name=self.name)
                continue
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append(Relation(attributes.get("Id", ""), type, whole))
        return found

    def every(self, part: str, tag: str) -> list[Attributes]:
        """The attributes of every tag of one name in a part."""
        found: list[Attributes] = []

        class Listed(Tags):
            def begin(self, name: str, attributes: Attributes) -> None:
                if name == tag:
                    found.append(attributes)

        self.read(part, Listed())
        return found

    def read(self, part: str, tags: Tags) -> None:
        """Tell `tags` a whole part."""
        for _ in self.stream(part, tags):
            pass

    def stream(self, part: str, tags: Tags) -> Iterator[None]:
        """Tell `tags` a part, piece by piece; raises Refused for what is no XML, or declares a document type."""
        with _told(self.name), self._parts.open(self._names[part]) as stream:
            parser = _parser(self.name, tags)
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
                yield
            parser.Parse(b"", True)
            yield

    def _look(self) -> None:
        if _TYPES not in self._names:
            raise Refused("table.no_workbook", name=self.name)
        types = {each.get("PartName", "").lstrip("/"): each.get("ContentType", "") for each in self.every(_TYPES, "Override")}
        defaults = [each.get("ContentType", "") for each in self.every(_TYPES, "Default")]
        said = " ".join([*types.values(), *defaults, *(f"/{name}" for name in self._names)]).casefold()
        for key, marks in (("table.macros", _MACROS), ("table.external", _FETCHING), ("table.embedded", _EMBEDDED)):
            if any(mark in said for mark in marks):
                raise Refused(key, name=self.name)
        for part in self._names:
            if part.endswith(".rels"):
                folder, base = posixpath.split(part)
                self.relations(posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels")))
        if types.get(self.main) != _MAIN:
            raise Refused("table.no_workbook", name=self.name)


@contextmanager
def opened(data: bytes, name: str) -> Iterator[Workbook]:
    """The bytes of a file as a workbook; raises Refused, in one sentence, for whatever it should not hold."""
    if data.startswith(_OLE):
        raise Refused("table.locked", name=name)
    if not data.startswith(_ZIP):
        raise Refused("table.no_workbook", name=name)
    with _told(name), ZipFile(BytesIO(data)) as parts:
        entries = [entry for entry in parts.infolist() if not entry.is_dir()]
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("table.locked", name=name)
        odd = any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or ".." in entry.filename.split("/") for entry in entries)
        if odd or len({entry.filename.casefold().lstrip("/") for entry in entries}) != len(entries):
            raise Refused("table.damaged", name=name)
        # Of an entry no more is read than it says it holds.
        if len(entries) > _PARTS or sum(entry.file_size for entry in entries) > _UNPACKED:
            raise Refused("table.swells", name=name)
        yield Workbook(name, parts)


@contextmanager
def _told(name: str) -> Iterator[None]:
    try:
        yield
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, UnicodeError, LookupError, expat.ExpatError):
        raise Refused("table.damaged", name=name) from None


def _parser(name: str, tags: Tags) -> Any:
    """A parser that expands no entity: a document type is refused where it begins."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    heard: list[str] = []
    length = 0

    def begin(tag: str, attributes: dict[str, str]) -> None:
        local = _local(tag)
        tags.begin(local, attributes)
        if local in tags.spoken:
            heard.clear()
            parser.CharacterDataHandler = hear

    def hear(text: str) -> None:
        nonlocal length
        length = length + len(text) if heard else len(text)
        if length > _TEXT:
            raise Refused("table.swells", name=name)
        heard.append(text)

    def end(tag: str) -> None:
        local = _local(tag)
        if local in tags.spoken:
            parser.CharacterDataHandler = None
            tags.end(local, "".join(heard))
            heard.clear()
        else:
            tags.end(local, "")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.StartDoctypeDeclHandler = _refusing(name)
    return parser


def _refusing(name: str) -> Callable[..., None]:
    def refuse(*declared: object) -> None:
        raise Refused("table.dtd", name=name)

    return refuse


def _local(name: str) -> str:
    """A name without the prefix of its namespace: strict workbooks have others, and hold the same."""
    return name.rpartition(":")[2] if ":" in name else name
