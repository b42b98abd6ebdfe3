"""A Word file from outside: opened only where nothing in it acts, links, embeds or swells."""

from __future__ import annotations

import posixpath
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from docx.oxml.ns import qn
from lxml import etree

from jitdesk.kernel.errors import Refused

MOST = 20_000_000  # bytes of a file; letters and letterheads have a tenth of it
_UNPACKED = 100_000_000  # bytes of all parts
_XML = 20_000_000  # bytes of a part that is parsed
_NODES = 2_000_000  # tags of all parts that are parsed
_PARTS = 2_000

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_TYPES = "[Content_Types].xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_STRICT = b"http://purl.oclc.org/ooxml/"
# OPC allows UTF-8 and UTF-16 only; both are looked through.
_DTD = [mark.encode(encoding) for mark in ("<!DOCTYPE", "<!ENTITY") for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
_TAGGED = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<")  # what begins so is parsed, whatever its name
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)""")
_WEB = re.compile(r"(https?://|mailto:)[^\x00-\x20\\]*", re.IGNORECASE)
_EMBEDDED = {"oleObject", "package", "control", "activeXControlBinary", "aFChunk", "subDocument", "frame"}
_FETCHING = ("INCLUDETEXT", "INCLUDEPICTURE", "INCLUDE", "IMPORT", "DDE", "DDEAUTO", "LINK", "DATABASE", "RD", "MACROBUTTON", "EMBED")


@dataclass(frozen=True)
class Relation:
    """What a part leads to: the last word of its type, and the name of a part, or an address of the Web (`web`)."""

    id: str
    type: str
    target: str
    web: bool


@dataclass(frozen=True)
class Package:
    """The parts of a Word file by name, none of which does anything."""

    name: str
    parts: Mapping[str, bytes]

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the text."""
        named = [relation.target for relation in self.relations("") if relation.type == "officeDocument"]
        if len(named) != 1 or named[0] not in self.parts:
            raise Refused("word.no_main", name=self.name)
        return named[0]

    def relations(self, part: str) -> list[Relation]:
        """What a part leads to ("": the package itself)."""
        folder, base = posixpath.split(part)
        root = self._tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        return [] if root is None else [self._relation(node, folder) for node in root]

    def tree(self, part: str) -> etree._Element:
        """A part as XML, parsed anew; raises Refused where it is none."""
        root = self._tree(part)
        if root is None:
            raise Refused("word.no_main", name=self.name)
        return root

    def trees(self, type: str) -> Iterator[etree._Element]:
        """The parts of one type that the text leads to."""
        for relation in self.relations(self.main):
            if relation.type == type and not relation.web and relation.target in self.parts:
                yield self.tree(relation.target)

    def _tree(self, part: str) -> etree._Element | None:
        return parsed(self.parts[part], self.name) if part in self.parts else None

    def _relation(self, node: etree._Element, folder: str) -> Relation:
        type, target = node.get("Type", "").rpartition("/")[2], node.get("Target", "")
        if node.get("TargetMode", "Internal") != "Internal":
            if type != "hyperlink" or not _WEB.fullmatch(target):
                raise Refused("word.external", name=self.name)
            return Relation(node.get("Id", ""), type, target, web=True)
        if type in _EMBEDDED:
            raise Refused("word.embedded", name=self.name)
        where = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        return Relation(node.get("Id", ""), type, where, web=False)


def load(path: Path) -> Package:
    """The Word file at `path`, looked through; raises Refused, in one sentence, for whatever it should not hold."""
    try:
        if path.stat().st_size > MOST:
            raise Refused("word.too_large", name=path.name, most=MOST // 1_000_000)
        with path.open("rb") as stream:
            data = stream.read(MOST + 1)
    except OSError:
        raise Refused("word.unreadable", name=path.name) from None
    return opened(data, path.name)


def opened(data: bytes, name: str) -> Package:
    """The bytes of a Word file as its parts, looked through; `name` is what people call it."""
    if len(data) > MOST:
        raise Refused("word.too_large", name=name, most=MOST // 1_000_000)
    if data.startswith(_OLE):
        raise Refused("word.encrypted", name=name)
    if not data.startswith(_ZIP):
        raise Refused("word.not_word", name=name)
    package = Package(name, _unpacked(data, name))
    _look_at_types(package)
    for part in package.parts:
        if part.endswith(".rels"):
            folder, base = posixpath.split(part)
            package.relations(posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels")))
    _look_at_xml(package)
    return package


def parsed(data: bytes, name: str) -> etree._Element:
    """A part as XML without a document type; raises Refused."""
    encoding = _ENCODING.match(data[:200])
    if encoding and encoding[1].lower() not in (b"utf-8", b"utf-16", b"us-ascii"):
        raise Refused("word.damaged", name=name)
    if any(mark in data for mark in _DTD):
        raise Refused("word.dtd", name=name)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        raise Refused("word.damaged", name=name) from None


def fields(root: etree._Element) -> Iterator[str]:
    """The code of every field that a word processor would compute."""
    codes: list[list[str]] = []
    for node in root.iter(qn("w:fldChar"), qn("w:instrText"), qn("w:delInstrText"), qn("w:fldSimple")):
        if node.tag == qn("w:fldSimple"):
            yield node.get(qn("w:instr"), "").strip()
        elif node.tag == qn("w:fldChar"):
            if node.get(qn("w:fldCharType")) == "begin":
                codes.append([])
        elif codes:
            codes[-1].append(node.text or "")
        else:
            codes.append([node.text or ""])
    yield from ("".join(code).strip() for code in codes)


def _unpacked(data: bytes, name: str) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as zipped:
            entries = [entry for entry in zipped.infolist() if not entry.is_dir()]
            if any(entry.flag_bits & 1 for entry in entries):
                raise Refused("word.encrypted", name=name)
            folded = {entry.filename.casefold() for entry in entries}
            odd = any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) or ".." in entry.filename.split("/") for entry in entries)
            if odd or len(folded) != len(entries):
                raise Refused("word.damaged", name=name)
            if len(entries) > _PARTS or sum(entry.file_size for entry in entries) > _UNPACKED:
                raise Refused("word.swells", name=name)
            # Of an entry no more is read than it says it holds.
            return {entry.filename.lstrip("/"): zipped.read(entry) for entry in entries}
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, UnicodeError):
        raise Refused("word.damaged", name=name) from None


def _look_at_types(package: Package) -> None:
    if _TYPES not in package.parts:
        raise Refused("word.not_word", name=package.name)
    types = {node.get("PartName", "").lstrip("/"): node.get("ContentType", "") for node in package.tree(_TYPES)}
    kinds = " ".join(types.values()).casefold()
    names = " ".join(package.parts).casefold()
    if "macroenabled" in kinds or "vbaproject" in kinds + names or "vbadata" in kinds + names:
        raise Refused("word.macros", name=package.name)
    ole = any(content.startswith(_OLE) for content in package.parts.values())
    if ole or "activex" in kinds + names or "oleobject" in kinds or "/embeddings/" in names:
        raise Refused("word.embedded", name=package.name)
    if types.get(package.main) != _MAIN:
        raise Refused("word.not_word", name=package.name)


def _look_at_xml(package: Package) -> None:
    xml = [
        (part, data) for part, data in package.parts.items() if part.endswith((".xml", ".rels")) or data[:200].lstrip().startswith(_TAGGED)
    ]
    if any(len(data) > _XML for _, data in xml) or sum(data.count(b"<") for _, data in xml) > _NODES:
        raise Refused("word.swells", name=package.name)
    if _STRICT in package.parts[package.main][:4_000]:
        raise Refused("word.strict", name=package.name)
    for _, data in xml:
        root = parsed(data, package.name)
        if any(code.upper().split(maxsplit=1)[0] in _FETCHING for code in fields(root) if code):
            raise Refused("word.external", name=package.name)
