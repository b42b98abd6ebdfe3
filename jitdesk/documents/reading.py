"""A letter that came back from Word: the text of each content control, and all text that stands outside of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from lxml import etree

from jitdesk.documents.controls import FIELDS, bookmarked_field
from jitdesk.documents.untrusted import Package
from jitdesk.drafting.structure import NO_PAGE, lines

_AROUND = ("header", "footer", "footnotes", "endnotes", "comments")
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_PRESERVED = "{http://www.w3.org/XML/1998/namespace}space"
_LANGUAGE = "{http://purl.org/dc/elements/1.1/}language"
_BLANK = re.compile(r"[\t\n\r]")

_GONE = {qn("w:del"), qn("w:moveFrom")}  # what a tracked change took away; what one brought stands as any text
_SILENT = {qn(f"w:{name}") for name in ("pPr", "rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr", "sdtPr", "sdtEndPr", "tblPrEx")}
_SILENT |= _GONE | {qn("w:instrText"), qn("w:delText"), qn("w:delInstrText")}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "\u2011",
    qn("w:softHyphen"): "\u00ad",
}
_TAG = f"{qn('w:sdtPr')}/{qn('w:tag')}"
_PLACEHOLDER = f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}"  # "click here to enter text": the control is empty
_BOOKMARKS = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_PICTURES = {qn("w:drawing"), qn("w:pict"), qn("w:object")}
_DELETED = (f"{qn('w:trPr')}/{qn('w:del')}", f"{qn('w:tcPr')}/{qn('w:cellDel')}")
_LISTED = f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"
_JOINED = [f"{qn('w:pPr')}/{qn('w:rPr')}/{name}" for name in sorted(_GONE)]


@dataclass
class Stretch:
    """Text of the control of a field (`of`), or between two controls ("").

    `pictures` says whether it holds one, `listed` whether the word processor puts numbers or bullets before its paragraphs.
    """

    of: str = ""
    pieces: list[str] = field(default_factory=list)
    pictures: bool = False
    listed: bool = False

    @property
    def text(self) -> str:
        """What stands there, a line a paragraph, as a field keeps it."""
        return "\n".join(lines("".join(self.pieces)))


@dataclass(frozen=True)
class Content:
    """A document as read: its stretches in their order, the lines around them by where they stand, tags that no field has, language."""

    stretches: tuple[Stretch, ...]
    around: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    language: str

    @property
    def controls(self) -> dict[str, list[Stretch]]:
        """The controls of each field."""
        result: dict[str, list[Stretch]] = {}
        for stretch in self.stretches:
            if stretch.of:
                result.setdefault(stretch.of, []).append(stretch)
        return result

    @property
    def outside(self) -> list[str]:
        """The lines that stand in no control."""
        return [line for stretch in self.stretches if not stretch.of for line in lines(stretch.text)]


def read(package: Package) -> Content:
    """What a document says; tracked changes count as proposed text: insertions stand, deletions are gone."""
    root = package.tree(package.main)
    reader = _Reader(_bookmarks(root))
    reader.walk(root)
    around = {where: tuple(_lines(package, where)) for where in _AROUND}
    stretches = tuple(stretch for stretch in reader.stretches if stretch.of or stretch.text or stretch.pictures)
    return Content(stretches, around, tuple(reader.unknown), _language(package))


def _lines(package: Package, where: str) -> Iterator[str]:
    for root in package.trees(where):
        reader = _Reader()
        reader.walk(root)
        for stretch in reader.stretches:
            yield from lines(stretch.text)


def _language(package: Package) -> str:
    for relation in package.relations(""):
        if relation.type == "core-properties" and relation.target in package.parts:
            return package.tree(relation.target).findtext(_LANGUAGE) or ""
    return ""


def _tag(control: etree._Element) -> str:
    tag = control.find(_TAG)
    return tag.get(qn("w:val"), "") if tag is not None else ""


def _bookmarks(root: etree._Element) -> dict[str, tuple[str, str]]:
    """Of the bookmarks of fields that lost their control: by name, the ids with which they first begin and last end.

    LibreOffice makes of a control over several paragraphs one within the first of them, and of its bookmark two that begin and one
    that ends.
    """
    kept = {_tag(control) for control in root.iter(qn("w:sdt")) if not _within(control)}
    names: dict[str, str] = {}
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for node in root.iter(*_BOOKMARKS):
        id, name = node.get(qn("w:id"), ""), node.get(qn("w:name"), "")
        if node.tag == qn("w:bookmarkStart"):
            if bookmarked_field(name) not in ("", *kept):
                names[id] = name
                first.setdefault(name, id)
        elif id in names:
            last[names[id]] = id
    return {first[name]: (bookmarked_field(name), last[name]) for name in last}


class _Reader:
    """Walks through a part and gathers its text."""

    def __init__(self, bookmarks: Mapping[str, tuple[str, str]] | None = None) -> None:
        self.stretches = [Stretch()]
        self.unknown: list[str] = []
        self._bookmarks = bookmarks or {}
        self._open = ""  # the id with which the bookmark ends whose paragraphs are being read
        self._codes: list[bool] = []  # of the fields that are open: whether their code is being read
        self._page = False  # whether that is the code of a page's number, which no letter says itself

    def walk(self, node: etree._Element) -> None:
        tag = node.tag
        if tag == qn("w:instrText") and self._codes and "PAGEREF" in (node.text or ""):
            self._page = True
        if tag in _SILENT or any(node.find(path) is not None for path in _DELETED):
            return
        if tag == qn("w:p"):
            self._paragraph(node)
        elif tag == qn("w:sdt"):
            self._control(node)
        elif tag == f"{_COMPATIBLE}AlternateContent":
            if len(node):  # the same again for older programs follows
                self._children(node[0])
        elif tag == qn("w:bookmarkEnd") and self._open and node.get(qn("w:id")) == self._open and not _within(node):
            self._close()
        elif tag == qn("w:fldChar"):
            self._field(node.get(qn("w:fldCharType"), ""))
        elif not self._text(node):
            self._children(node)

    def _children(self, node: etree._Element) -> None:
        for child in node:
            self.walk(child)

    def _paragraph(self, node: etree._Element) -> None:
        if self.stretches[-1].pieces[-1:] not in ([], ["\n"], [""]):
            self._add("\n")  # a text box within a paragraph
        begins, ends = ([mark.get(qn("w:id"), "") for mark in node.iter(kind)] for kind in _BOOKMARKS)
        found = next((id for id in begins if id in self._bookmarks), "")
        if found and not self._open:  # a bookmark stands for the whole of its paragraphs
            field, self._open = self._bookmarks[found]
            self.stretches.append(Stretch(field))
        number = node.find(_LISTED)
        if number is not None and number.get(qn("w:val")) != "0":
            self.stretches[-1].listed = True
        self._children(node)
        self._codes = [False] * len(self._codes)  # a code that never ends hides no further text
        # With its end deleted, a paragraph goes on in the next one.
        self._add("" if any(node.find(path) is not None for path in _JOINED) else "\n")
        if self._open in ends:
            self._close()

    def _close(self) -> None:
        self._open = ""
        self.stretches.append(Stretch())

    def _control(self, node: etree._Element) -> None:
        content, tag = node.find(qn("w:sdtContent")), _tag(node)
        before, known = self.stretches[-1].of, tag in FIELDS and not self._open
        if known:
            self.stretches.append(Stretch(tag))
        elif tag not in FIELDS and tag:
            self.unknown.append(tag)
        if content is not None and node.find(_PLACEHOLDER) is None:
            self._children(content)
        if known:
            self.stretches.append(Stretch(before))

    def _field(self, step: str) -> None:
        if step == "begin":
            self._codes.append(True)
        elif step == "separate" and self._codes:
            self._codes[-1] = False
            if self._page:
                self._add(NO_PAGE)
                self._codes[-1], self._page = True, False
        elif step == "end" and self._codes:
            self._codes.pop()

    def _text(self, node: etree._Element) -> bool:
        """Take what a node says; whether that is all there is to it."""
        if node.tag in (qn("w:t"), _MATH_TEXT):
            text = _BLANK.sub(" ", node.text or "")
            self._add(text if node.get(_PRESERVED) == "preserve" else text.strip(" "))
        elif node.tag in _SIGNS:
            self._add(_SIGNS[node.tag])
        elif node.tag == qn("w:sym"):
            self._add(_symbol(node.get(qn("w:char"), "")))
        else:
            if node.tag in _PICTURES:
                self.stretches[-1].pictures = True
            return False
        return True

    def _add(self, text: str) -> None:
        if not any(self._codes):
            self.stretches[-1].pieces.append(text)


def _within(node: etree._Element) -> bool:
    """Whether a node stands in a paragraph."""
    return next(node.iterancestors(qn("w:p")), None) is not None


def _symbol(code: str) -> str:
    return chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) and not 0xD800 <= int(code, 16) < 0xE000 else "\ufffd"
